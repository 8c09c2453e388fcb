//! `junit.xml`: a case for each topology of each suite, and one for each unknown difference.

use std::fmt::Write;

use baselines::RuleChange;
use conformance::{LaneComparison, SuiteComparison};
use matrix::Selection;
use run_model::results::{FailedBatch, LaneRecord};

use crate::changes_list::of_cells;
use crate::reported_run::RunReport;

/// One test case.
#[derive(Clone, Debug, PartialEq, Eq)]
struct JunitCase {
    class: String,
    name: String,
    outcome: CaseOutcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum CaseOutcome {
    Passed,
    Failed(String),
    Error(String),
    Skipped(String),
}

/// Returns the cases of a run, a test suite for each lane.
pub(crate) fn junit(report: &RunReport<'_>) -> String {
    let lanes = report.record.lanes.iter().zip(&report.comparison.lanes);
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n".to_owned();
    for ((lane, judged), engine) in lanes.zip(&report.summary.engines) {
        let cases = cases(report, lane, judged);
        let count = |is_wanted: fn(&CaseOutcome) -> bool| {
            cases.iter().filter(|case| is_wanted(&case.outcome)).count()
        };
        _ = writeln!(
            text,
            "  <testsuite name=\"{}\" timestamp=\"{}\" time=\"{:.3}\" tests=\"{}\" \
             failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
            lane.profile,
            report.summary.started.trim_end_matches('Z'),
            engine.seconds,
            cases.len(),
            count(|outcome| matches!(outcome, CaseOutcome::Failed(_))),
            count(|outcome| matches!(outcome, CaseOutcome::Error(_))),
            count(|outcome| matches!(outcome, CaseOutcome::Skipped(_))),
        );
        cases.iter().for_each(|case| write_case(&mut text, case));
        text.push_str("  </testsuite>\n");
    }
    text + "</testsuites>\n"
}

fn write_case(text: &mut String, case: &JunitCase) {
    let start = format!(
        "    <testcase classname=\"{}\" name=\"{}\"",
        escaped(&case.class),
        escaped(&case.name)
    );
    let (element, words) = match &case.outcome {
        CaseOutcome::Passed => {
            text.push_str(&format!("{start}/>\n"));
            return;
        }
        CaseOutcome::Error(words) => ("error", words),
        CaseOutcome::Failed(words) => ("failure", words),
        CaseOutcome::Skipped(words) => ("skipped", words),
    };
    let words = escaped(words);
    text.push_str(&format!("{start}>\n      <{element} message=\"{words}\"/>\n    </testcase>\n"));
}

/// Returns text that may stand in an attribute. XML has no way to write most control characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

fn cases(report: &RunReport<'_>, lane: &LaneRecord, judged: &LaneComparison) -> Vec<JunitCase> {
    let mut cases = Vec::new();
    for (number, (selection, suite)) in
        report.record.selections.iter().zip(&judged.suites).enumerate()
    {
        let per_topology = cells_of_topology(selection);
        let observed = &lane.observations[number];
        let failed: Vec<&FailedBatch> =
            lane.errors.iter().filter(|batch| batch.suite.0 == number).collect();
        for (place, (topology, _)) in selection.topologies().enumerate() {
            let cells = place * per_topology..(place + 1) * per_topology;
            let outcome = topology_outcome(suite, &cells, observed, &failed);
            let class = format!("{}.{}", lane.profile, selection.suite().name);
            cases.push(JunitCase { class, name: topology.to_owned(), outcome });
        }
        let unknown = |rule: &RuleChange| JunitCase {
            class: format!("{}.{}", lane.profile, selection.suite().name),
            name: format!("{} where {}", rule.part, rule.rule),
            outcome: CaseOutcome::Failed(format!(
                "{}: the engine's model has `{}`, observed was `{}`; cargo xtask show {}",
                of_cells(rule.cells),
                rule.before,
                rule.after,
                rule.example
            )),
        };
        cases.extend(suite.verdicts.unknown.iter().map(unknown));
    }
    cases
}

/// Returns how many cells each topology of a selection has.
pub(crate) fn cells_of_topology(selection: &Selection) -> usize {
    selection.shapes_of_topology() * selection.cookies()
}

fn topology_outcome(
    suite: &SuiteComparison,
    cells: &std::ops::Range<usize>,
    observed: &[Option<run_model::results::Observation>],
    failed: &[&FailedBatch],
) -> CaseOutcome {
    let within = |cell: &usize| cells.contains(cell);
    let missing = observed[cells.clone()].iter().filter(|seen| seen.is_none()).count();
    let failed_batch = failed
        .iter()
        .find(|batch| batch.first_cell < cells.end && batch.first_cell + batch.cells > cells.start);
    let changed = suite.snapshots.changed.iter().map(|(cell, _)| cell).filter(|cell| within(cell));
    let unknown = suite.verdicts.unknown_cells.iter().map(|(cell, _)| cell);
    let (changed, unknown) = (changed.count(), unknown.filter(|cell| within(cell)).count());
    if let Some(batch) = failed_batch {
        return CaseOutcome::Error(format!("{} not played: {}", of_cells(missing), batch.reason));
    }
    if changed + unknown > 0 {
        return CaseOutcome::Failed(format!(
            "{} changed since the record, {} differ from the engine's model",
            of_cells(changed),
            of_cells(unknown)
        ));
    }
    if missing == cells.len() {
        return CaseOutcome::Skipped("not played".to_owned());
    }
    CaseOutcome::Passed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_an_attribute() {
        assert_eq!(escaped("a \"<b>\" & c\u{1}\n"), "a &quot;&lt;b&gt;&quot; &amp; c\u{fffd}&#10;");
    }
}
