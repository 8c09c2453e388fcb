//! Views of a run record: what a person or a program gets to see of a run, and how it compares with
//! what was recorded.
//!
//! [`Snapshot`]s are decision tables under version control; [`changes`] puts the differences
//! between two sets of observations into rules; [`judge`] sets a suite's observations beside its
//! snapshots and the model's predictions. [`RunSummary`], [`write_observations`] and [`Progress`]
//! are folds over the record and its events. The crate drives nothing and predicts nothing.

mod changes;
mod divergences;
mod named_reasons;
mod observations;
mod overview;
mod progress;
mod reasons;
mod snapshot;
mod store;
mod summary;
mod verdict;

pub use changes::{ChangesError, Part, RuleChange, changes};
pub use divergences::{Divergence, DivergencesError, Place, read_divergences};
pub use named_reasons::{NamedReason, NamedReasonsError, read_named_reasons};
pub use observations::{
    OBSERVATIONS_FILE, ReadObservationsError, WriteObservationsError, read_observations,
    write_observations,
};
pub use overview::{overview_markdown, overview_text};
pub use progress::Progress;
pub use reasons::{
    LaneReasons, ReasonRule, ReasonsSummary, SubjectReasons, SuiteReasons, Words, judge_reasons,
    reasons_markdown, reasons_sections_markdown, reasons_text,
};
pub use snapshot::{ParseSnapshotError, Snapshot, SnapshotError, Unstable, axes_of};
pub use store::{Extent, SnapshotStore, StoreError};
pub use summary::{DivergenceCounts, EngineSummary, GivenUp, RunSummary, SuiteSummary};
pub use verdict::{
    DivergencePlace, Expected, LaneVerdict, SeenDivergence, SuiteVerdict, Verdict, judge,
};
