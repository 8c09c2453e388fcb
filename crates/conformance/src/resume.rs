//! Resumes a run: plays again what failed, and keeps the rest.

use std::path::{Path, PathBuf};

use matrix::{Matrix, Profile, Selection};
use miette::Diagnostic;
use run_model::results::{RunRecord, SuiteNo};

use crate::failure::{CommandError, FailureKind};
use crate::run_folder::{ReadRunError, read_run};

/// Why a run cannot be resumed.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ResumeError {
    /// The run played other browsers.
    #[error("the run played other browsers")]
    #[diagnostic(help("resume it with {browsers}"))]
    OtherBrowsers {
        /// The options that name its browsers.
        browsers: String,
    },
    /// The run played other cells.
    #[error("the run in `{}` played other cells", folder.display())]
    #[diagnostic(help("resume it with the same --suite, --full and --cells"))]
    OtherCells {
        /// Its folder.
        folder: PathBuf,
    },
    /// The run cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Read(#[from] ReadRunError),
}

impl CommandError for ResumeError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::OtherBrowsers { .. } | Self::OtherCells { .. } => FailureKind::Usage,
            Self::Read(error) => error.kind(),
        }
    }
}

/// A finished run some of whose cells could not be played.
#[derive(Debug)]
pub(crate) struct UnfinishedRun(RunRecord);

impl UnfinishedRun {
    /// Reads the run in a folder, which must have played these cells.
    pub(crate) fn read(
        matrix: &Matrix,
        folder: &Path,
        selections: &[Selection],
    ) -> Result<Self, ResumeError> {
        let (record, _) = read_run(matrix, folder)?;
        if record.selections == selections {
            Ok(Self(record))
        } else {
            Err(ResumeError::OtherCells { folder: folder.to_owned() })
        }
    }

    /// Checks that the run played on these profiles, in this order.
    pub(crate) fn check_profiles<'a>(
        &self,
        profiles: impl Iterator<Item = &'a Profile>,
    ) -> Result<(), ResumeError> {
        let played = || self.0.lanes.iter().map(|lane| &lane.profile);
        if played().eq(profiles) {
            return Ok(());
        }
        let browsers: Vec<String> =
            played().map(|profile| format!("--browser {profile}")).collect();
        Err(ResumeError::OtherBrowsers { browsers: browsers.join(" ") })
    }

    /// Returns whether some lane lacks a cell.
    pub(crate) fn lacks(&self, suite: SuiteNo, cell: usize) -> bool {
        self.0.lanes.iter().any(|lane| lane.observations[suite.0][cell].is_none())
    }

    /// Fills the cells that a record lacks with those of this run.
    pub(crate) fn fill(&self, record: &mut RunRecord) {
        for (lane, earlier) in record.lanes.iter_mut().zip(&self.0.lanes) {
            lane.version = lane.version.take().or_else(|| earlier.version.clone());
            for (cells, earlier) in lane.observations.iter_mut().zip(&earlier.observations) {
                for (cell, earlier) in cells.iter_mut().zip(earlier) {
                    *cell = cell.take().or_else(|| earlier.clone());
                }
            }
        }
    }
}
