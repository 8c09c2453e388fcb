//! What is left of a run: its reports beside what it observed, and its overview on the terminal.

use conformance::{ProjectFiles, RunOutcome, write_file};
use run_report::outcome_files;

use super::CommandResult;
use crate::out;

/// Writes the page and the reports for other tools into a run's folder, and prints the overview.
pub(super) fn report(project: &ProjectFiles, outcome: &RunOutcome) -> CommandResult {
    for file in outcome_files(project, outcome)? {
        write_file(&outcome.folder.join(&file.name), file.text.as_bytes())?;
    }
    out!("{outcome}");
    Ok(outcome.status().into())
}
