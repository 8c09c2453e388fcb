//! `gingersnap`: why a cookie does not work with CORS, and what to do about it.

mod asked;
mod cli;
mod clock;
mod diagnose;
mod explain;
mod failure;
mod json;
mod paint;
mod serve;
mod text;
mod wording;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

/// Exit code of usage and input that cannot be understood, as clap has it.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Diagnose(arguments) => diagnose::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
    };
    result.unwrap_or_else(|report| {
        _ = writeln!(std::io::stderr(), "{report:?}");
        ExitCode::from(USAGE)
    })
}
