//! The main job: play cells, compare them with what is recorded, and write the run.
//!
//! What belongs to runs is here too: their folders with journal and manifest, how they are resumed,
//! and what is made of earlier ones, merged, compared or written anew.

mod browser_reasons;
pub(crate) mod compare;
pub(crate) mod folder;
pub(crate) mod histories;
pub(crate) mod journal;
pub(crate) mod lane_versions;
pub(crate) mod manifest;
pub(crate) mod merge;
pub(crate) mod regenerate;
pub(crate) mod resume;
pub(crate) mod write_error;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use baselines::KnownReasonDifference;
use browser_driver::ReasonCollection;
use matrix::{Profile, Selection};
use miette::Diagnostic;
use run_model::results::{LaneNo, RunEvent, RunRecord, SuiteNo};
use runner::clock::{self, Stopwatch};
use runner::{QueuedBatch, plan, plan_isolated};

use crate::accept::{WriteSnapshotsError, accept, propose};
use crate::cells::choice::{CellChoice, SelectCellsError};
use crate::cells::playable::LeftOutReason;
use crate::engines::remote_options::ProxyChoice;
use crate::engines::{EngineFinder, EngineOptions, FindEnginesError, ReadyEngine};
use crate::failure::{CommandError, FailureKind};
use crate::judge::baseline::{CompareBaselineError, check_snapshots, compare_record};
use crate::judge::comparison::RunComparison;
use crate::notice::{NoticeSink, RunNotice};
use crate::play::left_out::{
    LeftOutCells, left_out_of_engine, left_out_of_profile, take_out_local_hosts,
};
use crate::play::{BATCH_SHAPES, BatchSchedule, StartServersError, SuiteBatch, played_selections};
use crate::project::{ProjectFiles, ReadProjectError};
use crate::report::overview::overview_text;
use crate::report::process_usage::peak_memory_bytes;
use crate::report::reasons::{LaneReasons, ReasonsSummary, reasons_text};
use crate::report::summary::RunSummary;
use crate::run::folder::RunFolder;
use crate::run::journal::RunJournal;
use crate::run::lane_versions::{LaneVersionError, LaneVersions};
use crate::run::resume::{ResumeError, UnfinishedRun};
use crate::run::write_error::WriteRunError;

/// What to play, and what becomes of it.
#[derive(Clone, Debug)]
pub struct RunPlan {
    /// Which cells.
    pub cells: CellChoice,
    /// On which engines.
    pub engines: EngineOptions,
    /// Which part of the batches.
    pub shard: RunShard,
    /// How often everything is played.
    pub passes: u32,
    /// Whether each cell is played by itself in a fresh jar.
    pub isolation: CellIsolation,
    /// Whether browsers report their own reasons.
    pub browser_reasons: ReasonCollection,
    /// What becomes of the snapshots.
    pub snapshots: SnapshotMode,
    /// The folder of a run whose open batches are played: those that failed, and those that a
    /// killed run did not come to.
    pub resume: Option<PathBuf>,
    /// The folder of the run; a new one, named for the time, where absent.
    pub out: Option<PathBuf>,
}

/// One of several equal parts of the batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunShard {
    /// The part, from 1.
    pub part: usize,
    /// How many parts there are.
    pub parts: usize,
}

impl RunShard {
    /// All batches.
    pub const WHOLE: Self = Self { part: 1, parts: 1 };
}

/// Why a text names no part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `I/N` with I from 1 to N, such as `1/4`")]
pub struct ParseShardError;

impl FromStr for RunShard {
    type Err = ParseShardError;

    fn from_str(text: &str) -> Result<Self, ParseShardError> {
        let (part, parts) = text.split_once('/').ok_or(ParseShardError)?;
        match (part.parse(), parts.parse()) {
            (Ok(part), Ok(parts)) if (1..=parts).contains(&part) => Ok(Self { part, parts }),
            _ => Err(ParseShardError),
        }
    }
}

/// Whether cells share responses and jars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellIsolation {
    /// Many cells ride on one response.
    Batched,
    /// Each cell has a response and a fresh jar of its own.
    Isolated,
}

/// What becomes of the snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotMode {
    /// What was observed replaces them.
    Accept,
    /// They stay as they are, and nothing is proposed.
    Check,
    /// They stay as they are; changes are proposed for review.
    Propose,
}

impl SnapshotMode {
    /// Returns what becomes of them if a person asks to accept, or only to check.
    pub fn of(accept: bool, check: bool) -> Self {
        match (accept, check) {
            (true, _) => Self::Accept,
            (false, true) => Self::Check,
            (false, false) => Self::Propose,
        }
    }
}

/// Why a run came to no result.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum RunError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Baseline(#[from] CompareBaselineError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Cells(#[from] SelectCellsError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Engines(#[from] FindEnginesError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Project(#[from] ReadProjectError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Resume(#[from] ResumeError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Servers(#[from] StartServersError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Snapshots(#[from] WriteSnapshotsError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Version(#[from] LaneVersionError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Write(#[from] WriteRunError),
}

