//! Settings, code and messages that are no header lines though they look a little like them.

use crate::{Case, words};

const LOGIN: &str = "--page https://www.example.com/ --request https://api.example.com/login \
                     --credentials include --response -";

#[track_caller]
fn check(input: &str, said: &str) {
    Case { arguments: &words(LOGIN), input }.check_error(&[said]);
}

#[test]
fn settings_are_no_header_lines() {
    let said = "this looks like settings";
    check("SESSION_COOKIE_SAMESITE = 'None'\nSESSION_COOKIE_SECURE = True\n", said);
    check("SESSION_COOKIE_SECURE: true\nCORS_ALLOW_CREDENTIALS: true\n", said);
    check("CORS_ALLOW_CREDENTIALS=true\n", said);
    check("session.cookie_samesite = \"None\"\n", said);
    check("server.servlet.session.cookie.same-site=none\n", said);
    check("server.servlet.session.cookie.same-site: none\n", said);
    check("server:\n  servlet:\n    session:\n      cookie:\n        same-site: none\n", said);
}

#[test]
fn parts_of_a_program_are_code() {
    let said = "this looks like code";
    check("origin: \"https://www.example.com\",\ncredentials: true,\n", said);
    check("cookie: {\n  secure: true,\n  sameSite: 'none',\n}\n", said);
    check("axios.defaults.withCredentials = true;\n", said);
}

#[test]
fn a_message_about_a_policy_is_no_field_of_it() {
    for (browser, text) in [
        (
            "Firefox",
            "Content-Security-Policy: The page’s settings blocked the loading of a resource \
             (connect-src) at https://api.example.com/x because it violates the following \
             directive: “connect-src 'self'”\n",
        ),
        (
            "Chrome",
            "Refused to connect to 'https://api.example.com/x' because it violates the following \
             Content Security Policy directive: \"connect-src 'self'\".\n",
        ),
    ] {
        let first = format!(
            "nothing to judge: {browser} says of https://api.example.com/x: The Content Security \
             Policy of the page itself forbids this request"
        );
        let arguments = words("--response -");
        let absent = ["Access-Control-Allow-Origin"];
        Case { arguments: &arguments, input: text }.check(3, &first, &[], &absent);
    }
    let hsts = "Strict-Transport-Security: The site specified a header that could not be parsed \
                successfully.\n";
    check(hsts, "this looks like a console message");
}

#[test]
fn fields_that_look_a_little_like_settings_are_read() {
    let head = "HTTP/1.1 200 OK\nX_Custom.Name: 1\nServer:\nSet-Cookie: sid=1; Path=/\n\
                Content-Security-Policy: default-src 'self'; report-uri /csp\n";
    let ask = "--page https://www.example.com/ --request https://www.example.com/ --response -";
    Case { arguments: &words(ask), input: head }.check(0, "works", &["with 4 fields"], &["✗"]);
    let lines = "Set-Cookie = sid=1; Path=/\nmy_field: 1\n";
    Case { arguments: &words(ask), input: lines }.check(0, "works", &["with 2 fields"], &["✗"]);
}

#[test]
fn a_script_that_sets_a_cookie_and_an_element_are_told_where_to_go() {
    let ask = ["--page=http://localhost:3000/", "--request=/x", "--response=-"];
    let cookie = "document.cookie = \"a=1; path=/; domain=localhost:3000\";\n";
    Case { arguments: &ask, input: cookie }
        .check_error(&["this is how a script sets a cookie", "--script-sets 'NAME=VALUE; Path=/'"]);
    let image = "<img src=\"https://t.other.net/pixel.gif\" crossorigin=\"anonymous\">\n";
    Case { arguments: &ask, input: image }
        .check_error(&["this looks like HTML", "--mechanism, such as `img`"]);
}
