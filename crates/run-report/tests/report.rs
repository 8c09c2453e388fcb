//! The files of a run that was put together from the snapshots, with some cells changed.

#![expect(
    clippy::unwrap_used,
    reason = "clippy takes only the test functions for tests, not what they share"
)]

mod recorded_run;

use baselines::{ObservationHalf, RuleChange};
use conformance::{ComparedLane, ComparedRuns, ComparedSuite, RunDifferences, RunStatus};
use run_model::results::{
    EngineVersion, FailedBatch, Observation, ResponseOutcome, RunRecord, SuiteNo,
};
use run_report::{comparison_page, recorded_matrix};

use recorded_run::{as_recorded, files, project, text};

/// Makes a cell of a lane show what no model has.
fn block(record: &mut RunRecord, lane: usize, cell: usize) {
    let seen = record.lanes[lane].observations[0][cell].as_mut().unwrap();
    *seen = Observation { response: ResponseOutcome::NotMade, ..seen.clone() };
}

#[test]
fn the_page_loads_nothing_and_runs_only_what_its_policy_admits() {
    let project = project();
    let record = as_recorded(&project, "sandbox", &["chromium:default", "webkitgtk:default"]);
    let files = files(&project, &record, RunStatus::AsRecorded);
    let page = text(&files, "report.html");
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap();
    let policy = policy.split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for loading in [" src=", "<link", "@import", "url(", " style=", " onclick="] {
        assert!(!page.contains(loading), "{loading}");
    }
    assert_eq!(page.matches("<style>").count(), 1);
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(page.contains("Debian's Chromium and WebKitGTK behave as recorded."));
}

#[test]
fn what_changed_is_said_with_a_cell_and_fails_its_topology() {
    let project = project();
    let mut record = as_recorded(&project, "sandbox", &["chromium:default", "firefox:default"]);
    block(&mut record, 1, 0);
    let id = record.selections[0].id(0);
    let files = files(&project, &record, RunStatus::Changed);
    let page = text(&files, "report.html");
    assert!(page.contains("Firefox changed. Debian's Chromium behaves as before."));
    assert!(page.contains(&format!("#cell/{id}")), "{id}");
    assert!(page.contains("the request is now: <b>request not made</b>"));
    let junit = text(&files, "junit.xml");
    let suites: Vec<&str> = junit.split("<testsuite ").skip(1).collect();
    assert!(suites[0].contains("failures=\"0\""), "{}", suites[0]);
    assert!(suites[1].contains("failures=\"2\""), "{}", suites[1]);
    assert!(suites[1].contains("1 cell changed since the record"), "{}", suites[1]);
    let wpt = text(&files, "wptreport-firefox-default.json");
    assert!(wpt.contains("\"product\": \"firefox\""));
    assert!(wpt.contains("response where"), "the unknown rule is a subtest");
}

#[test]
fn what_could_not_be_played_is_an_error_and_no_result() {
    let project = project();
    let mut record = as_recorded(&project, "sandbox", &["firefox:default"]);
    record.lanes[0].observations[0][..4].fill(None);
    let reason = "the driver died".to_owned();
    record.lanes[0].errors =
        vec![FailedBatch { suite: SuiteNo(0), first_cell: 0, cells: 4, reason }];
    let files = files(&project, &record, RunStatus::CellErrors);
    assert!(text(&files, "report.html").contains("4 cells could not be played."));
    let junit = text(&files, "junit.xml");
    assert!(junit.contains("errors=\"1\""), "{junit}");
    assert!(junit.contains("4 cells not played: the driver died"), "{junit}");
    let wpt = text(&files, "wptreport-firefox-default.json");
    assert!(wpt.contains("4 cells could not be played"), "{wpt}");
}

#[test]
fn all_recordings_stand_beside_each_other() {
    let project = project();
    let recorded = recorded_matrix(&project, "suites/", "../reasons/").unwrap();
    let (head, suites) = (&recorded.head, &recorded.suites);
    assert_eq!(suites.len(), project.matrix.suites.len());
    let names: Vec<&str> = head.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names[0], "Standards");
    assert!(names.contains(&"Chrome and Edge"), "{names:?}");
    let cells: usize = head.suites.iter().map(|suite| suite.cells).sum();
    assert!(cells > 1_000_000, "{cells}");
    let sizes: Vec<usize> = suites.iter().map(|suite| suite.to_json().len()).collect();
    let largest = sizes.iter().max().unwrap();
    assert!(*largest < 2_000_000, "a suite is loaded when it is chosen: {largest} octets");
}

#[test]
fn two_runs_stand_beside_each_other_with_what_changed() {
    let project = project();
    let record = as_recorded(&project, "sandbox", &["firefox:default"]);
    let mut runs = ComparedRuns {
        lanes: vec![ComparedLane {
            profile: record.lanes[0].profile.clone(),
            versions: [record.lanes[0].version.clone(), None],
            suites: vec![ComparedSuite {
                selection: record.selections[0].clone(),
                earlier: record.lanes[0].observations[0].clone(),
                later: record.lanes[0].observations[0].clone(),
            }],
        }],
        differences: RunDifferences { compared: 7, quirks: Vec::new(), rules: Vec::new() },
    };
    let same = comparison_page(&project.matrix, &runs).unwrap();
    assert!(same.contains("The runs show the same."));
    assert!(same.contains("Both runs observed 7 cells."));
    assert!(same.contains("Firefox, earlier"));
    assert!(same.contains("script id=\"cells-of-sandbox\""));
    let change = RuleChange {
        part: ObservationHalf::Cookie,
        rule: "secure=no".to_owned(),
        before: "stored".to_owned(),
        after: "nothing".to_owned(),
        cells: 3,
        example: "sandbox/secure=no".to_owned(),
    };
    assert!(!same.contains("Versions of firefox:default"), "a version is unknown");
    let version = |number: &str| {
        Some(EngineVersion { browser: format!("firefox {number}"), ..EngineVersion::default() })
    };
    runs.lanes[0].versions = [version("140.0"), version("153.0")];
    let versions = comparison_page(&project.matrix, &runs).unwrap();
    assert!(versions.contains("Versions of firefox:default"));
    assert!(versions.contains("<th scope=\"col\">140</th>"));
    runs.differences.rules.push((record.lanes[0].profile.clone(), change));
    let changed = comparison_page(&project.matrix, &runs).unwrap();
    assert!(changed.contains("Firefox changed."));
    assert!(changed.contains("The earlier run had: <b>stored</b>"));
    assert!(changed.contains("href=\"#cell/sandbox/secure=no\""));
}
