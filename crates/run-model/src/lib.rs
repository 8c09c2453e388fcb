//! The vocabulary of what happens in a run: what is to be played, what was recorded, what was observed and predicted.
//!
//! This crate holds data and the facts that follow from a single value; it decides nothing and performs no I/O.

pub mod evidence;
mod observation;
pub mod script;
mod writing;

pub use observation::{CookieOutcome, Observation, PartitionKeys, PartitionNo, ResponseOutcome, Stored};
pub use writing::{cookie_name, write_shape};
