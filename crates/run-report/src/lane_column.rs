//! The columns of the explorer, from what cells were judged to be.

use cell_explorer::{CellColumn, ColumnHead};
use conformance::SuiteVerdicts;

/// Returns the head of the column with what the standards have.
pub(crate) fn standards_head() -> ColumnHead {
    ColumnHead {
        name: "Standards".to_owned(),
        note: "6265bis-22, Fetch".to_owned(),
        profile: None,
        shown: true,
    }
}

/// Marks the cells of a column that differ from the standards or from the engine's model; `place`
/// gives the place in the column of each cell that was judged.
pub(crate) fn verdict_column<'a>(
    mut column: CellColumn<'a>,
    verdicts: &'a SuiteVerdicts,
    place: impl Fn(usize) -> usize,
) -> CellColumn<'a> {
    for known in &verdicts.known {
        let cells = known.alone.iter().chain(&known.together);
        column = column.with_quirk(known.quirk, cells.map(|cell| place(*cell)));
    }
    column.with_unknown(verdicts.unknown_cells.iter().map(|(cell, model)| (place(*cell), model)))
}
