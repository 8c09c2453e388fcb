//! Nothing is called working without evidence.

use crate::{Case, words};

const LOGIN: &str = "--page https://www.example.com/ --request https://www.example.com/login \
                     --credentials include --browser firefox";
const CHROME: &str = "--page https://www.example.com/ --request https://www.example.com/login \
                      --browser chrome";

#[track_caller]
fn check(arguments: &str, response: &str, code: i32, first_line: &str) {
    let arguments = [words(arguments), vec!["--response", "-"]].concat();
    Case { arguments: &arguments, input: response }.check(code, first_line, &[], &[]);
}

#[test]
fn a_cookie_that_is_kept_and_sent_works() {
    check(LOGIN, "HTTP/1.1 200 OK\nSet-Cookie: a=1\n", 0, "works in Firefox\n");
    check(CHROME, "HTTP/1.1 200 OK\nSet-Cookie: a=1\n", 0, "works in Chrome and Edge\n");
}

#[test]
fn no_cookie_is_nothing_to_judge() {
    let line = "no cookie to judge: the response sets none";
    check(LOGIN, "HTTP/1.1 200 OK\nVary: Origin\n", 3, line);
    let failed = "nothing to judge: the response sets no cookie; the server failed (500); give a \
                  response of a request that works";
    check(LOGIN, "HTTP/1.1 500 Internal Server Error\nVary: Origin\n", 3, failed);
}

#[test]
fn a_response_alone_can_be_asked_for() {
    let arguments = format!("{LOGIN} --want response");
    check(&arguments, "HTTP/1.1 200 OK\nVary: Origin\n", 0, "works in Firefox\n");
}

#[test]
fn no_response_is_nothing_to_judge() {
    Case { arguments: &words(LOGIN), input: "" }.check(
        3,
        "nothing to judge: no response was given\n",
        &["? unknown: no response was given"],
        &["✓"],
    );
}

#[test]
fn a_redirect_without_its_target_is_incomplete() {
    let redirect = "HTTP/1.1 301 Moved Permanently\nLocation: /login/\nSet-Cookie: a=1\n";
    let arguments = [words(LOGIN), vec!["--response", "-"]].concat();
    Case { arguments: &arguments, input: redirect }.check(
        4,
        "incomplete: the response is a redirect (301) to https://www.example.com/login/",
        &["? unknown: the response is a redirect"],
        &["✓ yes"],
    );
}

#[test]
fn the_status_of_an_error_is_said() {
    let response = "HTTP/1.1 401 Unauthorized\nSet-Cookie: a=1\n";
    check(LOGIN, response, 0, "works in Firefox (the response reports an error: 401)\n");
    let response = "HTTP/1.1 503 Service Unavailable\nSet-Cookie: a=1\n";
    check(LOGIN, response, 4, "incomplete: the server failed (503)");
}

#[test]
fn a_browser_that_was_never_measured_is_predicted() {
    let arguments = LOGIN.replace("firefox", "safari");
    let line = "incomplete: a browser asked for was never measured (predicted, never measured)\n";
    check(&arguments, "HTTP/1.1 200 OK\nSet-Cookie: a=1\n", 4, line);
}

#[test]
fn a_response_that_clears_cookies_is_not_called_working() {
    let fields = "HTTP/1.1 200 OK\nSet-Cookie: a=1\nClear-Site-Data: ";
    let line = "incomplete: `Clear-Site-Data` asks the browser to clear the cookies";
    check(LOGIN, &format!("{fields}\"cache\", \"cookies\"\n"), 4, line);
    check(LOGIN, &format!("{fields}\"*\"\n"), 4, line);
    check(LOGIN, &format!("{fields}\"cache\"\n"), 0, "works in Firefox\n");
    // Unquoted, it is not a type.
    check(LOGIN, &format!("{fields}cookies\n"), 0, "works in Firefox\n");
}

#[test]
fn a_navigation_that_is_redirected_elsewhere_is_incomplete() {
    let navigation = "--page https://www.example.com/ --request https://www.example.com/login \
                      --mechanism form-post --browser firefox";
    let response = "HTTP/1.1 302 Found\nLocation: /home\nSet-Cookie: a=1\n";
    check(navigation, response, 4, "incomplete: the response is a redirect (302)");
    let whole = format!("{response}\nHTTP/1.1 200 OK\nContent-Type: text/html\n");
    check(navigation, &whole, 0, "works in Firefox\n");
}
