//! Merges runs: shards, machines, platforms.

use std::path::{Path, PathBuf};

use matrix::Profile;
use miette::Diagnostic;
use run_model::results::{FailedBatch, LaneRecord, RunRecord, SuiteNo};

use crate::cells::topology_name::TopologyName;
use crate::failure::{CommandError, FailureKind};
use crate::play::left_out::LeftOutCells;
use crate::project::ProjectFiles;
use crate::report::summary::RunSummary;
use crate::run::RunOutcome;
use crate::run::folder::{ReadRunError, RunFolder, read_run};
use crate::run::regenerate::{RegenerateError, report_on};
use crate::run::write_error::WriteRunError;

/// Why runs cannot be merged.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum MergeError {
    /// No run was given.
    #[error("no run was given")]
    #[diagnostic(help("name the folders of runs"))]
    NoRuns,
    /// A run observed a cell differently.
    #[error("`{}` and an earlier run differ in `{cell}`", folder.display())]
    #[diagnostic(help("merge shards of one run, or runs of different engines"))]
    OtherObservation {
        /// The run's folder.
        folder: PathBuf,
        /// The cell's id.
        cell: String,
    },
    /// A run is of other cells.
    #[error("`{}` and the runs before it played different cells", folder.display())]
    #[diagnostic(help("merge shards of one run, or runs of different engines"))]
    OtherCells {
        /// The run's folder.
        folder: PathBuf,
    },
    /// A run is of another version of a browser.
    #[error("`{}` and an earlier run played different versions of {profile}", folder.display())]
    #[diagnostic(help("merge shards of one run, or runs of different engines"))]
    OtherVersion {
        /// The run's folder.
        folder: PathBuf,
        /// The profile.
        profile: Box<Profile>,
    },
    /// A run cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Read(#[from] ReadRunError),
    /// The merged run cannot be compared or written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Report(#[from] RegenerateError),
    /// The merged run cannot be written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Write(#[from] WriteRunError),
}

impl CommandError for MergeError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::NoRuns
            | Self::OtherCells { .. }
            | Self::OtherObservation { .. }
            | Self::OtherVersion { .. } => FailureKind::Usage,
            Self::Read(error) => error.kind(),
            Self::Report(error) => error.kind(),
            Self::Write(error) => error.kind(),
        }
    }
}

/// Merges the runs in these folders into one, and writes it into the folder `out`.
///
/// # Errors
/// Where a folder holds no run, runs contradict each other, or the merged run cannot be written.
pub fn merge(
    project: &ProjectFiles,
    folders: &[PathBuf],
    out: &Path,
) -> Result<RunOutcome, MergeError> {
    let mut merged: Option<MergedRun> = None;
    for folder in folders {
        let (record, summary) = read_run(&project.matrix, folder)?;
        match &mut merged {
            None => merged = Some(MergedRun { record, summary }),
            Some(merged) => merged.add(folder, record, &summary)?,
        }
    }
    let MergedRun { mut record, mut summary } = merged.ok_or(MergeError::NoRuns)?;
    summary.left_out = still_left_out(&record, &summary.left_out);
    let folder = RunFolder::at(out)?;
    folder.unseal()?;
    folder.remove_journal()?;
    folder.write_observed(&record)?;
    let selections = record.selections.clone();
    for (lane, engine) in record.lanes.iter_mut().zip(&summary.engines) {
        let is_left_out = |suite: usize, cell: usize| {
            let name = TopologyName::of(&selections[suite], cell);
            summary.left_out.contains_key(&name) || engine.left_out.contains_key(&name)
        };
        mark_unplayed(lane, is_left_out);
    }
    Ok(report_on(project, folder, record, summary)?)
}

/// Counts what no run played of topologies that some run left out.
fn still_left_out(record: &RunRecord, once: &LeftOutCells) -> LeftOutCells {
    let mut left_out = LeftOutCells::new();
    for (suite, selection) in record.selections.iter().enumerate() {
        for cell in 0..selection.cells() {
            let name = TopologyName::of(selection, cell);
            let is_played = |lane: &LaneRecord| lane.observations[suite][cell].is_some();
            if once.contains_key(&name) && !record.lanes.iter().any(is_played) {
                *left_out.entry(name).or_default() += 1;
            }
        }
    }
    left_out
}

