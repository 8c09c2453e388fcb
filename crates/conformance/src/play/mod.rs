//! Plays batches on engines, and reports what happens and what is left out.

pub(crate) mod left_out;

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use fixture_server::FixtureServers;
use matrix::{EngineKind, Matrix, Selection};
use miette::Diagnostic;
use run_model::results::{LaneNo, RunEvent, RunRecord, SuiteNo};
use runner::clock::Stopwatch;
use runner::{BatchPlan, LanePlan, QueuedBatch, play_lanes};
use tokio::sync::mpsc;

use crate::cells::choice::SelectCellsError;
use crate::cells::playable::can_play;
use crate::engines::ReadyEngine;
use crate::failure::{CommandError, FailureKind};
use crate::notice::{NoticeSink, RunNotice};

/// How many shapes a page plays before the next one is loaded: few, so that a failed batch loses
/// little; many, as loading page, probe and controls costs as much as 40 shapes.
pub(crate) const BATCH_SHAPES: usize = 360;

/// A batch with the selection that it is part of.
pub(crate) type SuiteBatch = (SuiteNo, BatchPlan);

/// Why the fixture servers did not start.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("failed to start the fixture servers")]
#[diagnostic(help(
    "the fixture servers need free ports on 127.0.0.1, and some 300 file handles (`ulimit -n`)"
))]
pub struct StartServersError(#[from] fixture_server::FixtureStartError);

impl CommandError for StartServersError {
    fn kind(&self) -> FailureKind {
        FailureKind::NoBrowser
    }
}

/// Starts the servers of all origins of a matrix.
///
/// # Errors
/// Where there is no free port.
pub async fn start_servers(matrix: &Matrix) -> Result<Arc<FixtureServers>, StartServersError> {
    Ok(Arc::new(FixtureServers::start(&matrix.origins()).await?))
}

/// Says how a browser reaches the servers through their proxy, and at which origins.
pub fn origins_text(servers: &FixtureServers, proxy: SocketAddr) -> String {
    let mut text = format!(
        "Start a browser with a fresh profile that uses this proxy for every name:\n\n  chromium \
         --user-data-dir=$(mktemp -d) --proxy-server=socks5://{proxy} \
         '--proxy-bypass-list=<-loopback>' --ignore-certificate-errors\n\nOrigins, each with a \
         form to try cookies and CORS:\n\n"
    );
    for (origin, address) in servers.directory() {
        let origin = origin.origin().ascii_serialization();
        _ = writeln!(text, "  {origin:<36} at {address}");
    }
    text
}

/// Returns the selections of suites that some of these engines play; there is at least one.
///
/// # Errors
/// Where no engine plays any of them.
pub(crate) fn played_selections(
    matrix: &Matrix,
    selections: &[Selection],
    engines: &[ReadyEngine],
) -> Result<Vec<Selection>, SelectCellsError> {
    let is_played = |selection: &&Selection| {
        let suite = &selection.suite().name;
        engines.iter().any(|engine| matrix.plays(engine.profile.engine, suite))
    };
    let played: Vec<Selection> = selections.iter().filter(is_played).cloned().collect();
    if played.is_empty() { Err(SelectCellsError::NonePlayed) } else { Ok(played) }
}

/// What every engine plays.
#[derive(Debug)]
pub(crate) struct BatchSchedule<'a> {
    pub(crate) matrix: &'a Arc<Matrix>,
    pub(crate) selections: &'a [Selection],
    /// The batches, in order.
    pub(crate) batches: Vec<SuiteBatch>,
    /// How often the batches are played.
    pub(crate) passes: u32,
    pub(crate) jobs: Option<u16>,
}

