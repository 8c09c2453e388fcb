//! The one place that asks for the time.

use std::time::{SystemTime, UNIX_EPOCH};

use spec_model::Timestamp;

/// Returns the time.
#[expect(clippy::disallowed_methods, reason = "this is the clock of this program")]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
