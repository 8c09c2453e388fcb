//! What became of a file of checks, for CI: JUnit, annotations of GitHub Actions, and Markdown.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

use crate::check::{CheckReport, ExpectationOutcome, ExpectationResult};
use crate::output::check::{expectation_words, headline};

/// Returns the results as JUnit XML: a test suite for each check, a test for each expectation and
/// browser.
pub(crate) fn junit(report: &CheckReport) -> String {
    let count = |is: fn(&ExpectationOutcome) -> bool, results: &[ExpectationResult]| {
        results.iter().filter(|one| is(&one.outcome)).count()
    };
    let suites = html! {
        (PreEscaped(r#"<?xml version="1.0" encoding="UTF-8"?>"#))
        testsuites name="gingersnap check" {
            @for check in &report.checks {
                testsuite name=(xml(&check.name)) file=(xml(&report.file))
                    tests=(check.results.len())
                    failures=(count(|one| *one == ExpectationOutcome::Fails, &check.results))
                    errors=(count(is_unproved, &check.results))
                    skipped=(count(|one| *one == ExpectationOutcome::Predicted, &check.results)) {
                    @for result in &check.results {
                        testcase classname=(xml(&check.name)) name=(xml(&test_name(result)))
                            file=(xml(&report.file)) line=(result.expectation.line) {
                            (outcome(result))
                        }
                    }
                }
            }
        }
    };
    suites.into_string() + "\n"
}

fn is_unproved(outcome: &ExpectationOutcome) -> bool {
    matches!(outcome, ExpectationOutcome::Unproved(_))
}

fn outcome(result: &ExpectationResult) -> Markup {
    let message = xml(&message(result));
    match result.outcome {
        ExpectationOutcome::Holds => html! {},
        ExpectationOutcome::Fails => html! { failure message=(message) {} },
        ExpectationOutcome::Predicted => html! { skipped message=(message) {} },
        ExpectationOutcome::Unproved(_) => html! { error message=(message) {} },
    }
}

/// Returns the name of an expectation in a browser, whatever becomes of it.
fn test_name(result: &ExpectationResult) -> String {
    let as_expected = ExpectationResult { met: result.expectation.wanted, ..result.clone() };
    expectation_words(&as_expected)
}

/// Returns an expectation that is not proved to hold, as a sentence with the rule that decides.
fn message(result: &ExpectationResult) -> String {
    let words = expectation_words(result);
    let words = match &result.outcome {
        ExpectationOutcome::Holds | ExpectationOutcome::Fails => format!("{words}."),
        ExpectationOutcome::Predicted => format!("{words}; predicted, never measured."),
        ExpectationOutcome::Unproved(missing) => format!("{words}; not proved: {missing}."),
    };
    let reason = result.reason.as_ref().map(|reason| format!(" {reason}"));
    words + &reason.unwrap_or_default()
}

/// Leaves out the control characters that no XML document may have.
fn xml(text: &str) -> String {
    text.chars().filter(|one| !one.is_control()).collect()
}

/// Returns a command of GitHub Actions for each expectation that is not proved to hold: it shows
/// the message at its line.
///
/// Spec: [GitHub, workflow commands](https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
pub(crate) fn annotations(report: &CheckReport) -> String {
    let mut text = String::new();
    for (check, result) in report.results() {
        let command = match result.outcome {
            ExpectationOutcome::Holds | ExpectationOutcome::Predicted => continue,
            ExpectationOutcome::Fails => "error",
            ExpectationOutcome::Unproved(_) => "warning",
        };
        let (file, title) = (property(&report.file), property(&check.name));
        let line = result.expectation.line;
        _ = writeln!(
            text,
            "::{command} file={file},line={line},title={title}::{}",
            data(&message(result))
        );
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Returns a summary: a headline, and a table with a row for each expectation and browser.
pub(crate) fn markdown(report: &CheckReport) -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace(['\r', '\n'], " ");
    let mut text = format!("### {}: {}\n\n", cell(&report.file), headline(report));
    text.push_str("| | check | result | why |\n| --- | --- | --- | --- |\n");
    for (check, result) in report.results() {
        let sign = match result.outcome {
            ExpectationOutcome::Holds => "✓",
            ExpectationOutcome::Fails => "✗",
            ExpectationOutcome::Predicted => "predicted",
            ExpectationOutcome::Unproved(_) => "?",
        };
        let why = match &result.outcome {
            ExpectationOutcome::Holds => "",
            ExpectationOutcome::Fails | ExpectationOutcome::Predicted => {
                result.reason.as_deref().unwrap_or_default()
            }
            ExpectationOutcome::Unproved(missing) => missing,
        };
        _ = writeln!(
            text,
            "| {sign} | {} | {} | {} |",
            cell(&check.name),
            cell(&expectation_words(result)),
            cell(why)
        );
    }
    text
}
