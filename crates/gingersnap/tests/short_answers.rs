//! The answer that people get without `--verbose` is short, whatever they ask about one cookie.

mod program;
mod said_words;

use std::path::Path;

use said_words::check_words;

/// How many lines an answer about one cookie may have, and how many columns a line.
const LINES: usize = 15;
const COLUMNS: usize = 100;

fn answer(arguments: &str, fields: &[&str]) -> String {
    let fields = fields.iter().flat_map(|field| ["--response-header", field]);
    let arguments: Vec<&str> =
        ["explain"].into_iter().chain(arguments.split_whitespace()).chain(fields).collect();
    let output = program::run(Path::new("."), &arguments, b"");
    String::from_utf8(output.stdout).expect("it prints text")
}

/// Checks that an answer is short and has these words.
#[track_caller]
fn check_short(arguments: &str, fields: &[&str], present: &[&str]) {
    let text = answer(arguments, fields);
    assert!(text.lines().count() <= LINES, "{} lines:\n{text}", text.lines().count());
    for line in text.lines() {
        assert!(line.chars().count() <= COLUMNS, "`{line}` is too long in\n{text}");
    }
    check_words(&text, present, &[]);
}

const LOGIN: &str = "--page https://app.example.com/ --method POST \
                     --request https://backend.example.org/api/login \
                     --credentials xhr-with-credentials";

#[test]
fn a_cookie_with_the_domain_of_the_page() {
    let line = "Set-Cookie: connect.sid=s%3AvidaO7FJ; Domain=app.example.com; Path=/; \
                Expires=Tue, 01 Dec 2099 15:14:18 GMT";
    let said = [
        "is not stored in Chrome and Edge · Firefox: The Domain attribute belongs to another",
        "`Partitioned` adds Incognito · (Safari 26.2)",
        "such as https://api.example.com/api/login, with the fix above.",
    ];
    check_short(LOGIN, &[line], &said);
}

#[test]
fn a_logout_that_is_refused() {
    let line = "Set-Cookie: user=\"\"; expires=Thu, 28 Nov 2024 10:00:00 GMT; Path=/";
    let fields = [
        "Access-Control-Allow-Origin: https://app.example.com",
        "Access-Control-Allow-Credentials: true",
        line,
    ];
    let said = [
        "does not work in 4 of 5 measured browsers",
        "note: Expires is compared with the present time",
        "✓ `user` is deleted in Firefox; response is readable in every measured browser",
    ];
    check_short(LOGIN, &fields, &said);
}

#[test]
fn a_wildcard_with_credentials() {
    let fields = ["Access-Control-Allow-Origin: *", "Set-Cookie: session=1; Secure; SameSite=None"];
    let said = [
        "✓ `session` is stored and sent in Chrome and Edge\n",
        "Access-Control-Allow-Origin is `*`",
        "Smallest fix: for Chrome and Edge · Firefox; `Partitioned` adds Incognito",
    ];
    check_short(LOGIN, &fields, &said);
}

#[test]
fn a_cookie_with_a_long_value_is_changed_in_words() {
    let line = format!("Set-Cookie: token={}; SameSite=None", "x".repeat(200));
    check_short(LOGIN, &[&line], &["• Add `Secure`.\n"]);
}
