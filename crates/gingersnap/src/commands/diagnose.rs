//! `gingersnap diagnose`: tests a running site in real browsers.

use std::process::ExitCode;

use miette::{IntoDiagnostic, Report};

use crate::cli::DiagnoseArgs;
use crate::commands::failure;
use crate::diagnose::look;
use crate::exit::ProgramExit;
use crate::interruption::run_until_interrupted;
use crate::json::DiagnoseJson;
use crate::output::{TextStyle, diagnosis_text};
use crate::terminal::print;

/// Looks at the site with every browser asked for, and tells what was seen.
pub(crate) fn run(arguments: &DiagnoseArgs) -> Result<ExitCode, Report> {
    let all = match run_until_interrupted(look(arguments)) {
        Ok(all) => all,
        Err(error) => return Ok(failure(error.exit(), &error.report())),
    };
    let output = if arguments.json {
        serde_json::to_string_pretty(&DiagnoseJson::new(&all)).into_diagnostic()? + "\n"
    } else {
        diagnosis_text(&all, TextStyle::for_stdout())
    };
    print(&output);
    let exit = if all.works() { ProgramExit::Success } else { ProgramExit::DoesNotWork };
    Ok(exit.into())
}
