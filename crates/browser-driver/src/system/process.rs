//! Every process that this crate starts, and its end.
//!
//! A driver leads a process group of its own, which its browser joins. The group ends with
//! [`ProcessGroup`], whether it is ended, dropped or lost in a panic; a watchdog in the group ends
//! it when this process is killed, as the pipe between the two then closes.

use std::{
    ffi::OsString,
    fs,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    process::{ExitStatus, Output, Stdio},
    time::Duration,
};

use nix::{
    errno::Errno,
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::{Child, ChildStdin, Command},
};

use crate::LaunchError;

/// How long a program may take until it is ready: generous, as a loaded machine starts several at
/// once.
pub(crate) const READY_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a group may take to end after it was told to.
const EXIT_TIMEOUT: Duration = Duration::from_secs(2);

/// How long a program may take to say something that it knows at once: generous, as a browser may
/// have to be read from a slow disk first.
const OUTPUT_TIMEOUT: Duration = Duration::from_secs(20);

/// How much a program may write until it is ready, and when it says something that it knows at
/// once.
const MAX_OUTPUT_BYTES: u64 = 1 << 20;

/// How often a condition on a process is looked at.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// Runs the program given as its arguments as leader of the group, and beside it a watchdog that
/// ends the group once standard input closes. No file may grow beyond 1 GiB, or 2 GiB where the
/// shell counts kibibytes: a program that writes without end is ended.
const WATCHED: &str = r#"exec 3<&0 </dev/null
ulimit -f 2097152
{ read -r _; trap '' TERM; kill -TERM 0; sleep 1; kill -KILL 0; } <&3 &
exec "$@" 3<&-"#;

/// A program to start: its path, arguments and changes to the environment.
#[derive(Clone, Debug)]
pub(crate) struct LaunchCommand {
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<OsString>,
    pub(crate) env: Vec<(&'static str, OsString)>,
}

/// A running program and everything that it started in its group; all of it ends with this value.
#[derive(Debug)]
pub(crate) struct ProcessGroup {
    program: String,
    child: Child,
    group: Pid,
    log: PathBuf,
    log_start: u64,
    /// Closing it is the watchdog's signal.
    _alive: Option<ChildStdin>,
}

impl ProcessGroup {
    /// Starts a program whose output is appended to `log`.
    pub(crate) fn start(launch: &LaunchCommand, log: &Path) -> Result<Self, LaunchError> {
        let program = launch.program.display().to_string();
        let spawn = || {
            let output = fs::OpenOptions::new().append(true).create(true).open(log)?;
            let log_start = output.metadata()?.len();
            let mut command = command("/bin/sh");
            command.arg("-c").arg(WATCHED).arg("sh").arg(&launch.program).args(&launch.args);
            command.envs(launch.env.iter().map(|(name, value)| (name, value)));
            command
                .stdin(Stdio::piped())
                .stdout(output.try_clone()?)
                .stderr(output)
                .process_group(0);
            let mut child = command.spawn()?;
            let id =
                child.id().and_then(|id| i32::try_from(id).ok()).ok_or(io::ErrorKind::NotFound)?;
            let alive = child.stdin.take();
            Ok(Self {
                program: program.clone(),
                child,
                group: Pid::from_raw(id),
                log: log.to_owned(),
                log_start,
                _alive: alive,
            })
        };
        spawn().map_err(|source| LaunchError::Start { program: program.clone(), source })
    }

    /// Waits until `ready` finds what it looks for in the program's output so far.
    pub(crate) async fn wait_for_output<T>(
        &mut self,
        ready: impl Fn(&str) -> Option<T>,
    ) -> Result<T, LaunchError> {
        self.wait_until(READY_TIMEOUT, async |group| ready(&group.output())).await
    }

    /// Waits until `ready` gives a value, as long as the program runs.
    pub(crate) async fn wait_until<T>(
        &mut self,
        limit: Duration,
        ready: impl AsyncFn(&Self) -> Option<T>,
    ) -> Result<T, LaunchError> {
        let wait = async {
            loop {
                if let Some(status) = self.child.try_wait().ok().flatten() {
                    return Err(self.ended(status));
                }
                if let Some(value) = ready(&*self).await {
                    return Ok(value);
                }
                if self.written() > MAX_OUTPUT_BYTES {
                    return Err(LaunchError::Floods {
                        program: self.program.clone(),
                        most: MAX_OUTPUT_BYTES,
                        last_words: last_lines(&self.output()),
                        log: self.log.clone(),
                    });
                }
                tokio::time::sleep(POLL_INTERVAL).await;
            }
        };
        match tokio::time::timeout(limit, wait).await {
            Ok(result) => result,
            Err(_) => Err(LaunchError::NotReady {
                program: self.program.clone(),
                waited: limit,
                last_words: last_lines(&self.output()),
                log: self.log.clone(),
            }),
        }
    }

