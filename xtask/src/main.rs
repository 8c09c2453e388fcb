//! `cargo xtask`: the maintainer's binary. It parses the command line, reads the environment and
//! puts the crates together.

mod checks;
mod cli;
mod commands;
mod engines;
mod exit;
mod playing;
mod project;
mod say;
mod stop;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use exit::Exit;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    // Nothing is used after a panic, whose own exit code would say that cells could not be played.
    match catch_unwind(AssertUnwindSafe(|| commands::run(cli.command))) {
        Ok(Ok(exit)) => exit.into(),
        Ok(Err(failure)) => {
            say!("{:?}", failure.report);
            failure.exit.into()
        }
        Err(_) => Exit::OurBug.into(),
    }
}
