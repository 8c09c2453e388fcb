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
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The folder in which it runs.
    pub directory: PathBuf,
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
        let out = root.join("target/gingersnap/chaos").join(folder).display().to_string();
        let (options, default_suites): (&[&str], &[&str]) = match target {
            ChaosTarget::Nothing => (&["--full", "--repeat", "3", "--out", &out], &[]),
            ChaosTarget::Browser
            | ChaosTarget::Harness
            | ChaosTarget::Pace
            | ChaosTarget::Parallel
            | ChaosTarget::Resources => (&["--repeat", "4", "--out", &out], &DISTURBED_SUITES),
        };
        Self::of_suites(program, root, browser, options, suites, default_suites)
    }

    /// Returns a run whose harness is spoiled: one session, so that it is clear what came first.
    pub fn spoiled(
        program: PathBuf,
        root: &Path,
        browser: &ProfileChoice,
        suites: &[String],
    ) -> Self {
        let options = ["--full", "--jobs", "1"];
        Self::of_suites(program, root, browser, &options, suites, &MUTATED_SUITES)
    }

    fn of_suites(
        program: PathBuf,
        root: &Path,
        browser: &ProfileChoice,
        options: &[&str],
        suites: &[String],
        default_suites: &[&str],
    ) -> Self {
        let suites: Vec<&str> = match suites {
            [] => default_suites.to_vec(),
            named => named.iter().map(String::as_str).collect(),
        };
        let browser = browser.to_string();
        let mut arguments = vec!["run-matrix", "--check", "--browser", &browser];
        arguments.extend(options);
        arguments.extend(suites.into_iter().flat_map(|suite| ["--suite", suite]));
        let arguments = arguments.into_iter().map(str::to_owned).collect();
        Self { program, arguments, directory: root.to_owned() }
    }

    /// Returns the run that resumes this one.
    pub(crate) fn resumed(&self) -> Self {
        let option = |argument: &String| match argument.as_str() {
            "--out" => "--resume".to_owned(),
            _ => argument.clone(),
        };
        Self { arguments: self.arguments.iter().map(option).collect(), ..self.clone() }
    }

    /// Returns this run with its files elsewhere: in a folder of this name beside them.
    pub(crate) fn beside(&self, name: &str) -> Self {
        let mut run = self.clone();
        if let Some(out) = run.out_mut() {
            *out = format!("{out}-{name}");
        }
        run
    }

    /// Returns the folder that it writes to, if it names one.
    pub(crate) fn out(&self) -> Option<&Path> {
        let place = self.arguments.iter().position(|argument| argument == "--out")?;
        self.arguments.get(place + 1).map(Path::new)
    }

    fn out_mut(&mut self) -> Option<&mut String> {
        let place = self.arguments.iter().position(|argument| argument == "--out")?;
        self.arguments.get_mut(place + 1)
    }

    /// Returns this run as a script of bash starts it, by `exec "$@"`. In the script `$0` is
    /// `argument`.
    pub(crate) fn within(&self, script: &str, argument: &str) -> Self {
        let program = self.program.display().to_string();
        let before = ["-c".to_owned(), script.to_owned(), argument.to_owned(), program];
        let arguments = before.into_iter().chain(self.arguments.iter().cloned()).collect();
        Self { program: "/bin/bash".into(), arguments, directory: self.directory.clone() }
    }

    /// Returns the command that starts it, silent, and killed when what it returns is dropped.
    #[expect(clippy::disallowed_methods, reason = "a program of its own, which ends with us")]
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::from(std::process::Command::new(&self.program));
        command
            .args(&self.arguments)
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        command
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
            run.arguments.join(" "),
            "run-matrix --check --browser firefox:all --full --jobs 1 --suite cookie-size"
        );
    }

    #[test]
    fn without_suites_those_with_navigations_are_played() {
        let browser = "chromium".parse().unwrap();
        let run = |target| {
            let run = MatrixRun::disturbed(target, "xtask".into(), Path::new("/p"), &browser, &[]);
            run.arguments.join(" ")
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
