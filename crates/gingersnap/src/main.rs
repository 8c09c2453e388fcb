//! `gingersnap`: why a cookie does not work with CORS, and what to do about it.

mod check;
mod cli;
mod clock;
#[cfg(unix)]
mod diagnose;
mod exit;
mod explain;
mod input;
mod json;
mod output;
mod serve;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{GingersnapCli, GingersnapCommand};

fn main() -> ExitCode {
    let result = match GingersnapCli::parse().command {
        GingersnapCommand::Check(arguments) => check::run(&arguments),
        #[cfg(unix)]
        GingersnapCommand::Diagnose(arguments) => diagnose::run(&arguments),
        GingersnapCommand::Explain(arguments) => explain::run(&arguments),
        GingersnapCommand::Serve(arguments) => serve::run(&arguments),
    };
    result.unwrap_or_else(|report| {
        _ = writeln!(std::io::stderr(), "{report:?}");
        ExitCode::from(exit::USAGE)
    })
}
