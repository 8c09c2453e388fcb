//! The commands: each reads what it is given, has it answered, and prints the answer.

pub(crate) mod check;
#[cfg(unix)]
pub(crate) mod diagnose;
pub(crate) mod explain;
#[cfg(unix)]
pub(crate) mod visit;

#[cfg(unix)]
use std::process::ExitCode;

#[cfg(unix)]
use miette::Report;

#[cfg(unix)]
use crate::exit::ProgramExit;
#[cfg(unix)]
use crate::terminal::note;

/// Says why the work came to nothing, and returns the exit code that goes with it.
#[cfg(unix)]
fn failure(exit: ProgramExit, report: &Report) -> ExitCode {
    note(&format!("{report:?}"));
    exit.into()
}
