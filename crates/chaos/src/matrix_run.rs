//! How `cargo xtask run-matrix` is started, as a program of its own that ends with this one.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use matrix::ProfileChoice;
use tokio::process::Command;

/// The suites that a run is disturbed in by default: they ask for what a document is not told the
/// end of, where a wait could decide.
const DISTURBED_SUITES: [&str; 2] = ["mechanisms", "redirects-by-navigation"];

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
    /// Returns a run whose browser is disturbed: four passes, so that a difference is seen.
    pub fn disturbed(
        program: PathBuf,
        root: &Path,
        browser: &ProfileChoice,
        suites: &[String],
    ) -> Self {
        let out = root.join("target/gingersnap/chaos").display().to_string();
        let options = ["--repeat", "4", "--out", &out];
        Self::of_suites(program, root, browser, &options, suites, &DISTURBED_SUITES)
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
        let run = MatrixRun::disturbed("xtask".into(), Path::new("/p"), &browser, &[]);
        assert_eq!(
            run.arguments.join(" "),
            "run-matrix --check --browser chromium:default --repeat 4 \
             --out /p/target/gingersnap/chaos --suite mechanisms --suite redirects-by-navigation"
        );
    }
}
