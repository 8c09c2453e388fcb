//! A cell apart from the harness: a page with a small server, a web-platform test, a bug report.
//!
//! [`export_cell`] returns the files. The stand-alone page plays the cell on names below
//! `localhost`, where a browser needs neither a proxy nor certificates. The models of the engines
//! say whether the cell still shows there what was recorded; what does not is refused, and so is
//! what the page cannot play. Each [`ExportRefusal`] names another way.
//!
//! The crate reads and writes no file.

mod bug_report;
mod cell_sight;
mod cell_to_export;
mod export_cell;
mod export_refusal;
mod local_names;
mod stand_alone;
mod wpt_test;

pub use cell_to_export::ExportedFile;
pub use export_cell::export_cell;
pub use export_refusal::ExportRefusal;
