//! HAR files as each program writes them: the same login, whose cookie never comes back.
//!
//! The page www.example.com logs in at api.example.net, which sets `sid` without `SameSite`. The
//! next request lacks it.

mod outcome;
mod program;
mod said_words;

use std::path::{Path, PathBuf};

use outcome::check_outcome;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/har").join(name)
}

/// Checks the exit code of an explained file, and words that must and must not be in the answer.
#[track_caller]
fn check(name: &str, options: &[&str], code: i32, present: &[&str], absent: &[&str]) {
    check_file(&fixture(name), options, code, present, absent);
}

#[track_caller]
fn check_file(file: &Path, options: &[&str], code: i32, present: &[&str], absent: &[&str]) {
    let file = file.to_str().expect("its name is text");
    let arguments = [&["explain", "--har", file], options].concat();
    let output = program::run(Path::new("."), &arguments, b"");
    check_outcome(&output, code, present, absent);
}

/// Checks a file whose text differs from another one's.
#[track_caller]
fn check_changed(name: &str, from: &str, to: &str, code: i32, present: &[&str], absent: &[&str]) {
    let text = std::fs::read_to_string(fixture(name)).expect("it is there");
    assert!(text.contains(from), "`{from}` is not in {name}");
    let label: String = to.chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    let file = std::env::temp_dir().join(format!("gingersnap-{}-{label}", std::process::id()));
    std::fs::write(&file, text.replace(from, to)).expect("it can be written");
    check_file(&file, &[], code, present, absent);
    std::fs::remove_file(&file).expect("it is there");
}

const NOT_STORED: &str = "`sid` is not stored in Chrome and Edge: A cookie without a valid \
                          SameSite is treated as Lax";
const FROM_PAGE: &str = "POST https://api.example.net/login by fetch with credentials from \
                         www.example.com; cross-site";

#[test]
fn chrome_lists_preflights_apart_and_blocked_requests_without_status() {
    let said = [
        "does not work: 2 of 2 answers",
        NOT_STORED,
        FROM_PAGE,
        "A preflight is sent first for the header field content-type then",
        "note: entry 4 lacks `sid`, which was set here",
        "✗ entry 5, api.example.net: response is not readable in any measured browser",
        "the browser kept the response from the page (net::ERR_FAILED); its status is unknown",
    ];
    check("chrome.har", &[], 1, &said, &["authority", "assumed to allow it"]);
}

#[test]
fn what_chrome_leaves_out_is_said_and_never_taken_for_not_sent() {
    let said = ["nothing to judge: no request in", "Allow to generate HAR with sensitive data"];
    check("chrome-sanitized.har", &[], 3, &said, &["lacks", "✓"]);
}

#[test]
fn what_chrome_says_of_a_request_without_response_is_told() {
    let failed = |error: &str| {
        format!(
            r#"{{"log": {{"version": "1.2", "creator": {{"name": "WebInspector"}}, "entries": [{{
            "request": {{"method": "POST", "url": "https://api.example.com/login"}},
            "response": {{"status": 0, "_error": "{error}"}}}}]}}}}"#
        )
    };
    for (error, cause, next) in [
        (
            "net::ERR_CERT_AUTHORITY_INVALID",
            "the server's certificate is not trusted",
            "open the API's URL in a tab",
        ),
        (
            "net::ERR_BLOCKED_BY_CLIENT",
            "the browser or an extension blocked the request",
            "turn off extensions",
        ),
        ("net::ERR_ABORTED", "the request was given up", "`preventDefault()`"),
        ("net::ERR_CONNECTION_REFUSED", "no server accepts connections", "start the server"),
        ("net::ERR_BLOCKED_BY_ORB", "(Opaque Response Blocking)", "no error or login page"),
        (
            "net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin",
            "The `Cross-Origin-Resource-Policy` of the response",
            "send `Cross-Origin-Resource-Policy: cross-origin`",
        ),
    ] {
        let label: String = error.chars().filter(char::is_ascii_alphanumeric).collect();
        let file = std::env::temp_dir().join(format!("gingersnap-{}-{label}", std::process::id()));
        std::fs::write(&file, failed(error)).expect("it can be written");
        let said = ["entry 1 failed, https://api.example.com/login", error, cause, next];
        check_file(&file, &[], 3, &said, &["sensitive data", "sets a cookie"]);
        std::fs::remove_file(&file).expect("it is there");
    }
}

#[test]
fn firefox_writes_no_purpose_and_several_cookies_in_one_field() {
    let said = [
        FROM_PAGE,
        "note: entry 2 lacks `sid`, which was set here",
        "`sid` is not stored in Chrome and Edge · Firefox: A SameSite=Lax cookie",
        "✓ `lang` is stored and sent in Chrome and Edge",
        "1 s later",
    ];
    check("firefox.har", &[], 1, &said, &["expired"]);
}

