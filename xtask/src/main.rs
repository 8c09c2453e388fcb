//! `cargo xtask`: the maintainers' binary. It parses the command line, reads the environment, and
//! turns outcomes and errors into text and exit codes.

mod cli;
mod commands;
mod environment;
mod error;
mod exit;
mod output;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use exit::ExitStatus;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    // Nothing is used after a panic, whose own exit code would mean that cells could not be played.
    match catch_unwind(AssertUnwindSafe(|| commands::run(cli.command))) {
        Ok(Ok(exit)) => exit.into(),
        Ok(Err(failure)) => {
            note!("{:?}", failure.report);
            failure.exit.into()
        }
        Err(_) => ExitStatus::Bug.into(),
    }
}
