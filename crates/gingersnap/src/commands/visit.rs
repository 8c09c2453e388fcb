//! `gingersnap visit`: plays cells in a browser that nobody drives.

use std::process::ExitCode;

use miette::{IntoDiagnostic, Report};

use crate::cli::VisitArgs;
use crate::commands::failure;
use crate::exit::ProgramExit;
use crate::interruption::run_until_interrupted;
use crate::json::{VisitCellsJson, VisitJson};
use crate::output::visit_text;
use crate::terminal::print;
use crate::visit::{VisitError, VisitStatus, play};

/// Plays the visit, and tells what was seen.
pub(crate) fn run(arguments: &VisitArgs) -> Result<ExitCode, Report> {
    let played = run_until_interrupted(play(arguments, visit_text));
    let result = match played.and_then(|result| {
        if let Some(path) = &arguments.out {
            let cells = serde_json::to_string_pretty(&VisitCellsJson::new(&result))
                .map_err(std::io::Error::from);
            let written = cells.and_then(|text| std::fs::write(path, text + "\n"));
            written.map_err(|source| VisitError::Write { path: path.clone(), source })?;
        }
        Ok(result)
    }) {
        Ok(result) => result,
        Err(error) => return Ok(failure(error.exit(), &error.report())),
    };
    let output = if arguments.json {
        serde_json::to_string_pretty(&VisitJson::new(&result)).into_diagnostic()? + "\n"
    } else {
        visit_text(&result)
    };
    print(&output);
    let exit = match result.status() {
        VisitStatus::AsRecorded => ProgramExit::Success,
        VisitStatus::Differs => ProgramExit::DoesNotWork,
        VisitStatus::Incomplete => ProgramExit::Incomplete,
    };
    Ok(exit.into())
}
