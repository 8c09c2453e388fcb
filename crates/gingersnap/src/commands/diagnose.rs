//! `gingersnap diagnose`: tests a running site in real browsers.

use std::io::Write as _;
use std::process::ExitCode;

use miette::{IntoDiagnostic, Report};

use crate::cli::DiagnoseArgs;
use crate::commands::interrupted;
use crate::diagnose::{DiagnoseError, look};
use crate::exit;
use crate::json::DiagnoseJson;
use crate::output::{TextStyle, diagnosis_text, print};

/// Looks at the site with every browser asked for, and tells what was seen.
pub(crate) fn run(arguments: &DiagnoseArgs) -> Result<ExitCode, Report> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(DiagnoseError::Runtime);
    let all = runtime.and_then(|runtime| {
        let all = runtime.block_on(async {
            tokio::select! {
                all = look(arguments) => all,
                () = interrupted() => Err(DiagnoseError::Interrupted),
            }
        });
        // Somebody may still be awaited at standard input.
        runtime.shutdown_background();
        all
    });
    let all = match all {
        Ok(all) => all,
        Err(error) => {
            let code = error.exit_code();
            _ = writeln!(std::io::stderr(), "{:?}", error.report());
            return Ok(ExitCode::from(code));
        }
    };
    let output = if arguments.json {
        serde_json::to_string_pretty(&DiagnoseJson::new(&all)).into_diagnostic()? + "\n"
    } else {
        diagnosis_text(&all, TextStyle::for_stdout())
    };
    print(&output);
    Ok(if all.works() { ExitCode::SUCCESS } else { ExitCode::from(exit::DOES_NOT_WORK) })
}
