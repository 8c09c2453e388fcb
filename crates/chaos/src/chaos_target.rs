//! What can be disturbed.

/// What of a run is disturbed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ChaosTarget {
    /// Processes of its browser are stopped or killed.
    #[default]
    Browser,
    /// The run itself is ended by SIGHUP, SIGINT, SIGKILL or SIGTERM, and resumed.
    Harness,
    /// It has few file handles, or a small disk.
    Resources,
    /// Several runs play at once.
    Parallel,
    /// Its browser and driver run for 10 to 40 percent of the time.
    Pace,
    /// Nothing: one run plays all suites whole three times, and what it uses is watched.
    Nothing,
}

/// What is disturbed where something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunDisturbance {
    Browser,
    Harness,
    Pace,
    Parallel,
    Resources,
}

impl ChaosTarget {
    /// Returns what is disturbed; `None` where a run is watched alone.
    pub(crate) fn disturbance(self) -> Option<RunDisturbance> {
        match self {
            Self::Browser => Some(RunDisturbance::Browser),
            Self::Harness => Some(RunDisturbance::Harness),
            Self::Nothing => None,
            Self::Pace => Some(RunDisturbance::Pace),
            Self::Parallel => Some(RunDisturbance::Parallel),
            Self::Resources => Some(RunDisturbance::Resources),
        }
    }
}
