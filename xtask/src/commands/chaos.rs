//! `cargo xtask chaos`: runs that are disturbed.

use ::chaos::{ChaosPlan, MatrixRun, play_with_faults};

use super::CommandResult;
use crate::cli::ChaosArgs;
use crate::environment::root;
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::{note, out};

pub(super) async fn run(arguments: ChaosArgs) -> CommandResult {
    let ChaosArgs { browser, target, suites, faults, kill_one_in, seed } = arguments;
    let program = std::env::current_exe().map_err(XtaskError::Program)?;
    let run = MatrixRun::disturbed(target, program, root(), &browser, &suites);
    let plan = ChaosPlan { run, engine: browser.engine, target, seed, faults, kill_one_in };
    let mut number = 0;
    let outcome = play_with_faults(&plan, |run| {
        number += 1;
        note!("run {number}, {} faults: {}", run.faults.len(), run.verdict);
    });
    let outcome = outcome.await.map_err(XtaskError::Chaos)?;
    out!("{outcome}");
    Ok(ExitStatus::of(outcome.is_clean()))
}
