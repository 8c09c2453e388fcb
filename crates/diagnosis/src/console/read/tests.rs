mod misplaced;
mod network_lines;
mod older_chrome;
mod origins;
mod others;

use super::*;
use crate::console::MissingText;

/// Checks what a message names: the codes of its reasons, the URL, the page and the cookie.
#[track_caller]
fn check(text: &str, reasons: &[&str], names: [Option<&str>; 3]) {
    let ConsoleText { messages, rest } = read_console(text);
    let [message] = messages.as_slice() else { panic!("not one message: {messages:?}, {rest}") };
    assert_eq!(message.reasons.iter().map(|one| one.code()).collect::<Vec<_>>(), reasons);
    let found = [message.url.as_ref(), message.page.as_ref()].map(|url| url.map(Url::as_str));
    assert_eq!([found[0], found[1], message.cookie.as_deref()], names);
    assert_eq!(rest.trim(), "");
}

const API: Option<&str> = Some("https://api.example.net/me");
const PAGE: Option<&str> = Some("https://www.example.com/");

#[track_caller]
fn check_chrome(reason: &str, codes: &[&str]) {
    let text = format!(
        "Access to fetch at 'https://api.example.net/me' from origin 'https://www.example.com' has \
         been blocked by CORS policy: {reason}"
    );
    check(&text, codes, [API, PAGE, None]);
}

#[test]
fn chrome_says_why_a_script_reads_no_response() {
    let missing = "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
    let wildcard = "The value of the 'Access-Control-Allow-Origin' header in the response must not \
                    be the wildcard '*' when the request's credentials mode is 'include'.";
    let mismatch = "The 'Access-Control-Allow-Origin' header has a value 'http://a.test' that is \
                    not equal to the supplied origin.";
    let credentials = "The value of the 'Access-Control-Allow-Credentials' header in the response \
                       is '' which must be 'true' when the request's credentials mode is \
                       'include'.";
    check_chrome(missing, &["acao-missing"]);
    check_chrome(wildcard, &["acao-wildcard-with-credentials"]);
    check_chrome(mismatch, &["acao-mismatch"]);
    check_chrome(credentials, &["acac-missing", "acac-not-true"]);
    let of_preflight = |reason| {
        format!("Response to preflight request doesn't pass access control check: {reason}")
    };
    check_chrome(&of_preflight(missing), &["preflight-acao-missing"]);
    check_chrome(&of_preflight(wildcard), &["preflight-acao-wildcard-with-credentials"]);
    check_chrome(&of_preflight("It does not have HTTP ok status."), &["preflight-bad-status"]);
    let redirect = "Redirect is not allowed for a preflight request.";
    check_chrome(&of_preflight(redirect), &["preflight-redirect"]);
    check_chrome(
        "Method PATCH is not allowed by Access-Control-Allow-Methods in preflight response.",
        &["preflight-method-not-allowed", "preflight-acam-wildcard-with-credentials"],
    );
}

#[test]
fn a_message_with_its_place_or_broken_over_lines_is_read() {
    check(
        "main.js:12 Access to XMLHttpRequest at 'https://api.example.net/me' (redirected from \
         'https://api.example.net/old')\nfrom origin 'https://www.example.com' has been blocked by \
         CORS policy:\nNo 'Access-Control-Allow-Origin' header is present on the requested \
         resource.\nGET https://api.example.net/me net::ERR_FAILED 200 (OK)\n",
        &["acao-missing"],
        [API, PAGE, None],
    );
}

/// Returns what a person reads of the only message in a text, and the message.
#[track_caller]
fn told(text: &str) -> (String, String, ConsoleMessage) {
    let ConsoleText { messages, rest } = read_console(text);
    let [message] = messages.as_slice() else { panic!("not one message: {messages:?}, {rest}") };
    (message.meaning(), message.likely_fix().unwrap_or_default(), message.clone())
}

