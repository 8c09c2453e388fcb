//! `cargo xtask test`: every test, those that need browsers included.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use browser_driver::{Browser, MissingComponent};
use clap::ValueEnum;
use conformance::{NoticeSink, find_browser};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use super::CommandResult;
use crate::checks::{StepCommand, StepRequirement, TestStep};
use crate::cli::TestArgs;
use crate::environment::{locations, root, variable};
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::{note, out};

#[derive(Clone, Copy, Debug, Default)]
struct TestCounts {
    passed: usize,
    failed: usize,
    skipped: usize,
}

pub(super) async fn run(arguments: &TestArgs, notify: NoticeSink<'_>) -> CommandResult {
    let only = &arguments.only;
    let steps = if only.is_empty() { TestStep::value_variants() } else { only };
    if steps.iter().copied().any(TestStep::needs_browsers) {
        check_browsers(arguments.install, notify).await?;
    }
    if arguments.install && steps.contains(&TestStep::Linters) {
        install_linters().await?;
    }
    let mut counts = TestCounts::default();
    for check in steps.iter().copied().flat_map(TestStep::checks) {
        let line = [&[check.program.to_owned()], &check.arguments[..]].concat().join(" ");
        let Some(program) = program(&check).await? else {
            counts.skipped += 1;
            note!("\n── skipped: {line}\n{}", missing(check.requirement));
            continue;
        };
        note!("\n── {line}");
        let outcome = run_check(&program, &check).await?;
        counts.passed += outcome.passed;
        counts.failed += outcome.failed;
        if outcome.failed > 0 {
            note!("\nfailed: {line}");
            break;
        }
    }
    out!("\n{} passed, {} failed, {} skipped\n", counts.passed, counts.failed, counts.skipped);
    Ok(if counts.failed == 0 { ExitStatus::AsRecorded } else { ExitStatus::Bug })
}

/// Makes sure that every engine of this platform is here: a browser that is missing must not pass
/// for one that agrees.
async fn check_browsers(install: bool, notify: NoticeSink<'_>) -> Result<(), XtaskError> {
    let is_of_platform =
        |browser: &Browser| (*browser == Browser::Safari) == cfg!(target_os = "macos");
    for browser in Browser::ALL.into_iter().filter(is_of_platform) {
        let found = find_browser(browser, &locations(), install, notify).await?;
        if let Some(MissingComponent { what, remedy }) = found.missing.into_iter().next() {
            return Err(XtaskError::Missing { browser, what, remedy });
        }
    }
    Ok(())
}

/// Installs the linters; where that fails, their checks are skipped.
async fn install_linters() -> Result<(), XtaskError> {
    let script = root().join("ci/linters.sh");
    let status = command(&script).arg(linters_dir()).status().await.map_err(XtaskError::Check)?;
    if !status.success() {
        note!("failed to install the linters ({status})");
    }
    Ok(())
}

fn linters_dir() -> PathBuf {
    locations().tools_dir.join("linters")
}

/// Returns the program that a check starts, or nothing if what it requires is not installed.
async fn program(check: &StepCommand) -> Result<Option<PathBuf>, XtaskError> {
    let cargo = || variable("CARGO").unwrap_or_else(|| "cargo".to_owned()).into();
    Ok(match check.requirement {
        StepRequirement::Nothing => Some(cargo()),
        StepRequirement::Program(name, _) => search(name).map(|found| match check.program {
            "cargo" => cargo(),
            _ => found,
        }),
        StepRequirement::Target(target) => {
            let arguments = ["--print", "target-libdir", "--target", target];
            let output = command("rustc".as_ref())
                .args(arguments)
                .output()
                .await
                .map_err(XtaskError::Check)?;
            let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
            (output.status.success() && folder.exists()).then(cargo)
        }
    })
}

/// Looks for a program where `--install` puts linters, and on the PATH.
fn search(name: &str) -> Option<PathBuf> {
    std::iter::once(linters_dir().join("bin"))
        .chain(locations().search_path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

fn missing(requirement: StepRequirement) -> String {
    match requirement {
        StepRequirement::Nothing => String::new(),
        StepRequirement::Program(name, by) => {
            format!("`{name}` is not installed; install it: `{by}`")
        }
        StepRequirement::Target(target) => {
            format!("target not installed; install it: `rustup target add {target}`")
        }
    }
}

/// Runs a check, passes on what it prints, and counts the tests in it; one without tests counts as
/// one.
async fn run_check(program: &Path, check: &StepCommand) -> Result<TestCounts, XtaskError> {
    let mut child = command(program)
        .args(&check.arguments)
        .envs(check.variables.iter().map(|(name, value)| (name, value)))
        .env("INSTA_UPDATE", "no")
        .stdout(Stdio::piped())
        .spawn()
        .map_err(XtaskError::Check)?;
    let mut counts = TestCounts::default();
    if let Some(stdout) = child.stdout.take() {
        let mut lines = BufReader::new(stdout).lines();
        while let Some(line) = lines.next_line().await.map_err(XtaskError::Check)? {
            out!("{line}\n");
            if let Some(result) = line.strip_prefix("test result: ") {
                counts.passed += count(result, "passed");
                counts.failed += count(result, "failed");
            }
        }
    }
    let status = child.wait().await.map_err(XtaskError::Check)?;
    if !status.success() {
        counts.failed = counts.failed.max(1);
    } else if counts.passed == 0 {
        counts.passed = 1;
    }
    Ok(counts)
}

/// Returns a command in the project's folder that ends with this process.
fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// Returns the number that stands before a word in the summary line of a test program.
fn count(summary: &str, word: &str) -> usize {
    let words: Vec<&str> = summary.split([' ', ';', '.']).filter(|part| !part.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}
