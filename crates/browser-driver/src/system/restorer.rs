//! Changes outside of this process that are undone when a value ends, be it by a drop, a signal, a
//! panic or the process's end.
//!
//! A process of its own makes the change. Then it waits until the pipe to this process closes, and
//! undoes it: never before it is made.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};

use crate::system::process::last_lines;

/// How long it may take to put everything back.
const RESTORE_TIMEOUT: Duration = Duration::from_secs(30);

/// How often it is looked whether that is done.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Runs the first of two scripts and says how it ended. When the pipe closes, whatever signals
/// come, it runs the second. Meanwhile it keeps what `sudo` was allowed, which lapses in minutes.
///
/// Bash 3.2 does not say whether the time or the pipe of `read` came to its end.
const WAIT: &str = r#"trap '' PIPE
make="$1" undo="$2"
shift 2
bash -c "$make" bash "$@" </dev/null 2>&1
printf '\n%s\n' "$?"
exec >/dev/null 2>&1
trap '' HUP INT TERM
while began=$SECONDS; read -r -t 60 _; [ $((SECONDS - began)) -ge 60 ]; do sudo -n -v; done
exec bash -c "$undo" bash "$@" </dev/null"#;

/// A change, as scripts with the same arguments.
#[derive(Debug)]
pub(crate) struct UndoableChange<'a> {
    pub(crate) make: &'a str,
    pub(crate) undo: &'a str,
    pub(crate) arguments: &'a [&'a OsStr],
    /// What to do by hand where it is not undone.
    pub(crate) advice: String,
}

/// Undoes a change when it is dropped, or this process ends in any other way.
#[derive(Debug)]
pub(crate) struct Restorer {
    child: Child,
    /// `None` once somebody else says it.
    advice: Option<String>,
}

/// A change could not be made; what was made of it is undone.
#[derive(Debug)]
pub(crate) enum ChangeError {
    Failed {
        /// The last lines of its output.
        last_words: String,
    },
    Start(io::Error),
}

/// Something that was changed could not be put back.
#[derive(Debug, thiserror::Error)]
#[error("not everything is put back; {advice}")]
pub struct RestoreError {
    advice: String,
}

impl Restorer {
    /// Makes a change.
    pub(crate) async fn make(change: UndoableChange<'_>) -> Result<Self, ChangeError> {
        let UndoableChange { make, undo, arguments, advice } = change;
        let mut command = Command::new("bash");
        command.args(["-c", WAIT, "bash", make, undo]).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let child = command.process_group(0).spawn().map_err(ChangeError::Start)?;
        let mut restorer = Self { child, advice: Some(advice) };
        let mut said = Vec::new();
        // The pipe stays open where this is dropped: whoever writes to a closed one may end.
        if let Some(stdout) = &mut restorer.child.stdout {
            stdout.read_to_end(&mut said).await.map_err(ChangeError::Start)?;
        }
        let said = String::from_utf8_lossy(&said);
        let said = said.trim_end();
        match said.rsplit_once('\n').unwrap_or(("", said)) {
            (_, "0") => Ok(restorer),
            (words, _) => Err(ChangeError::Failed { last_words: last_lines(words) }),
        }
    }

    /// Undoes the change now.
    pub(crate) async fn end(mut self) -> Result<(), RestoreError> {
        drop(self.child.stdin.take());
        let advice = self.advice.take().unwrap_or_default();
        match tokio::time::timeout(RESTORE_TIMEOUT, self.child.wait()).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(_) | Err(_) => Err(RestoreError { advice }),
        }
    }
}

impl Drop for Restorer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let Some(advice) = self.advice.take() else { return };
        let looks = RESTORE_TIMEOUT.as_millis() / POLL_INTERVAL.as_millis();
        for _ in 0..looks {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(POLL_INTERVAL),
                Ok(Some(status)) if status.success() => return,
                Ok(Some(_)) | Err(_) => break,
            }
        }
        // Nobody else hears of it, be it a panic or a signal that ends the command.
        _ = writeln!(io::stderr(), "{}", RestoreError { advice });
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    async fn made(make: &str, undo: &str, arguments: &[&OsStr]) -> Result<Restorer, ChangeError> {
        let advice = "restart the machine".to_owned();
        Restorer::make(UndoableChange { make, undo, arguments, advice }).await
    }

    fn log(name: &str) -> PathBuf {
        let log = std::env::temp_dir().join(format!("restorer-{}-{name}", std::process::id()));
        _ = fs::remove_file(&log);
        log
    }

    #[tokio::test]
    async fn a_change_that_is_not_undone_leaves_advice() {
        let arguments = ["put".as_ref(), "back".as_ref()];
        let undo = r#"[ "$1 $2" = "put back" ]"#;
        made("printf words", undo, &arguments).await.unwrap().end().await.unwrap();
        let error = made("", "exit 3", &[]).await.unwrap().end().await.unwrap_err();
        assert_eq!(error.to_string(), "not everything is put back; restart the machine");
    }

    #[tokio::test]
    async fn a_change_that_fails_is_undone() {
        let log = log("fails");
        let make = r#"echo half >>"$1"; echo no network >&2; exit 2"#;
        let failed = made(make, r#"echo undone >>"$1""#, &[log.as_ref()]).await;
        let Err(ChangeError::Failed { last_words }) = failed else { panic!("{failed:?}") };
        assert_eq!(last_words, "no network");
        assert_eq!(fs::read_to_string(&log).unwrap(), "half\nundone\n");
        fs::remove_file(log).unwrap();
    }

    #[tokio::test]
    async fn nothing_is_undone_before_it_is_made() {
        let log = log("order");
        let make = r#"echo begun >>"$1"; sleep 0.5; echo words; echo made >>"$1""#;
        let arguments = [log.as_ref()];
        let making = made(make, r#"echo undone >>"$1""#, &arguments);
        let begun = async {
            while !log.exists() {
                tokio::time::sleep(POLL_INTERVAL).await;
            }
        };
        tokio::select! {
            made = making => panic!("{made:?}"),
            () = begun => {}
        }
        assert_eq!(fs::read_to_string(&log).unwrap(), "begun\nmade\nundone\n");
        fs::remove_file(log).unwrap();
    }
}