#[test]
fn the_fix_names_what_the_preflight_did_not_list() {
    let firefox = |reason: &str| {
        format!(
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote \
             resource at https://api.example.net/me. (Reason: {reason})."
        )
    };
    let chrome = |reason: &str| {
        format!(
            "Access to fetch at 'https://api.example.net/me' from origin \
             'https://www.example.com' has been blocked by CORS policy: {reason} in preflight \
             response."
        )
    };
    let field = "Request header field x-csrf-token is not allowed by Access-Control-Allow-Headers";
    let by_firefox = [
        "header ‘x-csrf-token’ is not allowed according to header ‘Access-Control-Allow-Headers’ \
         from CORS preflight response",
        "missing token ‘x-csrf-token’ in CORS header ‘Access-Control-Allow-Headers’ from CORS \
         preflight channel",
    ];
    for message in by_firefox.map(firefox).into_iter().chain([chrome(field), field.to_owned()]) {
        let (_, fix, _) = told(&message);
        assert!(fix.starts_with("Likely fix: list `x-csrf-token` in `Access-C"), "{fix}");
    }
    let (_, fix, _) = told(&chrome("Method PATCH is not allowed by Access-Control-Allow-Methods"));
    assert!(fix.contains("list `PATCH` in `Access-Control-Allow-Methods`"), "{fix}");
    let nameless = firefox("Did not find method in CORS header ‘Access-Control-Allow-Methods’");
    assert!(told(&nameless).1.contains("list the method in"));
}

#[test]
fn a_message_on_a_prefix_has_the_rules_of_that_prefix() {
    let told = |name: &str| told(&format!("Cookie “{name}” has been rejected for invalid prefix."));
    let (meaning, fix, _) = told("__Secure-sid");
    assert!(meaning.contains("`__Secure-`") && !meaning.contains("One of these"), "{meaning}");
    assert_eq!(fix, "Likely fix: add `Secure` to the cookie.");
    let (meaning, fix, _) = told("__host-sid");
    assert!(meaning.contains("`__Host-`") && !meaning.contains("`__Secure-`"), "{meaning}");
    assert!(fix.contains("with `Secure` and `Path=/`, and without `Domain`"), "{fix}");
}

#[test]
fn chrome_puts_the_url_that_failed_before_the_one_that_redirected() {
    let text = |to: &str, from: &str| {
        format!(
            "Access to XMLHttpRequest at '{to}' (redirected from '{from}') from origin \
             'http://localhost:3000' has been blocked by CORS policy: No \
             'Access-Control-Allow-Origin' header is present on the requested resource."
        )
    };
    let google = "https://accounts.google.com/o/oauth2/v2/auth?client_id=1";
    let from = "http://localhost:5000/auth/google";
    let (meaning, fix, message) = told(&text(google, from));
    assert_eq!(
        meaning,
        format!(
            "Chrome says of {google}, to which {from} redirected: The response has no \
             Access-Control-Allow-Origin."
        )
    );
    assert_eq!(
        fix,
        "The redirect leads to a login page at accounts.google.com, and no script can log in \
         there. Answer the request with 401, and let the page navigate to the login."
    );
    let missing = message.missing();
    assert_eq!(missing.requested.map(Url::as_str), Some(from));
    assert_eq!(missing.sent, MissingText::Response);
    let (_, fix, _) = told(&text("https://cdn.example.net/a", "http://localhost:5000/a"));
    assert!(fix.contains("`Origin: null`: only that server can allow it"), "{fix}");
    let (_, fix, _) = told(&text("http://localhost:5000/a/", "http://localhost:5000/a"));
    assert_eq!(
        fix,
        "Likely fix: send `Access-Control-Allow-Origin: http://localhost:3000` in the response."
    );
}

#[test]
fn firefox_says_why_a_script_reads_no_response() {
    let text = |reason: &str| {
        format!(
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote \
             resource at https://api.example.net/me. (Reason: {reason}). Status code: 200."
        )
    };
    let none = [API, None, None];
    check(
        &text("CORS header ‘Access-Control-Allow-Origin’ missing"),
        &["acao-missing", "preflight-acao-missing"],
        none,
    );
    check(
        &text("expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’"),
        &["acac-missing", "acac-not-true", "preflight-acac-missing", "preflight-acac-not-true"],
        none,
    );
    check(&text("CORS request did not succeed"), &[], none);
}

