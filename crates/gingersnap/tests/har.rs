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

/// Returns an entry of a file: a call of a script of www.acme.com.
fn call(number: usize, request: &str, cookies: &str, status: u16, fields: &[&str]) -> String {
    let (method, url) = request.split_once(' ').expect("a method and a URL");
    let field = |line: &&str| {
        let (name, value) = line.split_once(": ").expect("a field");
        format!(r#"{{ "name": "{name}", "value": "{value}" }}"#)
    };
    let list = |lines: &[&str]| lines.iter().map(field).collect::<Vec<_>>().join(",");
    let cookie = (!cookies.is_empty()).then(|| format!("Cookie: {cookies}"));
    let origin = ["Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty", "Origin: https://www.acme.com"];
    let sent: Vec<&str> = origin.into_iter().chain(cookie.as_deref()).collect();
    let allowed = [
        "Access-Control-Allow-Origin: https://www.acme.com",
        "Access-Control-Allow-Credentials: true",
    ];
    let answered: Vec<&str> = allowed.iter().chain(fields).copied().collect();
    format!(
        r#"{{ "pageref": "p", "startedDateTime": "2026-11-10T09:00:0{number}.000Z",
        "request": {{ "method": "{method}", "url": "{url}", "headers": [{}] }},
        "response": {{ "status": {status}, "headers": [{}] }} }}"#,
        list(&sent),
        list(&answered)
    )
}

/// Checks the answer to a file with these entries.
#[track_caller]
fn check_calls(entries: &[String], code: i32, present: &[&str], absent: &[&str]) {
    let place = std::panic::Location::caller().line();
    let file = std::env::temp_dir().join(format!("gingersnap-{}-{place}", std::process::id()));
    let page = r#"{ "id": "p", "title": "https://www.acme.com/",
        "startedDateTime": "2026-11-10T09:00:00.000Z" }"#;
    let text = format!(
        r#"{{ "log": {{ "version": "1.2", "creator": {{ "name": "WebInspector" }},
        "pages": [{page}], "entries": [{}] }} }}"#,
        entries.join(",")
    );
    std::fs::write(&file, text).expect("it can be written");
    check_file(&file, &[], code, present, absent);
    std::fs::remove_file(&file).expect("it is there");
}

const API_LOGIN: &str = "POST https://www.acme.com/api/auth/login";
const ME: &str = "GET https://www.acme.com/api/me";

// Without Path the cookie goes with `/api/auth` alone (RFC 6265bis, 5.1.4), and 401 says that it is
// missed (RFC 9110, 15.5.2).
#[test]
fn a_request_that_is_refused_without_the_cookie_needs_it() {
    let login = call(1, API_LOGIN, "ga=1", 200, &["Set-Cookie: sid=1; Secure"]);
    let refused = call(2, ME, "ga=1", 401, &[]);
    let said = [
        "note: entry 2 lacks `sid`, which was set here",
        "The URL's path does not path-match the cookie's path.",
        "+ Set-Cookie: sid=1; Secure; Path=/",
    ];
    check_calls(&[login.clone(), refused.clone()], 1, &said, &[]);
    // Who writes a Path means it: a token for new tokens is not for all requests.
    for path in ["/api/auth", "/api/auth/refresh"] {
        let line = format!("Set-Cookie: sid=1; Path={path}; Secure");
        let own = call(1, API_LOGIN, "ga=1", 200, &[&line]);
        let unknown = format!("`sid` goes with requests below `{path}` alone, as its Path says");
        check_calls(&[own, refused.clone()], 4, &[&unknown], &["✗"]);
    }
    // It went along elsewhere, or the same request needs none.
    let renewed = call(3, "POST https://www.acme.com/api/auth/refresh", "sid=1", 200, &[]);
    check_calls(&[login.clone(), refused.clone(), renewed], 0, &["carries what was set"], &["✗"]);
    let answered = call(3, ME, "ga=1", 200, &[]);
    let unknown = ["`sid` goes with requests below `/api/auth` alone, as it has no Path"];
    check_calls(&[login.clone(), refused.clone(), answered], 4, &unknown, &["✗"]);
    // The login itself failed.
    let failed = login.replace("\"status\": 200", "\"status\": 403");
    check_calls(&[failed, refused], 4, &unknown, &["✗"]);
    // A token is what is refused.
    let token = call(2, ME, "ga=1", 401, &[]).replace("Sec-Fetch-Dest", "Authorization");
    check_calls(&[login, token], 4, &unknown, &["✗"]);
}

