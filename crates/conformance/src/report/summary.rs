//! `run.json`: what a run was and how it went, in numbers.

use std::collections::BTreeMap;
use std::time::Duration;

use matrix::EngineKind;
use run_model::results::{EngineVersion, FailedBatch, LaneRecord, RunRecord, SuiteNo};
use serde::{Deserialize, Serialize};

use crate::judge::comparison::{LaneComparison, RunComparison};
use crate::judge::verdicts::DivergenceCounts;
use crate::play::left_out::LeftOutCells;

/// The version of this format.
pub(crate) const SUMMARY_SCHEMA: u32 = 1;

/// What a run was and how it went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSummary {
    /// The version of this format: 1.
    pub schema: u32,
    /// When the run began: RFC 3339, UTC.
    pub started: String,
    /// How long it took.
    pub seconds: f64,
    /// Peak memory of the harness, in bytes, browsers and drivers not counted; absent where the
    /// system does not tell.
    pub peak_memory_bytes: Option<u64>,
    /// What was played.
    pub suites: Vec<SuiteSummary>,
    /// How many cells of each topology were not played, as browsers reached the fixtures by a
    /// tunnel that renames hosts of this machine; a topology is written as `suite/topology`.
    #[serde(default, skip_serializing_if = "LeftOutCells::is_empty")]
    pub left_out: LeftOutCells,
    /// How it went on each engine and profile.
    pub engines: Vec<EngineSummary>,
}

/// What was played of one suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuiteSummary {
    /// The suite's name.
    pub name: String,
    /// How many cells were selected.
    pub cells: usize,
    /// How many requests they share.
    pub shapes: usize,
}

/// How a run went on one profile of one engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngineSummary {
    /// The engine.
    pub engine: EngineKind,
    /// The profile's name.
    pub profile: String,
    /// What was run; absent where no session started.
    pub version: Option<EngineVersion>,
    /// How many cells were played, counting each pass.
    pub cells: u64,
    /// How long the lane took, the start of its sessions included.
    pub seconds: f64,
    /// Cells played for each second of that.
    pub cells_per_second: f64,
    /// Requests that reached the fixture servers.
    pub http_requests: u64,
    /// How many sessions were started.
    pub sessions: u32,
    /// How many cells could not be played.
    pub errors: usize,
    /// The batches that they were in.
    #[serde(default)]
    pub given_up: Vec<GivenUp>,
    /// How many cells of each topology were not played, as no driver can lead this profile through
    /// it.
    #[serde(default, skip_serializing_if = "LeftOutCells::is_empty")]
    pub left_out: LeftOutCells,
    /// How many batches were played again.
    pub retries: usize,
    /// How many cells did not show the same in each pass.
    pub unstable: usize,
    /// How many cells agree with the standards, and how many differ.
    pub divergences: DivergenceCounts,
    /// How many cells differ from their snapshot.
    pub changes: usize,
    /// How many cells have no snapshot.
    pub unrecorded: usize,
    /// Why the lane could not go on, if it could not.
    pub failure: Option<String>,
    /// Names that were asked for and are no fixture's, with how often.
    pub refused: BTreeMap<String, u64>,
    /// How each suite went, in the order of `suites`; empty in runs of earlier versions.
    #[serde(default)]
    pub suites: Vec<SuiteTiming>,
}

/// How long a suite took on one profile of one engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuiteTiming {
    /// How long its batches took; those that were played side by side count in full.
    pub seconds: f64,
    /// How many of its batches were played again.
    pub retries: usize,
}

/// A batch that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenUp {
    /// The id of its first cell.
    pub first_cell: String,
    /// How many cells it has.
    pub cells: usize,
    /// What went wrong.
    pub reason: String,
}

impl RunSummary {
    /// Sums a run up.
    pub fn new(
        record: &RunRecord,
        comparison: &RunComparison,
        started: Duration,
        took: Duration,
        peak_memory_bytes: Option<u64>,
    ) -> Self {
        let started = std::time::UNIX_EPOCH + started;
        let suite = |selection: &matrix::Selection| SuiteSummary {
            name: selection.suite().name.clone(),
            cells: selection.cells(),
            shapes: selection.shapes(),
        };
        Self {
            schema: SUMMARY_SCHEMA,
            started: humantime::format_rfc3339_seconds(started).to_string(),
            seconds: took.as_secs_f64(),
            peak_memory_bytes,
            suites: record.selections.iter().map(suite).collect(),
            left_out: LeftOutCells::new(),
            engines: record
                .lanes
                .iter()
                .zip(&comparison.lanes)
                .map(|(lane, comparison)| engine_summary(record, lane, comparison))
                .collect(),
        }
    }

