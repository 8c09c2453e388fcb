//! A lane as a report of web-platform-tests, which wpt.fyi and its tools read.

use std::time::Duration;

use baselines::RuleChange;
use conformance::SuiteComparison;
use matrix::Selection;
use serde::Serialize;

use crate::changes_list::of_cells;
use crate::junit::cells_of_topology;
use crate::reported_run::RunReport;

/// A report of one product.
#[derive(Debug, Serialize)]
pub(crate) struct WptReport {
    run_info: WptRunInfo,
    /// Milliseconds since the beginning of 1970.
    time_start: u64,
    time_end: u64,
    results: Vec<WptTest>,
}

#[derive(Debug, Serialize)]
struct WptRunInfo {
    product: String,
    browser_version: Option<String>,
    /// The profile of the browser.
    profile: String,
}

/// A topology of a suite.
#[derive(Debug, Serialize)]
struct WptTest {
    test: String,
    status: &'static str,
    message: Option<String>,
    subtests: Vec<WptSubtest>,
}

/// The cells of a topology that are as the standards have them, or that differ in the same way.
#[derive(Debug, Serialize)]
struct WptSubtest {
    name: String,
    status: &'static str,
    message: Option<String>,
    known_intermittent: [&'static str; 0],
}

/// Returns the report of a lane.
pub(crate) fn wpt_report(report: &RunReport<'_>, number: usize) -> WptReport {
    let (lane, engine) = (&report.record.lanes[number], &report.summary.engines[number]);
    let started = humantime::parse_rfc3339(&report.summary.started);
    let began = started.ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let began = began.unwrap_or_default();
    let took = Duration::from_secs_f64(report.summary.seconds.max(0.0));
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let suites = report.record.selections.iter().zip(&report.comparison.lanes[number].suites);
    let results = suites.enumerate().flat_map(|(suite, (selection, judged))| {
        let observed = &lane.observations[suite];
        let per_topology = cells_of_topology(selection);
        selection.topologies().enumerate().map(move |(place, (topology, _))| {
            let cells = place * per_topology..(place + 1) * per_topology;
            let played = observed[cells.clone()].iter().flatten().count();
            topology_test(selection, judged, topology, &cells, played)
        })
    });
    WptReport {
        run_info: WptRunInfo {
            product: lane.profile.engine.to_string(),
            browser_version: engine.version.as_ref().map(|version| version.browser.clone()),
            profile: lane.profile.name.clone(),
        },
        time_start: millis(began),
        time_end: millis(began + took),
        results: results.collect(),
    }
}

fn topology_test(
    selection: &Selection,
    judged: &SuiteComparison,
    topology: &str,
    cells: &std::ops::Range<usize>,
    played: usize,
) -> WptTest {
    let within = |all: &[usize]| all.iter().filter(|cell| cells.contains(cell)).count();
    let mut failing = Vec::new();
    for known in &judged.verdicts.known {
        let count = within(&known.alone) + within(&known.together);
        if count > 0 {
            let message = format!("{}. {}", of_cells(count), known.quirk.summary());
            failing.push((known.quirk.name().to_owned(), message));
        }
    }
    let is_here = |rule: &&RuleChange| {
        selection.cell_named(&rule.example).is_some_and(|cell| cells.contains(&cell))
    };
    for rule in judged.verdicts.unknown.iter().filter(is_here) {
        failing.push((format!("{} where {}", rule.part, rule.rule), rule.to_string()));
    }
    let differing: std::collections::BTreeSet<usize> = judged
        .verdicts
        .known
        .iter()
        .flat_map(|known| known.alone.iter().chain(&known.together))
        .chain(judged.verdicts.unknown_cells.iter().map(|(cell, _)| cell))
        .filter(|cell| cells.contains(cell))
        .copied()
        .collect();
    let agreeing = played.saturating_sub(differing.len());
    let mut subtests = Vec::new();
    if agreeing > 0 {
        subtests.push(WptSubtest {
            name: "as the standards".to_owned(),
            status: "PASS",
            message: Some(of_cells(agreeing)),
            known_intermittent: [],
        });
    }
    let failed = |(name, message)| WptSubtest {
        name,
        status: "FAIL",
        message: Some(message),
        known_intermittent: [],
    };
    subtests.extend(failing.into_iter().map(failed));
    let missing = cells.len() - played;
    let (status, message) = match (played, missing) {
        (0, _) => ("SKIP", None),
        (_, 0) => ("OK", None),
        (_, missing) => ("ERROR", Some(format!("{} could not be played", of_cells(missing)))),
    };
    WptTest {
        test: format!("/gingersnap/{}/{topology}.html", selection.suite().name),
        status,
        message,
        subtests,
    }
}
