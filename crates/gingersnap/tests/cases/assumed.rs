//! What nobody says is not taken for granted: the age of a cookie, the answer to a preflight, the
//! later request behind a navigation, the load of an element.

use crate::Case;
use crate::outcome::check_outcome;

#[track_caller]
fn check(arguments: &[&str], input: &str, code: i32, present: &[&str], absent: &[&str]) {
    let from_input = if input.is_empty() { &[][..] } else { &["--response", "-"] };
    let arguments = [arguments, from_input].concat();
    Case { arguments: &arguments, input }.check(code, "", present, absent);
}

const PAYMENT: [&str; 6] = [
    "--page=https://pay.example.net/",
    "--mechanism=form-post",
    "--request=https://shop.example.com/cb",
    "--browser=chrome",
    "--have",
    "sid=1; Secure; HttpOnly",
];

#[test]
fn a_cookie_that_is_there_is_older_than_two_minutes() {
    let says = "not included in a cross-site navigation with an unsafe method";
    check(&PAYMENT, "", 1, &[says], &[]);
    let lasting = [&PAYMENT[..5], &["sid=1; Secure; HttpOnly; SameSite=None"]].concat();
    check(&lasting, "", 0, &["works in Chrome and Edge"], &[]);
    // One that cannot be so old was set just before.
    let new = [&PAYMENT[..5], &["sid=1; Secure; HttpOnly; Max-Age=60"]].concat();
    check(&new, "", 0, &["works in Chrome and Edge"], &[]);
}

const THROUGH_ELSEWHERE: &str = "HTTP/1.1 302 Found\nLocation: https://idp.example.net/auth\n\n\
    HTTP/1.1 302 Found\nLocation: https://app.example.com/callback\n\n\
    HTTP/1.1 200 OK\nContent-Type: text/html\n";

#[test]
fn what_comes_back_from_another_site_needs_the_cookie() {
    let options = |browser| {
        [
            "--page=https://app.example.com/",
            "--mechanism=link",
            "--request=https://app.example.com/login",
            browser,
            "--have",
            "state=1; Secure; SameSite=Strict; Path=/",
        ]
    };
    let strict = "A SameSite=Strict cookie is not included cross-site.";
    check(&options("--browser=firefox"), THROUGH_ELSEWHERE, 1, &[strict], &[]);
    // Chromium looks at the last request alone.
    check(&options("--browser=chrome"), THROUGH_ELSEWHERE, 0, &["works in Chrome"], &[]);
}

#[test]
fn behind_a_navigation_the_page_that_is_there_asks() {
    let options = [
        "--page=https://idp.example.net/",
        "--mechanism=form-post",
        "--request=https://app.example.com/saml/acs",
    ];
    let response = "HTTP/1.1 302 Found\nLocation: /home\n\
                    Set-Cookie: sid=1; Path=/; Secure; HttpOnly; SameSite=Lax\n\n\
                    HTTP/1.1 200 OK\nContent-Type: text/html\n";
    let present =
        ["works in every measured browser", "then https://app.example.com/saml/acs by link"];
    let arguments = [&options[..], &["--response", "-"]].concat();
    let output = Case { arguments: &arguments, input: response }.run("--now=2026-01-01T00:00:00Z");
    check_outcome(&output, 0, &present, &[]);
}

#[test]
fn a_cookie_of_another_site_is_not_expected_with_the_later_request() {
    let options = [
        "--page=https://app.example.com/",
        "--mechanism=link",
        "--request=https://app.example.com/login",
        "--then=https://app.example.com/api/me",
    ];
    let response = "HTTP/1.1 302 Found\nLocation: https://idp.example.net/auth\n\n\
        HTTP/1.1 302 Found\nLocation: https://app.example.com/cb\nSet-Cookie: idp=1; Secure\n\n\
        HTTP/1.1 200 OK\nSet-Cookie: sid=1; Path=/; Secure\n";
    check(&options, response, 0, &["works in every measured browser"], &[]);
    let named = [&options[..], &["--cookie=idp"]].concat();
    check(&named, response, 1, &["belongs to another host"], &[]);
}

const JSON_POST: [&str; 5] = [
    "--page=https://www.example.com/",
    "--request=https://api.example.com/x",
    "--credentials=include",
    "--method=POST",
    "--request-header=Content-Type: application/json",
];
const ALLOWING: &str = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://www.example.com\n\
                        Access-Control-Allow-Credentials: true\nSet-Cookie: sid=1; Secure\n";

