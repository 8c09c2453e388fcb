//! `gingersnap explain` as people call it.

mod outcome;
mod program;
mod said_words;

use std::path::Path;
use std::process::Output;

use outcome::check_outcome;

const ASKED: [&str; 6] = [
    "--page",
    "https://www.example.com/",
    "--request",
    "https://api.example.com/login",
    "--credentials",
    "include",
];
const CORS: [&str; 4] = [
    "--response-header",
    "Access-Control-Allow-Origin: https://www.example.com",
    "--response-header",
    "Access-Control-Allow-Credentials: true",
];

fn gingersnap(arguments: &[&str], input: &str) -> Output {
    let form: &[&str] = if arguments.contains(&"--json") { &[] } else { &["--verbose"] };
    program::run(Path::new("."), &[&["explain"], form, arguments].concat(), input.as_bytes())
}

/// Checks the exit code and what is said where: on standard output if it is 0 or 1, and on standard
/// error if it is 2.
#[track_caller]
fn check(arguments: &[&str], input: &str, code: i32, said: &[&str]) {
    check_outcome(&gingersnap(arguments, input), code, said, &[]);
}

#[test]
fn what_works_everywhere_asked_for_is_0() {
    let cookie = ["--response-header", "Set-Cookie: a=1; Path=/"];
    check(
        &[&ASKED[..], &CORS, &cookie].concat(),
        "",
        0,
        &["✓ works", "Seen in cors-credentials/topology=siblings/"],
    );
}

#[test]
fn what_does_not_is_1_with_reason_and_change() {
    let arguments = [
        &ASKED[..],
        &["--response-header", "Set-Cookie: a=1; SameSite=None", "--browser", "chromium"],
    ]
    .concat();
    let said = [
        "✗ does not work  Debian's Chromium (by its model)",
        "SameSite=None needs Secure.",
        "Smallest fix: works in Debian's Chromium",
    ];
    check(&arguments, "", 1, &said);
}

#[test]
fn what_curl_prints_is_a_response() {
    let response = "HTTP/2 200 \r\nset-cookie: a=1; Path=/; \
     Max-Age=3600\r\naccess-control-allow-origin: https://www.example.com\r\n\
                    access-control-allow-credentials: true\r\n\r\n{\"body\": true}\n";
    let said =
        ["Nearest seen: cors-credentials/topology=siblings/", "it differs in `Max-Age=3600`"];
    check(&[&ASKED[..], &["--response", "-"]].concat(), response, 0, &said);
}

#[test]
fn a_known_divergence_is_named() {
    let arguments = [
        &ASKED[..],
        &CORS,
        &["--response-header", "Set-Cookie: a=1; Path=/; SameSite=None", "--browser", "webkitgtk"],
    ]
    .concat();
    check(
        &arguments,
        "",
        0,
        &["SameSite=None does not need Secure: step 19 is missing.", "(none-without-secure)"],
    );
}

#[test]
fn programs_get_json() {
    let output =
        gingersnap(&[&ASKED[..], &["--response-header", "Set-Cookie: a=1", "--json"]].concat(), "");
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(document["schema"], 2);
    assert_eq!(document["works"], false);
    assert_eq!(document["questions"][0]["answers"][0]["engine"], "chromium");
    assert_eq!(
        document["questions"][0]["answers"][0]["response"]["readable"]["reasons"][0],
        "acao-missing"
    );
    assert_eq!(
        document["questions"][0]["remedies"][0]["changes"][0]["edits"][0]["place"],
        "response"
    );
}

