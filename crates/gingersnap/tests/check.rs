//! `gingersnap check` as CI calls it.

mod outcome;
mod program;
mod said_words;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use outcome::check_outcome;

/// A file without a mistake; everything in it holds.
const GOOD: &str = r#"schema = 1
browsers = ["chrome", "firefox"]

[[check]]
name = "login"
page = "https://www.example.com/"
request = "https://api.example.net/login"
credentials = "include"
method = "post"
headers = ["Content-Type: application/json"]
now = "2026-01-02T03:04:05Z"
preflight = """
HTTP/1.1 204 No Content
Access-Control-Allow-Origin: https://www.example.com
Access-Control-Allow-Credentials: true
Access-Control-Allow-Headers: content-type
"""
response = """
HTTP/1.1 200 OK
Access-Control-Allow-Origin: https://www.example.com
Access-Control-Allow-Credentials: true
Set-Cookie: sid=1; HttpOnly; Secure; SameSite=None
"""

[[check.expect]]
response-readable = true

[[check.expect]]
cookie = "sid"
stored = true
sent = true
readable-on-page = false
"#;

fn check(arguments: &[&str], input: &str, folder: &Path) -> Output {
    program::run(folder, &[&["check"], arguments].concat(), input.as_bytes())
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Checks the exit code of a file, and words that must be in the answer.
#[track_caller]
fn check_code(text: &str, code: i32, present: &[&str]) {
    check_outcome(&check(&["-"], text, &project()), code, present, &[]);
}

/// Reads the good file with `from` replaced by `to`, and records the message.
#[track_caller]
fn check_problem(name: &str, from: &str, to: &str) {
    assert!(GOOD.contains(from), "the good file has no `{from}`");
    let output = check(&["-"], &GOOD.replacen(from, to, 1), &project());
    assert_eq!(output.status.code(), Some(2), "{name}");
    let text = String::from_utf8(output.stderr).expect("it prints text");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, text) });
}

/// Returns the good file with `from` replaced by `to`.
fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "the good file has no `{from}`");
    GOOD.replacen(from, to, 1)
}

#[test]
fn what_is_expected_and_holds_is_0() {
    check_code(GOOD, 0, &["all 8 results are as expected", "✓ `sid` is sent in Firefox"]);
}

#[test]
fn what_does_not_hold_is_1_with_its_line_and_rule() {
    let said = ["4 of 8 results are not", "✗ line 30: `sid` is not stored in", "needs Secure"];
    check_code(&with(" Secure;", ""), 1, &said);
    let said = ["2 of 8 results are not", "✗ line 31: `sid` is sent in Firefox"];
    check_code(&with("sent = true", "sent = false"), 1, &said);
}

#[test]
fn what_was_never_measured_is_4_where_it_is_named() {
    let named = with("\"firefox\"", "\"safari\"");
    check_code(&named, 4, &["8 of 12 results cannot be proved", "never measured"]);
    let usual = with("browsers = [\"chrome\", \"firefox\"]\n", "")
        .replace("page = \"https://www", "page = \"https://api")
        .replace("example.com", "example.net");
    let said = ["all 24 results", "(✓) `sid` is sent in Safari 26.2; predicted, never measured"];
    check_code(&usual, 0, &said);
}

#[test]
fn a_response_that_proves_nothing_is_4() {
    check_code(&with("200 OK", "502 Bad Gateway"), 4, &["8 of 8 results cannot be proved"]);
    let redirect = with("200 OK", "302 Found\nLocation: https://www.example.com/");
    check_code(&redirect, 4, &["2 of 8 results cannot be proved", "the answer there is missing"]);
}

#[test]
fn a_path_is_one_of_the_pages_host() {
    let text = with("request = \"https://api.example.net/login\"", "request = \"/login\"");
    check_code(&text, 0, &["`sid` is stored in"]);
}

#[test]
fn a_later_request_is_asked_about() {
    let then = |mechanism: &str| {
        with(
            "[[check.expect]]",
            &format!(
                "then = {{ request = \"https://api.example.net/me\", page = \
             \"https://www.example.org/\", mechanism = \"{mechanism}\" }}\n[[check.expect]]"
            ),
        )
        .replace("SameSite=None", "SameSite=Strict")
        .replace("https://www.example.com", "https://api.example.net")
    };
    check_code(&then("link"), 1, &["`sid` is stored in Chrome", "`sid` is not sent in Chrome"]);
    let same = then("link").replace("https://www.example.org/", "https://api.example.net/");
    check_code(&same, 0, &["all 8 results are as expected"]);
}

/// Returns a check of a login that a redirect leads on from, and expects the cookie to be sent.
fn redirected(request: &str, location: &str, attributes: &str) -> String {
    format!(
        r#"schema = 1
browsers = ["chrome"]

[[check]]
name = "login"
page = "https://www.acme.com/"
request = "{request}"
mechanism = "form-post"
response = """
HTTP/1.1 302 Found
Location: {location}
Set-Cookie: sid=1; Secure{attributes}

HTTP/1.1 200 OK
"""

[[check.expect]]
cookie = "sid"
sent = true
"#
    )
}

