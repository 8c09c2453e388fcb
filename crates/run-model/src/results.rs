//! What follows from the evidence: observations, and the record of a run, which is a fold over its
//! events.

mod event;
mod frequencies;
mod lifetime;
mod observation;
mod reason_match;
mod record;
mod visit_observation;

pub use event::{EngineVersion, FailureAction, LaneNo, RunEvent, STAND_IN, SuiteNo};
pub use frequencies::OutcomeFrequencies;
pub use lifetime::CookieLifetime;
pub use observation::{CookieOutcome, JarPlacement, Observation, ResponseOutcome};
pub use reason_match::{CellReason, ReasonMatch};
pub use record::{FailedBatch, LaneRecord, RunRecord};
pub use visit_observation::VisitObservation;
