//! Logs of browsers, as they were seen.

use serde_json::json;

use super::*;

const SET: &str = "http://api.example.net/1/1/0/set";

#[track_caller]
fn check(seen: &[BrowserMessage], expected: &[(ReasonSubject, Option<&str>, &str)]) {
    let seen: Vec<_> =
        seen.iter().map(|one| (one.about, one.cookie.as_deref(), one.word.as_str())).collect();
    assert_eq!(seen, expected);
}

fn event(method: &str, params: Value) -> Value {
    let message = json!({ "message": { "method": method, "params": params }, "webview": "A" });
    json!({ "level": "INFO", "message": message.to_string() })
}

#[test]
fn chromium_names_a_cookie_by_its_line_and_a_request_by_its_number() {
    let reasons = chromium_reasons(&[
        event(
            "Network.requestWillBeSent",
            json!({ "requestId": "7.3", "request": { "url": SET } }),
        ),
        event(
            "Network.responseReceivedExtraInfo",
            json!({ "requestId": "7.3", "blockedCookies": [{
                "blockedReasons": ["InvalidDomain"],
                "cookieLine": "c6=1-0; Path=/; Domain=foo.example",
            }] }),
        ),
        event(
            "Network.loadingFailed",
            json!({ "requestId": "7.3", "corsErrorStatus": {
                "corsError": "MissingAllowOriginHeader",
                "failedParameter": "",
            } }),
        ),
        event(
            "Network.loadingFailed",
            json!({ "requestId": "8.1", "blockedReason": "mixed-content" }),
        ),
    ]);
    check(
        &reasons,
        &[
            (ReasonSubject::Stored, Some("c6"), "InvalidDomain"),
            (ReasonSubject::Response, None, "MissingAllowOriginHeader"),
        ],
    );
    assert!(reasons.iter().all(|reason| reason.url == SET));
    assert_eq!(reasons[0].value.as_deref(), Some("1-0"));
}

#[test]
fn chromium_says_why_a_cookie_does_not_go_along() {
    let cookie =
        json!({ "blockedReasons": ["SameSiteLax"], "cookie": { "name": "c1", "value": "1-0" } });
    let sent = json!({ "blockedReasons": [], "cookie": { "name": "c2", "value": "1-0" } });
    let reasons = chromium_reasons(&[
        event(
            "Network.requestWillBeSentExtraInfo",
            json!({ "requestId": "7.4", "associatedCookies": [cookie, sent] }),
        ),
        event(
            "Network.requestWillBeSent",
            json!({ "requestId": "7.4", "request": { "url": SET } }),
        ),
    ]);
    check(&reasons, &[(ReasonSubject::Sent, Some("c1"), "SameSiteLax")]);
}

#[test]
fn firefox_names_a_cookie_in_a_sentence() {
    let message = |text: &str| json!(["cookiesRejection", text, SET]);
    let reasons = firefox_reasons(&[
        message(
            "Cookie “c1” rejected because it has the “SameSite=None” attribute but is missing the \
             “secure” attribute.",
        ),
        message(
            "Cookie “c2” has been rejected because it is in a cross-site context and its \
             “SameSite” is “Lax” or “Strict”.",
        ),
        message(
            "Invalid “SameSite“ value for cookie “c3”. The supported values are: “Lax“, \
             “Strict“, “None“.",
        ),
        message("Cookie “c4” has been eaten."),
    ]);
    check(
        &reasons,
        &[
            (ReasonSubject::Stored, Some("c1"), "CookieRejectedNonRequiresSecure2"),
            (ReasonSubject::Stored, Some("c2"), "CookieRejectedForNonSameSiteness"),
            (ReasonSubject::Stored, Some("c3"), "CookieSameSiteValueInvalid2"),
            (ReasonSubject::Stored, Some("c4"), "cookiesRejection: Cookie “…” has been eaten."),
        ],
    );
    assert!(reasons.iter().all(|reason| reason.url == SET));
}

#[test]
fn firefox_names_a_request_in_a_sentence() {
    let cors = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote \
     resource at ";
    let message = |category: &str, text: String| json!([category, text, ""]);
    let reasons = firefox_reasons(&[
        message("CORSMissingAllowOrigin2", format!("{cors}{SET}. (Reason: …). Status code: 200.")),
        message("CORSNotSupportingCredentials", format!("{cors}‘{SET}’. (Reason: …)")),
        message("Mixed Content Blocker", format!("Blocked loading mixed active content “{SET}”")),
    ]);
    let words =
        ["CORSMissingAllowOrigin2", "CORSNotSupportingCredentials", "BlockMixedActiveContent"];
    check(&reasons, &words.map(|word| (ReasonSubject::Response, None, word)));
    assert!(reasons.iter().all(|reason| reason.url == SET), "{reasons:?}");
}