impl CommandError for RunError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Baseline(error) => error.kind(),
            Self::Cells(error) => error.kind(),
            Self::Engines(error) => error.kind(),
            Self::Project(error) => error.kind(),
            Self::Resume(error) => error.kind(),
            Self::Servers(error) => error.kind(),
            Self::Snapshots(error) => error.kind(),
            Self::Version(_) => FailureKind::CellErrors,
            Self::Write(error) => error.kind(),
        }
    }
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct RunOutcome {
    /// What was observed.
    pub record: RunRecord,
    /// How it went, in numbers.
    pub summary: RunSummary,
    /// How it stands to snapshots, standards and the engines' models.
    pub comparison: RunComparison,
    /// How the browsers' own reasons compare with the model's, where they were collected.
    pub reasons: Option<ReasonsSummary>,
    /// The folder that it was written into.
    pub folder: PathBuf,
}

/// What a run came to, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunStatus {
    /// Everything is as recorded, and as the engines' models have it.
    AsRecorded,
    /// Something changed, or differs from its engine's model.
    Changed,
    /// Some cells could not be played.
    CellErrors,
    /// No engine could start.
    NoBrowser,
}

impl RunOutcome {
    /// Returns what the run came to, in a word.
    pub fn status(&self) -> RunStatus {
        let are_reasons_known = self
            .reasons
            .as_ref()
            .is_none_or(|reasons| reasons.lanes.iter().all(LaneReasons::is_known));
        match status(&self.record, &self.comparison) {
            RunStatus::AsRecorded if !are_reasons_known => RunStatus::Changed,
            other => other,
        }
    }
}

impl fmt::Display for RunOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, summary, comparison, .. } = self;
        f.write_str(&overview_text(record, summary, comparison))?;
        if let Some(reasons) = &self.reasons {
            f.write_str(&reasons_text(reasons))?;
        }
        writeln!(f, "\nthe run is in {}", self.folder.display())
    }
}

/// Returns what a record and its comparison come to, the browsers' reasons aside.
pub(crate) fn status(record: &RunRecord, comparison: &RunComparison) -> RunStatus {
    // A lane without batches starts no session, and fails in nothing.
    if record.lanes.iter().all(|lane| lane.version.is_none() && lane.failure.is_some()) {
        RunStatus::NoBrowser
    } else if has_errors(record) {
        RunStatus::CellErrors
    } else if comparison.is_as_recorded() {
        RunStatus::AsRecorded
    } else {
        RunStatus::Changed
    }
}

/// Returns whether some cells could not be played.
fn has_errors(record: &RunRecord) -> bool {
    record.lanes.iter().any(|lane| lane.cells_in_error() > 0 || lane.failure.is_some())
}

