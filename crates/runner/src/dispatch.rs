//! Plays plans on engines: sessions side by side, each batch retried in a new session before it is
//! given up.

use std::collections::VecDeque;
use std::iter::repeat_n;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use matrix::{Matrix, Selection};
use mutations::{HarnessMutation, mutated};
use run_model::error_chain;
use run_model::evidence::BatchEvidence;
use run_model::plan::BatchId;
use run_model::results::{FailureAction, LaneNo, Observation, RunEvent, SuiteNo};
use tokio::sync::{Semaphore, mpsc};

use crate::browser_reasons;
use crate::clock::{self, Stopwatch};
use crate::error::{BatchRunError, SessionStartError};
use crate::observe::observe;
use crate::plan::BatchPlan;
use crate::session_pair::{EngineLauncher, SessionLimit, SessionPair};

/// How often a batch is played before its cells are errors.
pub(crate) const MAX_ATTEMPTS: u32 = 3;

/// How often in a row a session may fail to start before its lane gives up.
const MAX_FAILED_STARTS: u32 = 3;

/// How many sessions play, beside the others, batches in which nothing happens for minutes: they
/// cost memory and hardly a processor.
const MAX_WAITING_SESSIONS: usize = 8;

/// How long a session of a grid may have to wait: for a slot, or until the grid knows of a node
/// that is gone.
const GRID_TIMEOUT: Duration = Duration::from_secs(600);

/// How long to wait before a grid is asked again.
const GRID_INTERVAL: Duration = Duration::from_secs(2);

/// What is to be played on one profile of one engine.
#[derive(Debug)]
pub struct LanePlan {
    /// The engine, ready to start sessions.
    pub engine: EngineLauncher,
    /// How many sessions play side by side, those not counted in which cookies age, nor those that
    /// fall to the lane when another one ends. A driver that runs already and is no grid is asked
    /// for one and no other.
    pub jobs: usize,
    /// Whether its sessions share the machine with those of other lanes: when one of these lanes
    /// ends, its sessions fall to the others.
    pub shares_machine: bool,
    /// The batches in order, each with the selection that it is part of and the pass over it.
    pub work: Vec<QueuedBatch>,
}

/// One batch that is to be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedBatch {
    /// The selection that it is part of.
    pub suite: SuiteNo,
    /// The pass over the selection, from 0.
    pub pass: u32,
    /// The batch.
    pub plan: BatchPlan,
}

/// Everything that the sessions of a run share.
#[derive(Debug)]
struct DispatchState {
    matrix: Arc<Matrix>,
    selections: Vec<Selection>,
    events: mpsc::UnboundedSender<RunEvent>,
    next_batch: AtomicU32,
    /// How many sessions those lanes had that share the machine and have ended.
    free_sessions: Semaphore,
}

