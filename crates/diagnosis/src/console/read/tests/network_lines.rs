//! Lines of Chrome about requests that failed, and messages that no header answers alone.

use super::{check, told};
use crate::console::{MessageRemark, read_console};

const API: Option<&str> = Some("https://api.test/me");

/// Checks the remark of a line alone, and a word of what to do next.
#[track_caller]
fn check_line(line: &str, remark: MessageRemark, next: &str) {
    check(line, &[], [API, None, None]);
    let (_, _, message) = told(line);
    assert_eq!(message.remark, Some(remark), "{line}");
    assert!(message.next_step().is_some_and(|step| step.contains(next)), "{line}");
}

/// Chrome writes a status behind `net::ERR_FAILED` only where a response came.
#[test]
fn a_status_shows_that_a_response_came() {
    for status in ["200 (OK)", "401", "500 (Internal Server Error)"] {
        let line = format!("POST https://api.test/me net::ERR_FAILED {status}");
        check_line(&line, MessageRemark::FailedCheck, "Access to");
        check_line(&format!("main.js:3 {line}"), MessageRemark::FailedCheck, "Access to");
    }
    // Without one, none came.
    assert!(read_console("POST https://api.test/me net::ERR_FAILED").messages.is_empty());
}

#[test]
fn a_status_of_an_error_is_no_reason_of_cors() {
    for line in [
        "GET https://api.test/me 401 (Unauthorized)",
        "login.js:12 GET https://api.test/me 404 (Not Found)",
    ] {
        check_line(line, MessageRemark::ErrorStatus, "carries its cookie");
    }
    // A request by OPTIONS is a preflight, which needs a status from 200 to 299.
    let refused = "OPTIONS https://api.test/me 405 (Method Not Allowed)";
    check(refused, &["preflight-bad-status"], [API, None, None]);
    for other in ["GET /me HTTP/1.1", "GET https://api.test/me", "GET https://api.test/me 200"] {
        assert!(read_console(other).messages.is_empty(), "{other}");
    }
}

#[test]
fn a_message_that_says_why_counts_alone() {
    let why = "Access to fetch at 'https://api.test/me' from origin 'https://www.test' has been \
               blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present.\n";
    let line = "GET https://api.test/me net::ERR_FAILED 200 (OK)\n";
    for text in [format!("{why}{line}"), format!("{line}{why}")] {
        check(&text, &["acao-missing"], [API, Some("https://www.test/"), None]);
    }
}

/// The field takes one origin: where it came twice, another one does not help.
#[test]
fn a_field_that_came_twice_is_to_be_sent_once() {
    for text in [
        "Access to fetch at 'https://api.test/me' from origin 'https://www.test' has been blocked \
         by CORS policy: The 'Access-Control-Allow-Origin' header contains multiple values \
         'https://www.test, *', but only one is allowed.",
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote \
         resource at https://api.test/me. (Reason: Multiple CORS header \
         ‘Access-Control-Allow-Origin’ not allowed).",
        "[Error] Access-Control-Allow-Origin cannot contain more than one origin.",
    ] {
        let (meaning, fix, _) = told(text);
        assert!(meaning.contains("came with more than one value"), "{meaning}");
        assert!(fix.contains("let one of them send the field"), "{fix}");
        assert!(!fix.contains("send `Access-Control-Allow-Origin"), "{fix}");
    }
}

/// A cookie without Domain is of fewer hosts than one with it: to leave it out helps nowhere.
#[test]
fn a_cookie_of_another_host_needs_a_domain_that_both_share() {
    let text = "This cookie was blocked because neither did the request URL's domain exactly match \
                the cookie's domain, nor was the request URL's domain a subdomain of the cookie's \
                Domain attribute value.";
    let (_, fix, _) = told(text);
    assert!(fix.contains("the `Domain` that both hosts share"), "{fix}");
    let text = "Cookie “sid” has been rejected for invalid domain.";
    let (_, fix, _) = told(text);
    assert!(fix.contains("remove `Domain` from the cookie"), "{fix}");
}

#[test]
fn firefox_tells_of_cookies_that_are_over_and_of_schemes() {
    let expired = "Cookie “sid” has been rejected because it is already expired.";
    let soon = "Cookie “sid” will be soon treated as cross-site cookie against \
                “http://localhost:8000/” because the scheme does not match.";
    for (text, says, is_error) in [
        (expired, "So a logout deletes a cookie, and then it is no error.", false),
        (soon, "No error today: page and request differ in their schemes", false),
        (
            &soon.replace(
                "will be soon treated as cross-site cookie",
                "has been treated as cross-site",
            ),
            "http here and https there, which makes them two sites",
            true,
        ),
        (
            "Cookie “sid” is invalid because its path size is too big. Max size is 1024 B.",
            "longer than 1024 octets",
            true,
        ),
    ] {
        let (meaning, _, message) = told(text);
        assert!(meaning.starts_with("Firefox says of the cookie `sid`: "), "{meaning}");
        assert!(meaning.contains(says), "{meaning}");
        assert_eq!(message.is_error(), is_error, "{text}");
    }
}
