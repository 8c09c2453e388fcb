//! A visit of Safari without its driver, from the system's settings and back to them. Scripts stand
//! in for Safari and for macOS's commands.
//!
//! What is seen is WebKitGTK's: it must be what was recorded of WebKitGTK.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::documented::{check_schema, project};

const HOSTS: &str = "127.0.0.1 localhost\n";

/// How long everything may take to be put back by others than the visit.
const RESTORE_TIMEOUT: Duration = Duration::from_secs(60);

/// How often it is looked whether it is.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// A Mac that is none: its commands, its Safari, its hosts file.
struct StandInMac {
    folder: PathBuf,
}

impl StandInMac {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("tmp")).unwrap();
        fs::write(folder.join("hosts"), HOSTS).unwrap();
        Self { folder }
    }

    /// Starts a visit of its Safari.
    #[expect(clippy::disallowed_methods, reason = "the stand-ins come before the path of the test")]
    fn visit(&self, arguments: &[&str]) -> Child {
        let tools = project().join("crates/stand-ins/tools").canonicalize().unwrap();
        let path = std::env::var_os("PATH").unwrap();
        let search_path = [tools.clone()].into_iter().chain(std::env::split_paths(&path));
        Command::new(env!("CARGO_BIN_EXE_gingersnap"))
            .args(["visit", "--json", "--browser"])
            .arg(format!("safari={}", tools.join("Safari").display()))
            .args(arguments)
            .env("PATH", std::env::join_paths(search_path).unwrap())
            .env("GINGERSNAP_STAND_IN_FOLDER", &self.folder)
            .env("GINGERSNAP_HOSTS_FILE", self.folder.join("hosts"))
            .env("TMPDIR", self.folder.join("tmp"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }

    fn has(&self, file: &str) -> bool {
        self.folder.join(file).exists()
    }

    /// Returns whether names and certificates lead to a visit, and Safari shows it.
    fn is_led(&self) -> bool {
        let is_named = self.read("hosts").contains("# >>> gingersnap");
        is_named && self.has("pac") && self.has("trusted.pem") && self.has("Safari.running")
    }

    /// Returns whether all of it is as before.
    fn is_restored(&self) -> bool {
        let is_left = ["pac", "trusted.pem", "Safari.running"].iter().any(|file| self.has(file));
        !is_left && self.read("hosts") == HOSTS
    }
}

fn is_here() -> bool {
    let folders = ["/usr/lib", "/usr/lib64"].into_iter().flat_map(fs::read_dir);
    let mut places = folders.flatten().flatten().map(|entry| entry.path());
    let is_here = places.any(|place| place.join("webkit2gtk-4.1/MiniBrowser").exists());
    if !is_here {
        eprintln!("WebKitGTK is not on this machine");
    }
    is_here
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_visit_of_safari_shows_what_stands_in_for_it() {
    if !is_here() {
        return;
    }
    let mac = StandInMac::new("safari-visit");
    let visit = mac.visit(&["--suite=mechanisms"]);
    let output = visit.wait_with_output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let summary: Value = serde_json::from_slice(&output.stdout).expect(&said);
    check_schema("visit.json", &summary);
    // Beside other tests WebKitGTK may give a part up, which is no observation.
    let suite = &summary["suites"][0];
    let is_whole = suite["played"] == suite["cells"];
    assert_eq!(output.status.code(), Some(if is_whole { 0 } else { 4 }), "{summary:#}\n{said}");
    assert!(suite["played"].as_u64().unwrap() > 0, "{summary:#}\n{said}");
    assert_eq!(summary["opened"], "safari:default (stand-in)");
    let profiles = summary["profiles"].as_array().unwrap();
    let recorded = profiles.iter().find(|profile| profile["profile"] == "webkitgtk:default");
    let recorded = recorded.expect("it is recorded");
    assert_eq!(recorded["compared"], suite["played"], "{recorded:#}");
    assert_eq!(recorded["agreeing"], suite["played"], "{recorded:#}");
    assert!(mac.is_restored(), "{said}");
    assert_eq!(fs::read_dir(mac.folder.join("tmp")).unwrap().count(), 0, "nothing is left");
}

/// Checks that everything is put back after this signal has ended a visit midway.
async fn check_signal(name: &str, signal: Signal, code: Option<i32>) {
    let mac = StandInMac::new(name);
    let mut visit = mac.visit(&["--suite=cors-credentials"]);
    let mut lines = BufReader::new(visit.stderr.take().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        if line.contains("parts are played") {
            break;
        }
    }
    assert!(mac.is_led(), "{signal}");
    let id = visit.id().expect("it still plays").try_into().unwrap();
    kill(Pid::from_raw(id), signal).unwrap();
    let ended = visit.wait().await.unwrap();
    assert_eq!(ended.code(), code, "{signal}");
    if code.is_some() {
        assert!(mac.is_restored(), "{signal}");
        return;
    }
    let restored = async {
        while !mac.is_restored() {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    };
    tokio::time::timeout(RESTORE_TIMEOUT, restored).await.expect("it is put back");
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_visit_that_is_ended_midway_puts_everything_back() {
    if is_here() {
        check_signal("safari-visit-interrupted", Signal::SIGINT, Some(130)).await;
        check_signal("safari-visit-killed", Signal::SIGKILL, None).await;
    }
}

#[tokio::test]
async fn a_safari_that_runs_already_is_left_alone() {
    let mac = StandInMac::new("safari-runs");
    fs::write(mac.folder.join("Safari.running"), "").unwrap();
    let output = mac.visit(&[]).wait_with_output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(96), "{said}");
    assert!(said.contains("`Safari` runs already; quit it first"), "{said}");
    assert!(mac.has("Safari.running"));
    assert_eq!(mac.read("log"), "osascript -e application \"Safari\" is running\n");
}