    /// Gives a record that was read back what its observations do not tell: versions, failures,
    /// refused names, and what was given up.
    pub fn restore(&self, record: &mut RunRecord) {
        for (lane, engine) in record.lanes.iter_mut().zip(&self.engines) {
            lane.version.clone_from(&engine.version);
            lane.failure.clone_from(&engine.failure);
            lane.refused.clone_from(&engine.refused);
            let errors = engine.given_up.iter().filter_map(|given_up| {
                let (suite, first_cell) =
                    record.selections.iter().enumerate().find_map(|(suite, selection)| {
                        Some((SuiteNo(suite), selection.cell_named(&given_up.first_cell)?))
                    })?;
                Some(FailedBatch {
                    suite,
                    first_cell,
                    cells: given_up.cells,
                    reason: given_up.reason.clone(),
                })
            });
            lane.errors = errors.collect();
        }
    }

    /// Replaces what the observations came to by what they come to now.
    pub fn compare_again(&mut self, record: &RunRecord, comparison: &RunComparison) {
        for (engine, (lane, judged)) in
            self.engines.iter_mut().zip(record.lanes.iter().zip(&comparison.lanes))
        {
            engine.errors = lane.cells_in_error();
            engine.given_up = lane.errors.iter().map(|failed| given_up(record, failed)).collect();
            engine.divergences = judged.divergences();
            engine.changes = judged.changed_cells();
            engine.unrecorded = judged.unrecorded_cells();
        }
    }
}

impl EngineSummary {
    /// Adds what a further part of the same run played.
    pub fn add(&mut self, other: &Self) {
        self.cells += other.cells;
        self.seconds += other.seconds;
        self.cells_per_second =
            if self.seconds > 0.0 { self.cells as f64 / self.seconds } else { 0.0 };
        self.http_requests += other.http_requests;
        self.sessions += other.sessions;
        self.retries += other.retries;
        self.unstable += other.unstable;
        self.failure = self.failure.take().or_else(|| other.failure.clone());
        for (name, times) in &other.refused {
            *self.refused.entry(name.clone()).or_default() += times;
        }
        for (topology, cells) in &other.left_out {
            *self.left_out.entry(topology.clone()).or_default() += cells;
        }
        for (suite, more) in self.suites.iter_mut().zip(&other.suites) {
            suite.seconds += more.seconds;
            suite.retries += more.retries;
        }
    }
}

fn given_up(record: &RunRecord, failed: &FailedBatch) -> GivenUp {
    let first_cell = record.selections[failed.suite.0].id(failed.first_cell);
    GivenUp { first_cell, cells: failed.cells, reason: failed.reason.clone() }
}

fn engine_summary(
    record: &RunRecord,
    lane: &LaneRecord,
    comparison: &LaneComparison,
) -> EngineSummary {
    let seconds = lane.took.as_secs_f64();
    EngineSummary {
        engine: lane.profile.engine,
        profile: lane.profile.name.clone(),
        version: lane.version.clone(),
        cells: lane.cells_played,
        seconds,
        cells_per_second: if seconds > 0.0 { lane.cells_played as f64 / seconds } else { 0.0 },
        http_requests: lane.http_requests,
        sessions: lane.sessions,
        errors: lane.cells_in_error(),
        given_up: lane.errors.iter().map(|failed| given_up(record, failed)).collect(),
        left_out: LeftOutCells::new(),
        retries: lane.retries.len(),
        unstable: lane.unstable.len(),
        divergences: comparison.divergences(),
        changes: comparison.changed_cells(),
        unrecorded: comparison.unrecorded_cells(),
        failure: lane.failure.clone(),
        refused: lane.refused.clone(),
        suites: (0..record.selections.len())
            .map(|suite| suite_timing(lane, SuiteNo(suite)))
            .collect(),
    }
}

fn suite_timing(lane: &LaneRecord, suite: SuiteNo) -> SuiteTiming {
    SuiteTiming {
        seconds: lane.playing[suite.0].as_secs_f64(),
        retries: lane.retries.iter().filter(|failed| failed.suite == suite).count(),
    }
}
