//! The system's settings, by which Safari reaches the fixtures, and their way back.
//!
//! A script sets them, in a process that puts them back: see [`Restorer`].

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use url::Url;

use crate::system::restorer::{ChangeError, RestoreError, Restorer, UndoableChange};

/// The script of a checkout, for programs that have none.
const SCRIPT: &str = include_str!("../../../../ci/reach-macos.sh");

/// Makes the settings.
const SET: &str = r#"script="$1"; shift; exec bash "$script" up "$@""#;

/// Puts them back.
const RESTORE: &str = r#"exec bash "$1" down "$2""#;

/// The mode of a folder with what is run with the administrator's rights.
const PRIVATE: u32 = 0o700;

/// The script that sets the system's settings, and the folder that it remembers them in.
#[derive(Clone, Debug)]
pub struct ReachScript {
    /// The script.
    pub script: PathBuf,
    /// The folder.
    pub state: PathBuf,
}

/// The system's settings lead to the fixtures as long as this value lives.
#[derive(Debug)]
pub struct SystemReach {
    restorer: Restorer,
}

impl SystemReach {
    /// Puts the settings back.
    ///
    /// # Errors
    /// If the script fails.
    pub async fn end(self) -> Result<(), RestoreError> {
        self.restorer.end().await
    }
}

/// What the system's settings are to be.
#[derive(Clone, Debug)]
pub struct ReachSettings<'a> {
    /// The automatic proxy.
    pub pac: &'a Url,
    /// Lines for the hosts file: an address, and names for it.
    pub hosts_lines: &'a str,
    /// The certificate, in PEM, of an authority to trust; a driver needs none.
    pub root: Option<&'a str>,
}

/// The system's settings could not be set.
#[derive(Debug, thiserror::Error)]
pub enum ReachError {
    /// The script failed; what it had set is put back.
    #[error("`{script}` failed to lead Safari to the fixtures: {last_words}")]
    Script {
        /// The script.
        script: String,
        /// The last lines of its output.
        last_words: String,
    },
    /// The script or a file that it needs cannot be read.
    #[error("`{script}` could not be run")]
    Start {
        /// The script.
        script: String,
        /// Why not.
        source: io::Error,
    },
}

impl ReachScript {
    /// Writes the script into a new folder that nobody else can write to.
    ///
    /// # Errors
    /// If the folder is there already, or cannot be made.
    pub fn write(folder: &Path) -> Result<Self, ReachError> {
        let script = folder.join("reach-macos.sh");
        let written = fs::DirBuilder::new()
            .mode(PRIVATE)
            .create(folder)
            .and_then(|()| fs::write(&script, SCRIPT));
        match written {
            Ok(()) => Ok(Self { script, state: folder.join("reach") }),
            Err(source) => Err(ReachError::Start { script: script.display().to_string(), source }),
        }
    }

    /// Sets the system's automatic proxy, adds lines to its hosts file, and has it trust an
    /// authority.
    ///
    /// # Errors
    /// If the script fails.
    pub async fn up(&self, settings: &ReachSettings<'_>) -> Result<SystemReach, ReachError> {
        let script = self.script.display().to_string();
        let failed = |source| ReachError::Start { script: script.clone(), source };
        fs::create_dir_all(&self.state).map_err(failed)?;
        let names = self.state.with_extension("names");
        fs::write(&names, settings.hosts_lines).map_err(failed)?;
        let root = settings.root.map(|pem| (self.state.with_extension("pem"), pem));
        if let Some((path, pem)) = &root {
            fs::write(path, pem).map_err(failed)?;
        }
        let advice = format!("run `bash {script} down {}`", self.state.display());
        let pac = settings.pac.as_str().as_ref();
        let mut arguments = vec![self.script.as_os_str(), self.state.as_os_str(), pac];
        arguments.push(names.as_os_str());
        arguments.extend(root.as_ref().map(|(path, _)| path.as_os_str()));
        let change = UndoableChange { make: SET, undo: RESTORE, arguments: &arguments, advice };
        match Restorer::make(change).await {
            Ok(restorer) => Ok(SystemReach { restorer }),
            Err(ChangeError::Failed { last_words }) => {
                Err(ReachError::Script { script, last_words })
            }
            Err(ChangeError::Start(source)) => Err(ReachError::Start { script, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a script that records what it is asked for, and that fails where its first word is
    /// this one.
    fn script(name: &str, fails: &str) -> ReachScript {
        let folder =
            std::env::temp_dir().join(format!("system-reach-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let script = folder.join("reach.sh");
        let text = format!(
            "echo \"$1\" >>{0}/log\n[ \"$1\" != {fails} ] || {{ echo no network >&2; exit 1; }}\n",
            folder.display()
        );
        fs::write(&script, text).unwrap();
        ReachScript { script, state: folder.join("state") }
    }

    #[track_caller]
    fn check_log(script: &ReachScript, expected: &str) {
        let folder = script.script.parent().unwrap_or(Path::new("/"));
        assert_eq!(fs::read_to_string(folder.join("log")).unwrap(), expected);
        fs::remove_dir_all(folder).unwrap();
    }

    async fn up(script: &ReachScript, root: Option<&str>) -> Result<SystemReach, ReachError> {
        let pac = Url::parse("http://127.0.0.1:9/proxy.pac").unwrap();
        let hosts_lines = "127.77.0.1 a.test\n";
        script.up(&ReachSettings { pac: &pac, hosts_lines, root }).await
    }

    #[tokio::test]
    async fn a_drop_puts_the_settings_back() {
        let script = script("drop", "never");
        drop(up(&script, None).await.unwrap());
        check_log(&script, "up\ndown\n");
    }

    #[tokio::test]
    async fn a_panic_puts_the_settings_back() {
        let script = script("panic", "never");
        let of_task = script.clone();
        let task = tokio::spawn(async move {
            let _reach = up(&of_task, None).await.unwrap();
            panic!("a fault of the harness");
        });
        assert!(task.await.is_err());
        check_log(&script, "up\ndown\n");
    }

    #[tokio::test]
    async fn an_authority_is_written_beside_the_state() {
        let script = script("root", "never");
        drop(up(&script, Some("PEM")).await.unwrap());
        assert_eq!(fs::read_to_string(script.state.with_extension("pem")).unwrap(), "PEM");
        check_log(&script, "up\ndown\n");
    }

    #[test]
    fn the_script_is_written_into_a_folder_of_its_own() {
        let folder = std::env::temp_dir().join(format!("reach-script-{}", std::process::id()));
        let written = ReachScript::write(&folder).unwrap();
        assert_eq!(fs::read_to_string(&written.script).unwrap(), SCRIPT);
        assert!(ReachScript::write(&folder).is_err(), "the folder may be somebody else's");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn what_a_script_had_set_before_it_failed_is_put_back() {
        let script = script("fails", "up");
        let error = up(&script, None).await.unwrap_err();
        assert!(error.to_string().ends_with("no network"), "{error}");
        check_log(&script, "up\ndown\n");
    }
}
