//! The one place that asks for the time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use spec_model::Timestamp;

/// Returns the time.
pub(crate) fn now() -> Timestamp {
    Timestamp(i64::try_from(since_epoch().as_secs()).unwrap_or(i64::MAX))
}

/// Returns the time since the beginning of 1970, UTC.
#[expect(clippy::disallowed_methods, reason = "this is the clock of this program")]
pub(crate) fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
