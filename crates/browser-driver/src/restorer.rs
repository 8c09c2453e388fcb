//! What is put back when a value ends, be it by a drop, a signal, a panic or the process's end.
//!
//! A process of its own waits for that: it begins when the pipe to this process closes.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

/// How long it may take to put everything back.
const RESTORE_TIMEOUT: Duration = Duration::from_secs(30);

/// How often it is looked whether that is done.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Waits for the pipe to close, whatever signals come, and then runs the script given as its first
/// argument with the others. Meanwhile it keeps what `sudo` was allowed, which lapses in minutes.
///
/// Bash 3.2 does not say whether the time or the pipe of `read` came to its end.
const WAIT: &str = r#"trap '' HUP INT TERM
while began=$SECONDS; read -r -t 60 _; [ $((SECONDS - began)) -ge 60 ]; do sudo -n -v; done
script="$1"; shift
exec bash -c "$script" bash "$@" </dev/null"#;

/// Runs a script when it is dropped, or this process ends in any other way.
#[derive(Debug)]
pub(crate) struct Restorer {
    child: Child,
    /// What to do by hand where the script fails; `None` once somebody else says so.
    advice: Option<String>,
}

/// Something that was changed could not be put back.
#[derive(Debug, thiserror::Error)]
#[error("not everything is put back; {advice}")]
pub struct RestoreError {
    advice: String,
}

impl Restorer {
    /// Starts to wait. The advice is for whoever has to do it by hand.
    pub(crate) fn start(script: &str, arguments: &[&OsStr], advice: String) -> io::Result<Self> {
        let mut command = Command::new("bash");
        command.args(["-c", WAIT, "bash", script]).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        Ok(Self { child: command.spawn()?, advice: Some(advice) })
    }

    /// Runs the script now.
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
    use super::*;

    async fn check_end(script: &str, expected: Result<(), &str>) {
        let advice = "restart the machine".to_owned();
        let ended = Restorer::start(script, &["put".as_ref(), "back".as_ref()], advice).unwrap();
        let ended = ended.end().await.map_err(|error| error.to_string());
        assert_eq!(ended, expected.map_err(str::to_owned));
    }

    #[tokio::test]
    async fn a_script_that_fails_leaves_advice() {
        check_end(r#"[ "$1 $2" = "put back" ]"#, Ok(())).await;
        let expected = "not everything is put back; restart the machine";
        check_end("exit 3", Err(expected)).await;
    }
}
