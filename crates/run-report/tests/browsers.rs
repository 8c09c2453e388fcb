//! The report of all recorded cells in real browsers: opened from disk, filtered, a cell opened.
//!
//! A browser that is not installed is skipped and named on standard error; it is a failure if none
//! is.

#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "clippy takes only the test functions for tests, not what they share"
)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use baselines::{RecordedSuite, SnapshotScope};
use browser_driver::{
    Browser, BrowserSession, DriverSource, LaunchOptions, SearchPaths, WindowRole, find,
};
use conformance::{ProjectFiles, RunStatus, RunSummary, compare_record};
use matrix::{Profile, Selection};
use run_model::results::RunRecord;
use run_report::{RunReport, report_files};
use serde_json::Value;
use url::Url;

/// The most that may pass before the page has its first rows, in milliseconds. The machine may be
/// busy with other tests.
const MAX_OPENING_MS: f64 = 10_000.0;

/// The most that a filter may take, in milliseconds.
const MAX_FILTERING_MS: f64 = 500.0;

/// Returns the report of a run of all suites in which the browsers did what is recorded.
fn report() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let project = ProjectFiles::open(root).unwrap();
    let (matrix, store) = (&project.matrix, project.snapshots());
    let is_default = |profile: &&Profile| profile.name == "default";
    let profiles = matrix.profiles.iter().filter(is_default);
    let recorded = |profile: &&Profile| {
        let suite = &matrix.suites["cors-credentials"];
        RecordedSuite::read(&store, profile, suite).unwrap().is_some()
    };
    let profiles: Vec<Profile> = profiles.filter(recorded).cloned().collect();
    assert_eq!(profiles.len(), 3, "each browser is recorded");
    let selections: Vec<Selection> = matrix.suites.values().map(Selection::full).collect();
    let mut record = RunRecord::new(selections, profiles);
    for lane in &mut record.lanes {
        for (selection, cells) in record.selections.iter().zip(&mut lane.observations) {
            let suite = RecordedSuite::read(&store, &lane.profile, selection.suite());
            *cells = suite.unwrap().unwrap().cells;
        }
    }
    let entries = project.quirk_entries().unwrap();
    let comparison = compare_record(&project, &entries, &record, SnapshotScope::Full).unwrap();
    let summary =
        RunSummary::new(&record, &comparison, Duration::ZERO, Duration::from_secs(1_560), None);
    let report = RunReport {
        matrix,
        entries: &entries,
        record: &record,
        summary: &summary,
        comparison: &comparison,
        status: RunStatus::AsRecorded,
        site: "https://site.test/",
    };
    report_files(&report).unwrap().into_iter().next().unwrap().text
}

#[tokio::test]
async fn a_million_cells_open_and_filter_at_once() {
    let page = report();
    eprintln!("the report has {} octets", page.len());
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report.html");
    std::fs::write(&file, page).unwrap();
    let url = Url::from_file_path(file.canonicalize().unwrap()).unwrap();
    let locations = SearchPaths {
        search_path: ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from).into(),
        tools_dir: target.join("tools"),
    };
    let mut played = 0;
    for browser in Browser::ALL {
        let Some(installed) = find(browser, &locations).await.installed() else {
            eprintln!("{browser} is skipped: it is not installed, or lacks its driver");
            continue;
        };
        let profile = Profile {
            engine: browser.kind(),
            name: "test".to_owned(),
            prefs: Default::default(),
            args: Vec::new(),
            model: Default::default(),
        };
        // The page is on disk and loads nothing, so that nobody listens here.
        let nobody = "127.0.0.1:9".parse().unwrap();
        let options =
            LaunchOptions::new(profile, nobody, target.join(format!("run-report-tests/{browser}")));
        let driver = DriverSource::Installed(installed);
        let mut session = BrowserSession::launch(driver, options).await.unwrap();
        session.visit(&url, &url).await.unwrap();
        check_report(browser, &mut session).await;
        session.stop().await;
        played += 1;
    }
    assert!(played > 0, "no browser is on this machine");
}

async fn check_report(browser: Browser, session: &mut BrowserSession) {
    let mut run = async |script: &str| -> Value {
        session.run_in(WindowRole::Page, script, &[]).await.unwrap()
    };
    let rows = "return document.querySelectorAll('#cells tbody tr').length;";
    for _ in 0..200 {
        if run(rows).await.as_u64() > Some(1) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let opening = run("return performance.getEntriesByName('explorer')[0].startTime;").await;
    let filtering = run("const box = document.getElementById('differing'); \
         document.getElementById('topology').selectedIndex = 17; \
         document.getElementById('topology').dispatchEvent(new Event('change')); \
         const before = performance.now(); box.click(); return performance.now() - before;")
    .await;
    eprintln!(
        "{browser}: first rows after {opening} ms, all topologies filtered in {filtering} ms"
    );
    assert!(opening.as_f64().unwrap() < MAX_OPENING_MS);
    assert!(filtering.as_f64().unwrap() < MAX_FILTERING_MS);
    let cell =
        run("const button = document.querySelector('#cells td.differs button'); button.focus(); \
         button.click(); return document.getElementById('cell-evidence').textContent;")
        .await;
    assert!(cell.as_str().unwrap().contains("cargo xtask show cors-credentials/"), "{cell}");
    let counted = run("return document.getElementById('counted').textContent;").await;
    assert!(counted.as_str().unwrap().starts_with("979,200 of 979,200 cells"), "{counted}");
}
