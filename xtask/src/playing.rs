//! Plays lanes while a person watches.

use std::sync::Arc;

use conformance::Progress;
use fixture_server::FixtureServers;
use matrix::{Matrix, Selection};
use run_model::results::{RunEvent, RunRecord, SuiteNo};
use runner::clock::Stopwatch;
use runner::{BatchPlan, Lane, Task, play_lanes};
use tokio::sync::mpsc;

use crate::engines::Chosen;
use crate::exit::{Exit, Failure};

/// How many shapes a page plays before the next one is loaded: few enough that little is lost when
/// a batch is spoiled, many as a load of page, probe and controls costs as much as 40 of them.
pub(crate) const BATCH_SHAPES: usize = 360;

/// What is to be played on every engine.
#[derive(Debug)]
pub(crate) struct Play<'a> {
    pub(crate) matrix: &'a Arc<Matrix>,
    pub(crate) selections: &'a [Selection],
    /// The batches with the selection that each is part of, in order; once for each pass.
    pub(crate) batches: Vec<(SuiteNo, BatchPlan)>,
    pub(crate) passes: u32,
    pub(crate) jobs: Option<u16>,
}

impl Play<'_> {
    /// Plays on these engines. Dropping the future ends the run, its browsers and its servers.
    pub(crate) async fn on(self, chosen: Vec<Chosen>) -> Result<RunRecord, Failure> {
        let servers = with_servers(self.matrix).await?;
        let jobs = self.jobs.map_or_else(
            || default_jobs(chosen.iter().filter(|engine| engine.is_browser()).count()),
            usize::from,
        );
        let mut record = RunRecord::new(
            self.selections.to_vec(),
            chosen.iter().map(|engine| engine.profile.clone()).collect(),
        );
        let work: Vec<Task> = (0..self.passes)
            .flat_map(|pass| {
                self.batches.iter().map(move |(suite, plan)| Task {
                    suite: *suite,
                    pass,
                    plan: plan.clone(),
                })
            })
            .collect();
        let cells: u64 = work
            .iter()
            .map(|task| task.plan.cells(&self.selections[task.suite.0]).len() as u64)
            .sum();
        let mut progress = Progress::new(chosen.iter().map(|engine| (&engine.profile, cells)));
        let lanes = chosen
            .into_iter()
            .map(|engine| Lane { engine: engine.engine(&servers), jobs, work: work.clone() })
            .collect();

        let watch = Stopwatch::start();
        let (sender, mut events) = mpsc::unbounded_channel();
        let playing = play_lanes(self.matrix, self.selections, lanes, sender);
        let mut take = |event: RunEvent| {
            progress.tell(&event, watch.elapsed());
            record.apply(&event);
        };
        tokio::pin!(playing);
        loop {
            tokio::select! {
                Some(event) = events.recv() => take(event),
                () = &mut playing => break,
            }
        }
        while let Ok(event) = events.try_recv() {
            take(event);
        }
        Ok(record)
    }
}

/// Starts the servers of all origins.
pub(crate) async fn with_servers(matrix: &Matrix) -> Result<Arc<FixtureServers>, Failure> {
    let servers = FixtureServers::start(&matrix.origins()).await;
    let help = "the fixture servers need free ports on 127.0.0.1";
    servers.map(Arc::new).map_err(|error| Failure::new(Exit::NoBrowser, error, help))
}

/// Returns how many sessions an engine plays side by side where nothing else is asked for: one for
/// each core, shared among the browsers, as browser, driver and servers of one session keep a core
/// busy.
fn default_jobs(browsers: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    (cores / browsers.max(1)).clamp(1, 8)
}
