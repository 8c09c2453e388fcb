//! The vocabulary of what happens in a run: what is to be played, what was recorded, what was observed and predicted.
//!
//! A [`script::Batch`] says what is played, [`evidence::BatchEvidence`] what was recorded meanwhile, an [`Observation`] what
//! follows for one cell. A run tells of itself in [`event::Event`]s; its [`RunRecord`] is a fold over them. The crate
//! holds data and what follows from a single value: it never performs I/O and never predicts.
//!
//! ```
//! use run_model::script::{BatchId, Carrier, CookieScript, Nonce, ShapeNo};
//!
//! let nonce = Nonce { batch: BatchId(31), shape: ShapeNo(2) };
//! let cookie = CookieScript { name: "c7".into(), attributes: "; Path=/; SameSite=Lax".into(), on: Carrier::Response(0) };
//! assert_eq!(cookie.line(nonce), "c7=1f-2; Path=/; SameSite=Lax");
//! assert_eq!(Nonce::parse("1f-2"), Some(nonce));
//! ```

pub mod event;
pub mod evidence;
mod frequencies;
mod observation;
pub mod protocol;
mod reasons;
mod record;
pub mod script;
mod writing;

pub use frequencies::Frequencies;
pub use observation::{CookieOutcome, Observation, PartitionKeys, PartitionNo, ResponseOutcome, Stored};
pub use reasons::{Accord, GivenReason, Subject};
pub use record::{LaneRecord, RunRecord, Spoiled};
pub use writing::{cookie_name, write_shape};
