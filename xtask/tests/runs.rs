//! Whole runs on real browsers: side by side, and ended in the middle.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// How long a run may take to start its browsers, and its processes to be gone after its end.
const DEADLINE: Duration = Duration::from_secs(60);

/// A run, and the directory by which its processes are known.
struct Run {
    child: Child,
    directory: PathBuf,
}

impl Run {
    #[expect(clippy::disallowed_methods, reason = "the run is waited for in each test")]
    fn start(name: &str, arguments: &[&str]) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = std::fs::remove_dir_all(&directory);
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["run-matrix", "--check", "--out"]).arg(&directory).args(arguments);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the run starts");
        Self { child, directory }
    }

    fn end(mut self) -> ExitStatus {
        self.child.wait().expect("the run is waited for once")
    }

    fn send(&self, signal: Signal) {
        let id = i32::try_from(self.child.id()).expect("it is a process id");
        kill(Pid::from_raw(id), signal).expect("the run is there");
    }

    /// Returns the command lines of the processes that were started for this run: drivers,
    /// browsers, displays.
    fn processes(&self) -> Vec<String> {
        let marker = self.directory.join("work").display().to_string();
        let text = |path: PathBuf| {
            String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).replace('\0', " ")
        };
        let processes =
            std::fs::read_dir("/proc").expect("there is /proc").flatten().map(|entry| entry.path());
        let of_run = processes.filter(|process| text(process.join("environ")).contains(&marker));
        of_run.map(|process| text(process.join("cmdline"))).collect()
    }
}

/// Waits until `condition` holds; a condition that does not come is a failure.
fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let look_every = Duration::from_millis(50);
    for _ in 0..DEADLINE.as_millis() / look_every.as_millis() {
        if condition() {
            return;
        }
        std::thread::sleep(look_every);
    }
    panic!("{what} did not come about within {DEADLINE:?}");
}

#[test]
#[ignore = "plays in browsers"]
fn two_runs_at_the_same_time_both_succeed() {
    let cells = [
        "--suite",
        "cors-credentials",
        "--cells",
        "topology=siblings|cross-site",
        "--browser",
        "chromium",
        "--browser",
        "webkitgtk",
    ];
    let (one, other) = (Run::start("side-by-side-1", &cells), Run::start("side-by-side-2", &cells));
    assert_eq!((one.end().code(), other.end().code()), (Some(0), Some(0)));
}

fn check_nothing_is_left(signal: Signal, exit_code: Option<i32>) {
    let arguments = [
        "--full",
        "--jobs",
        "1",
        "--browser",
        "chromium",
        "--browser",
        "firefox",
        "--browser",
        "webkitgtk",
    ];
    let mut run = Run::start(&format!("ended-by-{signal}"), &arguments);
    let is_up = |name: &str| run.processes().iter().any(|line| line.contains(name));
    wait_until("every browser", || ["chromium", "firefox", "MiniBrowser"].into_iter().all(is_up));
    run.send(signal);
    let status = run.child.wait().expect("the run is waited for once");
    assert_eq!(status.code(), exit_code, "after {signal}");
    wait_until("the end of all processes", || run.processes().is_empty());
}

#[test]
#[ignore = "plays in browsers"]
fn nothing_is_left_after_ctrl_c() {
    check_nothing_is_left(Signal::SIGINT, Some(130));
}

#[test]
#[ignore = "plays in browsers"]
fn nothing_is_left_after_a_request_to_end() {
    check_nothing_is_left(Signal::SIGTERM, Some(130));
}

#[test]
#[ignore = "plays in browsers"]
fn nothing_is_left_after_a_kill() {
    check_nothing_is_left(Signal::SIGKILL, None);
}

/// The questions of this seed are among those that Chromium answered as explained.
#[test]
#[ignore = "plays in browsers"]
#[expect(clippy::disallowed_methods, reason = "the quiz is waited for")]
fn a_browser_does_in_a_quiz_what_is_explained() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["quiz", "--browser", "chromium", "--sample", "20", "--seed", "1"]);
    let output = command.output().expect("the quiz starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("20 of 20 answers agree; 0 could not be played"), "{text}");
    assert!(output.status.success(), "{text}");
}
