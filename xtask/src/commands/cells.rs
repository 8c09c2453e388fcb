//! `cargo xtask cells`: the cells that would be played.

use conformance::{cell_counts, suites_page, write_cell_ids};

use super::CommandResult;
use crate::cli::CellsArgs;
use crate::environment::project;
use crate::exit::ExitStatus;
use crate::out;

pub(super) fn run(arguments: CellsArgs) -> CommandResult {
    let matrix = project()?.matrix;
    if arguments.markdown {
        out!("{}", suites_page(&matrix));
        return Ok(ExitStatus::AsRecorded);
    }
    let selections = arguments.cells.choice().select(&matrix)?;
    if arguments.count {
        out!("{}", cell_counts(&selections));
    } else {
        write_cell_ids(&selections, std::io::stdout().lock());
    }
    Ok(ExitStatus::AsRecorded)
}
