//! Points in time.

use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Seconds since the beginning of 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixTime(pub i64);

/// How many seconds a day has.
pub(crate) const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

impl UnixTime {
    /// Returns the time so many days later, or earlier.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(SECONDS_OF_DAY)))
    }

    /// Returns the time as HTTP has it: `Sun, 06 Nov 1994 08:49:37 GMT`. What is before 1970 or
    /// after 9999 is the nearest that there is.
    pub fn http_date(self) -> String {
        // 9999-12-31T23:59:59Z.
        let seconds = self.0.clamp(0, 253_402_300_799).unsigned_abs();
        httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
    }
}