/// Counts as errors what none of the runs played, with the reason that one of them gave, but for
/// what they left out.
fn mark_unplayed(lane: &mut LaneRecord, is_left_out: impl Fn(usize, usize) -> bool) {
    let given_up = std::mem::take(&mut lane.errors);
    for (suite, cells) in lane.observations.iter().enumerate() {
        let unplayed: Vec<usize> = (0..cells.len())
            .filter(|cell| cells[*cell].is_none() && !is_left_out(suite, *cell))
            .collect();
        for together in unplayed.chunk_by(|one, next| one + 1 == *next) {
            let first_cell = together[0];
            let holds_first = |failed: &&FailedBatch| {
                let cells = failed.first_cell..failed.first_cell + failed.cells;
                failed.suite.0 == suite && cells.contains(&first_cell)
            };
            let reason = given_up
                .iter()
                .find(holds_first)
                .map_or("no run played it", |failed| failed.reason.as_str());
            lane.errors.push(FailedBatch {
                suite: SuiteNo(suite),
                first_cell,
                cells: together.len(),
                reason: reason.to_owned(),
            });
        }
    }
}

/// Several runs as one.
struct MergedRun {
    record: RunRecord,
    summary: RunSummary,
}

impl MergedRun {
    /// Adds a run. A cell of a lane may be observed by one run alone, or alike by several.
    fn add(
        &mut self,
        folder: &Path,
        other: RunRecord,
        other_summary: &RunSummary,
    ) -> Result<(), MergeError> {
        let folder = || folder.to_owned();
        let Self { record, summary } = self;
        if record.selections != other.selections {
            return Err(MergeError::OtherCells { folder: folder() });
        }
        for (mut lane, engine) in other.lanes.into_iter().zip(&other_summary.engines) {
            let known_lane = record.lanes.iter().position(|known| known.profile == lane.profile);
            let Some(position) = known_lane else {
                record.lanes.push(lane);
                summary.engines.push(engine.clone());
                continue;
            };
            let known = &mut summary.engines[position];
            if known.version != engine.version {
                let profile = Box::new(lane.profile);
                return Err(MergeError::OtherVersion { folder: folder(), profile });
            }
            known.add(engine);
            let known_lane = &mut record.lanes[position];
            known_lane.errors.append(&mut lane.errors);
            known_lane.failure.clone_from(&known.failure);
            for (suite, cells) in lane.observations.into_iter().enumerate() {
                for (cell, observation) in cells.into_iter().enumerate() {
                    let Some(observation) = observation else { continue };
                    let before = &mut known_lane.observations[suite][cell];
                    if before.as_ref().is_some_and(|before| *before != observation) {
                        let cell = record.selections[suite].id(cell);
                        return Err(MergeError::OtherObservation { folder: folder(), cell });
                    }
                    *before = Some(observation);
                }
            }
        }
        for (topology, cells) in &other_summary.left_out {
            summary.left_out.entry(topology.clone()).or_insert(*cells);
        }
        summary.seconds += other_summary.seconds;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use matrix::Selection;

    use super::*;
    use crate::judge::comparison::{LaneComparison, RunComparison};
    use crate::run::{RunStatus, status};

    #[test]
    fn a_cell_that_no_run_played_is_an_error_with_the_reason_that_one_gave() {
        let text = include_str!("../../../../matrix.toml");
        let matrix = matrix::read("matrix.toml", text).unwrap();
        let selections = vec![Selection::core(&matrix.suites["overlay"])];
        let mut record = RunRecord::new(selections, vec![matrix.profiles[0].clone()]);
        let mut read = record.clone();
        let failed = |cells| FailedBatch {
            suite: SuiteNo(0),
            first_cell: 0,
            cells,
            reason: "the driver died".to_owned(),
        };
        record.lanes[0].errors.push(failed(2));
        let lanes = vec![LaneComparison { suites: Vec::new() }];
        let comparison = RunComparison { lanes, idle: Vec::new() };
        let summary = RunSummary::new(&record, &comparison, Duration::ZERO, Duration::ZERO, None);
        summary.restore(&mut read);
        assert_eq!(read.lanes[0].errors, record.lanes[0].errors);
        assert_eq!(status(&read, &comparison), RunStatus::CellErrors);
        mark_unplayed(&mut read.lanes[0], |_, _| false);
        let cells = read.selections[0].cells();
        assert_eq!(read.lanes[0].errors, [failed(cells)]);
        mark_unplayed(&mut read.lanes[0], |_, cell| cell > 0);
        assert_eq!(read.lanes[0].errors, [failed(1)]);
    }
}
