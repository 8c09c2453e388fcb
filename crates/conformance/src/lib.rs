//! Runs of the matrix, and the reports on them.

mod report;

pub use report::observations::{
    OBSERVATIONS_FILE, ReadObservationsError, WriteObservationsError, read_observations,
    write_observations,
};
pub use report::overview::{overview_markdown, overview_text};
pub use report::progress::Progress;
pub use report::reasons::{
    LaneReasons, ReasonRule, ReasonsSummary, SubjectReasons, SuiteReasons, Words, judge_reasons,
    reasons_markdown, reasons_sections_markdown, reasons_text,
};
pub use report::summary::{EngineSummary, GivenUp, RunSummary, SuiteSummary};
