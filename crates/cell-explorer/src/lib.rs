//! The matrix to walk through: cells as compact data, and the part of a page that shows them.
//!
//! [`SuiteCells`] holds what several browsers showed of a suite's cells as one decision table, whose
//! size grows with the number of rules and not with the number of cells. [`explorer`] is the part of
//! a page that shows them, and [`EXPLORER_SCRIPT`] fills it. The script chooses values and folds
//! equal rows on the table itself, so a million cells are as quick as a thousand.
//!
//! The crate reads and writes no file, and judges nothing: callers say how cells stand.

mod explorer_part;
mod shown_cell;
mod suite_cells;
mod suite_topologies;

pub use explorer_part::{ColumnHead, ExplorerHead, SuiteHead, explorer};
pub use shown_cell::{CellColumn, CellStanding};
pub use suite_cells::{SuiteCells, SuiteCellsError};

/// The script that fills the part of a page, to be run once the page has been read.
pub const EXPLORER_SCRIPT: &str = include_str!("../assets/explorer.js");
