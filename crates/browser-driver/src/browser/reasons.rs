//! What browsers say themselves of cookies and responses that they refused.

use std::collections::HashMap;

use run_model::evidence::{ReasonSubject, cookie_pair};
use serde_json::Value;

/// Whether a browser is asked for its own reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReasonCollection {
    /// They are collected, which costs time.
    On,
    /// They are not.
    #[default]
    Off,
}

/// Something that a browser said of a request, its response or a cookie.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BrowserMessage {
    /// The URL of the request.
    pub url: String,
    /// What is refused.
    pub about: ReasonSubject,
    /// The cookie's name, where it speaks of one.
    pub cookie: Option<String>,
    /// The cookie's value, where the browser says it.
    pub value: Option<String>,
    /// The browser's own word: the value of a protocol's enum, or the key of a message.
    pub word: String,
    /// What it says besides.
    pub detail: Option<String>,
}

/// Reads entries of Chromium's performance log, which are events of the DevTools protocol.
///
/// Protocol: [Network](https://chromedevtools.github.io/devtools-protocol/tot/Network/).
pub(crate) fn chromium_reasons(entries: &[Value]) -> Vec<BrowserMessage> {
    let parse = |entry: &Value| serde_json::from_str::<Value>(entry["message"].as_str()?).ok();
    let events: Vec<Value> =
        entries.iter().filter_map(parse).map(|mut message| message["message"].take()).collect();
    let id = |event: &Value| event["params"]["requestId"].as_str().unwrap_or_default().to_owned();
    let mut urls = HashMap::new();
    for event in events.iter().filter(|event| event["method"] == "Network.requestWillBeSent") {
        urls.insert(id(event), text(&event["params"]["request"]["url"]));
    }
    let mut reasons = Vec::new();
    for event in &events {
        let Some(url) = urls.get(&id(event)) else { continue };
        let params = &event["params"];
        let own =
            |about, cookie: Option<&str>, value: Option<&str>, word: &Value, detail: &Value| {
                BrowserMessage {
                    url: url.clone(),
                    about,
                    cookie: cookie.map(str::to_owned),
                    value: value.map(str::to_owned),
                    word: text(word),
                    detail: detail.as_str().filter(|detail| !detail.is_empty()).map(str::to_owned),
                }
            };
        match event["method"].as_str() {
            Some("Network.responseReceivedExtraInfo") => {
                for blocked in array(&params["blockedCookies"]) {
                    let (cookie, value) =
                        cookie_pair(blocked["cookieLine"].as_str().unwrap_or_default());
                    let words = array(&blocked["blockedReasons"]).iter();
                    reasons.extend(words.map(|word| {
                        own(
                            ReasonSubject::Stored,
                            Some(cookie),
                            Some(value),
                            word,
                            &blocked["cookieLine"],
                        )
                    }));
                }
            }
            Some("Network.requestWillBeSentExtraInfo") => {
                for blocked in array(&params["associatedCookies"]) {
                    let (cookie, value) =
                        (blocked["cookie"]["name"].as_str(), blocked["cookie"]["value"].as_str());
                    let words = array(&blocked["blockedReasons"]).iter();
                    reasons.extend(
                        words.map(|word| {
                            own(ReasonSubject::Sent, cookie, value, word, &Value::Null)
                        }),
                    );
                }
            }
            Some("Network.loadingFailed") => {
                let cors = &params["corsErrorStatus"];
                if cors["corsError"].is_string() {
                    reasons.push(own(
                        ReasonSubject::Response,
                        None,
                        None,
                        &cors["corsError"],
                        &cors["failedParameter"],
                    ));
                } else if params["blockedReason"].is_string() {
                    reasons.push(own(
                        ReasonSubject::Response,
                        None,
                        None,
                        &params["blockedReason"],
                        &params["errorText"],
                    ));
                }
            }
            _ => {}
        }
    }
    reasons
}

/// Records from then on what Firefox writes to its console about cookies, CORS and mixed content.
pub(crate) const FIREFOX_LISTEN: &str = r#"
{
    const shared = Cu.getGlobalForObject(Services);
    if (shared.gingersnapListener) {
        Services.console.unregisterListener(shared.gingersnapListener);
    }
    const messages = shared.gingersnapMessages = [];
    shared.gingersnapListener = {
        observe(message) {
            const isReason = /^(cookie|CORS|Mixed Content)/;
            if (message instanceof Ci.nsIScriptError && isReason.test(message.category)) {
                messages.push([message.category, message.errorMessage, message.sourceName]);
            }
        },
    };
    Services.console.registerListener(shared.gingersnapListener);
}
"#;

/// Returns what [`FIREFOX_LISTEN`] recorded.
pub(crate) const FIREFOX_MESSAGES: &str =
    "return Cu.getGlobalForObject(Services).gingersnapMessages;";

