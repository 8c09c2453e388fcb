//! The cookie jar as each engine writes it out.

use run_model::UnixTime;
use run_model::evidence::{JarCookie, JarPartitionKey};
use serde_json::{Value, json};

use crate::{Browser, JarError};

/// What the scripts below begin with: how a cookie is written as an entry, and all cookies. Older
/// versions of Firefox have seconds as an expiry, newer ones milliseconds, of which so few were
/// over in 1973. Cookies of private windows are in a jar of their own.
pub(crate) const FIREFOX_ENTRY: &str = r#"
const milliseconds = expiry => expiry < 1e11 ? expiry * 1000 : expiry;
const entry = c => [c.name, c.value, c.host, c.path, c.isSecure, c.isHttpOnly, c.sameSite,
    c.originAttributes.partitionKey,
    c.isSession ? null : milliseconds(c.expiry)];
const isPrivate = JSON.stringify({ privateBrowsingId: 1 });
const all = () =>
    [...Services.cookies.cookies, ...Services.cookies.getCookiesWithOriginAttributes(isPrivate)];
const isLive = entry => entry[8] === null || entry[8] > Date.now();
"#;

/// Empties Firefox's jar, records from then on each cookie that is added or changed, and returns
/// how many cookies are left.
///
/// The record hangs on the global object that all of the browser's own scripts share, as the scope
/// of a driver's script is its own.
pub(crate) const FIREFOX_EMPTY: &str = r#"
const topics = ["cookie-changed", "private-cookie-changed"];
const shared = Cu.getGlobalForObject(Services);
if (shared.gingersnapObserver) {
    topics.forEach(topic => Services.obs.removeObserver(shared.gingersnapObserver, topic));
}
Services.cookies.removeAll();
Services.cookies.removeCookiesWithOriginAttributes(isPrivate);
const log = shared.gingersnapLog = [];
const kept = [Ci.nsICookieNotification.COOKIE_ADDED, Ci.nsICookieNotification.COOKIE_CHANGED];
shared.gingersnapObserver = {
    observe(subject) {
        const notification = subject.QueryInterface(Ci.nsICookieNotification);
        const c = notification.cookie;
        if (c && kept.includes(notification.action)) {
            log.push(entry(c));
        }
    },
};
topics.forEach(topic => Services.obs.addObserver(shared.gingersnapObserver, topic));
return all().map(c => c.name);
"#;

/// Returns what [`FIREFOX_EMPTY`] recorded, and behind it the jar as it is, without what has
/// expired: Firefox now and then takes a cookie with `Max-Age=0`, when a millisecond ends while it
/// reads the line, and lets expired ones lie.
pub(crate) const FIREFOX_READ: &str = r#"
const seen = Cu.getGlobalForObject(Services).gingersnapLog;
return seen.concat(all().map(entry)).filter(isLive);
"#;

/// Returns the jar as it is, without what has expired.
pub(crate) const FIREFOX_READ_CURRENT: &str = r#"
return all().map(entry).filter(isLive);
"#;

/// Reads an entry of `Storage.getCookies` or `Network.getAllCookies`.
pub(crate) fn chromium_cookie(entry: &Value) -> Result<JarCookie, JarError> {
    let mut cookie = webdriver_cookie(Browser::Chromium, entry)?;
    // The protocol writes a session's cookie with -1.
    cookie.expires = match &entry["expires"] {
        Value::Null => None,
        expires => Some(seconds(Browser::Chromium, entry, expires, "expires")?)
            .filter(|expires| expires.0 >= 0),
    };
    cookie.partition = match &entry["partitionKey"] {
        Value::Null => None,
        key => Some(JarPartitionKey {
            top_level_site: text(
                Browser::Chromium,
                entry,
                &key["topLevelSite"],
                "partitionKey.topLevelSite",
            )?,
            cross_site_ancestor: flag(
                Browser::Chromium,
                entry,
                &key["hasCrossSiteAncestor"],
                "partitionKey.hasCrossSiteAncestor",
            )?,
        }),
    };
    Ok(cookie)
}

