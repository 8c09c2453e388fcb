//! Compares a run again, and writes its reports anew.

use std::path::Path;

use miette::Diagnostic;
use run_model::results::RunRecord;

use crate::failure::{CommandError, FailureKind};
use crate::judge::baseline::{CompareBaselineError, compare_record, scope_of};
use crate::project::{ProjectFiles, ReadProjectError};
use crate::report::summary::RunSummary;
use crate::run::RunOutcome;
use crate::run::folder::{ReadRunError, RunFolder, read_run};
use crate::run::write_error::WriteRunError;

/// Why the reports of a run cannot be regenerated.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum RegenerateError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Baseline(#[from] CompareBaselineError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Project(#[from] ReadProjectError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Read(#[from] ReadRunError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Write(#[from] WriteRunError),
}

impl CommandError for RegenerateError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Baseline(error) => error.kind(),
            Self::Project(error) => error.kind(),
            Self::Read(error) => error.kind(),
            Self::Write(error) => error.kind(),
        }
    }
}

/// Compares the run in a folder with what is recorded and known now, and writes its reports anew.
///
/// # Errors
/// Where the folder holds no run, a file of the project is wrong, or a report cannot be written.
pub fn regenerate(project: &ProjectFiles, folder: &Path) -> Result<RunOutcome, RegenerateError> {
    let (record, summary) = read_run(&project.matrix, folder)?;
    let folder = RunFolder::at(folder)?;
    folder.unseal()?;
    report_on(project, folder, record, summary)
}

/// Compares a record with what is recorded and known, and writes the reports into its folder.
pub(crate) fn report_on(
    project: &ProjectFiles,
    folder: RunFolder,
    record: RunRecord,
    mut summary: RunSummary,
) -> Result<RunOutcome, RegenerateError> {
    let entries = project.quirk_entries()?;
    let comparison = compare_record(project, &entries, &record, scope_of(&record))?;
    summary.compare_again(&record, &comparison);
    folder.write_reports(&record, &summary, &comparison)?;
    folder.seal()?;
    Ok(RunOutcome { record, summary, comparison, reasons: None, folder: folder.path })
}
