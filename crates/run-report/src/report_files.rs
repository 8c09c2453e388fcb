//! The files that are written beside a run's own.

use baselines::QuirkEntry;
use cell_explorer::ExplorerCellsError;
use conformance::{RunComparison, RunStatus, RunSummary};
use matrix::Matrix;
use run_model::results::RunRecord;

use crate::junit::junit;
use crate::report_page::report_page;
use crate::wpt_report::wpt_report;

/// A run, and what it is compared with.
#[derive(Clone, Copy, Debug)]
pub struct RunReport<'a> {
    /// The matrix that was played.
    pub matrix: &'a Matrix,
    /// Why engines have quirks.
    pub entries: &'a [QuirkEntry],
    /// What was observed.
    pub record: &'a RunRecord,
    /// How it went, in numbers.
    pub summary: &'a RunSummary,
    /// How it stands to snapshots, standards and models.
    pub comparison: &'a RunComparison,
    /// What it came to, in a word.
    pub status: RunStatus,
    /// Where the site is, for links to rules.
    pub site: &'a str,
}

/// A file of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    /// Its name in the run's folder.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// Why the files of a run cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportFilesError {
    /// The cells of a suite make no table.
    #[error("failed to put the cells of `{suite}` into a table")]
    Cells {
        /// The suite.
        suite: String,
        /// Why.
        source: ExplorerCellsError,
    },
    /// A report cannot be turned into JSON.
    #[error("failed to write JSON")]
    Json(#[from] serde_json::Error),
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
