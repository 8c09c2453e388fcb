//! Messages of browsers, alone and with the response that they are about.

use crate::{Case, words};

const CHROME: &str = "Access to fetch at 'https://api.example.net/me' from origin \
                      'https://www.example.com' has been blocked by CORS policy: The value of the \
                      'Access-Control-Allow-Credentials' header in the response is '' which must \
                      be 'true' when the request's credentials mode is 'include'.\n";
const FIREFOX: &str = "Cookie “sid” has been rejected because it is in a cross-site context and \
                       its “SameSite” is “Lax” or “Strict”.\n";

#[track_caller]
fn check(arguments: &str, input: &str, code: i32, first_line: &str, present: &[&str]) {
    let arguments = [words(arguments), vec!["--response", "-"]].concat();
    Case { arguments: &arguments, input }.check(code, first_line, present, &[]);
}

#[test]
fn a_message_alone_names_its_reason_and_asks_for_the_rest() {
    let first = "nothing to judge: Chrome says of https://api.example.net/me: One of these: The \
                 response has no Access-Control-Allow-Credentials";
    let asks = [
        "Likely fix: send `Access-Control-Allow-Credentials: true` in the response. For a verdict,",
        "paste the response headers of https://api.example.net/me (`curl -i`",
    ];
    check("", CHROME, 3, first, &asks);
    let first = "nothing to judge: Firefox says of the cookie `sid`: One of these";
    let asks = [
        "Likely fix: set the cookie with `SameSite=None; Secure`.",
        "paste the response with its `Set-Cookie` line, with --page URL and --request URL",
    ];
    check("", FIREFOX, 3, first, &asks);
}

#[test]
fn a_message_with_the_response_is_a_whole_question() {
    let response = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://www.example.com\n\
                    Set-Cookie: sid=1; Secure; SameSite=None\n";
    let said = [
        "note: Chrome says of https://api.example.net/me:",
        "The response has no Access-Control-Allow-Credentials, and the request has credentials.",
        "GET by fetch with credentials: include; cross-site",
    ];
    check("--browser chrome", &format!("{CHROME}{response}"), 1, "does not work in Chrome", &said);
    check(
        "--browser chrome",
        &format!("{response}\n{CHROME}"),
        1,
        "does not work in Chrome",
        &said,
    );
}

#[test]
fn a_message_contradicts_no_verdict_in_silence() {
    let response = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://www.example.com\n\
                    Access-Control-Allow-Credentials: true\n\
                    Set-Cookie: a=1; Secure; SameSite=None\n";
    let input = format!("{CHROME}{response}");
    let line = "incomplete: Chrome reported an error that this response does not explain";
    check("--browser chrome", &input, 4, line, &[]);
}
