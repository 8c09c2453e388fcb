//! What programs share that behave as a driver does and have another one behind them.

mod driver_behind;

pub use driver_behind::{DriverBehind, answer_with, refuse_with};

/// What can be done about an error is for whoever runs the tests.
pub type StandInResult<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
