//! `cargo xtask chaos`: runs whose browsers are stopped and killed.

use ::chaos::{ChaosPlan, play_with_faults};

use super::CommandResult;
use crate::cli::ChaosArgs;
use crate::environment::root;
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::{note, out};

/// What is played by default: what a document is told nothing of, so that a wait could decide.
const SUITES: [&str; 2] = ["mechanisms", "redirects-by-navigation"];

pub(super) async fn run(arguments: ChaosArgs) -> CommandResult {
    let ChaosArgs { browser, suites, faults, kill_one_in, seed } = arguments;
    let suites = if suites.is_empty() { SUITES.map(str::to_owned).into() } else { suites };
    let out_dir = root().join("target/gingersnap/chaos");
    let fixed = ["run-matrix", "--check", "--repeat", "4", "--browser", &browser.to_string()];
    let mut words: Vec<String> = fixed.map(str::to_owned).into();
    words.extend(suites.into_iter().flat_map(|suite| ["--suite".to_owned(), suite]));
    words.extend(["--out".to_owned(), out_dir.display().to_string()]);
    let plan = ChaosPlan {
        program: std::env::current_exe().map_err(XtaskError::Program)?,
        arguments: words,
        engine: browser.engine,
        directory: root().to_owned(),
        seed,
        faults,
        kill_one_in,
    };
    let mut number = 0;
    let outcome = play_with_faults(&plan, |run| {
        number += 1;
        note!("run {number}, {} faults: {}", run.faults.len(), run.verdict);
    });
    let outcome = outcome.await.map_err(XtaskError::Chaos)?;
    out!("{outcome}");
    Ok(if outcome.is_clean() { ExitStatus::AsRecorded } else { ExitStatus::Changed })
}
