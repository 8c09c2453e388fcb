//! The commands, one module each.

mod audit;
mod bench;
mod cells;
mod claims;
mod compare;
mod divergences;
mod doctor;
mod judging;
mod model_vectors;
mod reasons;
mod run_directory;
mod run_matrix;
mod serve;
mod show;
mod test;

use crate::cli::Command;
use crate::exit::{Exit, Failure};
use crate::stop::Stop;

/// Runs one command.
pub(crate) fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Audit(arguments) => interruptibly(audit::run(&arguments)),
        Command::Bench(arguments) => interruptibly(bench::run(&arguments)),
        Command::Cells(arguments) => cells::run(&arguments),
        Command::Claims(arguments) => claims::run(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Divergences(arguments) => divergences::run(&arguments),
        Command::Doctor(arguments) => interruptibly(doctor::run(&arguments)),
        Command::Merge(arguments) => compare::merge(&arguments),
        Command::ModelVectors(arguments) => model_vectors::run(&arguments),
        Command::Report(arguments) => run_matrix::report(&arguments),
        Command::RunMatrix(arguments) => interruptibly(run_matrix::run(&arguments)),
        Command::Serve => asynchronously(serve::run()),
        Command::Show(arguments) => interruptibly(show::run(&arguments)),
        Command::Test(arguments) => interruptibly(test::run(&arguments)),
    }
}

/// Runs a command that a signal ends, with everything that it has started.
fn interruptibly(command: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    asynchronously(async {
        let mut stop = Stop::listen()?;
        tokio::select! {
            ended = command => ended,
            () = stop.wanted() => {
                let help = "nothing more of it was recorded; browsers and servers were stopped";
                Err(Failure::message(Exit::Interrupted, "a signal ended it", help))
            }
        }
    })
}

/// Runs a command on a runtime whose end ends every task: sessions are stopped even where a command
/// gives up in the middle.
fn asynchronously(command: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::message(Exit::OurBug, format!("failed to start a runtime: {error}"), "")
    })?;
    runtime.block_on(command)
}
