//! Turns what a run observed into snapshots: recorded, or proposed for review. Their files are
//! replaced all together, or not at all.

pub(crate) mod replace_files;

use std::path::Path;

use baselines::{
    SnapshotError, SnapshotFile, SnapshotScope, SnapshotStore, StoreError, TopologySnapshot,
    UnstableCells,
};
use matrix::{EngineKind, Selection};
use miette::Diagnostic;
use run_model::results::{EngineVersion, LaneRecord, Observation, RunRecord, SuiteNo};

use crate::accept::replace_files::{ReplaceFilesError, replace_files};
use crate::failure::{CommandError, FailureKind};
use crate::judge::comparison::{LaneComparison, RunComparison, SuiteComparison};

/// Why observations were not written as snapshots.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum WriteSnapshotsError {
    /// Something stood in for a browser.
    #[error("the observations of {profile} are those of a stand-in; no snapshot takes them")]
    #[diagnostic(help("record them with the browser itself"))]
    StandIn {
        /// The profile that it stood for.
        profile: String,
    },
    /// The text of a snapshot does not give back the cells that it was made from.
    #[error("the snapshot of `{first_cell}` does not give its cells back")]
    #[diagnostic(help("please report this with matrix.toml"))]
    Lossy {
        /// The id of the snapshot's first cell.
        first_cell: String,
    },
    /// The observations make no snapshot.
    #[error("failed to reduce the observations of `{first_cell}`")]
    Reduce {
        /// The id of the snapshot's first cell.
        first_cell: String,
        /// Why.
        source: SnapshotError,
    },
    /// The snapshots could not be replaced, and none of them was.
    #[error(transparent)]
    #[diagnostic(help("is the folder fixtures writable, and the disk not full?"))]
    Replace(#[from] ReplaceFilesError),
    /// A file could not be written.
    #[error("failed to write a snapshot")]
    #[diagnostic(help("is the folder fixtures/snapshots writable?"))]
    Store(#[from] StoreError),
}

impl CommandError for WriteSnapshotsError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Lossy { .. } | Self::Reduce { .. } => FailureKind::Bug,
            Self::Replace(_) | Self::StandIn { .. } | Self::Store(_) => FailureKind::NotWritten,
        }
    }
}

/// Records what was observed as the new snapshots, all of them or none, and returns how many were
/// written. The snapshot of a topology stays as it is unless every cell of it was observed.
///
/// # Errors
/// Where a snapshot is not lossless or cannot be written.
pub fn accept(
    store: &SnapshotStore,
    record: &RunRecord,
    scope: SnapshotScope,
) -> Result<usize, WriteSnapshotsError> {
    if let Some(lane) = record.lanes.iter().find(|lane| is_stand_in(lane)) {
        return Err(WriteSnapshotsError::StandIn { profile: lane.profile.to_string() });
    }
    let mut files = Vec::new();
    each_snapshot(store, record, scope, |path, snapshot| {
        files.push((path.to_owned(), SnapshotStore::file_text(snapshot)));
        Ok(())
    })?;
    replace_files(store.root(), &files)?;
    Ok(files.len())
}

/// Proposes snapshots for `cargo insta review` if a cell changed, and returns how many.
///
/// # Errors
/// Where a snapshot is not lossless or cannot be written.
pub fn propose(
    store: &SnapshotStore,
    record: &RunRecord,
    comparison: &RunComparison,
    scope: SnapshotScope,
) -> Result<usize, WriteSnapshotsError> {
    let has_changed = |suite: &SuiteComparison| {
        !suite.snapshots.changed.is_empty() || !suite.snapshots.newly_unstable.is_empty()
    };
    let any_changed = |lane: &LaneComparison| lane.suites.iter().any(has_changed);
    if !comparison.lanes.iter().any(any_changed) {
        return Ok(0);
    }
    let mut proposed = 0;
    each_snapshot(store, record, scope, |path, snapshot| {
        proposed += usize::from(SnapshotStore::propose_if_new(path, snapshot)?);
        Ok(())
    })?;
    Ok(proposed)
}

