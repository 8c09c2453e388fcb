//! The files that are written beside a run's own.

use conformance::{ProjectFiles, RunOutcome, SITE_ADDRESS};

use crate::junit::junit;
use crate::report_page::report_page;
use crate::reported_run::{ReportFilesError, RunReport};
use crate::wpt_report::wpt_report;

/// A file of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    /// Its name in the run's folder.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// Returns the files that report how a run of this project went.
///
/// # Errors
/// Where `fixtures/divergences.toml` cannot be read or has problems.
pub fn outcome_files(
    project: &ProjectFiles,
    outcome: &RunOutcome,
) -> Result<Vec<ReportFile>, ReportFilesError> {
    report_files(&RunReport {
        matrix: &project.matrix,
        entries: &project.quirk_entries()?,
        record: &outcome.record,
        summary: &outcome.summary,
        comparison: &outcome.comparison,
        status: outcome.status(),
        site: SITE_ADDRESS,
    })
}

/// Returns `report.html`, `junit.xml`, and a report for wpt.fyi of each lane.
///
/// # Errors
/// Where cells make no table, which those of a matrix.toml do.
pub fn report_files(report: &RunReport<'_>) -> Result<Vec<ReportFile>, ReportFilesError> {
    let mut files = vec![
        ReportFile { name: "report.html".to_owned(), text: report_page(report)? },
        ReportFile { name: "junit.xml".to_owned(), text: junit(report) },
    ];
    for (number, lane) in report.record.lanes.iter().enumerate() {
        let profile = &lane.profile;
        let name = format!("wptreport-{}-{}.json", profile.engine, profile.name);
        let text = serde_json::to_string_pretty(&wpt_report(report, number))? + "\n";
        files.push(ReportFile { name, text });
    }
    Ok(files)
}
