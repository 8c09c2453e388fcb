//! The record of a run: a fold over its events.

use std::collections::BTreeMap;
use std::time::Duration;

use matrix::{Profile, Selection};

use crate::results::event::{EngineVersion, FailureAction, LaneNo, RunEvent, SuiteNo};
use crate::results::frequencies::OutcomeFrequencies;
use crate::results::observation::Observation;
use crate::results::reason_match::CellReason;

/// Everything that a run found out.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// What was to be played, in order.
    pub selections: Vec<Selection>,
    /// What each engine and profile showed.
    pub lanes: Vec<LaneRecord>,
}

/// What one profile of one engine showed.
#[derive(Clone, Debug)]
pub struct LaneRecord {
    /// The profile.
    pub profile: Profile,
    /// What was run; `None` until a session is up.
    pub version: Option<EngineVersion>,
    /// The observations of each selection, in the order of its cells; `None` where a cell was not
    /// played or is an error. Of a cell that does not always show the same, it is the first.
    pub observations: Vec<Vec<Option<Observation>>>,
    /// How often each cell was observed.
    times: Vec<Vec<u16>>,
    /// The engine's own reasons, for each selection in the order of its cells; a selection is empty
    /// where none were collected.
    pub reasons: Vec<Vec<Vec<CellReason>>>,
    /// Cells that did not show the same in each pass, with how often each outcome was seen.
    pub unstable: BTreeMap<(SuiteNo, usize), OutcomeFrequencies>,
    /// Batches that were played again.
    pub retries: Vec<FailedBatch>,
    /// Batches that were given up: their cells are errors.
    pub errors: Vec<FailedBatch>,
    /// Why the lane could not go on, if it could not.
    pub failure: Option<String>,
    /// How long the lane took, each time that the run was resumed counted.
    pub took: Duration,
    /// How long the batches of each selection took that were believed; those that are played side
    /// by side count in full.
    pub playing: Vec<Duration>,
    /// How many cells were played, counting each pass.
    pub cells_played: u64,
    /// How many HTTP requests reached the fixture servers.
    pub http_requests: u64,
    /// How long sessions took to start, all together.
    pub starting: Duration,
    /// How many sessions were started.
    pub sessions: u32,
    /// Names that were asked for and are no fixture's.
    pub refused: BTreeMap<String, u64>,
}

/// A batch that could not be played or not be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedBatch {
    /// The selection that it is part of.
    pub suite: SuiteNo,
    /// The number of its first cell.
    pub first_cell: usize,
    /// How many cells it has.
    pub cells: usize,
    /// What went wrong.
    pub reason: String,
}

impl RunRecord {
    /// Returns a record in which nothing has been played.
    pub fn new(selections: Vec<Selection>, profiles: Vec<Profile>) -> Self {
        let lanes =
            profiles.into_iter().map(|profile| LaneRecord::new(profile, &selections)).collect();
        Self { selections, lanes }
    }

    /// Takes in one event.
    pub fn apply(&mut self, event: &RunEvent) {
        match event {
            RunEvent::BatchPlayed {
                lane,
                suite,
                pass: _,
                first_cell,
                observations,
                http_requests,
                took,
            } => {
                let lane = self.lane(*lane);
                lane.playing[suite.0] += *took;
                lane.http_requests += http_requests;
                lane.cells_played += observations.len() as u64;
                for (offset, observation) in observations.iter().enumerate() {
                    lane.observe(*suite, first_cell + offset, observation);
                }
            }
            RunEvent::BatchAges { .. } | RunEvent::SessionAwaited { .. } => {}
            RunEvent::BatchFailed { lane, suite, first_cell, cells, reason, then } => {
                let failed = FailedBatch {
                    suite: *suite,
                    first_cell: *first_cell,
                    cells: *cells,
                    reason: reason.clone(),
                };
                match then {
                    FailureAction::GiveUp => self.lane(*lane).errors.push(failed),
                    FailureAction::Retry => self.lane(*lane).retries.push(failed),
                }
            }
            RunEvent::ReasonsGiven { lane, suite, first_cell, reasons } => {
                let cells = self.selections[suite.0].cells();
                let known = &mut self.lane(*lane).reasons[suite.0];
                known.resize(cells, Vec::new());
                known[*first_cell..][..reasons.len()].clone_from_slice(reasons);
            }
            RunEvent::SessionEnded { lane, refused } => {
                for (name, times) in refused {
                    *self.lane(*lane).refused.entry(name.clone()).or_default() += times;
                }
            }
            RunEvent::SessionStarted { lane, version, took, node: _ } => {
                let lane = self.lane(*lane);
                lane.version.get_or_insert_with(|| version.clone());
                lane.sessions += 1;
                lane.starting += *took;
            }
            RunEvent::LaneEnded { lane, took, failure } => {
                let lane = self.lane(*lane);
                lane.took += *took;
                lane.failure.clone_from(failure);
            }
        }
    }

    fn lane(&mut self, number: LaneNo) -> &mut LaneRecord {
        &mut self.lanes[number.0]
    }
}

impl LaneRecord {
    fn new(profile: Profile, selections: &[Selection]) -> Self {
        Self {
            profile,
            version: None,
            observations: selections
                .iter()
                .map(|selection| vec![None; selection.cells()])
                .collect(),
            times: selections.iter().map(|selection| vec![0; selection.cells()]).collect(),
            reasons: vec![Vec::new(); selections.len()],
            unstable: BTreeMap::new(),
            retries: Vec::new(),
            errors: Vec::new(),
            failure: None,
            took: Duration::ZERO,
            playing: vec![Duration::ZERO; selections.len()],
            cells_played: 0,
            http_requests: 0,
            starting: Duration::ZERO,
            sessions: 0,
            refused: BTreeMap::new(),
        }
    }

    fn observe(&mut self, suite: SuiteNo, cell: usize, observation: &Observation) {
        let first = self.observations[suite.0][cell].get_or_insert_with(|| observation.clone());
        let times = &mut self.times[suite.0][cell];
        if first != observation && !self.unstable.contains_key(&(suite, cell)) {
            self.unstable.entry((suite, cell)).or_default().add(first, u32::from(*times));
        }
        if let Some(frequencies) = self.unstable.get_mut(&(suite, cell)) {
            frequencies.add(observation, 1);
        }
        *times = times.saturating_add(1);
    }

    /// Returns how many cells are errors of the run.
    pub fn cells_in_error(&self) -> usize {
        self.errors.iter().map(|failed| failed.cells).sum()
    }
}
