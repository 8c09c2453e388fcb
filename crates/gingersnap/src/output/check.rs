//! What became of a file of checks, for people on a terminal.

use std::collections::BTreeSet;

use diagnosis::UserGoal;

use crate::check::{CheckReport, CheckStatus, ExpectationOutcome, ExpectationResult};
use crate::output::text_style::TextStyle;

/// Returns a line for each expectation and browser, below a headline.
pub(crate) fn check_text(report: &CheckReport, style: TextStyle) -> String {
    let mut lines = vec![style.bold(&format!("{}: {}", report.file, headline(report)))];
    let seen_in: BTreeSet<&str> =
        report.results().filter_map(|(_, one)| one.seen_in.as_deref()).collect();
    if !seen_in.is_empty() {
        let browsers = seen_in.into_iter().collect::<Vec<_>>().join(", ");
        lines.push(style.dim(&format!("played in {browsers}")));
    }
    for check in &report.checks {
        lines.push(style.heading(&check.name));
        lines.extend(check.notes.iter().map(|note| format!("  note: {note}")));
        for result in &check.results {
            let words = expectation_words(result);
            let line = result.expectation.line;
            match &result.outcome {
                ExpectationOutcome::Holds => lines.push(format!("  {} {words}", style.good("✓"))),
                ExpectationOutcome::Fails => {
                    lines.push(format!("  {} line {line}: {words}", style.bad("✗")));
                    lines.extend(result.reason.iter().map(|reason| format!("      {reason}")));
                }
                ExpectationOutcome::Predicted => {
                    let sign = if result.met == result.expectation.wanted { "✓" } else { "✗" };
                    lines.push(format!("  ({sign}) {words}; predicted, never measured"));
                }
                ExpectationOutcome::Unproved(missing) => {
                    lines.push(format!("  ? line {line}: {words}; not proved: {missing}"));
                }
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Returns where a file of checks stands, in a few words.
pub(crate) fn headline(report: &CheckReport) -> String {
    let is_counted = |one: &ExpectationResult| one.outcome != ExpectationOutcome::Predicted;
    let all = report.results().filter(|(_, one)| is_counted(one)).count();
    let of = |is: fn(&ExpectationOutcome) -> bool| {
        report.results().filter(|(_, one)| is(&one.outcome)).count()
    };
    let failing = of(|one| *one == ExpectationOutcome::Fails);
    let unproved = of(|one| matches!(one, ExpectationOutcome::Unproved(_)));
    match (report.status(), failing) {
        (CheckStatus::Holds, _) if all == 1 => "the result is as expected".to_owned(),
        (CheckStatus::Holds, _) => format!("all {all} results are as expected"),
        (CheckStatus::Incomplete, _) => {
            format!("incomplete: {unproved} of {all} results cannot be proved")
        }
        (CheckStatus::Fails, 1) => format!("1 of {all} results is not as expected"),
        (CheckStatus::Fails, _) => format!("{failing} of {all} results are not as expected"),
    }
}

/// Returns what happens in a browser, in a few words.
pub(crate) fn expectation_words(result: &ExpectationResult) -> String {
    let subject = match &result.expectation.cookie {
        None => "the response".to_owned(),
        Some(name) => format!("`{name}`"),
    };
    let verb = match result.expectation.goal {
        UserGoal::Stored => "stored",
        UserGoal::Sent => "sent",
        UserGoal::Response => "readable",
        UserGoal::ReadableOnPage => "readable on the page",
        UserGoal::ReadableOnTarget => "readable on the target",
    };
    let is = if result.met { "is" } else { "is not" };
    format!("{subject} {is} {verb} in {}", result.browser)
}
