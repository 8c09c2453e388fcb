//! The one place that asks what time it is.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use run_model::UnixTime;

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts measuring.
    #[expect(clippy::disallowed_methods, reason = "this is the home of the clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Returns the time since the start.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Returns the time since the beginning of 1970, UTC.
#[expect(clippy::disallowed_methods, reason = "this is the home of the clock")]
pub fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Returns the same to the second.
pub(crate) fn now() -> UnixTime {
    UnixTime(i64::try_from(since_epoch().as_secs()).unwrap_or(i64::MAX))
}

/// Waits for so long.
pub(crate) async fn wait(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// The time by which cookies age.
pub(crate) trait AgeingTime {
    fn now(&self) -> UnixTime;

    /// Lets so many seconds go by.
    async fn wait(&mut self, secs: u16);
}

/// What the machine's clock says.
pub(crate) struct MachineTime;

impl AgeingTime for MachineTime {
    fn now(&self) -> UnixTime {
        now()
    }

    async fn wait(&mut self, secs: u16) {
        wait(Duration::from_secs(secs.into())).await;
    }
}
