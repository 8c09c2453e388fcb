//! What `--json` prints is as `docs/schemas` documents it.

use std::path::{Path, PathBuf};
use std::process::Command;

use boon::{Compiler, Schemas};
use serde_json::Value;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Checks what a command prints against a schema, and that each rule that it names has its text.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "the program ends by itself, and this waits for it")]
fn check_output(schema: &str, arguments: &[&str]) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_gingersnap"));
    let output = program.args(arguments).arg("--json").current_dir(project()).output();
    let output = output.expect("the program ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    let document: Value = serde_json::from_slice(&output.stdout).expect(&errors);
    check_document(schema, &document);
}

#[track_caller]
fn check_document(schema: &str, document: &Value) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let path = project().join("docs/schemas").join(schema);
    let path = path.to_str().expect("it is text");
    let index = compiler.compile(path, &mut schemas).expect("it is a schema");
    if let Err(error) = schemas.validate(document, index) {
        panic!("{error:#}\n{document:#}");
    }
    let rules = document["rules"].as_object().expect("the schema says so");
    for code in codes(document) {
        assert!(rules.contains_key(code), "`{code}` has no text");
    }
}

/// Returns the codes in all lists of them.
fn codes(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match (name.as_str(), value) {
                ("reasons" | "departures", Value::Array(codes)) => {
                    codes.iter().filter_map(Value::as_str).collect()
                }
                (_, value) => codes(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(codes).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
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