/// Firefox's messages on cookies: the key of each, what stands before the cookie's name, and behind
/// it.
const FIREFOX_COOKIE_MESSAGES: [(&str, &str, &str); 27] = [
    (
        "CookieAttributeIgnored",
        "for the cookie “",
        "” has been rejected because its size is too big",
    ),
    ("CookieAttributeOverwritten", "for the cookie “", "” has been overwritten"),
    (
        "CookieBlockedCrossSiteRedirect",
        "Cookie “",
        "” with the “SameSite” attribute value “Lax” or “Strict” was omitted",
    ),
    (
        "CookieForeignNoPartitionedError",
        "Cookie “",
        "” has been rejected because it is foreign and does not have the “Partitioned“",
    ),
    (
        "CookieForeignNoPartitionedWarning",
        "Cookie “",
        "” will soon be rejected because it is foreign and does not have the “Partitioned“",
    ),
    ("CookieInvalidMaxAgeAttribute", "value for cookie “", "”. The attribute is ignored"),
    ("CookieLaxForced2", "Cookie “", "” has “SameSite” policy set to “Lax” because it is missing"),
    ("CookieLaxForcedForBeta2", "Cookie “", "” does not have a proper “SameSite” attribute value"),
    ("CookieOversize", "Cookie “", "” is invalid because its size is too big"),
    (
        "CookieRejectedAttributeDomainOversize",
        "Cookie “",
        "” has been rejected because its domain attribute is too big",
    ),
    (
        "CookieRejectedAttributeExpiryOversize",
        "Cookie “",
        "” has been rejected because its expiration date is over the limit",
    ),
    (
        "CookieRejectedAttributePathOversize",
        "Cookie “",
        "” has been rejected because its path attribute is too big",
    ),
    (
        "CookieRejectedByPermissionManager",
        "Cookie “",
        "” has been rejected by user set permissions",
    ),
    (
        "CookieRejectedForNonSameSiteness",
        "Cookie “",
        "” has been rejected because it is in a cross-site context and its “SameSite”",
    ),
    (
        "CookieRejectedHttpOnlyButFromScript",
        "Cookie “",
        "” has been rejected because there is already an HTTP-Only cookie",
    ),
    (
        "CookieRejectedInvalidCharAttributes",
        "Cookie “",
        "” has been rejected for invalid characters in the attributes",
    ),
    (
        "CookieRejectedInvalidCharName",
        "Cookie “",
        "” has been rejected for invalid characters in the name",
    ),
    (
        "CookieRejectedInvalidCharValue",
        "Cookie “",
        "” has been rejected for invalid characters in the value",
    ),
    ("CookieRejectedInvalidDomain", "Cookie “", "” has been rejected for invalid domain"),
    ("CookieRejectedInvalidPath", "Cookie “", "” has been rejected for invalid path"),
    ("CookieRejectedInvalidPrefix", "Cookie “", "” has been rejected for invalid prefix"),
    (
        "CookieRejectedNonRequiresSecure2",
        "Cookie “",
        "” rejected because it has the “SameSite=None” attribute but is missing",
    ),
    (
        "CookieRejectedNonsecureOverSecure",
        "Cookie “",
        "” has been rejected because there is an existing “secure” cookie",
    ),
    (
        "CookieRejectedPartitionedRequiresSecure",
        "Cookie “",
        "” has been rejected because it has the “Partitioned” attribute but is",
    ),
    (
        "CookieRejectedSecureButNonHttps",
        "Cookie “",
        "” has been rejected because a non-HTTPS cookie can’t be set as “secure”",
    ),
    ("CookieRejectedThirdParty", "Cookie “", "” has been rejected as third-party"),
    ("CookieSameSiteValueInvalid2", "value for cookie “", "”. The supported values are"),
];

/// Reads what [`FIREFOX_MESSAGES`] returned. Firefox names the key of a CORS message, and the text
/// alone of one on a cookie.
pub(crate) fn firefox_reasons(entries: &[Value]) -> Vec<BrowserMessage> {
    let read = |entry: &Value| {
        let (category, message, source) = (text(&entry[0]), text(&entry[1]), text(&entry[2]));
        if category.starts_with("cookie") {
            return firefox_cookie_reason(&category, message, source);
        }
        let word = if category.starts_with("CORS") {
            category
        } else {
            "BlockMixedActiveContent".to_owned()
        };
        let url = url_in(&message).to_owned();
        BrowserMessage {
            url,
            about: ReasonSubject::Response,
            cookie: None,
            value: None,
            word,
            detail: Some(message),
        }
    };
    entries.iter().map(read).collect()
}

fn firefox_cookie_reason(category: &str, message: String, url: String) -> BrowserMessage {
    let known = FIREFOX_COOKIE_MESSAGES.iter().find_map(|(key, before, after)| {
        let (_, rest) = message.split_once(before)?;
        let (cookie, _) = rest.split_once(after)?;
        Some(((*key).to_owned(), cookie.to_owned()))
    });
    let (word, cookie) = known.unwrap_or_else(|| {
        let cookie = message
            .split_once('“')
            .and_then(|(_, rest)| rest.split_once('”'))
            .map(|(cookie, _)| cookie.to_owned());
        let cookie = cookie.unwrap_or_default();
        (format!("{category}: {}", message.replacen(&format!("“{cookie}”"), "“…”", 1)), cookie)
    });
    let about = if word == "CookieBlockedCrossSiteRedirect" {
        ReasonSubject::Sent
    } else {
        ReasonSubject::Stored
    };
    BrowserMessage { url, about, cookie: Some(cookie), value: None, word, detail: Some(message) }
}

/// Returns the URL that a message on a request names, without the punctuation around it.
fn url_in(message: &str) -> &str {
    let Some(start) = message.find("http://").or_else(|| message.find("https://")) else {
        return "";
    };
    let rest = &message[start..];
    let end =
        rest.find(|c: char| c.is_whitespace() || matches!(c, '”' | '’')).unwrap_or(rest.len());
    rest[..end].trim_end_matches('.')
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