    /// Ends the group and waits until it is gone.
    pub(crate) async fn end(mut self) {
        self.signal(Signal::SIGTERM);
        let wait = async {
            while self.is_running() {
                tokio::time::sleep(POLL_INTERVAL).await;
            }
        };
        if tokio::time::timeout(EXIT_TIMEOUT, wait).await.is_err() {
            tracing::debug!(program = self.program, "did not end when asked to");
            self.signal(Signal::SIGKILL);
        }
        // What is left of the group ends in `drop`.
    }

    fn ended(&self, status: ExitStatus) -> LaunchError {
        LaunchError::Ended {
            program: self.program.clone(),
            status,
            last_words: last_lines(&self.output()),
            log: self.log.clone(),
        }
    }

    /// Returns how many bytes the program has written.
    fn written(&self) -> u64 {
        fs::metadata(&self.log).map_or(0, |log| log.len()).saturating_sub(self.log_start)
    }

    /// Returns the first of the program's output: all of it, unless it floods.
    fn output(&self) -> String {
        let read = || {
            let mut log = fs::File::open(&self.log)?;
            log.seek(SeekFrom::Start(self.log_start))?;
            let mut bytes = Vec::new();
            log.take(MAX_OUTPUT_BYTES).read_to_end(&mut bytes)?;
            io::Result::Ok(bytes)
        };
        String::from_utf8_lossy(&read().unwrap_or_default()).into_owned()
    }

    fn signal(&self, signal: Signal) {
        match killpg(self.group, signal) {
            Ok(()) | Err(Errno::ESRCH) => {}
            Err(error) => {
                tracing::warn!(program = self.program, %error, "the process group could not be \
                 signalled")
            }
        }
    }

    fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        // An X server that is killed leaves its lock behind, and a driver its temporary folders:
        // each is first asked to end.
        self.signal(Signal::SIGTERM);
        wait_blocking(|| !self.is_running());
        self.signal(Signal::SIGKILL);
        // `try_wait` reaps the leader, so that it is no zombie for the rest of our life.
        wait_blocking(|| !self.is_running() && !has_live_member(self.group));
    }
}

/// The lines that are written to their end: the last one may still grow.
pub(crate) fn complete_lines(output: &str) -> impl Iterator<Item = &str> {
    output.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'))
}

/// Runs a program to its end and returns its output.
pub(crate) async fn output(
    program: impl AsRef<std::ffi::OsStr>,
    args: &[impl AsRef<std::ffi::OsStr>],
) -> io::Result<Output> {
    command(program).args(args).stdin(Stdio::null()).kill_on_drop(true).output().await
}

