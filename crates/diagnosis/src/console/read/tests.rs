use super::*;

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
        [Some("https://api.example.net/old"), PAGE, None],
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
fn other_lines_are_left_as_they_are() {
    let head = "HTTP/1.1 200 OK\nSet-Cookie: a=1\nOrigin: https://www.example.com\n";
    let found = read_console(head);
    assert_eq!((found.messages.len(), found.rest.as_str()), (0, head));
    let message = "Cookie “a” has been rejected as third-party.\n";
    let found = read_console(&format!("{message}{head}"));
    assert_eq!((found.messages.len(), found.rest.as_str()), (1, head));
}
