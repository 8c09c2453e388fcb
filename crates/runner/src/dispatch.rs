//! Plays plans on engines: sessions side by side, each batch retried in a new session before it is
//! given up.

use std::collections::VecDeque;
use std::iter::repeat_n;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::join_all;
use matrix::{Matrix, Selection};
use run_model::evidence::BatchEvidence;
use run_model::plan::BatchId;
use run_model::results::{FailureAction, LaneNo, Observation, RunEvent, SuiteNo};
use tokio::sync::mpsc;

use crate::browser_reasons;
use crate::clock::Stopwatch;
use crate::error::{PlayError, StartError};
use crate::observe::observe;
use crate::plan::BatchPlan;
use crate::session_pair::{Engine, Player};

/// How often a batch is played before its cells are errors.
const MOST_ATTEMPTS: u32 = 3;

/// How often in a row a session may fail to start before its lane gives up.
const MOST_FAILED_STARTS: u32 = 3;

/// How many sessions play, beside the others, batches in which nothing happens for minutes: they
/// cost memory and hardly a processor.
const MOST_WAITING_SESSIONS: usize = 8;

/// What is to be played on one profile of one engine.
#[derive(Debug)]
pub struct Lane {
    /// The engine, ready to start sessions.
    pub engine: Engine,
    /// How many sessions play side by side, those not counted in which cookies age. A driver that
    /// runs already is asked for one and no other.
    pub jobs: usize,
    /// The batches in order, each with the selection that it is part of and the pass over it.
    pub work: Vec<Task>,
}

/// One batch that is to be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The selection that it is part of.
    pub suite: SuiteNo,
    /// The pass over the selection, from 0.
    pub pass: u32,
    /// The batch.
    pub plan: BatchPlan,
}

/// Everything that the sessions of a run share.
#[derive(Debug)]
struct Shared {
    matrix: Arc<Matrix>,
    selections: Vec<Selection>,
    events: mpsc::UnboundedSender<RunEvent>,
    next_batch: AtomicU32,
}

/// Plays all lanes side by side, telling of it by events.
///
/// Dropping the future ends the run and everything that it started.
pub async fn play_lanes(
    matrix: &Arc<Matrix>,
    selections: &[Selection],
    lanes: Vec<Lane>,
    events: mpsc::UnboundedSender<RunEvent>,
) {
    let shared = Shared {
        matrix: Arc::clone(matrix),
        selections: selections.to_vec(),
        events,
        next_batch: AtomicU32::new(1),
    };
    // One task for all lanes: they wait nearly always, and dropping it drops every session at once.
    join_all(
        lanes
            .into_iter()
            .enumerate()
            .map(|(number, lane)| play_lane(&shared, LaneNo(number), lane)),
    )
    .await;
}

/// Everything that was recorded while one cell was played alone.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The evidence.
    pub evidence: BatchEvidence,
    /// What follows from it.
    pub observation: Observation,
}

/// Plays one cell alone in a session of its own, and keeps the evidence.
///
/// # Errors
/// Where no session can be started, or the batch cannot be played or not be believed.
///
/// # Panics
/// If the plan is not of this selection, or plays more than a cell.
pub async fn record_batch(
    engine: &Engine,
    matrix: &Matrix,
    selection: &Selection,
    plan: &BatchPlan,
) -> Result<Recording, RecordError> {
    let mut player = engine.start().await?;
    let batch = plan.write(matrix, selection, BatchId(1), player.now());
    let played = player.play(&batch).await;
    player.stop().await;
    let evidence = played?;
    let observed = observe(&batch, &evidence).map_err(PlayError::from)?.concat();
    let [observation] = <[_; 1]>::try_from(observed).expect("the plan plays one cell");
    Ok(Recording { evidence, observation })
}

