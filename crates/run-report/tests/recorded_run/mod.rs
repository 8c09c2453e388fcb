//! A run that was put together from the snapshots, and its files.

use std::path::Path;
use std::time::Duration;

use baselines::{RecordedSuite, SnapshotScope};
use conformance::{ProjectFiles, RunStatus, RunSummary, compare_record};
use matrix::Profile;
use run_model::results::{EngineVersion, RunRecord};
use run_report::{ReportFile, RunReport, report_files};

pub(crate) fn project() -> ProjectFiles {
    ProjectFiles::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap()
}

/// Returns the record of a run on browsers that did what is recorded of a suite.
pub(crate) fn as_recorded(project: &ProjectFiles, suite: &str, browsers: &[&str]) -> RunRecord {
    let profile = |browser: &&str| {
        let wanted = |profile: &&Profile| profile.to_string() == **browser;
        project.matrix.profiles.iter().find(wanted).unwrap().clone()
    };
    let profiles: Vec<Profile> = browsers.iter().map(profile).collect();
    let suite = &project.matrix.suites[suite];
    let recorded = |profile: &Profile| {
        RecordedSuite::read(&project.snapshots(), profile, suite).unwrap().unwrap()
    };
    let suites: Vec<RecordedSuite> = profiles.iter().map(recorded).collect();
    let mut record = RunRecord::new(vec![suites[0].selection.clone()], profiles);
    for (lane, recorded) in record.lanes.iter_mut().zip(suites) {
        lane.observations = vec![recorded.cells];
        lane.version = Some(EngineVersion {
            browser: format!("{} 1.2.3", lane.profile.engine),
            ..EngineVersion::default()
        });
        lane.playing = vec![Duration::from_secs(3)];
    }
    record
}

/// Compares a record with the snapshots, and returns the files of the run.
pub(crate) fn files(
    project: &ProjectFiles,
    record: &RunRecord,
    status: RunStatus,
) -> Vec<ReportFile> {
    let entries = project.quirk_entries().unwrap();
    let comparison = compare_record(project, &entries, record, SnapshotScope::Full).unwrap();
    let took = Duration::from_secs(75);
    let summary = RunSummary::new(record, &comparison, Duration::ZERO, took, None);
    report_files(&RunReport {
        matrix: &project.matrix,
        entries: &entries,
        record,
        summary: &summary,
        comparison: &comparison,
        status,
        site: "https://site.test/",
    })
    .unwrap()
}

pub(crate) fn text<'f>(files: &'f [ReportFile], name: &str) -> &'f str {
    &files.iter().find(|file| file.name == name).unwrap().text
}