// RFC 6265bis, 5.8.3: Secure, another host or another path keep a cookie from a request.
#[test]
fn a_redirect_that_the_cookie_cannot_follow_is_no_proof_that_it_is_sent() {
    let login = "https://www.acme.com/login";
    let insecure = redirected(login, "http://www.acme.com/home", "; Path=/");
    check_code(&insecure, 1, &["✗ line", "A Secure cookie is not sent to an insecure URL."]);
    let unclear = ["not proved: `sid` does not go with", "(`then.request` names it)"];
    check_code(&redirected(login, "https://acme.com/home", "; Path=/"), 4, &unclear);
    check_code(&redirected("https://www.acme.com/auth/login", "/home", ""), 4, &unclear);
    let shared = redirected(login, "https://acme.com/home", "; Path=/; Domain=acme.com");
    check_code(&shared, 0, &["the result is as expected"]);
}

#[test]
fn a_later_request_is_made_with_credentials() {
    let text = redirected("https://www.acme.com/login", "/home", "; Path=/; Domain=acme.com")
        .replace("mechanism = \"form-post\"", "then = { request = \"https://api.acme.com/me\" }");
    check_code(&text, 0, &["`sid` is sent in Chrome"]);
    let without = text.replace("acme.com/me\"", "acme.com/me\", credentials = \"same-origin\"");
    check_code(&without, 1, &["`sid` is not sent in Chrome"]);
}

#[test]
fn cookies_that_are_there_need_no_response() {
    let head = "response = \"\"\"";
    let rest = &GOOD[GOOD.find(head).expect("it has one")..];
    let response = &rest[..rest.rfind("\"\"\"").expect("it ends") + 3];
    let there = with(response, "cookies = [\"sid=1; SameSite=Lax\"]")
        .replace("[[check.expect]]\nresponse-readable = true\n", "");
    check_code(&there, 1, &["✓ `sid` is stored in Firefox", "`sid` is not sent in Firefox"]);
}

#[test]
fn a_server_that_stops_setting_the_cookie_is_found() {
    let unset = with("Set-Cookie: sid=1; HttpOnly; Secure; SameSite=None\n", "");
    let facts = ["✗ line ", "`sid` is not stored in", "The response does not set it."];
    check_code(&unset, 1, &facts);
    let others = with("cookie = \"sid\"", "cookie = \"_analytics\"");
    check_code(&others, 1, &["`_analytics` is not stored in", "The response does not set it."]);
    let never =
        others.replace("stored = true", "stored = false").replace("sent = true", "sent = false");
    check_code(&never, 0, &["`_analytics` is not stored in"]);
}

#[test]
fn an_older_cookie_does_not_stand_in_for_the_one_that_is_refused() {
    let older =
        "credentials = \"include\"\ncookies = [\"sid=old; Secure; SameSite=None; HttpOnly\"]";
    let text = with("credentials = \"include\"", older);
    check_code(&text, 0, &["`sid` is stored in"]);
    let refused =
        text.replace("sid=1; HttpOnly; Secure; SameSite=None", "sid=1; HttpOnly; SameSite=None");
    check_code(&refused, 1, &["`sid` is not stored in", "SameSite=None needs Secure."]);
    // What a logout leaves is one of those that were there.
    let logout =
        text.replace("sid=1; HttpOnly; Secure; SameSite=None", "sid=; Path=/else; Max-Age=0");
    let gone =
        logout.replace("stored = true", "stored = false").replace("sent = true", "sent = false");
    check_code(&gone, 1, &["`sid` is stored in"]);
}

#[test]
fn a_response_can_be_in_a_file_of_its_own() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("check");
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("heads")).expect("it can be made");
    let rest = &GOOD[GOOD.find("response = ").expect("it has one")..];
    let response = &rest[..rest.rfind("\"\"\"").expect("it ends") + 3];
    let head = response.trim_start_matches("response = \"\"\"\n").trim_end_matches("\"\"\"");
    fs::write(folder.join("heads/login.http"), head).expect("it can be written");
    let file = with(response, "response-file = \"heads/login.http\"");
    fs::write(folder.join("good.toml"), &file).expect("it can be written");
    fs::write(folder.join("bad.toml"), file.replace("login.http", "other.http"))
        .expect("it can be written");
    // Files are found from the folder of the file that names them.
    let good = check(&["check/good.toml"], "", folder.parent().expect("it has one"));
    assert_eq!(good.status.code(), Some(0));
    let bad = check(&["check/bad.toml"], "", folder.parent().expect("it has one"));
    assert_eq!(bad.status.code(), Some(2));
    let text = String::from_utf8_lossy(&bad.stderr).into_owned();
    assert!(text.contains("failed to read `heads/other.http`"), "{text}");
    fs::write(folder.join("heads/other.http"), "HTTP/1.1 200\nSet-Cookie sid=1\n")
        .expect("it can be");
    let bad = check(&["check/bad.toml"], "", folder.parent().expect("it has one"));
    let text = String::from_utf8_lossy(&bad.stderr).into_owned();
    assert!(text.contains("`heads/other.http`, line 2: not a header field"), "{text}");
}

