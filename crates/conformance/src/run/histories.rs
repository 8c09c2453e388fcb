//! Several runs of a profile: what changed from version to version.

use std::path::PathBuf;

use matrix::{Matrix, Profile};
use miette::Diagnostic;
use run_model::results::{LaneRecord, RunRecord};
use version_history::{HistoryError, PlayedVersion, ProfileHistory, version_history};

use crate::failure::{CommandError, FailureKind};
use crate::project::{ProjectFiles, ReadProjectError};
use crate::run::folder::{ReadRunError, read_run};

/// Why runs make no history.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum HistoriesError {
    /// A run played other cells than the first one.
    #[error("`{}` played other cells than `{}`", run.display(), first.display())]
    #[diagnostic(help("name runs of the same suites and values, such as those of ci/history.sh"))]
    OtherCells {
        /// The folder of the run.
        run: PathBuf,
        /// The folder of the first run.
        first: PathBuf,
    },
    /// The committed histories cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Project(#[from] ReadProjectError),
    /// A run cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Read(#[from] ReadRunError),
    /// The versions make no history.
    #[error(transparent)]
    #[diagnostic(help("name a run for each of several versions"))]
    Versions(#[from] HistoryError),
}

impl CommandError for HistoriesError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::OtherCells { .. } => FailureKind::Usage,
            Self::Project(error) => error.kind(),
            Self::Read(error) => error.kind(),
            Self::Versions(
                HistoryError::NoNumber { .. }
                | HistoryError::OneVersion { .. }
                | HistoryError::SameVersion { .. },
            ) => FailureKind::Usage,
            Self::Versions(HistoryError::Rules(_)) => FailureKind::Bug,
        }
    }
}

/// Returns the committed histories, those of the profiles in the runs of these folders made anew.
///
/// # Errors
/// Where a folder holds no run of the same cells, or a profile was not played in two versions.
pub fn histories(
    project: &ProjectFiles,
    folders: &[PathBuf],
) -> Result<Vec<ProfileHistory>, HistoriesError> {
    let mut histories = project.histories()?;
    for history in of_runs(&project.matrix, folders)? {
        match histories.iter_mut().find(|known| known.profile == history.profile) {
            Some(known) => *known = history,
            None => histories.push(history),
        }
    }
    Ok(histories)
}

fn of_runs(matrix: &Matrix, folders: &[PathBuf]) -> Result<Vec<ProfileHistory>, HistoriesError> {
    let mut runs: Vec<RunRecord> = Vec::new();
    for folder in folders {
        let (run, _) = read_run(matrix, folder)?;
        if runs.first().is_some_and(|first| first.selections != run.selections) {
            let (run, first) = (folder.clone(), folders[0].clone());
            return Err(HistoriesError::OtherCells { run, first });
        }
        runs.push(run);
    }
    let mut profiles: Vec<&Profile> = Vec::new();
    for lane in runs.iter().flat_map(|run| &run.lanes) {
        if !profiles.contains(&&lane.profile) {
            profiles.push(&lane.profile);
        }
    }
    let history = |profile: &&Profile| {
        let lanes = runs.iter().flat_map(|run| &run.lanes).filter(|lane| lane.profile == **profile);
        let versions = lanes.filter_map(played_version).collect();
        version_history(matrix, profile, &runs[0].selections, versions)
    };
    Ok(profiles.iter().map(history).collect::<Result<_, _>>()?)
}

/// Returns what a lane played; nothing where no session started.
fn played_version(lane: &LaneRecord) -> Option<PlayedVersion<'_>> {
    Some(PlayedVersion {
        version: lane.version.clone()?,
        observations: lane.observations.iter().map(Vec::as_slice).collect(),
    })
}
