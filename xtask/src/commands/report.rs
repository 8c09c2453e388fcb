//! What is left of a run: its reports beside what it observed, and its overview on the terminal.

use conformance::{ProjectFiles, RunOutcome, SITE_ADDRESS};
use run_report::{RunReport, report_files};

use super::{CommandResult, write_file};
use crate::error::XtaskError;
use crate::out;

/// Writes the page and the reports for other tools into a run's folder, and prints the overview.
pub(super) fn report(project: &ProjectFiles, outcome: &RunOutcome) -> CommandResult {
    let entries = project.quirk_entries()?;
    let files = report_files(&RunReport {
        matrix: &project.matrix,
        entries: &entries,
        record: &outcome.record,
        summary: &outcome.summary,
        comparison: &outcome.comparison,
        status: outcome.status(),
        site: SITE_ADDRESS,
    });
    for file in files.map_err(XtaskError::Report)? {
        write_file(&outcome.folder.join(&file.name), file.text.as_bytes())?;
    }
    out!("{outcome}");
    Ok(outcome.status().into())
}
