//! What a run tells while it goes on. Records, progress lines and reports are folds over these
//! events.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::results::observation::{self, Observation};
use crate::results::reason_match::CellReason;

/// The number of a lane: one profile of one engine within a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LaneNo(pub usize);

/// The number of a suite's selection within a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SuiteNo(pub usize);

/// What a run tells while it goes on.
///
/// What a run can be resumed from is written as JSON; the others are for whoever looks on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RunEvent {
    /// A batch takes long to play, as cookies of it are to be some time old.
    #[serde(skip)]
    BatchAges {
        /// Where it is played.
        lane: LaneNo,
        /// How old its oldest cookies are to be, in seconds.
        age_secs: u16,
    },
    /// A batch was played and believed: these cells were observed.
    BatchPlayed {
        /// Where it was played.
        lane: LaneNo,
        /// The selection that it is part of.
        suite: SuiteNo,
        /// The pass over the selection, from 0.
        pass: u32,
        /// The number of the first cell; the others follow it.
        first_cell: usize,
        /// What was observed, cell by cell.
        #[serde(with = "observation::list")]
        observations: Vec<Observation>,
        /// How many HTTP requests reached the fixture servers for it.
        http_requests: u64,
        /// How long it took.
        took: Duration,
    },
    /// A batch could not be played or not be believed.
    BatchFailed {
        /// Where it was played.
        lane: LaneNo,
        /// The selection that it is part of.
        suite: SuiteNo,
        /// The number of the first cell.
        first_cell: usize,
        /// How many cells are concerned.
        cells: usize,
        /// What went wrong.
        reason: String,
        /// What follows from it.
        then: FailureAction,
    },
    /// An engine gave reasons of its own for the cells of a batch that was played and believed.
    #[serde(skip)]
    ReasonsGiven {
        /// Where it was played.
        lane: LaneNo,
        /// The selection that it is part of.
        suite: SuiteNo,
        /// The number of the first cell; the others follow it.
        first_cell: usize,
        /// What it said, cell by cell, none of it twice.
        reasons: Vec<Vec<CellReason>>,
    },
    /// A session of a grid has to wait.
    #[serde(skip)]
    SessionAwaited {
        /// The lane that it is to belong to.
        lane: LaneNo,
        /// What it waits for.
        reason: String,
    },
    /// A session ended; these names were asked for that are no fixture's.
    SessionEnded {
        /// The lane that it belonged to.
        lane: LaneNo,
        /// Refused names with how often they were asked for.
        refused: BTreeMap<String, u64>,
    },
    /// A session of an engine is up.
    SessionStarted {
        /// The lane that it belongs to.
        lane: LaneNo,
        /// What it runs.
        version: EngineVersion,
        /// The node of a grid that it runs on.
        #[serde(skip)]
        node: Option<String>,
        /// How long it took.
        took: Duration,
    },
    /// A lane has played all it could.
    LaneEnded {
        /// The lane.
        lane: LaneNo,
        /// How long it took.
        took: Duration,
        /// Why it could not go on, if it could not.
        failure: Option<String>,
    },
}

impl RunEvent {
    /// Returns whether a run is resumed from it, and it can be written as JSON.
    pub fn is_resumable(&self) -> bool {
        match self {
            Self::BatchPlayed { .. }
            | Self::BatchFailed { .. }
            | Self::SessionEnded { .. }
            | Self::SessionStarted { .. }
            | Self::LaneEnded { .. } => true,
            Self::BatchAges { .. } | Self::SessionAwaited { .. } | Self::ReasonsGiven { .. } => {
                false
            }
        }
    }
}

/// What follows from a failed batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureAction {
    /// Its cells are errors of the run.
    GiveUp,
    /// It is played again, in a new session.
    Retry,
}

/// What an engine session runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineVersion {
    /// The browser with its version: `Chromium 156.0.8078.79`.
    pub browser: String,
    /// The driver with its version, where there is one.
    pub driver: Option<String>,
    /// Further parts that decide about cookies: `libsoup 3.2.3`.
    pub parts: Vec<String>,
}

/// What stands behind the version of a browser that something else stands in for.
pub const STAND_IN: &str = "(stand-in)";

impl EngineVersion {
    /// Returns whether something else stands in for the browser: it shows how the harness works,
    /// and not what the browser does.
    pub fn is_stand_in(&self) -> bool {
        self.browser.ends_with(STAND_IN)
    }
}

impl fmt::Display for EngineVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.browser)?;
        self.driver.iter().chain(&self.parts).try_for_each(|part| write!(f, " with {part}"))
    }
}
