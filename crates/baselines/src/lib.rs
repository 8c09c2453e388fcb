//! What is recorded of browsers, and how a run compares with it.
//!
//! A [`TopologySnapshot`] holds the observations of one topology as decision tables; a
//! [`SnapshotStore`] is the folder of them under version control. [`changes`] turns the differences
//! between two sets of observations into rules, and [`compare_with_snapshots`] compares a run with
//! what is recorded. [`read_divergences`] and [`read_known_reasons`] say why engines differ from
//! the standards. The crate drives no browser and predicts nothing.

mod changes;
mod comparison;
mod divergences;
mod entry;
mod known_reasons;
mod recorded_suite;
mod snapshot;
mod store;

pub use changes::{ChangesError, ObservationHalf, RuleChange, changes};
pub use comparison::{SnapshotComparison, compare_with_snapshots};
pub use divergences::{QuirkEntry, QuirkEvidence, QuirkProof, read_divergences};
pub use known_reasons::{KnownReasonDifference, NO_REASON, read_known_reasons};
pub use recorded_suite::RecordedSuite;
pub use snapshot::{ParseSnapshotError, SnapshotError, TopologySnapshot, UnstableCells, axes_of};
pub use store::{SnapshotFile, SnapshotScope, SnapshotStore, StoreError, proposal};
