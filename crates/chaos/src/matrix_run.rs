//! How `cargo xtask run-matrix` is started, as a program of its own that ends with this one.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use matrix::ProfileChoice;
use tokio::process::Command;

use crate::chaos_target::ChaosTarget;

/// The suites that a run is disturbed in by default, those with navigations, workers and frames:
/// they ask for what a document is not told the end of, where a wait could decide.
const DISTURBED_SUITES: [&str; 8] = [
    "lax-allowing-unsafe",
    "mechanisms",
    "mixed-content",
    "partitions",
    "redirects-by-navigation",
    "redirects-to-a-third",
    "sandbox",
    "storage-access",
];

/// The suites that mutations are tried on by default: every kind of setter, reader, request and
/// lifetime.
const MUTATED_SUITES: [&str; 7] = [
    "attributes-domain",
    "attributes-path",
    "attributes-same-site",
    "lax-allowing-unsafe",
    "lifetime-cap",
    "partitions",
    "preflight",
];

/// A program that plays the matrix, with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRun {
    /// The program.
    pub program: PathBuf,
    /// Its first arguments.
    pub arguments: Vec<String>,
    /// The folder that it writes to, if it is told one.
    pub out: Option<PathBuf>,
    /// Whether it begins there, or resumes what it finds.
    pub start: RunStart,
    /// The suites that it plays; all, where none is named.
    pub suites: Vec<String>,
    /// The folder in which it runs.
    pub directory: PathBuf,
}

/// How a run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStart {
    /// With its first batch.
    New,
    /// With the batches that the run in its folder lacks.
    Resumed,
}

impl MatrixRun {
    /// Returns a run that is disturbed: four passes, so that a difference is seen. One that is
    /// watched alone plays every suite whole, three times: half an hour.
    pub fn disturbed(
        target: ChaosTarget,
        program: PathBuf,
        root: &Path,
        browser: &ProfileChoice,
        suites: &[String],
    ) -> Self {
        let folder = browser.to_string().replace(':', "-");
        let (options, default_suites): (&[&str], &[&str]) = match target.disturbance() {
            None => (&["--full", "--repeat", "3"], &[]),
            Some(_) => (&["--repeat", "4"], &DISTURBED_SUITES),
        };
        Self {
            program,
            arguments: arguments(browser, options),
            out: Some(root.join("target/gingersnap/chaos").join(folder)),
            start: RunStart::New,
            suites: suites_or(suites, default_suites),
            directory: root.to_owned(),
        }
    }

    /// Returns a run whose harness is spoiled: one session, so that it is clear what came first.
    pub fn spoiled(
        program: PathBuf,
        root: &Path,
        browser: &ProfileChoice,
        suites: &[String],
    ) -> Self {
        Self {
            program,
            arguments: arguments(browser, &["--full", "--jobs", "1"]),
            out: None,
            start: RunStart::New,
            suites: suites_or(suites, &MUTATED_SUITES),
            directory: root.to_owned(),
        }
    }

    /// Returns the run that resumes this one.
    pub(crate) fn resumed(&self) -> Self {
        Self { start: RunStart::Resumed, ..self.clone() }
    }

    /// Returns this run with its files elsewhere: in a folder of this name beside them.
    pub(crate) fn beside(&self, name: &str) -> Self {
        let out = self.out.as_ref().map(|out| format!("{}-{name}", out.display()).into());
        Self { out, ..self.clone() }
    }

    /// Returns the folder that it writes to, or else the one in which it runs.
    pub(crate) fn folder(&self) -> &Path {
        self.out.as_deref().unwrap_or(&self.directory)
    }

    /// Returns all arguments, as words.
    fn words(&self) -> Vec<String> {
        let option = match self.start {
            RunStart::New => "--out",
            RunStart::Resumed => "--resume",
        };
        let mut words = self.arguments.clone();
        if let Some(out) = &self.out {
            words.extend([option.to_owned(), out.display().to_string()]);
        }
        words.extend(self.suites.iter().flat_map(|suite| ["--suite".to_owned(), suite.clone()]));
        words
    }

    /// Returns this run as a script of bash starts it, by `exec "$@"`. In the script `$0` is
    /// `argument`.
    pub(crate) fn within(&self, script: &str, argument: &str) -> Self {
        let program = self.program.display().to_string();
        let before = ["-c".to_owned(), script.to_owned(), argument.to_owned(), program];
        let arguments = before.into_iter().chain(self.arguments.iter().cloned()).collect();
        Self { program: "/bin/bash".into(), arguments, ..self.clone() }
    }

    /// Returns the command that starts it, silent, and killed when what it returns is dropped.
    #[expect(clippy::disallowed_methods, reason = "a program of its own, which ends with us")]
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::from(std::process::Command::new(&self.program));
        command
            .args(self.words())
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        command
    }
}

fn arguments(browser: &ProfileChoice, options: &[&str]) -> Vec<String> {
    let browser = browser.to_string();
    let fixed = ["run-matrix", "--check", "--browser", &browser];
    fixed.iter().chain(options).map(|word| (*word).to_owned()).collect()
}

fn suites_or(named: &[String], default: &[&str]) -> Vec<String> {
    match named {
        [] => default.iter().map(|suite| (*suite).to_owned()).collect(),
        named => named.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_check_alone_and_has_the_suites_that_are_named() {
        let browser = "firefox:all".parse().unwrap();
        let suites = ["cookie-size".to_owned()];
        let run = MatrixRun::spoiled("xtask".into(), Path::new("/p"), &browser, &suites);
        assert_eq!(
            run.words().join(" "),
            "run-matrix --check --browser firefox:all --full --jobs 1 --suite cookie-size"
        );
    }

    #[test]
    fn without_suites_those_with_navigations_are_played() {
        let browser = "chromium".parse().unwrap();
        let run = |target| {
            let run = MatrixRun::disturbed(target, "xtask".into(), Path::new("/p"), &browser, &[]);
            run.words().join(" ")
        };
        let disturbed = run(ChaosTarget::Browser);
        assert!(
            disturbed.starts_with(
                "run-matrix --check --browser chromium:default --repeat 4 \
                 --out /p/target/gingersnap/chaos/chromium-default \
                 --suite lax-allowing-unsafe --suite mechanisms"
            ),
            "{disturbed}"
        );
        assert_eq!(
            run(ChaosTarget::Nothing),
            "run-matrix --check --browser chromium:default --full --repeat 3 \
             --out /p/target/gingersnap/chaos/chromium-default"
        );
    }
}
