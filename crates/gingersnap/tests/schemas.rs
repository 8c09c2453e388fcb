//! What `--json` prints is as `docs/schemas` documents it.

mod documented;
mod program;

use documented::{check_document, project};
use serde_json::Value;

/// Checks what a command prints against a schema, and that each rule that it names has its text.
#[track_caller]
fn check_output(schema: &str, arguments: &[&str]) {
    let output = program::run(&project(), &[arguments, &["--json"]].concat(), b"");
    let errors = String::from_utf8_lossy(&output.stderr);
    let document: Value = serde_json::from_slice(&output.stdout).expect(&errors);
    check_document(schema, &document);
}

const ASK: [&str; 6] = [
    "explain",
    "--page=https://www.example.com/",
    "--request=https://api.example.net/login",
    "--credentials=include",
    "--response-header=Access-Control-Allow-Origin: *",
    "--response-header=Set-Cookie: sid=1; SameSite=None",
];

#[test]
fn explanations_follow_their_schema() {
    check_output("explain.json", &ASK);
    check_output("explain.json", &[&ASK[..], &["--browser=webkitgtk:all"]].concat());
    let more = ["--method=PUT", "--frame=https://frame.example.org/", "--have=a=1; Secure"];
    check_output("explain.json", &[&ASK[..], &more].concat());
    let paste = "--response=crates/gingersnap/tests/cases/reported/redirect-to-a-login-page.http";
    check_output("explain.json", &[&ASK[..4], &[paste]].concat());
    check_output("explain.json", &ASK[..4]);
}

#[test]
fn explanations_of_archives_follow_their_schema() {
    for name in ["payment-returns-by-post", "frame-of-another-site", "socket-of-another-site"] {
        let har = format!("--har=crates/gingersnap/tests/cases/reported/{name}.har");
        check_output("explain.json", &["explain", &har]);
    }
}

#[test]
fn results_of_checks_follow_their_schema() {
    check_output("check.json", &["check", "docs/check.toml"]);
}

#[test]
#[should_panic(expected = "additionalProperties")]
fn a_member_that_is_not_documented_is_noticed() {
    let mut document = serde_json::json!({
        "schema": 2, "works": true, "status": "works", "questions": [], "rules": {}
    });
    check_document("explain.json", &document);
    document["more"] = Value::Null;
    check_document("explain.json", &document);
}
