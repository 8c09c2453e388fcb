//! `cargo xtask cells`: the cells that would be played.

use std::io::Write;

use matrix::Selection;

use super::CommandResult;
use crate::cli::CellsArgs;
use crate::environment::project;
use crate::exit::ExitStatus;
use crate::out;

pub(super) fn run(arguments: CellsArgs) -> CommandResult {
    let matrix = project()?.matrix;
    if arguments.markdown {
        out!("{}", conformance::suites_page(&matrix));
        return Ok(ExitStatus::AsRecorded);
    }
    let selections = arguments.cells.choice().select(&matrix)?;
    let name_length = |selection: &Selection| selection.suite().name.chars().count();
    let width = selections.iter().map(name_length).max().unwrap_or_default();
    let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
    for selection in &selections {
        let written = if arguments.count {
            writeln!(stdout, "{:<width$} {}", selection.suite().name, counts(selection))
        } else {
            (0..selection.cells()).try_for_each(|cell| writeln!(stdout, "{}", selection.id(cell)))
        };
        if written.is_err() {
            // The reader has seen enough: `cells | head` is no failure.
            break;
        }
    }
    Ok(ExitStatus::AsRecorded)
}

fn counts(selection: &Selection) -> String {
    let counted =
        |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let cells = selection.cells();
    let requests = counted(selection.shapes(), "request");
    let cookies = counted(selection.cookies(), "cookie");
    let unit = if cells == 1 { "cell" } else { "cells" };
    format!("{cells:>7} {unit}, {requests} with {cookies} each")
}
