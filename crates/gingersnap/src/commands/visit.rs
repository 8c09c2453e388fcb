//! `gingersnap visit`: plays cells in a browser that nobody drives.

use std::process::ExitCode;

use miette::{IntoDiagnostic, Report};

use crate::cli::VisitArgs;
use crate::commands::interrupted;
use crate::exit::ProgramExit;
use crate::json::{VisitCellsJson, VisitJson};
use crate::output::visit_text;
use crate::terminal::{note, print};
use crate::visit::{VisitError, VisitStatus, play};

/// Plays the visit, and tells what was seen.
pub(crate) fn run(arguments: &VisitArgs) -> Result<ExitCode, Report> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(VisitError::Runtime);
    let played = runtime.and_then(|runtime| {
        runtime.block_on(async {
            tokio::select! {
                played = play(arguments, visit_text) => played,
                () = interrupted() => Err(VisitError::Interrupted),
            }
        })
    });
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
        Err(error) => {
            note(&format!("{:?}", error.report()));
            return Ok(error.exit().into());
        }
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
