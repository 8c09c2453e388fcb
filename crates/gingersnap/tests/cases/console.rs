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
        "Likely fix: set the cookie with `SameSite=None; Secure`, which lets it come with",
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

const WILDCARD: &str = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the \
                        remote resource at https://api.example.com/login. (Reason: Credential is \
                        not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’).\n";

#[test]
fn options_complete_a_message() {
    let first = "nothing to judge: Firefox says of https://api.example.com/login: One of these";
    let asks = ["send `Access-Control-Allow-Origin: http://localhost:3000` in the response."];
    let arguments = words("--page http://localhost:3000/ --response -");
    Case { arguments: &arguments, input: WILDCARD }.check(3, first, &asks, &["--page URL"]);
    let safari = "Preflight response is not successful. Status code: 404\n";
    let request = words("--request https://api.example.com/ --response -");
    let asks = ["paste the response headers of https://api.example.com/ to OPTIONS and to the"];
    Case { arguments: &request, input: safari }.check(3, "", &asks, &["--request URL"]);
}

#[test]
fn a_redirect_to_a_login_is_answered_with_401() {
    let message = "Access to XMLHttpRequest at 'https://accounts.google.com/o/oauth2/v2/auth?a=1' \
                   (redirected from 'http://localhost:5000/auth/google') from origin \
                   'http://localhost:3000' has been blocked by CORS policy: Response to preflight \
                   request doesn't pass access control check: No 'Access-Control-Allow-Origin' \
                   header is present on the requested resource.\n";
    let first = "nothing to judge: Chrome says of https://accounts.google.com/o/oauth2/v2/auth?a=1, \
                 to which http://localhost:5000/auth/google redirected: The preflight's response \
                 has no Access-Control-Allow-Origin.";
    let says = ["Answer the request with 401, and let the page navigate to the login."];
    check("", message, 3, first, &says);
}

#[test]
fn safaris_line_without_a_reason_blames_neither_cors_nor_the_server() {
    let place = "[Error] Fetch API cannot load https://api.example.net/me due to access control \
                 checks.\n";
    check(
        "",
        place,
        3,
        "nothing to judge: Safari says of https://api.example.net/me: The CORS",
        &[],
    );
    let why = "[Error] Failed to load resource: Request header field Content-Type is not allowed \
               by Access-Control-Allow-Headers.\n";
    let says = ["list `Content-Type` in `Access-Control-Allow-Headers`"];
    let arguments = words("--response -");
    let input = format!("{place}{why}");
    let case = Case { arguments: &arguments, input: &input };
    case.check(3, "nothing to judge: Safari says of", &says, &["no response", "CORS is not"]);
}

#[test]
fn what_a_policy_of_the_page_forbids_is_not_blamed_on_the_api() {
    let firefox = "Content-Security-Policy: The page’s settings blocked the loading of a resource \
                   (connect-src) at https://api.example.com/x because it violates the following \
                   directive: “connect-src 'self'”\n";
    let first = "nothing to judge: Firefox says of https://api.example.com/x: The Content Security \
                 Policy of the page itself forbids this request";
    let says = [
        "Likely fix: add `https://api.example.com` to `connect-src`",
        "Next, look at the `Content-Security-Policy` of the page",
    ];
    let arguments = words("--response -");
    let case = Case { arguments: &arguments, input: firefox };
    case.check(3, first, &says, &["Access-Control-Allow-Origin"]);
}

#[test]
fn a_server_that_lacks_its_cookie_names_it_above_a_stack_trace() {
    let trace = "Microsoft.AspNetCore.Authentication.AuthenticationFailureException: Correlation \
                 failed.\n   at Microsoft.AspNetCore.Authentication.RemoteAuthenticationHandler`1\
                 .HandleRequestAsync()\n";
    let first = "nothing to judge: ASP.NET Core says of the cookie `.AspNetCore.Correlation.…`: \
                 The request that came back from the login lacks the cookie";
    check(
        "",
        trace,
        3,
        first,
        &["it comes back by a POST", "name the later request that lacks it"],
    );
}

#[test]
fn a_message_that_the_response_contradicts_is_called_so() {
    let message = "Access to fetch at 'https://api.example.com/x' from origin \
                   'https://www.example.com' has been blocked by CORS policy: No \
                   'Access-Control-Allow-Origin' header is present on the requested resource.\n\n";
    let response = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://www.example.com\n\
                    Access-Control-Allow-Credentials: true\n\
                    Set-Cookie: sid=1; SameSite=None; Secure\n";
    let says = ["note: the response contradicts what Chrome says: it is of another request"];
    check("", &format!("{message}{response}"), 1, "does not work", &says);
}

#[test]
fn a_line_that_names_a_status_says_that_a_response_came() {
    let first = "nothing to judge: Chrome says of https://api.example.net/me: A response came";
    let line = "POST https://api.example.net/me net::ERR_FAILED 200 (OK)\n";
    check("", line, 3, first, &["the CORS check failed", "begins with \"Access to\""]);
    let first = "nothing to judge: Chrome says of https://api.example.net/me: The server answered";
    let line = "GET https://api.example.net/me 401 (Unauthorized)\n";
    check(
        "",
        line,
        3,
        first,
        &["names no reason of CORS", "whether the request carries its cookie"],
    );
}

// Fetch, 4.10: the value must be what `Origin` says, whatever its scheme is.
#[test]
fn the_origin_of_an_app_is_named_as_the_message_has_it() {
    let chrome = "Access to XMLHttpRequest at 'http://192.168.1.10:8080/login' from origin \
                  'capacitor://localhost' has been blocked by CORS policy: No \
                  'Access-Control-Allow-Origin' header is present on the requested resource.\n";
    let safari = "Origin capacitor://localhost is not allowed by Access-Control-Allow-Origin. \
                  Status code: 200\n";
    for input in [chrome, safari] {
        check("", input, 3, "", &["send `Access-Control-Allow-Origin: capacitor://localhost`"]);
    }
    let null = chrome.replace("capacitor://localhost", "null");
    check("", &null, 3, "", &["Likely fix: serve the page over http"]);
}

#[test]
fn a_message_of_a_script_is_no_error_of_a_server() {
    let input = "DOMException: requestStorageAccess: Must be handling a user gesture to use.\n";
    check(
        "",
        input,
        3,
        "nothing to judge: Chrome says",
        &["call `document.requestStorageAccess()`"],
    );
}
