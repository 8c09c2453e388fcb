//! Runs of the matrix: played on browsers, compared with what is recorded and predicted, reported.
//!
//! [`run`] is the main job. It plays the cells of a [`RunPlan`], compares them with the snapshots
//! and the model, writes a folder of reports, and [`accept`]s or [`propose`]s snapshots. [`merge`],
//! [`compare`] and [`regenerate`] work on the folders of earlier runs; [`audit`], [`bench()`] and
//! [`show`] play cells for other questions. Each operation has an error of its own, which says by
//! its [`FailureKind`] what has to change before it can succeed.
//!
//! The crate parses no command line, reads no environment and prints nothing: an operation reports
//! what it does by [`RunNotice`]s, and a [`ProgressView`] is one way to show them.

mod accept;
mod cells;
mod engines;
mod experiments;
mod failure;
mod interruptible;
mod judge;
mod notice;
mod pages;
mod play;
mod project;
mod report;
mod run;

pub use accept::replace_files::ReplaceFilesError;
pub use accept::{WriteSnapshotsError, accept, propose};
pub use cells::choice::{CellChoice, SelectCellsError};
pub use cells::playable::{LeftOutReason, can_play};
pub use cells::topology_name::{ParseTopologyError, TopologyName};
pub use engines::inventory::EngineInventory;
pub use engines::named_browser::{NamedBrowser, NamedBrowserError, RunningDriver};
pub use engines::remote_options::{
    ParseProxyError, ProxyChoice, RemoteOptions, RemoteOptionsError,
};
pub use engines::{EngineOptions, FindEnginesError, find_browser, installed_browser};
pub use experiments::audit::{
    AuditError, AuditOutcome, AuditPlan, BatchingDifference, LaneAudit, audit,
};
pub use experiments::bench::{BenchError, BenchPlan, bench};
pub use experiments::export::{ExportError, export};
pub use experiments::show::{ShowError, ShowPlan, show};
pub use experiments::vectors::{VECTORS_FORMAT, VectorsError, model_vectors};
pub use failure::{CommandError, FailureKind};
pub use interruptible::{InterruptError, interruptible};
pub use judge::baseline::{CompareBaselineError, compare_record};
pub use judge::comparison::{LaneComparison, RunComparison, SuiteComparison};
pub use judge::quirk_effects::{QuirkCells, QuirkEffects, quirk_effects};
pub use judge::quirk_trial::{QuirkFinding, QuirkSwitch, SwitchedQuirk};
pub use judge::recorded_verdicts::{ProfileVerdicts, judge_recorded, recorded_verdicts};
pub use judge::verdicts::{DivergenceCounts, SuiteVerdicts};
pub use notice::{NoticeSink, RunNotice};
pub use pages::claims::{EvaluateClaimsError, claims_of_run, claims_of_snapshots, claims_page};
pub use pages::divergences::DivergencesPage;
pub use pages::suites::{cell_counts, suites_page, write_cell_ids};
pub use play::{StartServersError, origins_text, start_servers};
pub use project::write_file::{WriteFileError, write_file};
pub use project::{HISTORY_FILE, ProjectFiles, ReadProjectError};
pub use report::bench::{BenchReport, EngineBench, PartTiming};
pub use report::observations::{ReadObservationsError, WriteObservationsError};
pub use report::progress::ProgressView;
pub use report::reasons::{LaneReasons, ReasonRule, ReasonsSummary, SubjectReasons, SuiteReasons};
pub use report::site_address::SITE_ADDRESS;
pub use report::summary::{EngineSummary, GivenUp, RunSummary, SuiteSummary, SuiteTiming};
pub use run::compare::{
    CompareRunsError, ComparedLane, ComparedRuns, ComparedSuite, RunDifferences, compare,
};
pub use run::folder::{ReadRunError, read_run};
pub use run::histories::{HistoriesError, histories};
pub use run::journal::ReadJournalError;
pub use run::lane_versions::LaneVersionError;
pub use run::manifest::CheckManifestError;
pub use run::merge::{MergeError, merge};
pub use run::regenerate::{RegenerateError, regenerate};
pub use run::resume::ResumeError;
pub use run::write_error::WriteRunError;
pub use run::{
    CellIsolation, ParseShardError, RunError, RunOutcome, RunPlan, RunShard, RunStatus,
    SnapshotMode, run,
};