// Another host may want another login.
#[test]
fn what_another_host_refuses_may_need_the_cookie() {
    let login = "POST https://api.acme.com/login";
    let socket = "GET https://ws.acme.com/socket.io/";
    let set = |line: &str| call(1, login, "ga=1", 200, &[line]);
    let refused = |cookies: &str| call(2, socket, cookies, 401, &[]);
    let own = set("Set-Cookie: sid=1; Path=/; Secure");
    let said =
        ["incomplete: entry 2 was answered with 401 and lacks `sid`, which is not for its URL"];
    check_calls(&[own.clone(), refused("ga=1")], 4, &said, &["✗"]);
    let basic = call(2, socket, "ga=1", 401, &["WWW-Authenticate: Basic"]);
    check_calls(&[own, basic], 0, &["works in every measured browser"], &["answered with 401"]);
    let shared = set("Set-Cookie: sid=1; Path=/; Secure; Domain=acme.com");
    check_calls(&[shared, refused("sid=1")], 0, &["carries what was set here"], &["✗"]);
}

// A session of the login's own host, as single sign-on has it.
#[test]
fn what_was_seen_on_another_host_need_not_carry_each_cookie() {
    let lines = ["Set-Cookie: sso=1; Path=/; Secure", "Set-Cookie: sid=1; Domain=acme.com; Secure"];
    let login = call(1, "POST https://auth.acme.com/login", "", 200, &lines);
    let next = call(2, "GET https://api.acme.com/me", "sid=1", 200, &[]);
    check_calls(&[login, next], 0, &["`sid` is stored and sent"], &["✗"]);
}

// A cookie with a Domain and one without are two (RFC 6265bis, 5.7).
#[test]
fn a_logout_that_leaves_the_cookie_is_seen_to_fail() {
    let set = |line: &str| call(1, "POST https://www.acme.com/login", "ga=1", 200, &[line]);
    let out = |line: &str| call(2, "POST https://www.acme.com/logout", "sid=1", 200, &[line]);
    let next = |cookies: &str| call(3, "GET https://www.acme.com/me", cookies, 200, &[]);
    let ends = "Set-Cookie: sid=; Path=/; Max-Age=0";
    let shared = "Set-Cookie: sid=1; Path=/; Domain=acme.com; Secure";
    let fix = "+ Set-Cookie: sid=; Path=/; Max-Age=0; Domain=acme.com";
    check_calls(&[set(shared), out(ends), next("sid=1")], 1, &["`sid` is not deleted", fix], &[]);
    let of_path = "Set-Cookie: sid=; Max-Age=0; Path=/x";
    let own = "Set-Cookie: sid=1; Path=/; Secure";
    check_calls(&[set(own), out(of_path), next("sid=1")], 1, &["`sid` is not deleted"], &[]);
    // The file does not show where the cookie is from.
    let said = ["incomplete: entry 2 still carries `sid`"];
    check_calls(&[out(ends), next("sid=1")], 4, &said, &["✗"]);
    // By its line it is deleted: another one of the name is there.
    let said = ["still carries `sid`"];
    check_calls(&[set(own), out(ends), next("sid=1")], 4, &said, &["✗"]);
    check_calls(&[set(own), out(ends), next("ga=1")], 0, &["`sid` is deleted"], &["✗"]);
}
