//! Resumes a run: plays what it lacks, and keeps the rest.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use matrix::{Profile, Selection};
use miette::Diagnostic;
use run_model::results::{LaneNo, RunRecord};
use runner::QueuedBatch;

use crate::failure::{CommandError, FailureKind};
use crate::project::ProjectFiles;
use crate::run::journal::{JournaledRun, PlayedBatch, ReadJournalError, RunJournal};
use crate::run::write_error::WriteRunError;

/// Why a run cannot be resumed.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ResumeError {
    /// The run played its cells in other batches.
    #[error("the run in `{}` played its cells otherwise", folder.display())]
    #[diagnostic(help("resume it with the same --repeat and --isolate"))]
    OtherBatches {
        /// Its folder.
        folder: PathBuf,
    },
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
    Read(#[from] ReadJournalError),
}

impl CommandError for ResumeError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::OtherBatches { .. }
            | Self::OtherBrowsers { .. }
            | Self::OtherCells { .. }
            | Self::Read(_) => FailureKind::Usage,
        }
    }
}

/// A run that ended before everything was played, or some of whose cells could not be played.
#[derive(Debug)]
pub(crate) struct UnfinishedRun {
    folder: PathBuf,
    journal: JournaledRun,
}

impl UnfinishedRun {
    /// Reads the run in a folder, which must have played these cells.
    pub(crate) fn read(
        project: &ProjectFiles,
        folder: &Path,
        selections: &[Selection],
    ) -> Result<Self, ResumeError> {
        let journal = JournaledRun::read(&project.matrix, project.matrix_digest(), folder)?;
        let folder = folder.to_owned();
        if journal.record.selections == selections {
            Ok(Self { folder, journal })
        } else {
            Err(ResumeError::OtherCells { folder })
        }
    }

    /// Checks that the run played on these profiles, in this order.
    pub(crate) fn check_profiles<'a>(
        &self,
        profiles: impl Iterator<Item = &'a Profile>,
    ) -> Result<(), ResumeError> {
        let played = || self.journal.record.lanes.iter().map(|lane| &lane.profile);
        if played().eq(profiles) {
            return Ok(());
        }
        let browsers: Vec<String> =
            played().map(|profile| format!("--browser {profile}")).collect();
        Err(ResumeError::OtherBrowsers { browsers: browsers.join(" ") })
    }

    /// Checks that the run played no batches but these.
    pub(crate) fn check_batches(&self, batches: &[QueuedBatch]) -> Result<(), ResumeError> {
        let lanes = (0..self.journal.record.lanes.len()).map(LaneNo);
        let planned: HashSet<PlayedBatch> = lanes
            .flat_map(|lane| batches.iter().map(move |batch| self.place(lane, batch)))
            .collect();
        if self.journal.played.is_subset(&planned) {
            Ok(())
        } else {
            Err(ResumeError::OtherBatches { folder: self.folder.clone() })
        }
    }

    /// Returns whether a lane lacks a batch.
    pub(crate) fn lacks(&self, lane: LaneNo, batch: &QueuedBatch) -> bool {
        !self.journal.played.contains(&self.place(lane, batch))
    }

    /// Returns what was observed.
    pub(crate) fn record(&self) -> &RunRecord {
        &self.journal.record
    }

    /// Goes on with its journal in a folder.
    pub(crate) fn go_on(&self, folder: &Path) -> Result<RunJournal, WriteRunError> {
        RunJournal::go_on(folder, &self.journal)
    }

    fn place(&self, lane: LaneNo, batch: &QueuedBatch) -> PlayedBatch {
        let QueuedBatch { suite, pass, plan } = batch;
        let cells = plan.cells(&self.journal.record.selections[suite.0]);
        PlayedBatch {
            lane,
            suite: *suite,
            pass: *pass,
            first_cell: cells.start,
            cells: cells.len(),
        }
    }
}
