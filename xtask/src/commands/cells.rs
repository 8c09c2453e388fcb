//! `cargo xtask cells`: the cells that would be played.

use std::io::Write;

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
    if arguments.count {
        out!("{}", conformance::cell_counts(&selections));
        return Ok(ExitStatus::AsRecorded);
    }
    let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
    let ids = selections.iter().flat_map(|cells| (0..cells.cells()).map(|cell| cells.id(cell)));
    for id in ids {
        if writeln!(stdout, "{id}").is_err() {
            // The reader has seen enough: `cells | head` is no failure.
            break;
        }
    }
    Ok(ExitStatus::AsRecorded)
}
