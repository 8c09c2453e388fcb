//! Measures how fast cells are played, against what the browser can do at best in the same run.
//!
//! Everything is measured in several rounds, and the best of each figure counts: what else goes on
//! in a machine only ever makes a measurement slower, and comes and goes within minutes.

use std::path::PathBuf;
use std::sync::Arc;

use matrix::{Matrix, Profile, Selection};
use miette::Diagnostic;
use run_model::results::SuiteNo;
use runner::{BatchPlan, RequestRate, RequestRateError, clock, measure_request_rate, plan};

use crate::cells::choice::{CellChoice, SelectCellsError};
use crate::engines::{EngineFinder, EngineOptions, FindEnginesError, ReadyEngine};
use crate::failure::{CommandError, FailureKind};
use crate::notice::{NoticeSink, RunNotice};
use crate::play::{BATCH_SHAPES, BatchSchedule, StartServersError, start_servers};
use crate::project::ProjectFiles;
use crate::report::bench::{BenchReport, EngineBench, TimedPlay};
use crate::report::process_usage::processor_time;
use crate::run::folder::RunFolder;
use crate::run::write_error::WriteRunError;

/// The parts of the suite that are timed, one after the other, as divisors of its shapes; the last
/// is the whole.
const PARTS: [usize; 4] = [8, 4, 2, 1];

/// What to measure.
#[derive(Clone, Debug)]
pub struct BenchPlan {
    /// The suite whose cells are played.
    pub suite: String,
    /// How often everything is measured; at least once.
    pub rounds: u16,
    /// The engines; the reference engine is not measured.
    pub engines: EngineOptions,
}

/// Why nothing was measured.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum BenchError {
    /// The plain requests could not be timed.
    #[error("failed to time plain requests")]
    #[diagnostic(help("`cargo xtask doctor` shows what is installed"))]
    Ceiling(#[from] RequestRateError),
    /// There is no such suite.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Cells(#[from] SelectCellsError),
    /// Some cells could not be played.
    #[error("{profile} could not play some cells: {reason}")]
    #[diagnostic(help("only runs without errors tell a speed: measure again"))]
    CellErrors {
        /// The profile.
        profile: Box<Profile>,
        /// Why.
        reason: String,
    },
    /// The wanted engines cannot play.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Engines(#[from] FindEnginesError),
    /// No engine is a browser.
    #[error("found no browser to measure")]
    #[diagnostic(help("add one with --install"))]
    NoBrowser,
    /// The servers did not start.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Servers(#[from] StartServersError),
    /// The figures could not be written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Write(#[from] WriteRunError),
}

impl CommandError for BenchError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Ceiling(_) | Self::CellErrors { .. } => FailureKind::CellErrors,
            Self::Cells(error) => error.kind(),
            Self::Engines(error) => error.kind(),
            Self::NoBrowser => FailureKind::NoBrowser,
            Self::Servers(error) => error.kind(),
            Self::Write(error) => error.kind(),
        }
    }
}

/// Measures the wanted browsers, and writes the figures; returns them with their file.
///
/// # Errors
/// Where the plan is wrong, no browser can play, or a cell could not be played.
pub async fn bench(
    project: &ProjectFiles,
    bench_plan: &BenchPlan,
    notify: NoticeSink<'_>,
) -> Result<(BenchReport, PathBuf), BenchError> {
    let matrix = &project.matrix;
    let selections = CellChoice::whole_suite(&bench_plan.suite).select(matrix)?;
    let folder = RunFolder::create(&project.runs_folder(), clock::since_epoch())?;
    let finder = EngineFinder {
        matrix,
        options: &bench_plan.engines,
        work_dir: folder.work_dir(),
        root: project.root(),
    };
    let mut engines = finder.find(notify).await?;
    engines.retain(ReadyEngine::is_browser);
    if engines.is_empty() {
        return Err(BenchError::NoBrowser);
    }
    let bench = SuiteBench { matrix, selections: &selections, bench_plan };
    let mut measured = Vec::new();
    for engine in engines {
        measured.push(bench.measure(engine, notify).await?);
    }
    let report = BenchReport {
        schema: 1,
        suite: bench_plan.suite.clone(),
        cells: selections[0].cells(),
        rounds: bench_plan.rounds,
        engines: measured,
    };
    folder.write_json("bench.json", &report)?;
    folder.remove_work_dir();
    Ok((report, folder.path.join("bench.json")))
}

