//! `cargo xtask test`: every test, those that need browsers included.

use clap::ValueEnum;
use conformance::NoticeSink;
use test_steps::{TestNotice, TestPlan, TestStep, check_browsers, run_steps};

use super::CommandResult;
use crate::cli::TestArgs;
use crate::environment::{locations, root, variable};
use crate::exit::ExitStatus;
use crate::{note, out};

pub(super) async fn run(arguments: TestArgs, notify: NoticeSink<'_>) -> CommandResult {
    let TestArgs { install, only } = arguments;
    let plan = TestPlan {
        root: root().to_owned(),
        locations: locations(),
        cargo: variable("CARGO").unwrap_or_else(|| "cargo".to_owned()).into(),
        steps: if only.is_empty() { TestStep::value_variants().to_vec() } else { only },
        install,
    };
    check_browsers(&plan, notify).await?;
    let counts = run_steps(&plan, |notice| match notice {
        TestNotice::Begun(line) => note!("\n── {line}"),
        TestNotice::Failed(line) => note!("\nfailed: {line}"),
        TestNotice::Ended(took) => note!("took {} s", took.as_secs()),
        TestNotice::LintersNotInstalled(status) => note!("no linters were installed ({status})"),
        TestNotice::Printed(line) => out!("{line}\n"),
        TestNotice::Skipped { line, remedy } => note!("\n── skipped: {line}\n{remedy}"),
    });
    let counts = counts.await?;
    out!("\n{} passed, {} failed, {} skipped\n", counts.passed, counts.failed, counts.skipped);
    Ok(if counts.failed == 0 { ExitStatus::AsRecorded } else { ExitStatus::Bug })
}
