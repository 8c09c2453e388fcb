//! What follows from the evidence: observations, and the record of a run, which is a fold over its
//! events.

mod event;
mod frequencies;
mod lifetime;
mod observation;
mod reasons;
mod record;

pub use event::{EngineVersion, Event, LaneNo, SuiteNo, Then};
pub use frequencies::Frequencies;
pub use lifetime::Lifetime;
pub use observation::{CookieOutcome, Observation, ResponseOutcome, Stored};
pub use reasons::{Accord, GivenReason};
pub use record::{LaneRecord, RunRecord, Spoiled};
