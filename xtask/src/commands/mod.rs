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

/// Runs one command.
pub(crate) fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Audit(arguments) => asynchronously(audit::run(&arguments)),
        Command::Bench(arguments) => asynchronously(bench::run(&arguments)),
        Command::Cells(arguments) => cells::run(&arguments),
        Command::Claims(arguments) => claims::run(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Divergences(arguments) => divergences::run(&arguments),
        Command::Doctor(arguments) => asynchronously(doctor::run(&arguments)),
        Command::Merge(arguments) => compare::merge(&arguments),
        Command::ModelVectors(arguments) => model_vectors::run(&arguments),
        Command::Report(arguments) => run_matrix::report(&arguments),
        Command::RunMatrix(arguments) => asynchronously(run_matrix::run(&arguments)),
        Command::Serve(arguments) => asynchronously(serve::run(&arguments)),
        Command::Show(arguments) => asynchronously(show::run(&arguments)),
        Command::Test(arguments) => asynchronously(test::run(&arguments)),
    }
}

/// Runs a command on a runtime whose end ends every task: sessions are stopped even where a command gives up in the middle.
fn asynchronously(command: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::message(Exit::OurBug, format!("failed to start a runtime: {error}"), ""))?;
    runtime.block_on(command)
}