/// Plays all lanes side by side, telling of it by events.
///
/// Dropping the future ends the run and everything that it started.
pub async fn play_lanes(
    matrix: &Arc<Matrix>,
    selections: &[Selection],
    lanes: Vec<LanePlan>,
    events: mpsc::UnboundedSender<RunEvent>,
) {
    let shared = DispatchState {
        matrix: Arc::clone(matrix),
        selections: selections.to_vec(),
        events,
        next_batch: AtomicU32::new(1),
        free_sessions: Semaphore::new(0),
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
pub struct CellRecording {
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
    engine: &EngineLauncher,
    matrix: &Matrix,
    selection: &Selection,
    plan: &BatchPlan,
) -> Result<CellRecording, RecordCellError> {
    let mut pair = engine.start().await?;
    let batch = plan.write(matrix, selection, BatchId(1), pair.now());
    let played = pair.play(&batch).await;
    pair.stop().await;
    let evidence = played?;
    let observed = observe(&batch, &evidence).map_err(BatchRunError::from)?.concat();
    let [observation] = <[_; 1]>::try_from(observed).expect("the plan plays one cell");
    Ok(CellRecording { evidence, observation })
}

/// A cell could not be played alone.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum RecordCellError {
    #[error("the cell could not be played")]
    Play(#[from] BatchRunError),
    #[error("no session could be started")]
    Start(#[from] SessionStartError),
}

/// The batches of a lane that are still to be played, with the number of attempts that each has
/// behind it.
type BatchQueue = Mutex<VecDeque<(QueuedBatch, u32)>>;

async fn play_lane(shared: &DispatchState, number: LaneNo, lane: LanePlan) {
    let watch = Stopwatch::start();
    let limit = lane.engine.session_limit();
    let waits = |queued: &QueuedBatch| match limit {
        SessionLimit::None => shared.selections[queued.suite.0].lets_cookies_age(),
        // They would keep others from playing.
        SessionLimit::One | SessionLimit::Slots => false,
    };
    let (waiting, busy): (Vec<QueuedBatch>, Vec<QueuedBatch>) =
        lane.work.into_iter().partition(waits);
    let jobs = match limit {
        SessionLimit::One => 1,
        SessionLimit::None | SessionLimit::Slots => lane.jobs,
    };
    let sessions = (MAX_WAITING_SESSIONS.min(waiting.len()), jobs.min(busy.len()));
    let queue = |work: Vec<QueuedBatch>| -> BatchQueue {
        Mutex::new(work.into_iter().map(|queued| (queued, 0)).collect())
    };
    let (waiting, busy) = (queue(waiting), queue(busy));
    let shares_machine = lane.shares_machine && matches!(limit, SessionLimit::None);
    let worker =
        |queue| LaneWorker { shared, lane: number, engine: &lane.engine, queue, pair: None }.work();
    let mut workers: FuturesUnordered<_> =
        repeat_n(&waiting, sessions.0).chain(repeat_n(&busy, sessions.1)).map(worker).collect();
    let (mut ended, mut borrowed) = (Vec::new(), 0);
    // A session takes a moment to start: whoever has a batch left for each of its own needs none.
    let wants_more = |workers: usize| shares_machine && count(&busy) > workers;
    while !workers.is_empty() {
        tokio::select! {
            Some(result) = workers.next() => ended.push(result),
            Ok(free) = shared.free_sessions.acquire(), if wants_more(workers.len()) => {
                if wants_more(workers.len()) {
                    free.forget();
                    borrowed += 1;
                    workers.push(worker(&busy));
                }
            }
        }
    }
    drop(workers);
    if shares_machine {
        shared.free_sessions.add_permits(sessions.1 + borrowed);
    }
    let left =
        [waiting, busy].map(|queue| queue.into_inner().unwrap_or_else(PoisonError::into_inner));
    for (queued, _) in left.iter().flatten() {
        shared.report_failure(
            number,
            queued,
            "no session could be started for it".to_owned(),
            FailureAction::GiveUp,
        );
    }
    // Where other sessions have played everything, nothing is wanting.
    let failure = ended
        .into_iter()
        .find_map(Result::err)
        .filter(|_| left.iter().flatten().next().is_some())
        .map(|error| error_chain(&error));
    shared.tell(RunEvent::LaneEnded { lane: number, took: watch.elapsed(), failure });
}

fn count(queue: &BatchQueue) -> usize {
    queue.lock().unwrap_or_else(PoisonError::into_inner).len()
}

struct LaneWorker<'a> {
    shared: &'a DispatchState,
    lane: LaneNo,
    engine: &'a EngineLauncher,
    queue: &'a BatchQueue,
    pair: Option<SessionPair>,
}

impl LaneWorker<'_> {
    async fn work(mut self) -> Result<(), SessionStartError> {
        let mut failed_starts = 0;
        loop {
            if self.pair.is_none() {
                if self.is_queue_empty() {
                    return Ok(());
                }
                match self.start().await {
                    Ok(Some(pair)) => self.pair = Some(pair),
                    Ok(None) => return Ok(()),
                    Err(error) => {
                        failed_starts += 1;
                        if failed_starts == MAX_FAILED_STARTS {
                            return Err(error);
                        }
                        continue;
                    }
                }
                failed_starts = 0;
            }
            let Some((queued, attempts)) = self.next() else {
                self.end_session().await;
                return Ok(());
            };
            if let Err(error) = self.play(&queued).await {
                self.end_session().await;
                let then = if attempts + 1 < MAX_ATTEMPTS {
                    FailureAction::Retry
                } else {
                    FailureAction::GiveUp
                };
                self.shared.report_failure(self.lane, &queued, error_chain(&error), then);
                if then == FailureAction::Retry {
                    self.queue
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push_back((queued, attempts + 1));
                }
            }
        }
    }

    fn is_queue_empty(&self) -> bool {
        count(self.queue) == 0
    }

    fn next(&self) -> Option<(QueuedBatch, u32)> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// Starts a session. A grid may let it wait: `None` where others have played everything until
    /// then.
    async fn start(&self) -> Result<Option<SessionPair>, SessionStartError> {
        let (lane, watch) = (self.lane, Stopwatch::start());
        let mut told = String::new();
        let pair = loop {
            let error = match self.engine.start().await {
                Ok(pair) => break pair,
                Err(error) => error,
            };
            if !self.engine.may_pass(&error) || watch.elapsed() > GRID_TIMEOUT {
                return Err(error);
            }
            let reason = error_chain(&error);
            if reason != told {
                self.shared.tell(RunEvent::SessionAwaited { lane, reason: reason.clone() });
                told = reason;
            }
            clock::wait(GRID_INTERVAL).await;
            if self.is_queue_empty() {
                return Ok(None);
            }
        };
        let (version, node) = (self.engine.version(&pair), pair.node().await);
        let took = watch.elapsed();
        self.shared.tell(RunEvent::SessionStarted { lane, version, node, took });
        Ok(Some(pair))
    }

    async fn end_session(&mut self) {
        if let Some(pair) = self.pair.take() {
            let refused = pair.stop().await;
            self.shared.tell(RunEvent::SessionEnded { lane: self.lane, refused });
        }
    }

    async fn play(&mut self, queued: &QueuedBatch) -> Result<(), BatchRunError> {
        let selection = &self.shared.selections[queued.suite.0];
        let step = u32::from(!mutated(HarnessMutation::SameBatchId));
        let id = BatchId(self.shared.next_batch.fetch_add(step, Ordering::Relaxed));
        let pair = self.pair.as_mut().expect("a session was started above");
        let batch = queued.plan.write(&self.shared.matrix, selection, id, pair.now());
        let age_secs = batch.age_secs();
        if age_secs > 0 {
            self.shared.tell(RunEvent::BatchAges { lane: self.lane, age_secs });
        }
        let requests_before = pair.requests();
        let watch = Stopwatch::start();
        let evidence = pair.play(&batch).await?;
        let took = watch.elapsed();
        let http_requests = pair.requests() - requests_before;
        let mut observations = queued.plan.arrange(selection, observe(&batch, &evidence)?);
        spoil(&mut observations);
        let first_cell = queued.plan.cells(selection).start;
        if !evidence.reasons.is_empty() {
            let reasons =
                queued.plan.arrange(selection, browser_reasons::by_cell(&batch, &evidence.reasons));
            self.shared.tell(RunEvent::ReasonsGiven {
                lane: self.lane,
                suite: queued.suite,
                first_cell,
                reasons,
            });
        }
        let (lane, suite, pass) = (self.lane, queued.suite, queued.pass);
        self.shared.tell(RunEvent::BatchPlayed {
            lane,
            suite,
            pass,
            first_cell,
            observations,
            http_requests,
            took,
        });
        Ok(())
    }
}

/// Spoils the observations of a batch as the chosen mutation does.
fn spoil(observations: &mut [Observation]) {
    let last = observations.len().saturating_sub(1);
    if mutated(HarnessMutation::CellsSwapped) {
        observations.swap(0, last);
    }
    if mutated(HarnessMutation::CellsShifted) {
        observations.rotate_right(1);
    }
}

impl DispatchState {
    /// Nobody listening is no reason to stop: the caller drops the run when it does not want it any
    /// more.
    fn tell(&self, event: RunEvent) {
        _ = self.events.send(event);
    }

    fn report_failure(
        &self,
        lane: LaneNo,
        queued: &QueuedBatch,
        reason: String,
        then: FailureAction,
    ) {
        let cells = queued.plan.cells(&self.selections[queued.suite.0]);
        let (first_cell, cells) = (cells.start, cells.len());
        self.tell(RunEvent::BatchFailed {
            lane,
            suite: queued.suite,
            first_cell,
            cells,
            reason,
            then,
        });
    }
}
