//! The system's settings, by which Safari reaches the fixtures, and their way back.
//!
//! A script sets them. Before it does, a process of its own waits to put them back: it begins when
//! the pipe to this process closes, be it by a drop, a signal, a panic or the process's end.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use url::Url;

use crate::process::{last_lines, output};

/// How long the settings may take to be put back.
const RESTORE_TIMEOUT: Duration = Duration::from_secs(30);

/// How often it is looked whether they are.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Waits for the pipe to close, whatever signals come, and puts the settings back then.
const RESTORE: &str = r#"trap '' HUP INT TERM; read -r _; exec bash "$1" down "$2" </dev/null"#;

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
    restorer: Child,
    advice: String,
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
    /// The script or a file that it needs is not to be had.
    #[error("`{script}` could not be run")]
    Start {
        /// The script.
        script: String,
        /// Why not.
        source: io::Error,
    },
}

impl ReachScript {
    /// Sets the system's automatic proxy to this URL, and adds lines to its hosts file.
    ///
    /// # Errors
    /// If the script fails.
    pub async fn up(&self, pac: &Url, hosts_lines: &str) -> Result<SystemReach, ReachError> {
        let script = self.script.display().to_string();
        let failed = |source| ReachError::Start { script: script.clone(), source };
        fs::create_dir_all(&self.state).map_err(failed)?;
        let names = self.state.with_extension("names");
        fs::write(&names, hosts_lines).map_err(failed)?;
        let reach = self.restorer().map_err(failed)?;
        let arguments = ["up".as_ref(), self.state.as_os_str(), pac.as_str().as_ref()];
        let arguments = [self.script.as_os_str()].into_iter().chain(arguments);
        let arguments: Vec<_> = arguments.chain([names.as_os_str()]).collect();
        let ended = output("bash", &arguments).await.map_err(failed)?;
        if ended.status.success() {
            return Ok(reach);
        }
        let last_words = last_lines(&String::from_utf8_lossy(&ended.stderr));
        Err(ReachError::Script { script, last_words })
    }

    /// Starts what puts the settings back.
    fn restorer(&self) -> io::Result<SystemReach> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", RESTORE, "sh"]).arg(&self.script).arg(&self.state);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let advice = format!("bash {} down {}", self.script.display(), self.state.display());
        Ok(SystemReach { restorer: command.spawn()?, advice })
    }
}

impl Drop for SystemReach {
    fn drop(&mut self) {
        drop(self.restorer.stdin.take());
        let looks = RESTORE_TIMEOUT.as_millis() / POLL_INTERVAL.as_millis();
        for _ in 0..looks {
            match self.restorer.try_wait() {
                Ok(None) => std::thread::sleep(POLL_INTERVAL),
                Ok(Some(status)) if status.success() => return,
                Ok(Some(_)) | Err(_) => break,
            }
        }
        tracing::error!(
            advice = self.advice,
            "the system's settings may not be put back; run this"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Returns a script that puts down what it is asked for, and that fails where its first word is
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

    fn pac() -> Url {
        Url::parse("http://127.0.0.1:9/proxy.pac").unwrap()
    }

    #[tokio::test]
    async fn a_drop_puts_the_settings_back() {
        let script = script("drop", "never");
        drop(script.up(&pac(), "127.77.0.1 a.test\n").await.unwrap());
        check_log(&script, "up\ndown\n");
    }

    #[tokio::test]
    async fn a_panic_puts_the_settings_back() {
        let script = script("panic", "never");
        let of_task = script.clone();
        let task = tokio::spawn(async move {
            let _reach = of_task.up(&pac(), "").await.unwrap();
            panic!("a fault of the harness");
        });
        assert!(task.await.is_err());
        check_log(&script, "up\ndown\n");
    }

    #[tokio::test]
    async fn what_a_script_had_set_before_it_failed_is_put_back() {
        let script = script("fails", "up");
        let error = script.up(&pac(), "").await.unwrap_err();
        assert!(error.to_string().ends_with("no network"), "{error}");
        check_log(&script, "up\ndown\n");
    }
}