#[test]
fn every_cookie_of_a_har_is_explained() {
    let entry = |url: &str, cookie: &str| {
        format!(
            r#"{{ "request": {{ "method": "GET", "url": "{url}", "headers": [
                {{ "name": "Referer", "value": "https://www.example.com/" }},
                {{ "name": "Cookie", "value": "x=1" }}] }},
            "response": {{ "status": 200, "headers": [
                {{ "name": "Set-Cookie", "value": "{cookie}" }}] }} }}"#
        )
    };
    let entries = [
        entry("https://www.example.com/a", "first=1"),
        entry("https://api.example.net/b", "second=2"),
    ]
    .join(",");
    let har = format!(r#"{{ "log": {{ "version": "1.2", "entries": [{entries}] }} }}"#);
    let said = [
        "── entry 1 of standard input",
        "Set-Cookie: first=1",
        "── entry 2 of standard input",
        "Set-Cookie: second=2",
    ];
    check(&["--har", "-"], &har, 1, &said);
    let cut = &har[..har.len() / 2];
    check(
        &["--har", "-"],
        cut,
        2,
        &["the HAR is truncated: it ends in the middle", "export it again"],
    );
    check(
        &["--har", "-"],
        r#"{ "log": { "entries": [] } }"#,
        3,
        &["nothing to judge: no request in `standard input` shows a cookie"],
    );
}

#[test]
fn an_entry_of_a_har_that_asks_nothing_is_a_note_unless_no_other_asks() {
    let entry = |referer: &str| {
        format!(
            r#"{{ "request": {{ "method": "GET", "url": "https://www.example.com/",
                "headers": [{referer}] }},
            "response": {{ "status": 200, "headers": [
                {{ "name": "Set-Cookie", "value": "a=1" }}] }} }}"#
        )
    };
    let har =
        |entries: &[String]| format!(r#"{{ "log": {{ "entries": [{}] }} }}"#, entries.join(","));
    let (known, unknown) =
        (entry(r#"{ "name": "Referer", "value": "https://www.example.com/" }"#), entry(""));
    let both = har(&[unknown.clone(), known]);
    let note = "entry 1: the page is unknown; give --page URL";
    check(
        &["--har", "-"],
        &both,
        0,
        &["── entry 2 of standard input", "Set-Cookie: a=1", &format!("\nnote: {note}\n")],
    );
    let output = gingersnap(&["--har", "-", "--json"], &both);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(document["notes"], serde_json::json!([note]));
    check(&["--har", "-"], &har(&[unknown]), 2, &[note]);
}

#[test]
fn a_field_names_its_side() {
    check(
        &[&ASKED[..], &["--header", "Set-Cookie: a=1"]].concat(),
        "",
        2,
        &["unexpected argument '--header", "use --response-header for a field of the response"],
    );
}

#[test]
fn input_that_is_wrong_is_shown_at_its_place() {
    check(
        &["--page", "www.example.com", "--request", "https://api.example.com/"],
        "",
        2,
        &["the scheme is missing; write `https://www.example.com`"],
    );
    check(
        &["--page", "file:///C:/index.html", "--request", "https://api.example.com/"],
        "",
        3,
        &["the page has the opaque origin `null`", "http://localhost:8080/"],
    );
    check(
        &["--page", "localhost:8080", "--request", "https://api.example.com/"],
        "",
        2,
        &["write `http://localhost:8080`"],
    );
    check(
        &[&ASKED[..], &["--response-header", "Set-Cookie a=1"]].concat(),
        "",
        2,
        &["the colon is missing", "Set-Cookie a=1", "here"],
    );
    check(
        &[&ASKED[..], &["--response", "-"]].concat(),
        "HTTP/1.1 200 OK\nno header\n",
        2,
        &["the colon is missing", "standard input:2:1"],
    );
    check(
        &[&ASKED[..], &["--response", "/no/such/file"]].concat(),
        "",
        2,
        &["failed to read `/no/such/file`", "check the name"],
    );
    check(
        &[&ASKED[..], &["--browser", "firefox:stricter"]].concat(),
        "",
        2,
        &["unknown profile `stricter` of `firefox`", "expected one of default"],
    );
    check(
        &[&ASKED[..], &["--want", "eaten"]].concat(),
        "",
        2,
        &["expected one of stored, sent, response"],
    );
}