/// Runs a program that says something at once, such as its version, and returns its output; one
/// that goes on running or writing is ended.
pub(crate) async fn quick_output(
    program: impl AsRef<std::ffi::OsStr>,
    args: &[impl AsRef<std::ffi::OsStr>],
) -> io::Result<Output> {
    let mut command = command(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let run = async {
        let mut child = command.kill_on_drop(true).spawn()?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (stdout, stderr) = tokio::try_join!(read_all(stdout), read_all(stderr))?;
        io::Result::Ok(Output { status: child.wait().await?, stdout, stderr })
    };
    match tokio::time::timeout(OUTPUT_TIMEOUT, run).await {
        Ok(output) => output,
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}

/// Reads what a program writes, as long as it does not flood.
async fn read_all(stream: Option<impl AsyncRead + Unpin>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let Some(stream) = stream else { return Ok(bytes) };
    if stream.take(MAX_OUTPUT_BYTES + 1).read_to_end(&mut bytes).await? as u64 > MAX_OUTPUT_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Returns the last lines of a program's output, in one line.
pub(crate) fn last_lines(output: &str) -> String {
    let mut lines: Vec<_> =
        output.lines().rev().map(str::trim).filter(|line| !line.is_empty()).take(3).collect();
    lines.reverse();
    if lines.is_empty() { "(none)".to_owned() } else { lines.join(" / ") }
}

fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    Command::new(program)
}

fn wait_blocking(mut is_done: impl FnMut() -> bool) {
    let looks = EXIT_TIMEOUT.as_millis() / POLL_INTERVAL.as_millis();
    for _ in 0..looks {
        if is_done() {
            return;
        }
        std::thread::sleep(POLL_INTERVAL);
    }
}

/// Whether the group has a member that is more than a zombie waiting for its parent.
///
/// macOS refuses the signal to a group of zombies. Linux takes it, and shows in `/proc` what they
/// are.
fn has_live_member(group: Pid) -> bool {
    if killpg(group, None).is_err() {
        return false;
    }
    if !cfg!(target_os = "linux") {
        return true;
    }
    let Ok(processes) = fs::read_dir("/proc") else { return true };
    let wanted = group.to_string();
    processes.flatten().any(|process| {
        let Ok(stat) = fs::read_to_string(process.path().join("stat")) else { return false };
        // The name, in parentheses, may hold anything: fields are counted from behind it. They are
        // state, parent, group.
        let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let state = fields.next();
        fields.nth(1) == Some(wanted.as_str()) && !matches!(state, Some("Z" | "X"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Starts a script with a process of its own in the background, and returns once both run.
    async fn start(script: &str, name: &str) -> (Result<u32, LaunchError>, ProcessGroup) {
        let log =
            std::env::temp_dir().join(format!("browser-driver-{}-{name}.log", std::process::id()));
        fs::write(&log, "of another program: 7\n").unwrap();
        let args = ["-c", script].map(OsString::from).into();
        let mut group = ProcessGroup::start(
            &LaunchCommand { program: "/bin/sh".into(), args, env: Vec::new() },
            &log,
        )
        .unwrap();
        let ready = group
            .wait_for_output(|output| output.trim().strip_prefix("ready: ")?.parse().ok())
            .await;
        fs::remove_file(log).unwrap();
        (ready, group)
    }

    #[track_caller]
    fn check_gone(group: Pid) {
        wait_blocking(|| !has_live_member(group));
        assert!(!has_live_member(group));
    }

    #[tokio::test]
    async fn a_drop_ends_the_whole_group() {
        let (ready, group) = start("sleep 600 & echo ready: $$; wait", "drop").await;
        let id = group.group;
        assert_eq!(ready.unwrap(), id.as_raw().unsigned_abs());
        assert!(has_live_member(id));
        drop(group);
        check_gone(id);
    }

    #[tokio::test]
    async fn an_end_ends_a_program_that_will_not_listen() {
        let (ready, group) = start("trap '' TERM; sleep 600 & echo ready: 1; wait", "end").await;
        ready.unwrap();
        let id = group.group;
        group.end().await;
        check_gone(id);
    }

    #[tokio::test]
    async fn the_watchdog_ends_the_group_when_its_pipe_closes() {
        let (ready, mut group) = start("sleep 600 & echo ready: 1; wait", "watchdog").await;
        ready.unwrap();
        // What the kernel does when this process is killed.
        drop(group._alive.take());
        check_gone(group.group);
    }

    #[tokio::test]
    async fn a_program_that_ends_too_soon_leaves_its_last_words() {
        let (ready, _group) = start("echo cannot open display >&2; exit 3", "words").await;
        let error = ready.unwrap_err();
        assert!(
            matches!(
                &error,
                LaunchError::Ended { last_words, .. } if last_words == "cannot open display"
            ),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_program_that_writes_without_end_is_ended() {
        let (ready, group) = start("exec yes flood", "flood").await;
        let error = ready.unwrap_err();
        assert!(
            matches!(
                &error,
                LaunchError::Floods { last_words, .. } if last_words.contains("flood")
            ),
            "{error}"
        );
        let id = group.group;
        drop(group);
        check_gone(id);
    }

    #[tokio::test]
    async fn a_version_without_end_is_none() {
        let error = quick_output("/bin/sh", &["-c", "exec yes 1.2.3"]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        let output = quick_output("/bin/sh", &["-c", "echo 1.2.3; echo 4 >&2; exit 3"]).await;
        let Output { status, stdout, stderr } = output.unwrap();
        assert_eq!(
            (status.code(), &stdout[..], &stderr[..]),
            (Some(3), &b"1.2.3\n"[..], &b"4\n"[..])
        );
    }
}
