//! Audits the batching: does a cell show the same when it is played by itself?

use std::collections::BTreeSet;
use std::fmt;

use matrix::{EngineKind, Matrix, Profile, Selection};
use miette::Diagnostic;
use run_model::counted;
use run_model::results::{LaneRecord, Observation, RunRecord, SuiteNo};
use runner::{BatchPlan, clock, plan, plan_isolated};

use crate::cells::choice::{CellChoice, SelectCellsError};
use crate::cells::playable::can_play;
use crate::engines::{EngineFinder, EngineOptions, FindEnginesError};
use crate::failure::{CommandError, FailureKind};
use crate::notice::{NoticeSink, RunNotice};
use crate::play::{BATCH_SHAPES, BatchSchedule, StartServersError, SuiteBatch, played_selections};
use crate::project::ProjectFiles;
use crate::run::RunStatus;
use crate::run::folder::RunFolder;
use crate::run::write_error::WriteRunError;

/// What to audit.
#[derive(Clone, Debug)]
pub struct AuditPlan {
    /// The cells from which a sample is drawn.
    pub cells: CellChoice,
    /// The engines. The reference engine is audited only if it is named, as its jar knows no
    /// limits.
    pub engines: EngineOptions,
    /// How many cells are played by themselves, spread evenly over the suites.
    pub sample: usize,
    /// What the sample is drawn by; the same seed draws the same cells.
    pub seed: u64,
}

/// Why there was no audit.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum AuditError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Cells(#[from] SelectCellsError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Engines(#[from] FindEnginesError),
    #[error("found no browser to audit")]
    #[diagnostic(help("add one with --install"))]
    NoBrowser,
    #[error(transparent)]
    #[diagnostic(transparent)]
    Servers(#[from] StartServersError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Write(#[from] WriteRunError),
}

impl CommandError for AuditError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Cells(error) => error.kind(),
            Self::Engines(error) => error.kind(),
            Self::NoBrowser => FailureKind::NoBrowser,
            Self::Servers(error) => error.kind(),
            Self::Write(error) => error.kind(),
        }
    }
}

/// What an audit found, lane by lane.
#[derive(Clone, Debug)]
pub struct AuditOutcome {
    /// Each lane that was audited.
    pub lanes: Vec<LaneAudit>,
}

/// What an audit found on one profile of one engine.
#[derive(Clone, Debug)]
pub struct LaneAudit {
    /// The profile.
    pub profile: Profile,
    /// How many cells were played both ways.
    pub played: usize,
    /// How many cells could not be played both ways.
    pub unplayed: usize,
    /// The cells that differ.
    pub differences: Vec<BatchingDifference>,
    /// Why cells could not be played, a line for each failed batch.
    pub errors: Vec<String>,
}

/// A cell that shows something else when it is played by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchingDifference {
    /// The cell's id.
    pub cell: String,
    /// What it shows by itself.
    pub isolated: Observation,
    /// What it shows in a batch.
    pub batched: Observation,
}

impl AuditOutcome {
    /// Returns what the audit came to, in a word.
    pub fn status(&self) -> RunStatus {
        let of_lane = |lane: &LaneAudit| match (lane.unplayed, lane.differences.len()) {
            (0, 0) => RunStatus::AsRecorded,
            (0, _) => RunStatus::Changed,
            (_, _) => RunStatus::CellErrors,
        };
        self.lanes.iter().map(of_lane).max().unwrap_or(RunStatus::NoBrowser)
    }
}

impl fmt::Display for AuditOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for lane in &self.lanes {
            for BatchingDifference { cell, isolated, batched } in &lane.differences {
                writeln!(f, "{cell}\n  isolated: {isolated}\n  batched:  {batched}")?;
            }
            let (profile, played) = (&lane.profile, counted(lane.played, "cell"));
            writeln!(
                f,
                "{profile}: {played} played in isolation and batched, {} differ",
                lane.differences.len()
            )?;
            lane.errors.iter().try_for_each(|error| writeln!(f, "  {error}"))?;
        }
        Ok(())
    }
}

/// Plays a sample of cells by themselves, then the batches that they are part of, and compares.
///
/// # Errors
/// Where the plan is wrong or no browser can play.
pub async fn audit(
    project: &ProjectFiles,
    audit_plan: &AuditPlan,
    notify: NoticeSink<'_>,
) -> Result<AuditOutcome, AuditError> {
    let matrix = &project.matrix;
    let selections = audit_plan.cells.select(matrix)?;
    let folder = RunFolder::create(&project.runs_folder(), clock::since_epoch())?;
    let finder = EngineFinder {
        matrix,
        options: &audit_plan.engines,
        work_dir: folder.work_dir(),
        root: project.root(),
    };
    let is_named = !audit_plan.engines.browsers.is_empty();
    let mut engines = finder.find(notify).await?;
    engines.retain(|engine| is_named || engine.profile.engine != EngineKind::Reference);
    if engines.is_empty() {
        return Err(AuditError::NoBrowser);
    }
    // A cell that no engine plays would be drawn in vain.
    let selections = played_selections(matrix, &selections, &engines)?;
    let sample = sample(&selections, audit_plan.sample, audit_plan.seed);
    let schedule = |batches| BatchSchedule {
        matrix,
        selections: &selections,
        batches,
        passes: 1,
        jobs: audit_plan.engines.jobs,
    };
    notify(RunNotice::AuditIsolated { cells: sample.len() });
    let isolated = schedule(isolated_batches(&selections, &sample));
    let isolated = isolated.play_on(engines.clone(), notify).await?;
    notify(RunNotice::AuditBatches);
    let batched = schedule(whole_batches(&selections, &sample));
    let batched = batched.play_on(engines, notify).await?;
    folder.remove();
    let lanes = isolated
        .lanes
        .iter()
        .zip(&batched.lanes)
        .map(|(alone, together)| audit_lane(matrix, &isolated, alone, together, &sample));
    Ok(AuditOutcome { lanes: lanes.collect() })
}