/// Reads an entry that [`FIREFOX_READ`] or [`FIREFOX_READ_CURRENT`] returned.
pub(crate) fn firefox_cookie(entry: &Value) -> Result<JarCookie, JarError> {
    let text = |at: usize, field| text(Browser::Firefox, entry, &entry[at], field);
    let flag = |at: usize, field| flag(Browser::Firefox, entry, &entry[at], field);
    let unreadable =
        |field| JarError::Entry { browser: Browser::Firefox, entry: entry.to_string(), field };
    let same_site = match entry[6].as_i64() {
        Some(0) => "None",
        Some(1) => "Lax",
        Some(2) => "Strict",
        Some(256) => "Unset",
        _ => return Err(unreadable("sameSite")),
    };
    let partition = match text(7, "partitionKey")?.as_str() {
        "" => None,
        key => Some(firefox_partition(key).ok_or_else(|| unreadable("partitionKey"))?),
    };
    Ok(JarCookie {
        name: firefox_name(&text(0, "name")?),
        value: text(1, "value")?,
        domain: text(2, "host")?,
        path: text(3, "path")?,
        secure: flag(4, "isSecure")?,
        http_only: flag(5, "isHttpOnly")?,
        expires: match &entry[8] {
            Value::Null => None,
            // In milliseconds.
            expiry => Some(UnixTime(
                seconds(Browser::Firefox, entry, expiry, "expiry")?.0.div_euclid(1000),
            )),
        },
        same_site: Some(same_site.to_owned()),
        partition,
    })
}

/// Reads an entry of WebDriver's [Get All
/// Cookies](https://www.w3.org/TR/webdriver2/#get-all-cookies), which knows no partition.
pub(crate) fn webdriver_cookie(browser: Browser, entry: &Value) -> Result<JarCookie, JarError> {
    let text = |field| text(browser, entry, &entry[field], field);
    let flag = |field| flag(browser, entry, &entry[field], field);
    Ok(JarCookie {
        name: text("name")?,
        value: text("value")?,
        domain: text("domain")?,
        path: text("path")?,
        secure: flag("secure")?,
        http_only: flag("httpOnly")?,
        expires: match &entry["expiry"] {
            Value::Null => None,
            expiry => Some(seconds(browser, entry, expiry, "expiry")?),
        },
        same_site: entry["sameSite"].as_str().map(str::to_owned),
        partition: None,
    })
}

/// Reads an entry of WebDriver BiDi's
/// [storage.getCookies](https://w3c.github.io/webdriver-bidi/#command-storage-getCookies), as
/// Lightpanda writes it: it has no partitions.
pub(crate) fn lightpanda_cookie(entry: &Value) -> Result<JarCookie, JarError> {
    let mut flat = entry.clone();
    // A value is a string, or octets in Base64.
    flat["value"] = match entry["value"]["type"].as_str() {
        Some("string") => entry["value"]["value"].clone(),
        _ => Value::Null,
    };
    flat["sameSite"] = match entry["sameSite"].as_str() {
        Some("strict") => json!("Strict"),
        Some("lax") => json!("Lax"),
        Some("none") => json!("None"),
        _ => Value::Null,
    };
    webdriver_cookie(Browser::Lightpanda, &flat)
}

/// Reads a cookie's name: unlike a value, Firefox gives its octets one by one, as characters.
fn firefox_name(name: &str) -> String {
    let octets: Result<Vec<u8>, _> = name.chars().map(u8::try_from).collect();
    octets.map_or_else(|_| name.to_owned(), |octets| String::from_utf8_lossy(&octets).into_owned())
}

/// Parses Firefox's form of a partition: `(https,example.com)`, with a port where there is no
/// registrable domain, and `f` at the end where a foreign document stands in between.
fn firefox_partition(key: &str) -> Option<JarPartitionKey> {
    let mut fields = key.strip_prefix('(')?.strip_suffix(')')?.split(',');
    let (scheme, host) = (fields.next()?, fields.next()?);
    let mut cross_site_ancestor = false;
    for field in fields {
        match field {
            "f" => cross_site_ancestor = true,
            // A site has no port; Firefox tells partitions of one host apart by it nevertheless.
            port => drop(port.parse::<u16>().ok()?),
        }
    }
    Some(JarPartitionKey { top_level_site: format!("{scheme}://{host}"), cross_site_ancestor })
}