#[test]
fn chrome_says_why_a_cookie_is_not_stored_or_sent() {
    let none = [None, None, None];
    check(
        "This Set-Cookie header didn't specify a \"SameSite\" attribute and was defaulted to \
         \"SameSite=Lax,\" and was blocked because it came from a cross-site response which was \
         not the response to a top-level navigation. The Set-Cookie had to have been set with \
         \"SameSite=None\" to enable cross-site usage.",
        &["samesite-default-cross-site-set"],
        none,
    );
    check(
        "This attempt to set a cookie via a Set-Cookie header was blocked because its Domain \
         attribute was invalid with regards to the current host url.",
        &["domain-mismatch", "public-suffix", "domain-non-ascii"],
        none,
    );
    check(
        "This cookie was blocked because it had the \"SameSite=Strict\" attribute and the request \
         was made from a different site. This includes top-level navigation requests initiated by \
         other sites.",
        &["samesite-strict"],
        none,
    );
}

#[test]
fn firefox_says_why_a_cookie_is_not_stored() {
    let none = |name| [None, None, Some(name)];
    check(
        "Cookie “sid” has been rejected because it is in a cross-site context and its “SameSite” \
         is “Lax” or “Strict”.",
        &[
            "samesite-strict-cross-site-set",
            "samesite-lax-cross-site-set",
            "samesite-default-cross-site-set",
        ],
        none("sid"),
    );
    check(
        "Cookie “a” rejected because it has the “SameSite=None” attribute but is missing the \
         “secure” attribute.",
        &["samesite-none-requires-secure"],
        none("a"),
    );
}

#[test]
fn safari_says_why_and_where_in_two_lines() {
    check(
        "[Error] Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\".\n\
         [Error] Fetch API cannot load https://api.example.net/me due to access control checks.\n",
        &["acac-missing", "acac-not-true", "preflight-acac-missing", "preflight-acac-not-true"],
        [API, None, None],
    );
    check(
        "Origin https://www.example.com is not allowed by Access-Control-Allow-Origin. Status \
         code: 200",
        &["acao-missing", "acao-mismatch", "preflight-acao-missing", "preflight-acao-mismatch"],
        [None, PAGE, None],
    );
}

#[test]
fn safari_says_why_behind_the_line_that_says_where() {
    let check = |text: &str| {
        check(text, &["preflight-header-not-allowed"], [API, None, None]);
    };
    let place =
        "[Error] Fetch API cannot load https://api.example.net/me due to access control checks.\n";
    let why = "[Error] Failed to load resource: Request header field Content-Type is not allowed \
               by Access-Control-Allow-Headers.\n";
    check(&format!("{place}{why}"));
    check(&format!("{why}{place}{why}"));
}

#[test]
fn the_line_of_safari_that_gives_no_reason_is_no_word_about_cors() {
    let (meaning, fix, message) =
        told("XMLHttpRequest cannot load https://api.example.net/me due to access control checks.");
    assert!(
        meaning.starts_with(
            "Safari says of https://api.example.net/me: The CORS check failed or no response came"
        ),
        "{meaning}"
    );
    assert_eq!(fix, "");
    assert_eq!(message.missing().sent, MissingText::ResponseAndPerhapsPreflight);
    let (meaning, ..) = told(
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote \
         resource at https://api.example.net/me. (Reason: CORS request did not succeed). Status \
         code: (null).",
    );
    assert!(meaning.contains("The request got no response at all"), "{meaning}");
}

#[test]
fn messages_that_name_no_rule_say_what_they_mean() {
    let space = |reason: &str| {
        format!(
            "Access to fetch at 'http://192.168.1.5/x' from origin 'http://www.example.com' has \
             been blocked by CORS policy: {reason}"
        )
    };
    for (text, words) in [
        (
            space(
                "Permission was denied for this request to access the `loopback` address space.",
            ),
            "Chrome says of http://192.168.1.5/x: The page requests this machine",
        ),
        (
            space(
                "The request client is not a secure context and the resource is in more-private \
                 address space `private`.",
            ),
            "(Local Network Access). No header of CORS helps",
        ),
        (
            space(
                "Request had no target IP address space, yet the resource is in address space \
                 `local`.",
            ),
            "(Local Network Access)",
        ),
        ("Refused to set unsafe header \"Cookie\"".to_owned(), "No script sets the field `Cookie`"),
        ("Refused to set unsafe header \"Origin\"".to_owned(), "Browsers set this field"),
        (
            "Refused to get unsafe header \"Set-Cookie\"".to_owned(),
            "No script reads `Set-Cookie`, whatever the server allows",
        ),
        (
            "Refused to get unsafe header \"X-Total\"".to_owned(),
            "only if the server lists it in `Access-Control-Expose-Headers`",
        ),
        (
            "Attempt to set a forbidden header was denied: Cookie".to_owned(),
            "Firefox says: No script sets the field `Cookie`",
        ),
        (
            "Partitioned cookie or storage access was provided to “https://api.example.net/” \
             because it is loaded in the third-party context and dynamic state partitioning is \
             enabled."
                .to_owned(),
            "Firefox says of https://api.example.net/: No error",
        ),
        (
            "Some cookies are misusing the “SameSite“ attribute, so it won’t work as expected"
                .to_owned(),
            "Firefox says: Some cookies have no valid SameSite",
        ),
        (
            "Cookie “sid” does not have a proper “SameSite” attribute value. Soon, cookies without \
             the “SameSite” attribute or with an invalid value will be treated as “Lax”."
                .to_owned(),
            "Firefox says of the cookie `sid`: It has no valid SameSite.",
        ),
    ] {
        let (meaning, ..) = told(&text);
        assert!(meaning.contains(words), "{meaning}");
    }
}

