//! `gingersnap check`: checks what a file expects of a site.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use explainer::InputText;
use miette::{IntoDiagnostic, Report, miette};

#[cfg(unix)]
use crate::check::{CheckFile, PlayedChecks, play};
use crate::check::{CheckReport, read};
use crate::cli::CheckArgs;
use crate::clock;
#[cfg(unix)]
use crate::commands::failure;
use crate::exit::ProgramExit;
use crate::input::read_text;
#[cfg(unix)]
use crate::interruption::{WorkInterruption, run_until_interrupted};
use crate::json::CheckJson;
use crate::output::{TextStyle, annotations, check_text, junit, markdown};
use crate::terminal::print;

/// Checks a file and writes what became of it.
pub(crate) fn run(arguments: &CheckArgs) -> Result<ExitCode, Report> {
    let InputText { name, text } = read_text(&arguments.file)?;
    let folder = arguments.file.parent().unwrap_or(Path::new(""));
    // Bodies need not be text.
    let files = |path: &str| {
        fs::read(folder.join(path)).map(|octets| String::from_utf8_lossy(&octets).into_owned())
    };
    let file = read(&name, &text, &files, clock::now())?;
    #[cfg(unix)]
    let played = match played(arguments, &file) {
        Ok(played) => played,
        Err(error) => return Ok(failure(error.exit(), &error.report())),
    };
    #[cfg(not(unix))]
    let played = None;
    let report = CheckReport::of(file, played.as_ref());
    if let Some(path) = &arguments.junit {
        fs::write(path, junit(&report)).map_err(|error| unwritten(path, &error))?;
    }
    if let Some(path) = &arguments.summary {
        append(path, &markdown(&report)).map_err(|error| unwritten(path, &error))?;
    }
    let output = if arguments.json {
        serde_json::to_string_pretty(&CheckJson::new(&report)).into_diagnostic()? + "\n"
    } else {
        let annotations = if arguments.github { annotations(&report) } else { String::new() };
        check_text(&report, TextStyle::for_stdout()) + &annotations
    };
    print(&output);
    Ok(ProgramExit::from(report.status()).into())
}

/// Returns what real browsers did, where they are asked for.
#[cfg(unix)]
fn played(
    arguments: &CheckArgs,
    file: &CheckFile,
) -> Result<Option<PlayedChecks>, WorkInterruption> {
    let played = async { Ok(play(file).await) };
    arguments.browsers.then(|| run_until_interrupted(played)).transpose()
}

fn append(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().create(true).append(true).open(path)?.write_all(text.as_bytes())
}

fn unwritten(path: &Path, error: &io::Error) -> Report {
    let help = "check that the folder is there and can be written to";
    miette!(help = help, "failed to write `{}`: {error}", path.display())
}
