//! The clock of what listens on this machine.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Returns the time since the beginning of 1970, UTC.
#[expect(clippy::disallowed_methods, reason = "certificates and cookies expire")]
pub fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
