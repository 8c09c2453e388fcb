//! Origins that are none of http: of apps, extensions, files and sandboxed frames.

use super::told;

#[track_caller]
fn check(text: &str, origin: &str, fix: &str) {
    let (_, likely, message) = told(text);
    assert_eq!(message.origin.as_deref(), Some(origin), "{text}");
    assert!(likely.contains(fix), "{likely}");
}

fn of_chrome(origin: &str) -> String {
    format!(
        "Access to fetch at 'https://api.acme.com/x' from origin '{origin}' has been blocked by \
         CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."
    )
}

fn of_safari(origin: &str) -> String {
    format!("Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: 200")
}

// Fetch, 4.10: the value must be what `Origin` says of the request's origin.
#[test]
fn the_fix_names_the_origin_as_the_message_has_it() {
    for origin in [
        "capacitor://localhost",
        "ionic://localhost",
        "tauri://localhost",
        "file://",
        "http://localhost:3000",
    ] {
        let fix = format!("send `Access-Control-Allow-Origin: {origin}`");
        check(&of_chrome(origin), origin, &fix);
        check(&of_safari(origin), origin, &fix);
    }
    let twice = "Origin capacitor://app is not allowed by Access-Control-Allow-Origin.\nFailed to \
                 load resource: Origin capacitor://app is not allowed by \
                 Access-Control-Allow-Origin.\n";
    check(twice, "capacitor://app", "send `Access-Control-Allow-Origin: capacitor://app`");
    let broken = "[Error] Origin capacitor://localhost\nis not allowed by \
                  Access-Control-Allow-Origin. Status code: 200";
    check(broken, "capacitor://localhost", "Access-Control-Allow-Origin: capacitor://localhost");
}

#[test]
fn extensions_have_permissions_for_hosts() {
    let origin = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
    check(&of_chrome(origin), origin, "list `https://api.acme.com/*` in `host_permissions`");
    check(&of_chrome(origin), origin, &format!("Access-Control-Allow-Origin: {origin}"));
}

// HTML, "sandboxed origin browsing context flag": such documents are of an opaque origin.
#[test]
fn a_page_without_an_origin_is_to_be_served() {
    for text in [of_chrome("null"), of_safari("null")] {
        check(&text, "null", "serve the page over http, or give its frame `allow-same-origin`");
    }
}

// Fetch, 4.4 step 10: a redirect to another origin taints the origin, which is `null` from then on.
#[test]
fn a_redirect_to_a_login_is_a_navigation_whatever_the_origin_is() {
    let text = "Access to XMLHttpRequest at 'https://accounts.google.com/o/oauth2/v2/auth?a=1' \
                (redirected from 'http://localhost:3000/auth/google') from origin 'null' has been \
                blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the \
                requested resource.";
    check(text, "null", "let the page navigate to the login");
}

#[test]
fn words_behind_origin_are_none() {
    let text = "Origin matters: see https://docs.test/\n";
    assert_eq!(super::read_console(text).messages, []);
}
