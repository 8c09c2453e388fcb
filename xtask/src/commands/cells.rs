//! `cargo xtask cells`: what would run.

use std::io::Write;

use crate::cli::Cells;
use crate::exit::{Exit, Failure};
use crate::project;

pub(crate) fn run(arguments: &Cells) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let selections = project::selections(&matrix, &arguments.selecting)?;
    let width = selections
        .iter()
        .map(|selection| selection.suite().name.chars().count())
        .max()
        .unwrap_or_default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for selection in &selections {
        let written = if arguments.count {
            let (cells, shapes, cookies) =
                (selection.cells(), selection.shapes(), selection.cookies());
            writeln!(
                out,
                "{:<width$} {cells:>7} cells, {shapes} requests with {cookies} cookies each",
                selection.suite().name
            )
        } else {
            (0..selection.cells()).try_for_each(|cell| writeln!(out, "{}", selection.id(cell)))
        };
        if written.is_err() {
            // Whoever read this has seen enough: `cells | head` is no failure.
            break;
        }
    }
    Ok(Exit::AsRecorded)
}
