//! Requests that no browser makes, whatever the server would answer.

use crate::{Case, words};

#[track_caller]
fn check(request: &str, options: &[&str], rule: &str) {
    let page = "--page https://www.example.com/ --credentials include --browser chrome";
    let response = [
        "--response-header",
        "Set-Cookie: a=1; Path=/",
        "--response-header",
        "Access-Control-Allow-Origin: https://www.example.com",
        "--response-header",
        "Access-Control-Allow-Credentials: true",
    ];
    let arguments = [words(page), vec!["--request", request], response.to_vec(), options.to_vec()];
    Case { arguments: &arguments.concat(), input: "" }.check(
        1,
        "does not work in Chrome and Edge\n",
        &["✗ no, request not made", rule],
        &["✓"],
    );
}

#[test]
fn ports_of_other_protocols_are_blocked() {
    let rule = "The URL's port belongs to another protocol than HTTP.";
    check("https://www.example.com:6666/", &[], rule);
    check("https://api.example.com:5061/", &[], rule);
}

#[test]
fn fetch_takes_no_password_in_a_url() {
    let rule = "The URL has a user name or a password, so `fetch()` throws";
    check("https://user:pw@www.example.com/", &[], rule);
    check("https://user@api.example.com/", &[], rule);
}

#[test]
fn three_methods_are_forbidden() {
    for method in ["TRACE", "track", "CONNECT"] {
        let rule = "Script cannot use the methods CONNECT, TRACE and TRACK";
        check("https://www.example.com/", &["--method", method], rule);
    }
    let arguments = words(
        "--page https://www.example.com/ --request https://api.example.com/ --method TRACE \
         --credentials include --response-header Access-Control-Allow-Origin:*",
    );
    let absent = ["preflight", "curl"];
    Case { arguments: &arguments, input: "" }.check(1, "does not work", &["not made"], &absent);
}

#[test]
fn without_cors_only_three_methods_are_taken() {
    let page =
        "--page https://www.example.com/ --request https://api.example.net/x --browser chrome";
    let call = ["--credentials=no-cors-include", "--method=PUT"];
    let cookie = ["--have", "sid=1; Secure; SameSite=None"];
    let rule = "`fetch()` takes the methods GET, HEAD and POST alone";
    let arguments = [words(page), call.to_vec(), cookie.to_vec()].concat();
    let first = "does not work in Chrome and Edge\n";
    Case { arguments: &arguments, input: "" }.check(1, first, &[rule], &["✓ yes"]);
}
