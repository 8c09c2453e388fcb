//! What people and other tools read of a run: a page, JUnit, and reports for wpt.fyi.
//!
//! [`recorded_matrix`] puts all recordings beside each other, for the same part of the site.
//! [`report_files`] returns the files that stand beside `run.json` in a run's folder. The page is
//! one file that opens from disk: style, script and cells are inside, and its policy lets it load
//! nothing. [`comparison_page`] puts two runs beside each other in the same way. The crate reads
//! and writes no file, and judges nothing that `conformance` has not.

mod cells_page;
mod changes_list;
mod comparison_page;
mod harness_settings;
mod junit;
mod lane_column;
mod lane_names;
mod lane_table;
mod quirk_list;
mod recorded_matrix;
mod report_files;
mod report_page;
mod reported_run;
mod suite_times;
mod verdict;
mod wpt_report;

pub use comparison_page::comparison_page;
pub use recorded_matrix::{RecordedMatrix, RecordedMatrixError, recorded_matrix};
pub use report_files::{ReportFile, outcome_files, report_files};
pub use reported_run::{ReportFilesError, RunReport};
