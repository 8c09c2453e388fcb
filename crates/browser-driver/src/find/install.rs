//! Gets what is missing, each step announced before it is taken.

use std::{io, process::ExitStatus};

use crate::find::{InstallStep, MissingComponent};
use crate::system::process;

/// What is missing could not be installed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// Something has to be done by a person.
    #[error("`{what}` cannot be installed from here: {advice}")]
    ByHand {
        /// What is missing.
        what: String,
        /// What to do.
        advice: String,
    },
    /// A step ended with an error.
    #[error("`{step}` failed ({status}), its last words: {last_words}")]
    Failed {
        /// The command line.
        step: String,
        /// How it ended.
        status: ExitStatus,
        /// The last lines of its output.
        last_words: String,
    },
    /// A step could not be taken at all.
    #[error("`{step}` could not be started")]
    Start {
        /// The command line.
        step: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
}

/// Installs what is missing; `on_step` is given each command line before it is run.
///
/// Packages come through `apt-get`, as root or through `sudo -n`; crates through `cargo install`
/// into the tools folder; packages of Python through `pip` into an environment below it.
///
/// # Errors
///
/// If a step fails; or, before any step is taken, if something can only be installed by hand.
pub async fn install(
    missing: &[MissingComponent],
    mut on_step: impl FnMut(&str),
) -> Result<(), InstallError> {
    for step in steps(missing, nix::unistd::Uid::effective().is_root())? {
        let line = step.join(" ");
        on_step(&line);
        let output = process::output(&step[0], &step[1..])
            .await
            .map_err(|source| InstallError::Start { step: line.clone(), source })?;
        if !output.status.success() {
            let all = [output.stdout, output.stderr].concat();
            let last_words = process::last_lines(&String::from_utf8_lossy(&all));
            return Err(InstallError::Failed { step: line, status: output.status, last_words });
        }
    }
    Ok(())
}

/// How `apt-get` waits up to five minutes while another of its kind holds the lock, as the daily
/// upgrade of a fresh machine does. By itself it would fail.
const WAIT_FOR_LOCK: [&str; 2] = ["--option", "DPkg::Lock::Timeout=300"];

/// Returns the command lines that get what is missing.
fn steps(missing: &[MissingComponent], is_root: bool) -> Result<Vec<Vec<String>>, InstallError> {
    let mut packages = Vec::new();
    let mut programs = Vec::new();
    for MissingComponent { what, remedy } in missing {
        match remedy {
            InstallStep::Apt { package } if packages.contains(package) => {}
            InstallStep::Apt { package } => packages.push(*package),
            InstallStep::ByHand { advice } => {
                return Err(InstallError::ByHand { what: what.clone(), advice: advice.clone() });
            }
            InstallStep::Cargo { krate, root } => {
                programs.push(
                    ["cargo", "install", krate, "--locked", "--root"]
                        .map(str::to_owned)
                        .into_iter()
                        .chain([root.display().to_string()])
                        .collect(),
                );
            }
            InstallStep::Pip { package, root } => {
                let folder = root.display().to_string();
                let pip = root.join("bin/pip").display().to_string();
                programs.push(["python3", "-m", "venv", &folder].map(str::to_owned).into());
                programs.push([&pip, "install", package].map(str::to_owned).into());
            }
        }
    }
    let apt = |args: &[&str]| {
        let sudo: &[&str] = if is_root { &[] } else { &["sudo", "-n"] };
        [sudo, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], args]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut steps = Vec::new();
    if !packages.is_empty() {
        steps.push(apt(&["update"]));
        steps.push(apt(&[
            &["install", "--yes", "--no-install-recommends"],
            &WAIT_FOR_LOCK[..],
            &packages,
        ]
        .concat()));
    }
    steps.extend::<Vec<Vec<String>>>(programs);
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_steps(remedies: &[InstallStep], is_root: bool, expected: &[&str]) {
        let missing: Vec<_> = remedies
            .iter()
            .map(|remedy| MissingComponent { what: "it".to_owned(), remedy: remedy.clone() })
            .collect();
        let lines: Vec<_> =
            steps(&missing, is_root).unwrap().iter().map(|step| step.join(" ")).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn packages_are_installed_at_once_after_one_update() {
        let remedies = ["chromium", "xvfb", "chromium"].map(|package| InstallStep::Apt { package });
        check_steps(
            &remedies,
            true,
            &[
                "env DEBIAN_FRONTEND=noninteractive apt-get update",
                "env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
                 --option DPkg::Lock::Timeout=300 chromium xvfb",
            ],
        );
    }

    #[test]
    fn another_user_than_root_goes_through_sudo() {
        check_steps(
            &[InstallStep::Apt { package: "xvfb" }],
            false,
            &[
                "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get update",
                "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
                 --no-install-recommends --option DPkg::Lock::Timeout=300 xvfb",
            ],
        );
    }

    #[test]
    fn a_crate_is_installed_under_the_tools_folder() {
        let remedy = InstallStep::Cargo { krate: "geckodriver", root: "target/tools".into() };
        check_steps(&[remedy], true, &["cargo install geckodriver --locked --root target/tools"]);
    }

    #[test]
    fn a_package_of_python_is_installed_into_an_environment_of_its_own() {
        let remedy =
            InstallStep::Pip { package: "lightpanda==1.0.2", root: "target/tools/x".into() };
        check_steps(
            &[remedy],
            true,
            &["python3 -m venv target/tools/x", "target/tools/x/bin/pip install lightpanda==1.0.2"],
        );
    }

    #[test]
    fn nothing_is_installed_when_something_must_be_had_by_hand() {
        let remedies = [
            InstallStep::Apt { package: "xvfb" },
            InstallStep::ByHand { advice: "buy a Mac".to_owned() },
        ];
        let missing = remedies.map(|remedy| MissingComponent { what: "safari".to_owned(), remedy });
        let error = steps(&missing, true).unwrap_err();
        assert_eq!(error.to_string(), "`safari` cannot be installed from here: buy a Mac");
    }

    #[tokio::test]
    async fn a_failed_step_tells_its_last_words() {
        let missing = [MissingComponent {
            what: "it".to_owned(),
            remedy: InstallStep::Cargo { krate: "--no-such-flag", root: "target/tools".into() },
        }];
        let mut announced = Vec::new();
        let error = install(&missing, |step| announced.push(step.to_owned())).await.unwrap_err();
        assert_eq!(announced, ["cargo install --no-such-flag --locked --root target/tools"]);
        assert!(
            matches!(&error, InstallError::Failed { last_words, .. } if !last_words.is_empty()),
            "{error}"
        );
    }
}
