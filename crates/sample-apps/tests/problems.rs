//! Each kind of problem that a file of sites can have, with the message that a person gets.

use miette::{GraphicalReportHandler, GraphicalTheme};

/// A file without a problem; each case breaks one thing in it.
const GOOD: &str = r#"schema = 1

[[app]]
id = "missing-credentials-flag"
about = "The script does not ask for credentials."
page = "https://www.example.com/"
request = "https://api.example.com/session"
credentials = "same-origin"
response = ["Set-Cookie: sid=1; Path=/"]
reason.chromium = "credentials-same-origin-cross-origin"
hopeless = ["firefox"]
"#;

/// Reads the good file with `from` replaced by `to`, and records the message.
#[track_caller]
fn check_problem(name: &str, from: &str, to: &str) {
    assert!(GOOD.contains(from), "the good file has no `{from}`");
    let error =
        sample_apps::read("faults.toml", &GOOD.replace(from, to)).expect_err("the file is broken");
    let mut text = String::new();
    GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(120)
        .render_report(&mut text, &error)
        .expect("a string takes any text");
    insta::assert_snapshot!(name, text);
}

#[test]
fn the_good_file_is_good() {
    let apps = sample_apps::read("faults.toml", GOOD).expect("the file is good");
    assert_eq!(apps[0].script.method, "GET");
    assert_eq!(apps[0].answer.response, [("Set-Cookie".to_owned(), "sid=1; Path=/".to_owned())]);
}

#[test]
fn every_message_names_its_place_and_a_way_out() {
    check_problem("credentials", "\"same-origin\"", "\"same-site\"");
    check_problem("engine", "reason.chromium", "reason.chrome");
    check_problem("everything_at_once", "https://", "");
    check_problem("header", "Set-Cookie: ", "Set-Cookie=");
    check_problem("hopeless", "\"firefox\"", "\"fireflox\"");
    check_problem("key", "about", "description");
    check_problem("no_response", "response = [\"Set-Cookie: sid=1; Path=/\"]\n", "");
    check_problem("schema", "schema = 1", "schema = 2");
    check_problem("syntax", "schema = 1", "schema = ");
    check_problem("type", "[\"firefox\"]", "true");
}
