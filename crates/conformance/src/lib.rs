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
mod audit;
mod baseline;
mod bench;
mod browser_reasons;
mod cell_choice;
mod claims_page;
mod compare;
mod comparison;
mod digest;
mod divergences_page;
mod engines;
mod export;
mod failure;
mod histories;
mod idle_quirks;
mod interruptible;
mod inventory;
mod lane_versions;
mod left_out;
mod merge;
mod named_browser;
mod notice;
mod play;
mod playable;
mod process_usage;
mod project;
mod quirk_effects;
mod quirk_trial;
mod recorded_verdicts;
mod regenerate;
mod remote_options;
mod replace_files;
mod report;
mod resume;
mod run;
mod run_folder;
mod run_journal;
mod run_manifest;
mod show;
mod site_address;
mod suites_page;
mod topology_name;
mod vectors;
mod verdicts;
mod write_file;
mod write_run_error;

pub use accept::{WriteSnapshotsError, accept, propose};
pub use audit::{AuditError, AuditOutcome, AuditPlan, BatchingDifference, LaneAudit, audit};
pub use baseline::{CompareBaselineError, compare_record};
pub use bench::{BenchError, BenchPlan, bench};
pub use cell_choice::{CellChoice, SelectCellsError};
pub use claims_page::{EvaluateClaimsError, claims_of_run, claims_of_snapshots, claims_page};
pub use compare::{
    CompareRunsError, ComparedLane, ComparedRuns, ComparedSuite, RunDifferences, compare,
};
pub use comparison::{LaneComparison, RunComparison, SuiteComparison};
pub use divergences_page::DivergencesPage;
pub use engines::{EngineOptions, FindEnginesError, find_browser, installed_browser};
pub use export::{ExportError, export};
pub use failure::{CommandError, FailureKind};
pub use histories::{HistoriesError, histories};
pub use interruptible::{InterruptError, interruptible};
pub use inventory::EngineInventory;
pub use lane_versions::LaneVersionError;
pub use merge::{MergeError, merge};
pub use named_browser::{NamedBrowser, NamedBrowserError, RunningDriver};
pub use notice::{NoticeSink, RunNotice};
pub use play::{StartServersError, origins_text, start_servers};
pub use playable::{LeftOutReason, can_play};
pub use project::{HISTORY_FILE, ProjectFiles, ReadProjectError};
pub use quirk_effects::{QuirkCells, QuirkEffects, quirk_effects};
pub use quirk_trial::{QuirkFinding, QuirkSwitch, SwitchedQuirk};
pub use recorded_verdicts::{ProfileVerdicts, judge_recorded, recorded_verdicts};
pub use regenerate::{RegenerateError, regenerate};
pub use remote_options::{ParseProxyError, ProxyChoice, RemoteOptions, RemoteOptionsError};
pub use replace_files::ReplaceFilesError;
pub use report::bench::{BenchReport, EngineBench, PartTiming};
pub use report::observations::{ReadObservationsError, WriteObservationsError};
pub use report::progress::ProgressView;
pub use report::reasons::{LaneReasons, ReasonRule, ReasonsSummary, SubjectReasons, SuiteReasons};
pub use report::summary::{EngineSummary, GivenUp, RunSummary, SuiteSummary, SuiteTiming};
pub use resume::ResumeError;
pub use run::{
    CellIsolation, ParseShardError, RunError, RunOutcome, RunPlan, RunShard, RunStatus,
    SnapshotMode, run,
};
pub use run_folder::{ReadRunError, read_run};
pub use run_journal::ReadJournalError;
pub use run_manifest::CheckManifestError;
pub use show::{ShowError, ShowPlan, show};
pub use site_address::SITE_ADDRESS;
pub use suites_page::{cell_counts, suites_page, write_cell_ids};
pub use topology_name::{ParseTopologyError, TopologyName};
pub use vectors::{VECTORS_FORMAT, VectorsError, model_vectors};
pub use verdicts::{DivergenceCounts, SuiteVerdicts};
pub use write_file::{WriteFileError, write_file};
pub use write_run_error::WriteRunError;
