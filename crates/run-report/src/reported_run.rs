//! A run and what it is compared with: what every report is made of.

use baselines::QuirkEntry;
use cell_explorer::ExplorerCellsError;
use conformance::{
    CommandError, FailureKind, ReadProjectError, RunComparison, RunStatus, RunSummary,
};
use matrix::Matrix;
use miette::Diagnostic;
use run_model::results::RunRecord;
use version_history::HistoryError;

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

/// Why the files of a run cannot be made.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ReportFilesError {
    /// The cells of a suite make no table.
    #[error("failed to put the cells of `{suite}` into a table")]
    Cells {
        /// The suite.
        suite: String,
        /// Why.
        source: ExplorerCellsError,
    },
    /// What two versions showed makes no history.
    #[error("failed to tell two versions apart")]
    History(#[from] HistoryError),
    /// A report cannot be turned into JSON.
    #[error("failed to write JSON")]
    Json(#[from] serde_json::Error),
    /// A file of the project cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Project(#[from] ReadProjectError),
}

impl CommandError for ReportFilesError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Cells { .. } | Self::History(_) | Self::Json(_) => FailureKind::Bug,
            Self::Project(error) => error.kind(),
        }
    }
}