#[test]
fn a_preflight_that_nobody_gave_proves_nothing() {
    let command = "`curl -i -X OPTIONS -H 'Origin: https://www.example.com' -H \
                   'Access-Control-Request-Method: POST' -H 'Access-Control-Request-Headers: \
                   content-type' 'https://api.example.com/x'`";
    check(&JSON_POST, ALLOWING, 4, &["incomplete: the request needs a preflight", command], &[]);
    check(&JSON_POST[..4], ALLOWING, 0, &["works in every measured browser"], &["a preflight"]);
}

#[test]
fn an_element_that_gets_nothing_does_not_work() {
    let element = |mechanism| {
        ["--page=https://www.example.com/", "--request=https://api.example.net/s.js", mechanism]
    };
    let cookie = "HTTP/1.1 200 OK\nSet-Cookie: sid=1; Secure; SameSite=None\n";
    let chrome = |mechanism| [&element(mechanism)[..], &["--browser=chrome"]].concat();
    let with_cors = chrome("--mechanism=script-use-credentials");
    check(&with_cors, cookie, 1, &["The response has no Access-Control-Allow-Origin."], &[]);
    check(&chrome("--mechanism=script"), cookie, 0, &["works in Chrome and Edge"], &[]);
    let kept = format!("{cookie}Cross-Origin-Resource-Policy: same-origin\n");
    check(&chrome("--mechanism=script"), &kept, 1, &["Cross-Origin-Resource-Policy keeps it"], &[]);
}

const SAME_ORIGIN: [&str; 2] =
    ["--page=https://www.example.com/app", "--request=https://www.example.com/me"];

#[test]
fn a_script_that_deletes_has_done_so() {
    let deleting = [
        "--have",
        "sid=1; Path=/; Secure",
        "--script-sets",
        "sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/",
    ];
    let arguments = [&SAME_ORIGIN[..], &deleting].concat();
    check(&arguments, "", 0, &["works in every measured browser"], &["is not stored"]);
}

#[test]
fn a_deletion_that_one_browser_reads_otherwise_does_not_work() {
    let line = "Set-Cookie: sid=; Path=/; \
                Expires=Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)\n";
    check(&SAME_ORIGIN, line, 1, &["does not work in WebKitGTK"], &[]);
    let date = "Set-Cookie: sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT\n";
    check(&SAME_ORIGIN, date, 0, &["deletes the cookie"], &[]);
}

#[test]
fn a_line_that_a_browser_cuts_makes_another_cookie() {
    let name = "does not work in WebKitGTK";
    check(&SAME_ORIGIN, "Set-Cookie: naïve=1; Path=/\n", 1, &[name], &[]);
    let cut = [&SAME_ORIGIN[..], &["--browser=webkitgtk"]].concat();
    let line = "Set-Cookie: sid=abcé; HttpOnly; Secure\n";
    check(&cut, line, 1, &["does not work in WebKitGTK"], &[]);
    check(&cut, "Set-Cookie: sid=abc; HttpOnly; Secure; Comment=é\n", 0, &["works"], &[]);
}

#[test]
fn two_cookies_of_one_name_are_told() {
    let there = ["--have", "sid=old; Path=/; Secure; Domain=example.com"];
    let arguments = [&SAME_ORIGIN[..], &there].concat();
    let twice = "two cookies are called `sid` and differ in Domain or Path";
    check(&arguments, "Set-Cookie: sid=new; Path=/; Secure\n", 0, &[twice], &[]);
    let replacing = "Set-Cookie: sid=new; Path=/; Secure; Domain=example.com\n";
    check(&arguments, replacing, 0, &["works"], &[twice]);
}

#[test]
fn a_page_has_set_the_cookies_that_its_websocket_is_to_carry() {
    let arguments = [
        "--page=https://www.example.com/",
        "--request=ws://www.example.com/s",
        "--browser=chrome",
        "--have",
        "sid=1; Secure",
    ];
    check(&arguments, "", 1, &["A secure document cannot fetch"], &["from an insecure URL"]);
}

#[test]
fn safaris_seven_days_for_scripts_are_told() {
    let script = |line| [&SAME_ORIGIN[..], &["--script-sets", line]].concat();
    let told = "Safari ends cookies that scripts set after 7 days";
    check(&script("sid=1; Max-Age=31536000; Secure"), "", 0, &[told], &[]);
    check(&script("sid=1; Max-Age=604800; Secure"), "", 0, &["works"], &[told]);
}
