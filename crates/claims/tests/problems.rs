//! Each kind of problem that a file of claims can have, with the message that a person gets.

use claims::Claim;
use matrix::{FileError, ProblemKind};
use miette::{GraphicalReportHandler, GraphicalTheme};

/// A file without a problem; each case breaks one thing in it.
const GOOD: &str = r#"schema = 1

[[claim]]
number = 1
id = "include-to-store"
statement = "A cookie needs credentials."
correct = "It does."
sources = { "Fetch §4.6" = "https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch" }

[[claim.needs]]
engines = ["firefox"]
cells = "small, topology=cross-site"
outcome = "stored"
with = "credentials=include"

[[claim.same]]
cells = "small, credentials=include"
outcome = ["stored", "sent"]
whatever = "same-site"

[[claim]]
number = 2
id = "stored-is-sent"
statement = "What is stored is sent."
correct = "It is."

[[claim.always]]
cells = "small"
outcome = "sent"
given = "stored"
"#;

fn read(text: &str) -> Result<Vec<Claim>, FileError> {
    let matrix =
        matrix::read("small.toml", include_str!("small.toml")).expect("the small matrix is good");
    claims::read(&matrix, "claims.toml", text)
}

/// Reads the good file with `from` replaced by `to`, and records the message.
#[track_caller]
fn check_problem(kind: ProblemKind, name: &str, from: &str, to: &str) {
    assert!(GOOD.contains(from), "the good file has no `{from}`");
    let error = read(&GOOD.replacen(from, to, 1)).expect_err("the file is broken");
    assert!(
        error.problems.iter().any(|problem| problem.kind == kind),
        "{name}: {:?}",
        error.problems
    );
    let mut text = String::new();
    GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(120)
        .render_report(&mut text, &error)
        .expect("a string takes any text");
    insta::assert_snapshot!(name, text);
}

#[test]
fn the_good_file_is_good() {
    let claims = read(GOOD).map_err(|error| error.problems).unwrap();
    let predicates: Vec<Vec<String>> = claims
        .iter()
        .map(|claim| claim.predicates.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(
        predicates,
        [
            vec![
                "in `small, topology=cross-site`: *stored* only with `credentials=include` (on \
                 firefox)",
                "in `small, credentials=include`: *stored* and *sent* do not depend on `same-site`",
            ],
            vec!["in `small`: always *sent* where *stored*"],
        ]
    );
}

#[test]
fn every_message_names_its_place_and_a_way_out() {
    use ProblemKind::*;
    check_problem(BadSchema, "schema", "schema = 1", "schema = 2");
    check_problem(BadUrl, "source", "https://fetch.spec.whatwg.org/", "fetch.spec.whatwg.org/");
    check_problem(Duplicate, "number", "number = 2", "number = 1");
    check_problem(Duplicate, "id", "id = \"stored-is-sent\"", "id = \"include-to-store\"");
    check_problem(
        MissingKey,
        "no_predicate",
        "[[claim.always]]\ncells = \"small\"\noutcome = \"sent\"\ngiven = \"stored\"\n",
        "",
    );
    check_problem(MissingKey, "no_statement", "statement = \"A cookie needs credentials.\"\n", "");
    check_problem(MissingKey, "no_suite", "\"small\"", "\"same-site=none\"");
    check_problem(MissingKey, "no_with", "with = \"credentials=include\"\n", "");
    check_problem(
        NoCells,
        "no_cells",
        "with = \"credentials=include\"",
        "with = \"topology=same-origin\"",
    );
    check_problem(Syntax, "condition", "small, topology=cross-site", "small, cross-site");
    check_problem(UnknownAxis, "axis", "small, topology", "small, topologie");
    check_problem(UnknownAxis, "whatever", "whatever = \"same-site\"", "whatever = \"samesite\"");
    check_problem(UnknownEngine, "engine", "firefox", "fireflox");
    check_problem(UnknownKey, "key", "given", "provided");
    check_problem(UnknownValue, "suite", "\"small\"", "\"smal\"");
    check_problem(UnknownValue, "value", "topology=cross-site", "topology=crosssite");
    check_problem(WrongType, "type", "number = 1", "number = \"one\"");
}

#[test]
fn a_word_that_is_no_outcome_is_named_with_the_nearest() {
    let error =
        read(&GOOD.replacen("outcome = \"sent\"", "outcome = \"sent, readable on pages\"", 1))
            .expect_err("the file is broken");
    let problems: Vec<_> = error
        .problems
        .iter()
        .map(|problem| (problem.message.as_str(), problem.label.as_str()))
        .collect();
    assert_eq!(
        problems,
        [("`readable on pages` is not a known outcome", "did you mean `readable on page`?")]
    );
}
