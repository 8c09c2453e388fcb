//! Plays plans in a browser that nobody drives, batch by batch.

use std::sync::Arc;

use fixture_server::FixtureSession;
use matrix::{DetailTracking, Matrix, Selection};
use run_model::error_chain;
use run_model::plan::{BatchId, BatchScript, ShapeScript};
use run_model::results::{FailureAction, SuiteNo, VisitObservation};
use tokio::sync::mpsc;

use crate::clock;
use crate::dispatch::{MAX_ATTEMPTS, QueuedBatch};
use crate::error::BatchRunError;
use crate::observe::observe_visit;
use crate::visit_run;

/// What happens while a visit plays.
#[derive(Clone, Debug)]
pub enum VisitEvent {
    /// A browser has opened the URL.
    Arrived,
    /// A batch was played.
    BatchPlayed {
        /// The selection.
        suite: SuiteNo,
        /// The number of its first cell.
        first_cell: usize,
        /// What was seen of each cell.
        observations: Vec<VisitObservation>,
    },
    /// A batch could not be played.
    BatchFailed {
        /// The selection.
        suite: SuiteNo,
        /// The number of its first cell.
        first_cell: usize,
        /// How many cells it has.
        cells: usize,
        /// Why.
        reason: String,
        /// What is done about it.
        then: FailureAction,
    },
    /// A batch is none that a visit can play.
    BatchLeftOut {
        /// The selection.
        suite: SuiteNo,
        /// The number of its first cell.
        first_cell: usize,
        /// How many cells it has.
        cells: usize,
        /// Why.
        reason: &'static str,
    },
}

/// Waits for a browser to open [`FixtureSession::entry_url`], then plays these batches in its
/// window, one after the other, reporting by events.
///
/// # Panics
/// If a batch is of another selection.
pub async fn play_visit(
    matrix: &Arc<Matrix>,
    selections: &[Selection],
    session: &mut FixtureSession,
    batches: Vec<QueuedBatch>,
    events: mpsc::UnboundedSender<VisitEvent>,
) {
    // Nobody listening is no reason to stop: the caller drops the visit when it is not wanted.
    let tell = |event| _ = events.send(event);
    session.arrival().await;
    tell(VisitEvent::Arrived);
    let mut next_batch = (1..).map(BatchId);
    let all = batches.len();
    for (number, QueuedBatch { suite, plan, .. }) in batches.into_iter().enumerate() {
        let selection = &selections[suite.0];
        let cells = plan.cells(selection);
        let (first_cell, cells) = (cells.start, cells.len());
        let progress = format!("{}: part {} of {all}", selection.suite().name, number + 1);
        for attempt in 1..=MAX_ATTEMPTS {
            let id = next_batch.next().expect("a visit has few batches");
            let batch = plan.write(matrix, selection, id, clock::now());
            if let Some(reason) = obstacle(&batch) {
                tell(VisitEvent::BatchLeftOut { suite, first_cell, cells, reason });
                break;
            }
            match play(session, &batch, &progress).await {
                Ok(observed) => {
                    let observations = plan.arrange(selection, observed);
                    tell(VisitEvent::BatchPlayed { suite, first_cell, observations });
                    break;
                }
                Err(error) => {
                    let then = if attempt < MAX_ATTEMPTS {
                        FailureAction::Retry
                    } else {
                        FailureAction::GiveUp
                    };
                    let reason = error_chain(&error);
                    tell(VisitEvent::BatchFailed { suite, first_cell, cells, reason, then });
                }
            }
        }
    }
}

async fn play(
    session: &mut FixtureSession,
    batch: &BatchScript,
    progress: &str,
) -> Result<Vec<Vec<VisitObservation>>, BatchRunError> {
    let evidence = visit_run::run(session, batch, progress).await?;
    Ok(observe_visit(batch, &evidence)?)
}

/// Returns what keeps a visit from playing a batch.
fn obstacle(batch: &BatchScript) -> Option<&'static str> {
    let any = |is: fn(&ShapeScript) -> bool| batch.shapes.iter().any(is);
    if batch.topology.storage_access.is_some() {
        Some("its page asks for storage access, which a driver grants")
    } else if batch.age_secs() > 0 {
        Some("its cookies wait for minutes")
    } else if any(|shape| shape.lifetimes == DetailTracking::Observed) {
        Some("only the jar shows how long a cookie is kept")
    } else if any(|shape| shape.lines_of_calls().next().is_some()) {
        Some("no response can expire what the Cookie Store API sets")
    } else if any(|shape| shape.lines().any(|line| !line.is_writable())) {
        Some("no response can expire a cookie with control characters")
    } else {
        None
    }
}
