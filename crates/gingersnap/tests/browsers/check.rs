//! `check --browsers`: what a file expects, done by Chromium. It is skipped where it is not here.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::documented::check_document;

/// Checks the exit code of a file that Chromium plays, and returns what is written of it.
async fn check(text: &str, code: i32) -> Option<Value> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gingersnap"))
        .args(["check", "-", "--browsers", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    if said.contains("chromium lacks") {
        eprintln!("chromium is skipped");
        return None;
    }
    let document: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    check_document("check.json", &document);
    Some(document)
}

/// Checks the outcome of each result, in order; each was seen.
#[track_caller]
fn check_outcomes(document: &Value, outcomes: &[&str]) {
    let checks = document["checks"].as_array().unwrap();
    let results = || checks.iter().flat_map(|check| check["results"].as_array().unwrap());
    let actual: Vec<&str> = results().map(|one| one["outcome"].as_str().unwrap()).collect();
    assert_eq!(actual, outcomes, "{document:#}");
    assert!(results().all(|one| one["seen_in"].as_str().unwrap().starts_with("chromium ")));
}

const LOGIN: &str = r#"schema = 1
browsers = ["chrome"]

[[check]]
name = "login"
page = "https://www.example.com/"
request = "https://api.example.net/login"
credentials = "include"
method = "PUT"
preflight = """
HTTP/1.1 204 No Content
Access-Control-Allow-Origin: https://www.example.com
Access-Control-Allow-Credentials: true
Access-Control-Allow-Methods: PUT
"""
response = """
HTTP/1.1 200 OK
Access-Control-Allow-Origin: https://www.example.com
Access-Control-Allow-Credentials: true
Content-Length: 12
Content-Encoding: gzip
Set-Cookie: sid=1; HttpOnly; Secure; SameSite=None
Set-Cookie: lost=1; Secure
"""

[[check.expect]]
response-readable = true

[[check.expect]]
cookie = "sid"
stored = true
sent = true
readable-on-page = false
readable-on-target = false

[[check.expect]]
cookie = "lost"
stored = false
sent = false
"#;

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_browser_does_what_the_file_expects() {
    if let Some(document) = check(LOGIN, 0).await {
        check_outcomes(&document, &["holds"; 7]);
    }
    let wrong = LOGIN.replace("response-readable = true", "response-readable = false");
    if let Some(document) = check(&wrong, 1).await {
        check_outcomes(&document, &["fails", "holds", "holds", "holds", "holds", "holds", "holds"]);
    }
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn elements_and_xmlhttprequest_are_played() {
    // A script is not told of what an element makes of a response.
    let of_cookies = LOGIN.replace("[[check.expect]]\nresponse-readable = true\n", "");
    for mechanism in ["xhr", "img", "script", "stylesheet", "iframe", "event-source"] {
        let (before, behind) = of_cookies.split_once("method").expect("it has a method");
        let (_, response) = behind.split_once("response =").expect("it has a response");
        let by = |line: &str| format!("{before}{line}response ={response}");
        let text = by(&format!("mechanism = \"{mechanism}\"\n"));
        // Without credentials no cookie is stored: event streams are asked for as `fetch` asks.
        let (code, outcomes) = match mechanism {
            "event-source" => (1, ["fails", "fails", "holds", "holds", "holds", "holds"]),
            _ => (0, ["holds"; 6]),
        };
        let text = match mechanism {
            "xhr" => text,
            _ => text.replace("credentials = \"include\"\n", ""),
        };
        if let Some(document) = check(&text, code).await {
            check_outcomes(&document, &outcomes);
        }
    }
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn what_was_there_before_and_what_comes_later_is_played() {
    let logout = r#"schema = 1
browsers = ["chrome"]

[[check]]
name = "logout"
page = "https://www.example.com/"
request = "https://www.example.com/"
cookies = ["sid=1; Path=/"]
script-sets = ["theme=dark"]
response = "HTTP/1.1 200 OK\nSet-Cookie: sid=; Max-Age=0; Path=/"

[[check.expect]]
cookie = "sid"
stored = false
sent = false

[[check.expect]]
cookie = "theme"
sent = true
readable-on-page = true

[[check]]
name = "redirect"
page = "https://www.example.com/"
request = "https://www.example.com/a"
response = """
HTTP/1.1 302 Found
Location: /b
Set-Cookie: hop=1; Path=/

HTTP/1.1 200 OK
"""
then = { request = "https://www.example.com/me" }

[[check.expect]]
cookie = "hop"
sent = true
"#;
    if let Some(document) = check(logout, 0).await {
        check_outcomes(&document, &["holds"; 5]);
    }
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn what_is_not_played_is_not_proved() {
    let framed = LOGIN
        .replace("[[check.expect]]\nresponse", "FRAME")
        .replace("credentials =", "frames = [\"https://frame.example.org/\"]\ncredentials =");
    let framed = framed.replace("FRAME", "[[check.expect]]\nresponse");
    let framed =
        framed.replace("Origin: https://www.example.com", "Origin: https://frame.example.org");
    if let Some(document) = check(&framed, 4).await {
        let result = &document["checks"][0]["results"][0];
        assert_eq!(result["outcome"], "unproved");
        assert_eq!(result["missing"], "frames are not played");
    }
}
