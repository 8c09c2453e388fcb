//! `cargo xtask test`: every test, those that need browsers included.

use std::process::Stdio;

use browser_driver::{Browser, find};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::cli::Test;
use crate::engines::{install_missing, locations};
use crate::exit::{Exit, Failure};
use crate::{print, project, say};

/// A step: what it is, and the arguments to cargo.
const STEPS: &[(&str, &[&str])] = &[
    ("formatting", &["fmt", "--all", "--check"]),
    (
        "lints",
        &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"],
    ),
    ("unit, integration and doc tests", &["test", "--workspace"]),
    (
        "browser tests",
        &[
            "test",
            "--workspace",
            "--features",
            "browser-driver/browser-tests,gingersnap/browser-tests,inspection/browser-tests,xtask/browser-tests",
            "--test",
            "browsers",
            "--test",
            "runs",
        ],
    ),
    (
        "the matrix on every engine",
        &["run", "--quiet", "--package", "xtask", "--", "run-matrix", "--check"],
    ),
];

pub(crate) async fn run(arguments: &Test) -> Result<Exit, Failure> {
    prepare(arguments.install).await?;
    let (mut passed, mut failed) = (0, 0);
    for (name, step) in STEPS {
        say!("\n── {name}: cargo {}", step.join(" "));
        let outcome = cargo(step).await?;
        passed += outcome.passed;
        failed += outcome.failed;
        if failed > 0 {
            say!("\n{name} failed");
            break;
        }
    }
    print!("\n{passed} passed, {failed} failed\n");
    Ok(if failed == 0 { Exit::AsRecorded } else { Exit::OurBug })
}

/// Makes sure that every engine of this platform is here: a test that is skipped without a word has
/// not passed.
async fn prepare(install: bool) -> Result<(), Failure> {
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

struct Outcome {
    passed: usize,
    failed: usize,
}

/// Runs cargo, passes on what it prints, and counts the tests in it; a step without tests counts as
/// one.
async fn cargo(step: &[&str]) -> Result<Outcome, Failure> {
    let failed = |error: std::io::Error| {
        Failure::message(Exit::OurBug, format!("failed to run cargo: {error}"), "")
    };
    let program = project::environment("CARGO").unwrap_or_else(|| "cargo".to_owned());
    let mut child = Command::new(program)
        .args(step)
        .current_dir(project::root())
        .env("INSTA_UPDATE", "no")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(failed)?;
    let mut outcome = Outcome { passed: 0, failed: 0 };
    if let Some(stdout) = child.stdout.take() {
        let mut lines = BufReader::new(stdout).lines();
        while let Some(line) = lines.next_line().await.map_err(failed)? {
            print!("{line}\n");
            if let Some(counts) = line.strip_prefix("test result: ") {
                outcome.passed += count(counts, "passed");
                outcome.failed += count(counts, "failed");
            }
        }
    }
    let status = child.wait().await.map_err(failed)?;
    if !status.success() {
        outcome.failed = outcome.failed.max(1);
    } else if outcome.passed == 0 {
        outcome.passed = 1;
    }
    Ok(outcome)
}

/// Returns the number that stands before a word in the summary line of a test program.
fn count(summary: &str, word: &str) -> usize {
    let words: Vec<&str> = summary.split([' ', ';', '.']).filter(|part| !part.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}