/// Returns whether something stood in for the browser of a lane.
fn is_stand_in(lane: &LaneRecord) -> bool {
    lane.version.as_ref().is_some_and(EngineVersion::is_stand_in)
}

/// Hands the snapshot of each topology that was observed whole to `take`.
fn each_snapshot(
    store: &SnapshotStore,
    record: &RunRecord,
    scope: SnapshotScope,
    mut take: impl FnMut(&Path, &TopologySnapshot) -> Result<(), StoreError>,
) -> Result<(), WriteSnapshotsError> {
    let is_browser =
        |lane: &&LaneRecord| lane.profile.engine != EngineKind::Reference && !is_stand_in(lane);
    for lane in record.lanes.iter().filter(is_browser) {
        for (suite, selection) in record.selections.iter().enumerate() {
            let unstable = unstable_cells(store, lane, SuiteNo(suite), selection, scope);
            for file in store.files(scope, &lane.profile, selection) {
                let observed = lane.observations[suite][file.cells.clone()].iter().cloned();
                let Some(cells) = observed.collect::<Option<Vec<Observation>>>() else { continue };
                if !file.is_whole(selection) {
                    continue;
                }
                let snapshot = lossless_snapshot(&file, &cells, &unstable)?;
                take(&file.path, &snapshot)?;
            }
        }
    }
    Ok(())
}

/// Returns the unstable cells of a selection: those of this run, and those of the snapshots where
/// this run shows one of the known outcomes.
fn unstable_cells(
    store: &SnapshotStore,
    lane: &LaneRecord,
    suite: SuiteNo,
    selection: &Selection,
    scope: SnapshotScope,
) -> UnstableCells {
    // A snapshot of other cells says nothing about these.
    let mut unstable = store.unstable(scope, &lane.profile, selection).unwrap_or_default();
    unstable.retain(|cell, known| {
        lane.observations[suite.0][*cell].as_ref().is_some_and(|observed| known.admits(observed))
    });
    for ((_, cell), seen) in lane.unstable.iter().filter(|((number, _), _)| *number == suite) {
        unstable.insert(*cell, seen.clone());
    }
    unstable
}

/// Makes the snapshot of a file, given all of its cells and the unstable cells of the selection.
fn lossless_snapshot(
    file: &SnapshotFile,
    cells: &[Observation],
    unstable: &UnstableCells,
) -> Result<TopologySnapshot, WriteSnapshotsError> {
    let first = file.cells.start;
    let unstable: UnstableCells = unstable
        .range(file.cells.clone())
        .map(|(cell, frequencies)| (cell - first, frequencies.clone()))
        .collect();
    let first_cell = || file.selection.id(0);
    let snapshot = TopologySnapshot::record(&file.selection, cells, &unstable)
        .map_err(|source| WriteSnapshotsError::Reduce { first_cell: first_cell(), source })?;
    if is_lossless(&file.selection, &snapshot.to_text(), cells, &unstable) {
        Ok(snapshot)
    } else {
        Err(WriteSnapshotsError::Lossy { first_cell: first_cell() })
    }
}

/// Returns whether the text of a snapshot gives every cell back.
fn is_lossless(
    selection: &Selection,
    text: &str,
    cells: &[Observation],
    unstable: &UnstableCells,
) -> bool {
    let read = TopologySnapshot::parse(selection, text)
        .and_then(|snapshot| Ok((snapshot.expand()?, snapshot.unstable()?)));
    let Ok((expanded, known)) = read else { return false };
    let is_same = |(cell, (one, other)): (usize, (&Observation, &Observation))| {
        one == other || unstable.contains_key(&cell)
    };
    let is_known = |(cell, frequencies): (&usize, &run_model::results::OutcomeFrequencies)| {
        unstable.get(cell).is_some_and(|seen| seen.covers(frequencies) && frequencies.covers(seen))
    };
    known.len() == unstable.len()
        && known.iter().all(is_known)
        && expanded.iter().zip(cells).enumerate().all(is_same)
}

#[cfg(test)]
mod tests;