/// Compares what a lane showed in isolation and batched.
fn audit_lane(
    matrix: &Matrix,
    record: &RunRecord,
    isolated: &LaneRecord,
    batched: &LaneRecord,
    sample: &CellSample,
) -> LaneAudit {
    let errors = isolated.errors.iter().chain(&batched.errors).map(|failed| {
        let id = record.selections[failed.suite.0].id(failed.first_cell);
        let cells = counted(failed.cells, "cell");
        format!("{cells} from {id} could not be played: {}", failed.reason)
    });
    let mut audit = LaneAudit {
        profile: isolated.profile.clone(),
        played: 0,
        unplayed: 0,
        differences: Vec::new(),
        errors: errors.collect(),
    };
    let is_played = |(suite, cell): &&(SuiteNo, usize)| {
        let selection = &record.selections[suite.0];
        let topology = selection.suite().topology(selection.positions(*cell)[0]);
        can_play(matrix, &isolated.profile, &selection.suite().name, topology)
    };
    for (suite, cell) in sample.iter().filter(is_played) {
        let observation = |lane: &LaneRecord| lane.observations[suite.0][*cell].clone();
        let (Some(isolated), Some(batched)) = (observation(isolated), observation(batched)) else {
            audit.unplayed += 1;
            continue;
        };
        audit.played += 1;
        if isolated != batched {
            let cell = record.selections[suite.0].id(*cell);
            audit.differences.push(BatchingDifference { cell, isolated, batched });
        }
    }
    audit
}

/// Cells that were drawn.
type CellSample = BTreeSet<(SuiteNo, usize)>;

/// Returns a batch for each cell of a sample.
fn isolated_batches(selections: &[Selection], sample: &CellSample) -> Vec<SuiteBatch> {
    let of_cell = |(suite, cell): (SuiteNo, usize)| {
        let plans = plan_isolated(&selections[suite.0], [cell]).into_iter();
        plans.map(move |plan| (suite, plan))
    };
    sample.iter().copied().flat_map(of_cell).collect()
}

/// Returns the batches that hold a cell of a sample.
fn whole_batches(selections: &[Selection], sample: &CellSample) -> Vec<SuiteBatch> {
    let mut batches = Vec::new();
    for (suite, selection) in selections.iter().enumerate().map(|(no, all)| (SuiteNo(no), all)) {
        let holds_one = |plan: &BatchPlan| {
            let cells = plan.cells(selection);
            sample.range((suite, cells.start)..(suite, cells.end)).next().is_some()
        };
        let plans = plan(selection, BATCH_SHAPES).into_iter().filter(holds_one);
        batches.extend(plans.map(|plan| (suite, plan)));
    }
    batches
}

/// Draws different cells, as many of each suite; all of a suite that has fewer.
fn sample(selections: &[Selection], count: usize, seed: u64) -> CellSample {
    let mut numbers = fastrand::Rng::with_seed(seed);
    let mut chosen = BTreeSet::new();
    // The small suites first, as later ones make up for what they lack.
    let mut suites: Vec<(SuiteNo, usize)> =
        selections.iter().enumerate().map(|(suite, all)| (SuiteNo(suite), all.cells())).collect();
    suites.sort_by_key(|(_, cells)| *cells);
    for (left, (suite, cells)) in (1..=suites.len()).rev().zip(&suites) {
        let share = (count - chosen.len()).div_ceil(left).min(*cells);
        let wanted = chosen.len() + share;
        while chosen.len() < wanted {
            chosen.insert((*suite, numbers.usize(..*cells)));
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells_by_suite(count: usize) -> Vec<(usize, usize)> {
        let matrix = matrix::read("matrix.toml", include_str!("../../../../matrix.toml"))
            .expect("the project's matrix is right");
        let selections: Vec<Selection> = matrix.suites.values().map(Selection::core).collect();
        let sample = sample(&selections, count, 7);
        let of_suite = |suite| sample.range((SuiteNo(suite), 0)..(SuiteNo(suite + 1), 0)).count();
        selections.iter().enumerate().map(|(suite, all)| (of_suite(suite), all.cells())).collect()
    }

    #[test]
    fn every_suite_has_a_like_share_of_the_sample() {
        let shares = cells_by_suite(1_000);
        assert_eq!(shares.iter().map(|(share, _)| share).sum::<usize>(), 1_000);
        let most = shares.iter().map(|(share, _)| *share).max().expect("there are suites");
        assert!(
            shares.iter().all(|(share, cells)| *share == *cells || most - share <= 1),
            "{shares:?}"
        );
    }

    #[test]
    fn a_sample_that_is_larger_than_the_matrix_is_all_of_it() {
        assert!(cells_by_suite(10_000_000).iter().all(|(share, cells)| share == cells));
    }
}