#[test]
fn every_form_of_the_results_says_the_same() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("check-forms");
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("it can be made");
    let file = with("\"firefox\"", "\"safari\"").replace("SameSite=None", "SameSite=Lax");
    fs::write(folder.join("shop.toml"), file).expect("it can be written");
    let files = ["--junit", "results.xml", "--summary", "summary.md"];
    let output = check(&[&["shop.toml", "--github"], &files[..]].concat(), "", &folder);
    assert_eq!(output.status.code(), Some(1));
    let json = check(&["shop.toml", "--json"], "", &folder).stdout;
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("it is there");
    let text = |octets: Vec<u8>| String::from_utf8(octets).expect("it is text");
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("text_and_annotations", text(output.stdout));
        insta::assert_snapshot!("junit", read("results.xml").replace("><", ">\n<"));
        insta::assert_snapshot!("markdown", read("summary.md"));
        insta::assert_snapshot!("json", text(json));
    });
    // Steps of a workflow write to the same summary.
    check(&[&["shop.toml"], &files[..]].concat(), "", &folder);
    assert_eq!(read("summary.md").matches("### shop.toml").count(), 2);
}

#[test]
fn every_mistake_is_shown_at_its_place_with_what_would_be_right() {
    check_problem("browser", "\"firefox\"", "\"fireflox\"");
    check_problem("cookie", "cookie = \"sid\"", "cookie = \"sic\"");
    check_problem("cookie_missing", "cookie = \"sid\"\n", "");
    check_problem("credentials", "\"include\"", "\"includes\"");
    let mistakes = "page = \"www.example.com/\"\nrequest = 7\nframe = \"a\"\ncredentials";
    check_problem(
        "everything_at_once",
        &GOOD[GOOD.find("page").expect("it has one")
            ..GOOD.find(" = \"include").expect("it has them")],
        mistakes,
    );
    check_problem("header", "Set-Cookie: sid", "Set-Cookie sid");
    check_problem("key", "method", "methods");
    check_problem("mechanism", "credentials", "mechanism = \"img\"\ncredentials");
    check_problem("cookie_field", "Content-Type: application/json", "Cookie: a=1");
    check_problem("archive", "HTTP/1.1 200 OK", "{ \"log\": { \"entries\": [] } }");
    check_problem(
        "later_handshake",
        "now =",
        "then = { request = \"wss://api.example.net/\", credentials = \"include\" }\nnow =",
    );
    check_problem(
        "name_twice",
        "[[check.expect]]\n",
        &format!(
            "[[check.expect]]\nresponse-readable = true\n{}\n[[check.expect]]\n",
            GOOD.split_once("\n\n")
                .expect("it has paragraphs")
                .1
                .split("\n\n")
                .next()
                .expect("one")
        ),
    );
    check_problem("no_checks", GOOD.split_once("\n\n").expect("it has paragraphs").1, "");
    check_problem("no_expectation", "response-readable = true\n", "");
    check_problem("no_response", "HTTP/1.1 200 OK", "POST / HTTP/1.1");
    check_problem("other_method", "HTTP/1.1 200 OK", "GET / HTTP/1.1");
    check_problem("response_missing", "response = ", "script-sets = ");
    check_problem("syntax", "schema = 1", "schema = ");
    check_problem("time", "2026-01-02T03:04:05Z", "new year");
    check_problem("type", "stored = true", "stored = \"yes\"");
}

#[cfg(target_os = "linux")]
#[test]
fn a_browser_that_is_not_here_proves_nothing() {
    let text = with("[\"chrome\", \"firefox\"]", "[\"safari\"]");
    let output = check(&["-", "--browsers"], &text, &project());
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("in Safari 26.2; not proved: safari lacks"), "{said}");
}

#[test]
fn a_list_of_no_browsers_is_a_mistake() {
    let text = GOOD.replace("[\"chrome\", \"firefox\"]", "[]");
    let output = check(&["-"], &text, &project());
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("`browsers` names no browser"), "{errors}");
}

#[test]
fn what_is_unknown_of_a_cookie_leaves_nothing_open_of_another() {
    let text = "schema = 1\n\n[[check]]\nname = \"login\"\npage = \"https://www.example.com/\"\n\
                request = \"/login\"\nresponse = \"Set-Cookie: sid=1; Path=/api; Secure\"\n\
                expect = [{ cookie = \"other\", sent = false, browsers = [\"chrome\"] }]\n";
    let output = check(&["-"], text, &project());
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let of_itself = text.replace("\"other\"", "\"sid\"").replace("false", "true");
    let said = check(&["-"], &of_itself, &project());
    assert_eq!(said.status.code(), Some(4), "{}", String::from_utf8_lossy(&said.stdout));
}
