//! `cargo xtask`: the maintainer's binary. It parses the command line, reads the environment and puts the crates together.

mod cli;
mod commands;
mod engines;
mod exit;
mod playing;
mod project;
mod say;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli.command) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            say!("{:?}", failure.report);
            failure.exit.into()
        }
    }
}