struct SuiteBench<'a> {
    matrix: &'a Arc<Matrix>,
    selections: &'a [Selection],
    bench_plan: &'a BenchPlan,
}

impl SuiteBench<'_> {
    async fn measure(
        &self,
        engine: ReadyEngine,
        notify: NoticeSink<'_>,
    ) -> Result<EngineBench, BenchError> {
        let profile = &engine.profile;
        let mut ceiling = RequestRate::default();
        let mut parts = PARTS.map(|_| Vec::new());
        let rounds = self.bench_plan.rounds;
        for round in 1..=rounds {
            notify(RunNotice::BenchRound { profile, round, rounds });
            ceiling = ceiling.best_of(self.time_requests(engine.clone()).await?);
            for (divisor, timed) in PARTS.into_iter().zip(&mut parts) {
                notify(RunNotice::BenchPart { profile, divisor });
                timed.push(self.time_part(engine.clone(), divisor, notify).await?);
            }
        }
        Ok(EngineBench::new(profile, ceiling, &parts))
    }

    async fn time_requests(&self, engine: ReadyEngine) -> Result<RequestRate, BenchError> {
        let servers = start_servers(self.matrix).await?;
        Ok(measure_request_rate(&engine.with_servers(&servers), self.matrix).await?)
    }

    async fn time_part(
        &self,
        engine: ReadyEngine,
        divisor: usize,
        notify: NoticeSink<'_>,
    ) -> Result<TimedPlay, BenchError> {
        let batches = share(plan(&self.selections[0], BATCH_SHAPES), divisor);
        let schedule = BatchSchedule {
            matrix: self.matrix,
            selections: self.selections,
            batches: batches.into_iter().map(|plan| (SuiteNo(0), plan)).collect(),
            passes: 1,
            jobs: self.bench_plan.engines.jobs,
        };
        let began = processor_time();
        let lane = schedule.play_on(vec![engine], notify).await?.lanes.remove(0);
        let of_harness = processor_time().zip(began).map(|(now, began)| now.saturating_sub(began));
        let error = lane.errors.into_iter().next().map(|failed| failed.reason).or(lane.failure);
        match error {
            None => Ok(TimedPlay {
                version: lane.version.map_or_else(String::new, |version| version.browser),
                cells: lane.cells_played,
                http_requests: lane.http_requests,
                took: lane.took,
                of_harness,
            }),
            Some(reason) => Err(BenchError::CellErrors { profile: Box::new(lane.profile), reason }),
        }
    }
}

/// Takes the same share of shapes out of each batch, from a place that moves from the beginning of
/// the first batch to the end of the last. A part then has some of every topology and request, and
/// as many page loads as the whole.
fn share(batches: Vec<BatchPlan>, part: usize) -> Vec<BatchPlan> {
    let last = batches.len().saturating_sub(1).max(1);
    let of_batch = |(number, batch): (usize, BatchPlan)| {
        let shapes = batch.shapes.len().div_ceil(part);
        let start = batch.shapes.start + (batch.shapes.len() - shapes) * number / last;
        BatchPlan { shapes: start..start + shapes, ..batch }
    };
    batches.into_iter().enumerate().map(of_batch).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_some_of_every_batch() {
        let batch = |shapes| BatchPlan { shapes, cookies: runner::CookieSelection::All };
        let whole = vec![batch(0..40), batch(40..80), batch(80..81)];
        assert_eq!(share(whole.clone(), 4), [batch(0..10), batch(55..65), batch(80..81)]);
        assert_eq!(share(whole.clone(), 1), whole);
    }
}
