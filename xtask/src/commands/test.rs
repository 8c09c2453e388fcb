//! `cargo xtask test`: every test, those that need browsers included.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use browser_driver::{Browser, find};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::checks::{Check, Requirement, Step};
use crate::cli::Test;
use crate::engines::{install_missing, locations};
use crate::exit::{Exit, Failure};
use crate::{print, project, say};

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    passed: usize,
    failed: usize,
    skipped: usize,
}

pub(crate) async fn run(arguments: &Test) -> Result<Exit, Failure> {
    let only = &arguments.only;
    let steps: Vec<Step> =
        Step::ALL.into_iter().filter(|step| only.is_empty() || only.contains(step)).collect();
    if steps.iter().any(|step| step.needs_browsers()) {
        check_browsers(arguments.install).await?;
    }
    if arguments.install && steps.contains(&Step::Linters) {
        install_linters().await?;
    }
    let mut counts = Counts::default();
    for check in steps.into_iter().flat_map(Step::checks) {
        let line = [&[check.program.to_owned()], &check.arguments[..]].concat().join(" ");
        let Some(program) = program(&check).await? else {
            counts.skipped += 1;
            say!("\n── skipped: {line}\n{}", missing(check.requirement));
            continue;
        };
        say!("\n── {line}");
        let outcome = run_check(&program, &check).await?;
        counts.passed += outcome.passed;
        counts.failed += outcome.failed;
        if outcome.failed > 0 {
            say!("\nfailed: {line}");
            break;
        }
    }
    print!("\n{} passed, {} failed, {} skipped\n", counts.passed, counts.failed, counts.skipped);
    Ok(if counts.failed == 0 { Exit::AsRecorded } else { Exit::OurBug })
}

/// Makes sure that every engine of this platform is here: a browser that is missing must not pass
/// for one that agrees.
async fn check_browsers(install: bool) -> Result<(), Failure> {
    let locations = locations();
    for browser in Browser::ALL
        .into_iter()
        .filter(|browser| (*browser == Browser::Safari) == cfg!(target_os = "macos"))
    {
        let mut found = find(browser, &locations).await;
        if install && !found.missing.is_empty() {
            found = install_missing(found, &locations).await?;
        }
        if let Some(missing) = found.missing.first() {
            let help = format!("{}; or let `cargo xtask test --install` get it", missing.remedy);
            return Err(Failure::message(
                Exit::NoBrowser,
                format!("the tests need {browser}, and {} is missing", missing.what),
                help,
            ));
        }
    }
    Ok(())
}

/// Installs the linters; where that fails, their checks are skipped.
async fn install_linters() -> Result<(), Failure> {
    let script = project::root().join("ci/linters.sh");
    let status = command(&script).arg(linters_dir()).status().await.map_err(not_started)?;
    if !status.success() {
        say!("failed to install the linters ({status})");
    }
    Ok(())
}

fn linters_dir() -> PathBuf {
    project::tools().join("linters")
}

/// Returns the program that a check starts, or nothing if what it requires is not installed.
async fn program(check: &Check) -> Result<Option<PathBuf>, Failure> {
    let cargo = || project::environment("CARGO").unwrap_or_else(|| "cargo".to_owned()).into();
    Ok(match check.requirement {
        Requirement::Nothing => Some(cargo()),
        Requirement::Program(name, _) => search(name).map(|found| match check.program {
            "cargo" => cargo(),
            _ => found,
        }),
        Requirement::Target(target) => {
            let arguments = ["--print", "target-libdir", "--target", target];
            let output =
                command("rustc".as_ref()).args(arguments).output().await.map_err(not_started)?;
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

fn missing(requirement: Requirement) -> String {
    match requirement {
        Requirement::Nothing => String::new(),
        Requirement::Program(name, by) => format!("`{name}` is not installed; install it: `{by}`"),
        Requirement::Target(target) => {
            format!("target not installed; install it: `rustup target add {target}`")
        }
    }
}

/// Runs a check, passes on what it prints, and counts the tests in it; one without tests counts as
/// one.
async fn run_check(program: &Path, check: &Check) -> Result<Counts, Failure> {
    let mut child = command(program)
        .args(&check.arguments)
        .envs(check.variables.iter().map(|(name, value)| (name, value)))
        .env("INSTA_UPDATE", "no")
        .stdout(Stdio::piped())
        .spawn()
        .map_err(not_started)?;
    let mut counts = Counts::default();
    if let Some(stdout) = child.stdout.take() {
        let mut lines = BufReader::new(stdout).lines();
        while let Some(line) = lines.next_line().await.map_err(not_started)? {
            print!("{line}\n");
            if let Some(result) = line.strip_prefix("test result: ") {
                counts.passed += count(result, "passed");
                counts.failed += count(result, "failed");
            }
        }
    }
    let status = child.wait().await.map_err(not_started)?;
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
    command.current_dir(project::root()).stdin(Stdio::null()).kill_on_drop(true);
    command
}

fn not_started(error: std::io::Error) -> Failure {
    Failure::message(Exit::OurBug, format!("failed to run a check: {error}"), "")
}

/// Returns the number that stands before a word in the summary line of a test program.
fn count(summary: &str, word: &str) -> usize {
    let words: Vec<&str> = summary.split([' ', ';', '.']).filter(|part| !part.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}
