//! Each kind of problem that a file of divergences or of reasons can have, with the message that a
//! person gets.

use matrix::{FileError, Matrix};
use miette::{GraphicalReportHandler, GraphicalTheme};

/// Files without a problem; each case breaks one thing in one of them.
const DIVERGENCES: &str = r#"schema = 2

[quirks.none-without-secure]
reason = "It is so."
seen = { chromium = "156", firefox = "153" }
until = { firefox = "154" }

[quirks.no-nameless-cookies]
reason = "It is so, too."
proof = { firefox = "source" }
links = ["https://bugzilla.mozilla.org/1"]
"#;

const REASONS: &str = r#"schema = 1

[[reason]]
id = "one"
engine = "chromium"
profiles = ["default"]
suite = "small"
rules = ["same-site=none"]
about = "stored"
says = ["UserPreferences"]
model = ["prefix-secure", "nothing"]
versions = "156"
why = "Preferences come first."
"#;

fn matrix() -> Matrix {
    matrix::read("matrix.toml", include_str!("small.toml")).expect("the small matrix is good")
}

fn read_divergences(text: &str) -> Result<(), FileError> {
    baselines::read_divergences(&matrix(), "divergences.toml", text).map(drop)
}

fn read_reasons(text: &str) -> Result<(), FileError> {
    let codes = ["prefix-host-path", "prefix-secure"];
    baselines::read_known_reasons(&matrix(), "reasons.toml", text, &codes).map(drop)
}

/// Breaks the good file of divergences by replacing `from` with `to`, and records the message.
#[track_caller]
fn check_divergences(name: &str, from: &str, to: &str) {
    check_problem(&format!("divergences_{name}"), DIVERGENCES, read_divergences, from, to);
}

#[track_caller]
fn check_reasons(name: &str, from: &str, to: &str) {
    check_problem(&format!("reasons_{name}"), REASONS, read_reasons, from, to);
}

#[track_caller]
fn check_problem(
    name: &str,
    good: &str,
    read: fn(&str) -> Result<(), FileError>,
    from: &str,
    to: &str,
) {
    assert!(good.contains(from), "the good file has no `{from}`");
    let error = read(&good.replace(from, to)).expect_err("the file is broken");
    let mut text = String::new();
    GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(120)
        .render_report(&mut text, &error)
        .expect("a string takes any text");
    insta::assert_snapshot!(name, text);
}

#[test]
fn the_good_files_are_good() {
    read_divergences(DIVERGENCES).expect("the divergences are good");
    read_reasons(REASONS).expect("the reasons are good");
}

#[test]
fn a_problem_of_divergences_has_a_place_and_a_way_out() {
    check_divergences("engine", "chromium =", "chromiums =");
    check_divergences("everything_at_once", "reason = \"It is so", "reasons = \"It is so");
    check_divergences("engine_without_an_entry", "chromium = \"156\", ", "");
    check_divergences("key", "links", "bug");
    check_divergences("no_reason", "reason = \"It is so.\"\n", "");
    check_divergences("proof", "\"source\"", "\"hearsay\"");
    check_divergences("quirk", "quirks.none-without", "quirks.none-with");
    check_divergences("quirk_of_no_engine", "none-without-secure", "max-age-with-plus");
    check_divergences("quirk_of_another_engine", "{ firefox = \"source", "{ chromium = \"source");
    let (_, second) = DIVERGENCES.split_once("\n[quirks.no-nameless").expect("there are two");
    check_divergences("quirk_without_an_entry", &format!("\n[quirks.no-nameless{second}"), "");
    check_divergences("schema", "schema = 2", "schema = 1");
    check_divergences("syntax", "\"156\"", "156.0.1");
    check_divergences("twice", "no-nameless-cookies", "none-without-secure");
    check_divergences("type", "\"153\"", "153");
}

#[test]
fn a_problem_of_reasons_has_a_place_and_a_way_out() {
    check_reasons("code", "\"prefix-secure\"", "\"prefix-secured\"");
    check_reasons("engine", "chromium", "lynx");
    check_reasons(
        "everything_at_once",
        "engine = \"chromium\"\nprofiles = [\"default\"]\nsuite = \"small\"",
        "engine = \"lynx\"\nprofiles = \"default\"\nsuite = \"large\"",
    );
    check_reasons("key", "about", "question");
    check_reasons("nothing_said", "[\"UserPreferences\"]", "[]");
    check_reasons("profile", "\"default\"", "\"strict\"");
    check_reasons("question", "\"stored\"", "\"eaten\"");
    check_reasons("rule", "same-site=none", "same-site=lax");
    check_reasons("schema", "schema = 1", "schema = 2");
}