/// A cell could not be played alone.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum RecordError {
    #[error("the cell could not be played")]
    Play(#[from] PlayError),
    #[error("no session could be started")]
    Start(#[from] StartError),
}

/// The batches of a lane that are still to be played, with the number of attempts that each has
/// behind it.
type Queue = Mutex<VecDeque<(Task, u32)>>;

async fn play_lane(shared: &Shared, number: LaneNo, lane: Lane) {
    let watch = Stopwatch::start();
    let has_one_session = lane.engine.has_one_session();
    let waits =
        |task: &Task| !has_one_session && shared.selections[task.suite.0].lets_cookies_age();
    let (waiting, busy): (Vec<Task>, Vec<Task>) = lane.work.into_iter().partition(waits);
    let jobs = if has_one_session { 1 } else { lane.jobs };
    let sessions = (MOST_WAITING_SESSIONS.min(waiting.len()), jobs.min(busy.len()));
    let queue =
        |work: Vec<Task>| -> Queue { Mutex::new(work.into_iter().map(|task| (task, 0)).collect()) };
    let (waiting, busy) = (queue(waiting), queue(busy));
    let workers = repeat_n(&waiting, sessions.0).chain(repeat_n(&busy, sessions.1));
    let ended = join_all(workers.map(|queue| {
        Worker { shared, lane: number, engine: &lane.engine, queue, player: None }.work()
    }))
    .await;
    let left =
        [waiting, busy].map(|queue| queue.into_inner().unwrap_or_else(PoisonError::into_inner));
    for (task, _) in left.iter().flatten() {
        shared.spoiled(
            number,
            task,
            "no session could be started for it".to_owned(),
            FailureAction::GiveUp,
        );
    }
    // Where other sessions have played everything, nothing is wanting.
    let failure = ended
        .into_iter()
        .find_map(Result::err)
        .filter(|_| left.iter().flatten().next().is_some())
        .map(|error| chain(&error));
    shared.tell(RunEvent::LaneEnded { lane: number, took: watch.elapsed(), failure });
}

struct Worker<'a> {
    shared: &'a Shared,
    lane: LaneNo,
    engine: &'a Engine,
    queue: &'a Queue,
    player: Option<Player>,
}

impl Worker<'_> {
    async fn work(mut self) -> Result<(), StartError> {
        let mut failed_starts = 0;
        loop {
            if self.player.is_none() {
                if self.is_queue_empty() {
                    return Ok(());
                }
                match self.start().await {
                    Ok(player) => self.player = Some(player),
                    Err(error) => {
                        failed_starts += 1;
                        if failed_starts == MOST_FAILED_STARTS {
                            return Err(error);
                        }
                        continue;
                    }
                }
                failed_starts = 0;
            }
            let Some((task, attempts)) = self.next() else {
                self.end_session().await;
                return Ok(());
            };
            if let Err(error) = self.play(&task).await {
                self.end_session().await;
                let then = if attempts + 1 < MOST_ATTEMPTS {
                    FailureAction::Retry
                } else {
                    FailureAction::GiveUp
                };
                self.shared.spoiled(self.lane, &task, chain(&error), then);
                if then == FailureAction::Retry {
                    self.queue
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push_back((task, attempts + 1));
                }
            }
        }
    }

    fn is_queue_empty(&self) -> bool {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn next(&self) -> Option<(Task, u32)> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    async fn start(&self) -> Result<Player, StartError> {
        let watch = Stopwatch::start();
        let player = self.engine.start().await?;
        let version = self.engine.version(&player);
        self.shared.tell(RunEvent::SessionStarted {
            lane: self.lane,
            version,
            took: watch.elapsed(),
        });
        Ok(player)
    }

    async fn end_session(&mut self) {
        if let Some(player) = self.player.take() {
            let refused = player.stop().await;
            self.shared.tell(RunEvent::SessionEnded { lane: self.lane, refused });
        }
    }

    async fn play(&mut self, task: &Task) -> Result<(), PlayError> {
        let selection = &self.shared.selections[task.suite.0];
        let id = BatchId(self.shared.next_batch.fetch_add(1, Ordering::Relaxed));
        let player = self.player.as_mut().expect("a session was started above");
        let batch = task.plan.write(&self.shared.matrix, selection, id, player.now());
        let age_secs = batch.age_secs();
        if age_secs > 0 {
            self.shared.tell(RunEvent::BatchAges { lane: self.lane, age_secs });
        }
        let requests_before = player.requests();
        let evidence = player.play(&batch).await?;
        let http_requests = player.requests() - requests_before;
        let observations = task.plan.arrange(selection, observe(&batch, &evidence)?);
        let first_cell = task.plan.cells(selection).start;
        if !evidence.reasons.is_empty() {
            let reasons =
                task.plan.arrange(selection, browser_reasons::by_cell(&batch, &evidence.reasons));
            self.shared.tell(RunEvent::ReasonsGiven {
                lane: self.lane,
                suite: task.suite,
                first_cell,
                reasons,
            });
        }
        let (lane, suite, pass) = (self.lane, task.suite, task.pass);
        self.shared.tell(RunEvent::BatchPlayed {
            lane,
            suite,
            pass,
            first_cell,
            observations,
            http_requests,
        });
        Ok(())
    }
}

impl Shared {
    /// Nobody listening is no reason to stop: the caller drops the run when it does not want it any
    /// more.
    fn tell(&self, event: RunEvent) {
        _ = self.events.send(event);
    }

    fn spoiled(&self, lane: LaneNo, task: &Task, reason: String, then: FailureAction) {
        let cells = task.plan.cells(&self.selections[task.suite.0]);
        let (first_cell, cells) = (cells.start, cells.len());
        self.tell(RunEvent::BatchFailed {
            lane,
            suite: task.suite,
            first_cell,
            cells,
            reason,
            then,
        });
    }
}

/// Returns an error with all its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
