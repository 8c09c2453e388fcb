//! Runs the steps, and counts what passed.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use browser_driver::{Browser, InstallError, InstallStep, MissingComponent, SearchPaths};
use conformance::{CommandError, FailureKind, NoticeSink, find_browser};
use miette::Diagnostic;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::time::Instant;

use crate::TestStep;
use crate::step::{StepCommand, StepRequirement};

/// What is run, and where.
#[derive(Clone, Debug)]
pub struct TestPlan {
    /// The project's folder.
    pub root: PathBuf,
    /// Where programs are looked for.
    pub locations: SearchPaths,
    /// The `cargo` that runs this process.
    pub cargo: PathBuf,
    /// The steps, in order.
    pub steps: Vec<TestStep>,
    /// Whether missing browsers, drivers and linters are installed.
    pub install: bool,
}

/// How many tests passed; a command without tests counts as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TestCounts {
    /// Tests that passed.
    pub passed: usize,
    /// Tests that failed.
    pub failed: usize,
    /// Commands that did not run, because their program is not installed.
    pub skipped: usize,
}

/// What happens while the steps run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestNotice<'a> {
    /// A command begins.
    Begun(&'a str),
    /// A command is skipped.
    Skipped {
        /// The command line.
        line: &'a str,
        /// What is missing, and the command that installs it.
        remedy: String,
    },
    /// A command ended after this time, however it ended.
    Ended(Duration),
    /// A command printed a line.
    Printed(&'a str),
    /// A command failed; nothing runs after it.
    Failed(&'a str),
    /// The linters could not be installed; their commands are skipped.
    LintersNotInstalled(ExitStatus),
}

/// Why the steps could not be run.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum StepsError {
    /// The steps play on a browser that is not installed.
    #[error("the tests need {browser}, and {what} is missing")]
    #[diagnostic(help("{remedy}; or add --install"))]
    BrowserMissing {
        /// The browser.
        browser: Browser,
        /// What it lacks.
        what: String,
        /// What gets it.
        remedy: InstallStep,
    },
    /// A browser could not be installed.
    #[error("failed to install a browser")]
    #[diagnostic(help("run the step by hand"))]
    Install(#[from] InstallError),
    /// A command could not be started, or its output not read.
    #[error("failed to run a check")]
    Run(#[from] io::Error),
}

impl CommandError for StepsError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::BrowserMissing { .. } | Self::Install(_) => FailureKind::NoBrowser,
            Self::Run(_) => FailureKind::Bug,
        }
    }
}

/// Makes sure that every engine of this platform is installed if a step plays on browsers: a
/// browser that is missing must not pass for one that agrees.
///
/// # Errors
/// Where a browser is missing, or its installation fails.
pub async fn check_browsers(plan: &TestPlan, notify: NoticeSink<'_>) -> Result<(), StepsError> {
    if !plan.steps.iter().copied().any(TestStep::needs_browsers) {
        return Ok(());
    }
    let is_of_platform =
        |browser: &Browser| (*browser == Browser::Safari) == cfg!(target_os = "macos");
    for browser in Browser::BY_DEFAULT.into_iter().filter(is_of_platform) {
        let found = find_browser(browser, &plan.locations, plan.install, notify).await?;
        if let Some(MissingComponent { what, remedy }) = found.missing.into_iter().next() {
            return Err(StepsError::BrowserMissing { browser, what, remedy });
        }
    }
    Ok(())
}

