//! What is recorded of browsers, and how a run compares with it.
//!
//! A [`TopologySnapshot`] holds the observations of one topology as decision tables; a
//! [`SnapshotStore`] is the folder of them under version control. [`changes`] turns the differences
//! between two sets of observations into rules. [`compare_with_baseline`] compares a suite's
//! observations with its snapshots, the model's predictions and the [`KnownDivergence`]s. The crate
//! drives no browser and predicts nothing.

mod changes;
mod comparison;
mod divergences;
mod entry;
mod known_reasons;
mod snapshot;
mod store;

pub use changes::{ChangesError, ObservationHalf, RuleChange, changes};
pub use comparison::{
    DivergenceCounts, LaneComparison, MatchedDivergence, PlaceNumber, RunComparison, SuiteBaseline,
    SuiteComparison, compare_with_baseline,
};
pub use divergences::{DivergencePlace, KnownDivergence, read_divergences};
pub use known_reasons::{KnownReasonDifference, NO_REASON, read_known_reasons};
pub use snapshot::{ParseSnapshotError, SnapshotError, TopologySnapshot, UnstableCells, axes_of};
pub use store::{SnapshotFile, SnapshotScope, SnapshotStore, StoreError};
