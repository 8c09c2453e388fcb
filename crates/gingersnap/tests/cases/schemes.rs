//! Schemes besides http and https: WebSockets, and pages of apps.

use crate::Case;

#[track_caller]
fn check(
    page: &str,
    request: &str,
    options: &[&str],
    code: i32,
    present: &[&str],
    absent: &[&str],
) {
    let question = ["--page", page, "--request", request];
    let arguments = [&question, options].concat();
    Case { arguments: &arguments, input: "" }.check(code, "", present, absent);
}

const SESSION: [&str; 2] =
    ["--response-header", "Set-Cookie: token=abc; Path=/; HttpOnly; Secure; SameSite=Lax"];

#[test]
fn a_handshake_between_siblings_sets_cookies_and_sends_them() {
    check(
        "https://www.example.com/",
        "wss://directus.example.com/websocket",
        &SESSION,
        0,
        &[
            "works in every measured browser",
            "request  wss://directus.example.com/websocket",
            "stored yes · sent again yes",
        ],
        &["no cookies", "✗", "Smallest fix"],
    );
}

#[test]
fn a_handshake_across_sites_sets_no_lax_cookie() {
    check(
        "https://www.example.com/",
        "wss://api.example.net/websocket",
        &[&SESSION[..], &["--browser", "chrome"]].concat(),
        1,
        &["A SameSite=Lax cookie cannot be set by the response to a cross-site subrequest."],
        &["Access-Control-Allow", "✓ works"],
    );
}

#[test]
fn an_insecure_handshake_is_like_http() {
    check(
        "http://www.example.com/",
        "ws://www.example.com/websocket",
        &SESSION,
        1,
        &["A Secure cookie cannot be set from an insecure URL."],
        &["no cookies"],
    );
}

#[test]
fn a_handshake_is_no_fetch() {
    let arguments =
        ["--page", "https://a.test/", "--request", "wss://a.test/", "--credentials", "omit"];
    Case { arguments: &arguments, input: "" }.check_error(&[
        "--credentials cannot be set for a WebSocket",
        "write `https:` for another request",
    ]);
}

const APP: [&str; 8] = [
    "--credentials",
    "xhr-with-credentials",
    "--method",
    "POST",
    "--response-header",
    "Access-Control-Allow-Origin: capacitor://localhost",
    "--response-header",
    "Access-Control-Allow-Credentials: true",
];

#[test]
fn a_page_of_an_app_is_another_site() {
    let cookie =
        ["--response-header", "Set-Cookie: sid=1; Path=/; HttpOnly; Secure; SameSite=None"];
    check(
        "capacitor://localhost",
        "https://api.example.com/login",
        &[&APP[..], &cookie].concat(),
        1,
        &[
            "does not work in 4 of 6 browsers (predicted, never measured)",
            "note: the page has a scheme of its own, `capacitor`",
            "WKWebView on iOS also blocks cookies of third parties",
            "✓ yes",
            "✓ works  Chrome and Edge",
            "The user agent blocks cookies of third parties.",
        ],
        &["`capacitor` has no cookies", "✗ no,"],
    );
}

#[test]
fn a_lax_cookie_of_an_apps_api_needs_none_and_secure() {
    let cookie = ["--response-header", "Set-Cookie: sid=1", "--browser", "chrome"];
    for scheme in ["capacitor", "ionic"] {
        let allowed = format!("Access-Control-Allow-Origin: {scheme}://localhost");
        let mut options = APP;
        options[5] = &allowed;
        check(
            &format!("{scheme}://localhost"),
            "https://api.example.com/login",
            &[&options[..], &cookie].concat(),
            1,
            &["+ Set-Cookie: sid=1; Secure; SameSite=None"],
            &["Partitioned"],
        );
    }
}

#[test]
fn the_origin_of_an_app_is_its_own() {
    let cookie = ["--response-header", "Set-Cookie: sid=1; Secure; SameSite=None"];
    check(
        "ionic://localhost",
        "https://api.example.com/login",
        &[&APP[..], &cookie, &["--browser", "chrome"]].concat(),
        1,
        &["✗ no, ", "+ Access-Control-Allow-Origin: ionic://localhost"],
        &[],
    );
}
