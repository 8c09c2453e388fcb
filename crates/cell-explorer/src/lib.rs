//! The matrix to walk through: cells as compact data, and the part of a page that shows them.
//!
//! [`ExplorerCells`] holds what several browsers showed of a suite's cells as one decision table.
//! Its size grows with the number of rules and not with the number of cells. [`explorer`] is the
//! part of a page that shows them, and [`EXPLORER_SCRIPT`] fills it. The script chooses values and
//! folds equal rows on the table itself, so a million cells are as quick as a thousand.
//!
//! The crate reads and writes no file, and judges nothing: callers say how cells stand.

mod explorer_cells;
mod explorer_part;
mod shown_cell;
mod suite_topologies;

pub use explorer_cells::{ExplorerCells, ExplorerCellsError};
pub use explorer_part::{ColumnHead, ExplorerHead, SuiteHead, explorer};
pub use shown_cell::{CellColumn, CellStanding};

/// The script that fills the part of a page, to be run once the page has been read.
pub const EXPLORER_SCRIPT: &str =
    concat!(include_str!("../assets/folded_table.js"), include_str!("../assets/explorer.js"));