impl BatchSchedule<'_> {
    /// Plays on these engines, each the suites that are played on it. Dropping the future ends the
    /// run, its browsers and its servers.
    pub(crate) async fn play_on(
        self,
        engines: Vec<ReadyEngine>,
        notify: NoticeSink<'_>,
    ) -> Result<RunRecord, StartServersError> {
        let profiles = engines.iter().map(|engine| engine.profile.clone()).collect();
        let mut record = RunRecord::new(self.selections.to_vec(), profiles);
        let everything = |_: LaneNo, _: &QueuedBatch| true;
        let unseen = |_: &RunRecord, _: &RunEvent| Ok::<(), StartServersError>(());
        self.play_into(engines, &mut record, everything, unseen, notify).await?;
        Ok(record)
    }

    /// Plays on these engines what a record lacks by `is_open`, and fills the record. `witness`
    /// sees each event before it is in the record, and ends the run by an error.
    pub(crate) async fn play_into<E: From<StartServersError>>(
        self,
        engines: Vec<ReadyEngine>,
        record: &mut RunRecord,
        is_open: impl Fn(LaneNo, &QueuedBatch) -> bool,
        mut witness: impl FnMut(&RunRecord, &RunEvent) -> Result<(), E>,
        notify: NoticeSink<'_>,
    ) -> Result<(), E> {
        let servers = start_servers(self.matrix).await?;
        let of_machine = default_jobs(engines.iter().filter(|engine| engine.plays_here()).count());
        let kinds: Vec<EngineKind> = engines.iter().map(|engine| engine.profile.engine).collect();
        let tasks = self.tasks();
        let (mut started, mut lanes) = (Vec::new(), Vec::new());
        for (lane, engine) in engines.into_iter().enumerate() {
            let mut work = tasks.clone();
            let is_played = |task: &QueuedBatch| {
                let selection = &self.selections[task.suite.0];
                let (suite, topology) = (&selection.suite().name, task.plan.topology(selection).1);
                can_play(self.matrix, &engine.profile, suite, topology)
                    && is_open(LaneNo(lane), task)
            };
            work.retain(is_played);
            let cells = |task: &QueuedBatch| task.plan.cells(&self.selections[task.suite.0]).len();
            let cells: usize = work.iter().map(cells).sum();
            started.push((engine.profile.clone(), cells as u64));
            let alike = kinds.iter().filter(|kind| **kind == engine.profile.engine).count();
            // A number that somebody named is kept to.
            let shares_machine = self.jobs.is_none() && engine.plays_here();
            let jobs = self.jobs.map(usize::from);
            let jobs = jobs.unwrap_or_else(|| engine.default_jobs(of_machine, alike));
            let engine = engine.with_servers(&servers);
            lanes.push(LanePlan { engine, jobs, shares_machine, work });
        }
        notify(RunNotice::LanesStarted { lanes: &started });

        let watch = Stopwatch::start();
        let (sender, mut events) = mpsc::unbounded_channel();
        let playing = play_lanes(self.matrix, self.selections, lanes, sender);
        let mut apply = |event: RunEvent| {
            notify(RunNotice::LaneEvent { event: &event, elapsed: watch.elapsed() });
            witness(record, &event)?;
            record.apply(&event);
            Ok::<(), E>(())
        };
        tokio::pin!(playing);
        loop {
            tokio::select! {
                Some(event) = events.recv() => apply(event)?,
                () = &mut playing => break,
            }
        }
        while let Ok(event) = events.try_recv() {
            apply(event)?;
        }
        Ok(())
    }

    /// Returns the batches of every pass.
    pub(crate) fn tasks(&self) -> Vec<QueuedBatch> {
        let of_pass = |pass| {
            self.batches.iter().map(move |(suite, plan)| QueuedBatch {
                suite: *suite,
                pass,
                plan: plan.clone(),
            })
        };
        (0..self.passes).flat_map(of_pass).collect()
    }
}

/// Returns how many sessions an engine plays side by side unless told otherwise. Browser, driver
/// and servers of one session keep a core busy, so that the browsers share the cores.
fn default_jobs(browsers: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    (cores / browsers.max(1)).clamp(1, 8)
}
