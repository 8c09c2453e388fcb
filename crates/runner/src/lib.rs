//! Plays selections of cells on engines: plans batches, conducts sessions, concludes observations,
//! retries what failed.
//!
//! [`plan`] cuts a selection into batches, [`play_lanes`] has engines play them side by side and
//! tells of it by events, [`observe`] concludes what became of each cell. A fault of the harness is
//! never an observation: a batch whose controls fail or whose witnesses contradict each other is
//! played again in a new session, and given up as an error if that does not help. What is expected
//! of a cell plays no part here; the model takes part as one engine among others.
//!
//! ```
//! let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))?;
//! let core = matrix::Selection::core(&matrix.suites["cors-credentials"]);
//! let batches = runner::plan(&core, 100);
//! assert_eq!(batches.iter().map(|batch| batch.cells(&core).len()).sum::<usize>(), core.cells());
//! # Ok::<(), matrix::FileError>(())
//! ```

mod batch_run;
mod batch_steps;
mod browser_reasons;
pub mod clock;
mod dispatch;
mod documents;
mod engine_session;
mod error;
mod jar_visibility;
mod mutated_evidence;
mod observe;
mod one_window;
mod plan;
mod reach_table;
mod request_rate;
mod session_pair;
mod stale_reads;
mod visit;
mod visit_run;

pub use dispatch::{
    CellRecording, LanePlan, QueuedBatch, RecordCellError, play_lanes, record_batch,
};
pub use error::{BatchRunError, SessionStartError};
pub use observe::{HarnessFault, observe, observe_visit};
pub use plan::{BatchPlan, CookieSelection, plan, plan_isolated};
pub use request_rate::{RequestRate, RequestRateError, measure_request_rate};
pub use session_pair::{BrowserRoute, BrowserSource, EngineLauncher, EngineSource, ReachSource};
pub use visit::{VisitEvent, play_visit};