/// Runs the steps up to the first command that fails.
///
/// # Errors
/// Where a command cannot be started. A command that fails is counted instead.
pub async fn run_steps(
    plan: &TestPlan,
    mut notify: impl FnMut(TestNotice<'_>),
) -> Result<TestCounts, StepsError> {
    if plan.install && plan.steps.contains(&TestStep::Linters) {
        let script = plan.root.join("ci/linters.sh");
        let status = plan.command(&script).arg(plan.linters_dir()).status().await?;
        if !status.success() {
            notify(TestNotice::LintersNotInstalled(status));
        }
    }
    let commands = plan.steps.iter().flat_map(|step| step.commands(&plan.root));
    plan.run_commands(commands, &mut notify).await
}

impl TestPlan {
    async fn run_commands(
        &self,
        commands: impl Iterator<Item = StepCommand>,
        notify: &mut impl FnMut(TestNotice<'_>),
    ) -> Result<TestCounts, StepsError> {
        let mut counts = TestCounts::default();
        for command in commands {
            let line = [&[command.program.to_owned()], &command.arguments[..]].concat().join(" ");
            let Some(program) = self.program(&command).await? else {
                counts.skipped += 1;
                let remedy = command.requirement.remedy();
                notify(TestNotice::Skipped { line: &line, remedy });
                continue;
            };
            notify(TestNotice::Begun(&line));
            let begun = Instant::now();
            let outcome = self.run_command(&program, &command, notify).await?;
            notify(TestNotice::Ended(begun.elapsed()));
            counts.passed += outcome.passed;
            counts.failed += outcome.failed;
            if outcome.failed > 0 {
                notify(TestNotice::Failed(&line));
                break;
            }
        }
        Ok(counts)
    }

    /// Returns the program that a command starts, or nothing if what it requires is not installed.
    async fn program(&self, command: &StepCommand) -> Result<Option<PathBuf>, StepsError> {
        let cargo = || self.cargo.clone();
        Ok(match command.requirement {
            StepRequirement::Nothing => Some(cargo()),
            StepRequirement::Program(name, _) => self
                .search(name)
                .map(|found| if command.program == "cargo" { cargo() } else { found }),
            StepRequirement::Target(target) => {
                let arguments = ["--print", "target-libdir", "--target", target];
                let output = self.command("rustc".as_ref()).args(arguments).output().await?;
                let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
                (output.status.success() && folder.exists()).then(cargo)
            }
        })
    }

    /// Looks for a program where `--install` puts linters, and on the PATH.
    fn search(&self, name: &str) -> Option<PathBuf> {
        let linters = self.linters_dir().join("bin");
        let folders = std::iter::once(&linters).chain(&self.locations.search_path);
        folders.map(|folder| folder.join(name)).find(|program| program.is_file())
    }

    fn linters_dir(&self) -> PathBuf {
        self.locations.tools_dir.join("linters")
    }

    /// Runs a command, passes on what it prints, and counts the tests in it.
    async fn run_command(
        &self,
        program: &Path,
        command: &StepCommand,
        notify: &mut impl FnMut(TestNotice<'_>),
    ) -> Result<TestCounts, StepsError> {
        let mut child = self
            .command(program)
            .args(&command.arguments)
            .envs(command.variables.iter().map(|(name, value)| (name, value)))
            .env("INSTA_UPDATE", "no")
            .stdout(Stdio::piped())
            .spawn()?;
        let mut counts = TestCounts::default();
        if let Some(stdout) = child.stdout.take() {
            let mut lines = BufReader::new(stdout).lines();
            while let Some(line) = lines.next_line().await? {
                counts.add_summary(&line);
                notify(TestNotice::Printed(&line));
            }
        }
        if !child.wait().await?.success() {
            counts.failed = counts.failed.max(1);
        } else if counts.passed == 0 {
            counts.passed = 1;
        }
        Ok(counts)
    }

    /// Returns a command in the project's folder that ends with this process.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).stdin(Stdio::null()).kill_on_drop(true);
        command
    }
}

impl TestCounts {
    /// Adds the counts of a test program's summary; other lines count nothing.
    fn add_summary(&mut self, line: &str) {
        if let Some(summary) = line.strip_prefix("test result: ") {
            self.passed += number_before(summary, "passed");
            self.failed += number_before(summary, "failed");
        }
    }
}

fn number_before(summary: &str, word: &str) -> usize {
    let words: Vec<&str> = summary.split([' ', ';', '.']).filter(|part| !part.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs scripts as commands, and returns the counts and what was reported of each.
    fn check_run(scripts: &[(&str, StepRequirement)], counts: TestCounts, reported: &[&str]) {
        let path = ["/usr/bin", "/bin"].map(PathBuf::from);
        let plan = TestPlan {
            root: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
            locations: SearchPaths { search_path: path.into(), tools_dir: PathBuf::new() },
            cargo: PathBuf::from("/bin/sh"),
            steps: Vec::new(),
            install: false,
        };
        let commands = scripts.iter().map(|(script, requirement)| StepCommand {
            program: "cargo",
            arguments: vec!["-c".to_owned(), (*script).to_owned()],
            variables: Vec::new(),
            requirement: *requirement,
        });
        let mut seen = Vec::new();
        let mut notify = |notice: TestNotice<'_>| {
            seen.push(match notice {
                TestNotice::Begun(line) => format!("begun: {line}"),
                TestNotice::Skipped { line, remedy } => format!("skipped: {line}: {remedy}"),
                TestNotice::Ended(_) => "ended".to_owned(),
                TestNotice::Printed(line) => format!("printed: {line}"),
                TestNotice::Failed(line) => format!("failed: {line}"),
                TestNotice::LintersNotInstalled(status) => format!("no linters: {status}"),
            });
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let outcome = runtime.block_on(plan.run_commands(commands, &mut notify)).unwrap();
        assert_eq!((outcome, seen), (counts, reported.iter().map(|&line| line.into()).collect()));
    }

    const NOTHING: StepRequirement = StepRequirement::Nothing;

    #[test]
    fn tests_are_counted_by_the_summaries_of_test_programs() {
        let summaries = "echo 'test result: ok. 12 passed; 0 failed; 3 ignored; in 1.20s'; \
                         echo 'test result: ok. 1 passed; 0 failed; 0 ignored'";
        let quiet = "true";
        check_run(
            &[(summaries, NOTHING), (quiet, NOTHING)],
            TestCounts { passed: 14, failed: 0, skipped: 0 },
            &[
                &format!("begun: cargo -c {summaries}"),
                "printed: test result: ok. 12 passed; 0 failed; 3 ignored; in 1.20s",
                "printed: test result: ok. 1 passed; 0 failed; 0 ignored",
                "ended",
                "begun: cargo -c true",
                "ended",
            ],
        );
    }

    #[test]
    fn nothing_runs_after_a_command_that_fails() {
        check_run(
            &[("exit 3", NOTHING), ("true", NOTHING)],
            TestCounts { passed: 0, failed: 1, skipped: 0 },
            &["begun: cargo -c exit 3", "ended", "failed: cargo -c exit 3"],
        );
    }

    #[test]
    fn a_command_without_its_program_is_skipped_and_not_passed() {
        let absent = StepRequirement::Program("no-such-linter", "apt-get install it");
        check_run(
            &[("true", absent), ("true", NOTHING)],
            TestCounts { passed: 1, failed: 0, skipped: 1 },
            &[
                "skipped: cargo -c true: `no-such-linter` is not installed; install it: \
                 `apt-get install it`",
                "begun: cargo -c true",
                "ended",
            ],
        );
    }

    #[test]
    fn a_command_with_an_unknown_target_is_skipped() {
        let target = StepRequirement::Target("no-such-target");
        check_run(
            &[("true", target)],
            TestCounts { passed: 0, failed: 0, skipped: 1 },
            &["skipped: cargo -c true: target not installed; install it: \
               `rustup target add no-such-target`"],
        );
    }
}