#[test]
fn safari_joins_cookies_with_commas_and_writes_one_page() {
    let said = [
        NOT_STORED,
        FROM_PAGE,
        "note: entry 4 lacks `sid`, `lang`, which were set here",
        "✓ `lang` is stored and sent in Chrome and Edge",
    ];
    check("safari.har", &[], 1, &said, &["checkout.example.org", "holds several cookies"]);
}

#[test]
fn playwright_titles_its_pages_and_makes_requests_of_its_own() {
    let said = [
        NOT_STORED,
        FROM_PAGE,
        "note: entry 4 lacks `sid`, which was set here",
        "note: entry 5: a test's own HTTP client made it, and no browser",
    ];
    check("playwright.har", &[], 1, &said, &["entry 3", "seed"]);
}

#[test]
fn proxies_know_no_pages() {
    for name in ["charles.har", "mitmproxy.har"] {
        let said = [NOT_STORED, FROM_PAGE, "note: entry 2 lacks `sid`, which was set here"];
        check(name, &[], 1, &said, &[]);
    }
    let socket = ["GET wss://api.example.net/live by websocket from www.example.com; cross-site"];
    check("mitmproxy.har", &[], 1, &socket, &[]);
}

#[test]
fn options_narrow_the_answer() {
    check("chrome.har", &["--cookie", "sid"], 1, &[NOT_STORED], &["entry 5"]);
    check("chrome.har", &["--url", "/news"], 1, &["entry 5"], &["`sid`"]);
    check("chrome.har", &["--failing"], 1, &["entry 2", "entry 5"], &[]);
}

#[test]
fn entries_are_followed_in_the_order_of_their_times() {
    let (login, next) = ("2026-11-10T09:00:02.000Z", "2026-11-10T09:00:09.000Z");
    check_changed("chrome.har", login, next, 1, &[NOT_STORED], &["entry 4 lacks"]);
}

#[test]
fn both_credentials_modes_are_answered_where_nothing_tells_them_apart() {
    let said = [
        "note: if it was made by fetch with credentials: same-origin, `sid` is not stored in any \
         measured browser",
    ];
    check("chrome.har", &[], 1, &said, &[]);
}

#[test]
fn a_file_without_any_cookie_of_a_request_is_said_to_be_so() {
    let said = ["no request of the file shows a cookie, so they may have been left out"];
    let cookies = "\"lang=en\"";
    check_changed("charles.har", "\"cookie\"", "\"x-no-cookie\"", 1, &said, &[cookies]);
}

#[test]
fn json_has_the_entries_that_fail_alone_and_the_status_of_all() {
    let json = |options: &[&str]| -> serde_json::Value {
        let arguments = [&["explain", "--har", "tests/har/chrome.har", "--json"], options].concat();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let output = program::run(folder, &arguments, b"");
        serde_json::from_slice(&output.stdout).expect("it is JSON")
    };
    let all = json(&["--want=stored", "--browser=firefox"]);
    let failing = json(&["--want=stored", "--browser=firefox", "--failing"]);
    let is_failing = |one: &&serde_json::Value| one["status"] != "works";
    let expected: Vec<_> =
        all["questions"].as_array().expect("a list").iter().filter(is_failing).collect();
    let actual: Vec<_> = failing["questions"].as_array().expect("a list").iter().collect();
    assert_eq!(actual, expected);
    assert_eq!(failing["status"], all["status"]);
}

#[test]
fn a_part_that_no_url_has_is_named() {
    let said = ["nothing to judge: no entry of", "has a URL with `nowhere`"];
    check("chrome.har", &["--url=nowhere"], 3, &said, &[]);
}

#[test]
fn a_line_of_junk_is_shown_around_its_place_alone() {
    let junk = format!("{{\"log\": {{\"x\": \"{}\", oops {}", "é".repeat(3000), "y".repeat(3000));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = program::run(folder, &["explain", "--har", "-"], junk.as_bytes());
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("[standard input:1:60"), "{text}");
    assert!(text.contains("oops") && text.len() < 2000, "{} octets: {text}", text.len());
}

#[test]
fn an_entry_says_where_its_redirect_went_on() {
    let said = [
        "entry 1 of",
        "note: the request was redirected to entry 2 (https://api.example.com/b)",
        "Request https://api.example.com/b directly",
    ];
    check("redirected.har", &["--browser", "chrome"], 1, &said, &["entry 2 of"]);
}