/// Plays cells, compares them with what is recorded, and writes the run.
///
/// # Errors
/// Where the plan or a file of the project is wrong, no engine can play, or the run cannot be
/// written. Cells that could not be played are part of the outcome.
pub async fn run(
    project: &ProjectFiles,
    run_plan: &RunPlan,
    notify: NoticeSink<'_>,
) -> Result<RunOutcome, RunError> {
    let matrix = &project.matrix;
    let selections = run_plan.cells.select(matrix)?;
    let entries = project.quirk_entries()?;
    let known_reasons = match run_plan.browser_reasons {
        ReasonCollection::On => Some(project.known_reasons()?),
        ReasonCollection::Off => None,
    };
    let unfinished = run_plan
        .resume
        .as_deref()
        .map(|folder| UnfinishedRun::read(project, folder, &selections))
        .transpose()?;
    let (began, watch) = (clock::since_epoch(), Stopwatch::start());
    let folder = match run_plan.out.as_ref().or(run_plan.resume.as_ref()) {
        Some(path) => RunFolder::at(path)?,
        None => RunFolder::create(&project.runs_folder(), began)?,
    };
    let finder = EngineFinder {
        matrix,
        options: &run_plan.engines,
        work_dir: folder.work_dir(),
        root: project.root(),
    };
    let mut engines = finder.find(notify).await?;
    played_selections(matrix, &selections, &engines)?;
    if known_reasons.is_some() {
        engines.iter_mut().for_each(ReadyEngine::collect_reasons);
    }
    let profiles = || engines.iter().map(|engine| &engine.profile);
    if let Some(unfinished) = &unfinished {
        unfinished.check_profiles(profiles())?;
    }
    let (store, scope) = (project.snapshots(), run_plan.cells.scope);
    if run_plan.snapshots != SnapshotMode::Accept {
        check_snapshots(&store, &selections, profiles(), scope)?;
    }
    let has_tunnel = matches!(run_plan.engines.remote.proxy, ProxyChoice::Tunnel(_));
    let batches = |shard| {
        let mut batches = batches(run_plan.isolation, &selections, shard);
        let left_out = if has_tunnel {
            take_out_local_hosts(matrix, &selections, &mut batches)
        } else {
            LeftOutCells::new()
        };
        (batches, left_out)
    };
    let schedule = |batches| BatchSchedule {
        matrix,
        selections: &selections,
        batches,
        passes: run_plan.passes,
        jobs: run_plan.engines.jobs,
    };
    folder.unseal()?;
    let (mut record, mut journal) = match &unfinished {
        Some(unfinished) => {
            unfinished.check_batches(&schedule(batches(RunShard::WHOLE).0).tasks())?;
            (unfinished.record().clone(), unfinished.go_on(&folder.path)?)
        }
        None => {
            let record = RunRecord::new(selections.clone(), profiles().cloned().collect());
            let journal = RunJournal::create(&folder.path, project.matrix_digest(), &record)?;
            (record, journal)
        }
    };
    notify(RunNotice::RunBegins { folder: &folder.path });
    let lane_profiles: Vec<Profile> = profiles().cloned().collect();
    for unplayed in &matrix.unplayed {
        let is_selected =
            selections.iter().any(|selection| selection.suite().name == unplayed.suite);
        if is_selected && lane_profiles.iter().any(|profile| profile.engine == unplayed.engine) {
            notify(RunNotice::SuiteUnplayed { unplayed });
        }
    }
    let is_open = |lane: LaneNo, batch: &QueuedBatch| {
        unfinished.as_ref().is_none_or(|run| run.lacks(lane, batch))
    };
    let mut versions = LaneVersions::default();
    let witness = |record: &RunRecord, event: &RunEvent| {
        versions.check(record, event)?;
        Ok(journal.add(event)?)
    };
    let (batches, left_out) = batches(run_plan.shard);
    if !left_out.is_empty() {
        let reason = LeftOutReason::TunnelRenamesHosts;
        notify(RunNotice::LeftOut { reason, cells_by_topology: &left_out });
    }
    let mut left_out_of_lanes: Vec<LeftOutCells> = Vec::new();
    for profile in &lane_profiles {
        let mut left_out = left_out_of_engine(matrix, profile, &selections, &batches);
        for (reason, cells) in left_out_of_profile(profile, &selections, &batches) {
            notify(RunNotice::LeftOut { reason, cells_by_topology: &cells });
            left_out.extend(cells);
        }
        left_out_of_lanes.push(left_out);
    }
    schedule(batches).play_into::<RunError>(engines, &mut record, is_open, witness, notify).await?;
    if went_smoothly(&record) {
        folder.remove_work_dir();
    }
    folder.write_observed(&record)?;
    if run_plan.snapshots == SnapshotMode::Accept {
        if has_errors(&record) {
            notify(RunNotice::SnapshotsKept { folder: &folder.path });
        } else {
            accept(&store, &record, scope)?;
        }
    }
    let comparison = compare_record(project, &entries, &record, scope)?;
    if run_plan.snapshots == SnapshotMode::Propose
        && propose(&store, &record, &comparison, scope)? > 0
    {
        notify(RunNotice::SnapshotsProposed);
    }
    let mut summary =
        RunSummary::new(&record, &comparison, began, watch.elapsed(), peak_memory_bytes());
    summary.left_out = left_out;
    for (engine, cells) in summary.engines.iter_mut().zip(left_out_of_lanes) {
        engine.left_out = cells;
    }
    folder.write_reports(&record, &summary, &comparison)?;
    let reasons = known_reasons
        .map(|known| write_reasons(project, &folder, &record, &summary, &known))
        .transpose()?;
    folder.seal()?;
    Ok(RunOutcome { record, summary, comparison, reasons, folder: folder.path })
}

fn write_reasons(
    project: &ProjectFiles,
    folder: &RunFolder,
    record: &RunRecord,
    summary: &RunSummary,
    known: &[KnownReasonDifference],
) -> Result<ReasonsSummary, RunError> {
    let started = summary.started.clone();
    let reasons = browser_reasons::compare_with_model(&project.matrix, record, started, known)
        .map_err(CompareBaselineError::from)?;
    browser_reasons::write(folder, &reasons, known)?;
    Ok(reasons)
}

/// Returns whether nothing went wrong; otherwise the logs of drivers are of use.
fn went_smoothly(record: &RunRecord) -> bool {
    record
        .lanes
        .iter()
        .all(|lane| lane.errors.is_empty() && lane.retries.is_empty() && lane.failure.is_none())
}

/// Returns the batches of a part of the run.
fn batches(
    isolation: CellIsolation,
    selections: &[Selection],
    RunShard { part, parts }: RunShard,
) -> Vec<SuiteBatch> {
    let mut batches = Vec::new();
    for (number, selection) in selections.iter().enumerate() {
        let plans = match isolation {
            CellIsolation::Batched => plan(selection, BATCH_SHAPES),
            CellIsolation::Isolated => plan_isolated(selection, 0..selection.cells()),
        };
        batches.extend(plans.into_iter().map(|plan| (SuiteNo(number), plan)));
    }
    batches.into_iter().skip(part - 1).step_by(parts).collect()
}