#[test]
fn mixed_content_is_named_with_page_and_url() {
    let http = Some("http://api.example.com/");
    check(
        "Mixed Content: The page at 'https://www.example.com/' was loaded over HTTPS, but \
         requested an insecure XMLHttpRequest endpoint 'http://api.example.com/'. This request \
         has been blocked; the content must be served over HTTPS.",
        &["mixed-content"],
        [http, PAGE, None],
    );
    check(
        "Blocked loading mixed active content “http://api.example.com/”",
        &["mixed-content"],
        [http, None, None],
    );
    check(
        "[blocked] The page at https://www.example.com/ requested insecure content from \
         http://api.example.com/. This content was blocked and must be served over HTTPS.",
        &["mixed-content"],
        [http, PAGE, None],
    );
}

#[test]
fn older_texts_and_other_cases_are_read() {
    let none = [None, None, None];
    let default = ["samesite-default-cross-site-set"];
    check(
        "This Set-Cookie didn't specify a \"SameSite\" attribute and was default to \
         \"SameSite=Lax,\" and was blocked because it came from a cross-site response which was \
         not the response to a top-level navigation.",
        &default,
        none,
    );
    check(
        "This attempt to set a cookie via a Set-Cookie header was blocked due to third-party \
         cookie phaseout.",
        &["third-party-blocked"],
        none,
    );
    check(
        "this attempt to set a cookie via a set-cookie header was blocked due to user preferences",
        &["third-party-blocked", "policy-ignored"],
        none,
    );
    check(
        "Cookie “sid” will be soon rejected because it has the “SameSite” attribute set to “None” \
         without the “secure” attribute.",
        &["samesite-none-requires-secure"],
        [None, None, Some("sid")],
    );
}

#[test]
fn every_text_names_a_rule() {
    use ReasonSubject::{Response, Sent, Stored};
    let of_chrome = [
        (Response, CHROME_REQUEST),
        (Response, CHROME_RESPONSE),
        (Stored, CHROME_STORED),
        (Sent, CHROME_SENT),
    ];
    let of_firefox = [
        (Response, FIREFOX_REQUEST),
        (Response, FIREFOX_RESPONSE),
        (Stored, FIREFOX_STORED),
        (Sent, FIREFOX_SENT),
    ];
    let chrome = of_chrome.map(|(about, texts)| (MessageSource::Chrome, about, texts));
    let firefox = of_firefox.map(|(about, texts)| (MessageSource::Firefox, about, texts));
    let safari = [(MessageSource::Safari, Response, SAFARI_RESPONSE)];
    for (browser, about, texts) in chrome.into_iter().chain(firefox).chain(safari) {
        for (_, word) in texts {
            let of_preflight = reasons(browser, about, &format!("Preflight{word}"));
            let is_known = !reasons(browser, about, word).is_empty() || !of_preflight.is_empty();
            assert!(is_known, "{browser}: {word}");
        }
    }
}

#[test]
fn other_lines_are_left_as_they_are() {
    let head = "HTTP/1.1 200 OK\nSet-Cookie: a=1\nOrigin: https://www.example.com\n";
    let found = read_console(head);
    assert_eq!((found.messages.len(), found.rest.as_str()), (0, head));
    let message = "Cookie “a” has been rejected as third-party.\n";
    let found = read_console(&format!("{message}{head}"));
    assert_eq!((found.messages.len(), found.rest.as_str()), (1, head));
}
