//! What an operation reports while it goes on.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use browser_driver::Browser;
use matrix::{Profile, UnplayedSuite};
use run_model::results::RunEvent;

use crate::cells::playable::LeftOutReason;
use crate::cells::topology_name::TopologyName;

/// Something that an operation reports while it goes on.
#[derive(Clone, Debug)]
pub enum RunNotice<'a> {
    /// The batches of sampled cells are about to be played.
    AuditBatches,
    /// Sampled cells are about to be played, each in a fresh jar.
    AuditIsolated {
        /// How many cells.
        cells: usize,
    },
    /// A part of a suite is about to be timed.
    BenchPart {
        /// Where it is played.
        profile: &'a Profile,
        /// The part is one of this many; 1 is the whole suite.
        divisor: usize,
    },
    /// A round of measurements begins with plain requests.
    BenchRound {
        /// Where it is measured.
        profile: &'a Profile,
        /// The round, from 1.
        round: u16,
        /// How many rounds there are.
        rounds: u16,
    },
    /// A browser is skipped.
    BrowserSkipped {
        /// The browser.
        browser: Browser,
        /// What it lacks.
        missing: &'a str,
    },
    /// A command line that installs something is about to run.
    Installing {
        /// The command line.
        command: &'a str,
    },
    /// Lanes are about to play.
    LanesStarted {
        /// Each lane's profile, and how many cells it plays.
        lanes: &'a [(Profile, u64)],
    },
    /// Some cells are not played.
    LeftOut {
        /// Why.
        reason: LeftOutReason<'a>,
        /// How many of each topology.
        cells_by_topology: &'a BTreeMap<TopologyName, usize>,
    },
    /// A suite that is asked for is not played on an engine.
    SuiteUnplayed {
        /// Which, and why.
        unplayed: &'a UnplayedSuite,
    },
    /// No browser was found, so that only the reference engine plays.
    ReferenceOnly,
    /// Something happened on a lane.
    LaneEvent {
        /// What happened.
        event: &'a RunEvent,
        /// The time since the lanes started.
        elapsed: Duration,
    },
    /// A run begins, and is written as it goes.
    RunBegins {
        /// The folder of the run.
        folder: &'a Path,
    },
    /// No snapshot was replaced, as some cells could not be played.
    SnapshotsKept {
        /// The folder of the run.
        folder: &'a Path,
    },
    /// Snapshots were proposed for review.
    SnapshotsProposed,
}

/// What receives the notices of an operation.
pub type NoticeSink<'a> = &'a mut dyn FnMut(RunNotice<'_>);
