//! What a run comes to: beside the snapshots, the standards, and the models of its engines.

use baselines::SnapshotComparison;
use matrix::EngineKind;
use spec_model::Quirk;

use crate::judge::verdicts::{DivergenceCounts, SuiteVerdicts};

/// What a run comes to.
#[derive(Clone, Debug, Default)]
pub struct RunComparison {
    /// For each lane of the record.
    pub lanes: Vec<LaneComparison>,
    /// Quirks of the engines that no cell shows, where the whole core was played.
    pub idle: Vec<(EngineKind, Quirk)>,
}

/// What a lane comes to.
#[derive(Clone, Debug, Default)]
pub struct LaneComparison {
    /// For each selection of the record.
    pub suites: Vec<SuiteComparison>,
}

/// What the observations of one suite on one lane come to.
#[derive(Clone, Debug, Default)]
pub struct SuiteComparison {
    /// How they stand to the snapshots.
    pub snapshots: SnapshotComparison,
    /// How they stand to the standards and the engine's model.
    pub verdicts: SuiteVerdicts,
}

impl RunComparison {
    /// Returns whether everything is as recorded and as the engines' models have it, and each of
    /// their quirks has cells.
    pub fn is_as_recorded(&self) -> bool {
        self.idle.is_empty() && self.lanes.iter().all(LaneComparison::is_as_recorded)
    }
}

impl LaneComparison {
    /// Returns how cells stand to the standards.
    pub fn divergences(&self) -> DivergenceCounts {
        let counts = self.suites.iter().map(|suite| suite.verdicts.counts);
        counts.fold(DivergenceCounts::default(), DivergenceCounts::plus)
    }

    /// Returns how many cells differ from their snapshot.
    pub fn changed_cells(&self) -> usize {
        self.suites.iter().map(|suite| suite.snapshots.changed.len()).sum()
    }

    /// Returns how many cells have no snapshot.
    pub fn unrecorded_cells(&self) -> usize {
        self.suites.iter().map(|suite| suite.snapshots.unrecorded_cells).sum()
    }

    /// Returns whether everything is as recorded and as the engine's model has it.
    pub fn is_as_recorded(&self) -> bool {
        let is_fine = |suite: &SuiteComparison| {
            suite.snapshots.is_as_recorded() && suite.verdicts.counts.unknown == 0
        };
        self.suites.iter().all(is_fine)
    }
}