fn text(
    browser: Browser,
    entry: &Value,
    value: &Value,
    field: &'static str,
) -> Result<String, JarError> {
    value.as_str().map(str::to_owned).ok_or_else(|| JarError::Entry {
        browser,
        entry: entry.to_string(),
        field,
    })
}

fn flag(
    browser: Browser,
    entry: &Value,
    value: &Value,
    field: &'static str,
) -> Result<bool, JarError> {
    value.as_bool().ok_or_else(|| JarError::Entry { browser, entry: entry.to_string(), field })
}

/// Reads a time, which may have a fraction.
fn seconds(
    browser: Browser,
    entry: &Value,
    value: &Value,
    field: &'static str,
) -> Result<UnixTime, JarError> {
    // A float as large as an integer becomes the largest one.
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64));
    seconds.map(UnixTime).ok_or_else(|| JarError::Entry {
        browser,
        entry: entry.to_string(),
        field,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_partition(key: &str, expected: Option<(&str, bool)>) {
        let expected = expected.map(|(site, cross_site_ancestor)| JarPartitionKey {
            top_level_site: site.to_owned(),
            cross_site_ancestor,
        });
        assert_eq!(firefox_partition(key), expected, "{key}");
    }

    #[test]
    fn scripts_close_what_they_open() {
        for script in [FIREFOX_ENTRY, FIREFOX_EMPTY, FIREFOX_READ, FIREFOX_READ_CURRENT] {
            let count = |bracket: char| script.chars().filter(|c| *c == bracket).count();
            for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
                assert_eq!(count(open), count(close), "{open}{close} in {script}");
            }
        }
    }

    #[test]
    fn firefox_partitions_are_read_in_all_their_forms() {
        check_partition("(https,example.com)", Some(("https://example.com", false)));
        check_partition("(https,example.com,f)", Some(("https://example.com", true)));
        check_partition("(http,localhost,8080)", Some(("http://localhost", false)));
        check_partition("(http,localhost,8080,f)", Some(("http://localhost", true)));
        check_partition("https://example.com", None);
        check_partition("(https,example.com,g)", None);
    }

    #[test]
    fn firefox_names_are_octets() {
        assert_eq!(firefox_name("a\u{c3}\u{a9}"), "aé");
        assert_eq!(firefox_name("a\u{e9}"), "a\u{fffd}");
        assert_eq!(firefox_name("a\u{20ac}"), "a\u{20ac}");
    }

    #[test]
    fn a_cookie_of_webdriver_bidi_has_a_value_of_two_kinds() {
        let entry = |value| {
            serde_json::json!({
                "name": "a", "value": value, "domain": "example.com", "path": "/",
                "secure": true, "httpOnly": false, "sameSite": "none", "expiry": 1_900_000_000
            })
        };
        let text = serde_json::json!({ "type": "string", "value": "1" });
        let cookie = lightpanda_cookie(&entry(text)).unwrap();
        assert_eq!((cookie.value.as_str(), cookie.same_site.as_deref()), ("1", Some("None")));
        assert_eq!(cookie.expires, Some(UnixTime(1_900_000_000)));
        let octets = serde_json::json!({ "type": "base64", "value": "/w==" });
        let error = lightpanda_cookie(&entry(octets)).expect_err("it is not text");
        assert!(error.to_string().ends_with("which lacks a readable `value`"), "{error}");
    }

    #[test]
    fn an_entry_without_a_field_is_an_error_that_names_it() {
        let entry = serde_json::json!({
            "name": "a", "value": "1", "domain": "example.com", "secure": true, "httpOnly": false
        });
        let error = chromium_cookie(&entry).expect_err("there is no path");
        assert!(error.to_string().ends_with("which lacks a readable `path`"), "{error}");
    }
}
