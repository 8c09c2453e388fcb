//! `gingersnap`: why a cookie does not work with CORS, and what to do about it.

#[cfg(unix)]
mod browser_folder;
#[cfg(unix)]
mod browsers;
mod check;
mod cli;
mod clock;
mod commands;
#[cfg(unix)]
mod diagnose;
mod environment;
mod exit;
mod input;
#[cfg(unix)]
mod interruption;
mod json;
mod output;
mod serve;
mod source_excerpt;
mod terminal;
#[cfg(unix)]
mod visit;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{GingersnapCli, GingersnapCommand};
use crate::exit::ProgramExit;
use crate::terminal::note;

fn main() -> ExitCode {
    let result = match GingersnapCli::parse().command {
        GingersnapCommand::Check(arguments) => commands::check::run(&arguments),
        #[cfg(unix)]
        GingersnapCommand::Diagnose(arguments) => commands::diagnose::run(&arguments),
        GingersnapCommand::Explain(arguments) => commands::explain::run(&arguments),
        GingersnapCommand::Serve(arguments) => serve::run(&arguments),
        #[cfg(unix)]
        GingersnapCommand::Visit(arguments) => commands::visit::run(&arguments),
    };
    result.unwrap_or_else(|report| {
        note(&format!("{report:?}"));
        ProgramExit::Usage.into()
    })
}
