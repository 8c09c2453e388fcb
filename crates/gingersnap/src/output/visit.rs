//! What a visit saw, as text for people.

use std::fmt::Write as _;

use run_model::counted;

use crate::visit::{ExpectedCells, VisitResult};

/// Returns what a visit saw: what was played, what was not, and which recorded browser does the
/// same.
pub(crate) fn visit_text(result: &VisitResult) -> String {
    let mut text = String::new();
    for suite in &result.suites {
        let (played, all) = (suite.played(), suite.selection.cells());
        let shown = suite.observations.iter().flatten().filter(|seen| seen.shows_cookie()).count();
        _ = writeln!(
            text,
            "{}: {played} of {} played; the cookie was seen in {shown}; in {} it cannot be seen \
             whether it is stored",
            suite.selection.suite().name,
            counted(all, "cell"),
            played - shown,
        );
        for gap in &suite.gaps {
            _ = writeln!(text, "  {} not played: {}", counted(gap.cells, "cell"), gap.reason);
        }
        if suite.retries > 0 {
            _ = writeln!(text, "  {} played again", counted(suite.retries, "part"));
        }
    }
    if let Some(opened) = result.opened.as_ref().filter(|_| result.recorded().is_none()) {
        _ = writeln!(text, "{opened}: nothing is recorded of it; compared with others:");
    }
    for agreement in result.agreements() {
        let differing = agreement.compared - agreement.agreeing;
        _ = writeln!(
            text,
            "{}: {differing} of {} differ from what {}",
            agreement.profile,
            counted(agreement.compared, "cell"),
            match result.expected {
                ExpectedCells::Model => "its model predicts",
                ExpectedCells::Recordings => "is recorded",
            },
        );
        if result.recorded().is_some() {
            for id in &agreement.different {
                _ = writeln!(text, "  {id}");
            }
        }
    }
    text
}
