//! The processes of a browser, and what each is for.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use matrix::EngineKind;
use nix::unistd::Pid;

/// What a process of a browser is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProcessRole {
    /// Windows, navigations and everything that has no process of its own.
    Browser,
    /// The WebDriver server.
    Driver,
    /// Connections and, in Chromium and WebKitGTK, cookies.
    Network,
    /// Documents and their scripts.
    Renderer,
}

impl fmt::Display for ProcessRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Browser => "browser",
            Self::Driver => "driver",
            Self::Network => "network",
            Self::Renderer => "renderer",
        })
    }
}

impl ProcessRole {
    /// Returns the role of a process with this command line, or nothing for one that is not looked
    /// at.
    fn of(engine: EngineKind, command: &[&str]) -> Option<Self> {
        let program = Path::new(command.first()?).file_name()?.to_str()?;
        let has = |argument: &str| command.contains(&argument);
        match engine {
            EngineKind::Chromium => {
                match command.iter().find_map(|one| one.strip_prefix("--type=")) {
                    Some("renderer") => Some(Self::Renderer),
                    Some("utility") if has("--utility-sub-type=network.mojom.NetworkService") => {
                        Some(Self::Network)
                    }
                    Some(_) => None,
                    None if program.contains("driver") => Some(Self::Driver),
                    None => program.starts_with("chrom").then_some(Self::Browser),
                }
            }
            EngineKind::Firefox => match program {
                "geckodriver" => Some(Self::Driver),
                _ if !program.starts_with("firefox") => None,
                _ if has("-contentproc") => has("tab").then_some(Self::Renderer),
                _ => Some(Self::Browser),
            },
            EngineKind::WebKitGtk => match program {
                "MiniBrowser" => Some(Self::Browser),
                "WebKitNetworkProcess" => Some(Self::Network),
                "WebKitWebDriver" => Some(Self::Driver),
                "WebKitWebProcess" => Some(Self::Renderer),
                _ => None,
            },
            EngineKind::Lightpanda => (program == "lightpanda").then_some(Self::Browser),
            EngineKind::Reference | EngineKind::Safari => None,
        }
    }
}

/// A process of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrowserProcess {
    /// Its number.
    pub pid: Pid,
    /// What it is for.
    pub role: ProcessRole,
}

/// Returns the browser's processes below a process, in the order of their numbers.
pub fn descendants(engine: EngineKind, root: Pid) -> Vec<BrowserProcess> {
    let process = |pid: Pid| {
        let line = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).ok()?;
        // Chromium's processes write their arguments anew, as one.
        let command: Vec<&str> = line.split(['\0', ' ']).collect();
        Some(BrowserProcess { pid, role: ProcessRole::of(engine, &command)? })
    };
    pids_below(root).into_iter().filter_map(process).collect()
}

/// Returns the numbers of all processes below a process, in order.
pub(crate) fn pids_below(root: Pid) -> Vec<Pid> {
    let parents = parents();
    let is_below = |pid: &i32| {
        let mut above = *pid;
        // A chain of parents is short; a number that is used again could close it to a cycle.
        for _ in 0..64 {
            match parents.get(&above) {
                Some(parent) if *parent == root.as_raw() => return true,
                Some(parent) => above = *parent,
                None => return false,
            }
        }
        false
    };
    parents.keys().copied().filter(is_below).map(Pid::from_raw).collect()
}

/// Returns the parent of each process of the machine.
fn parents() -> BTreeMap<i32, i32> {
    let parent = |folder: std::fs::DirEntry| {
        let pid: i32 = folder.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(folder.path().join("stat")).ok()?;
        // The name, in parentheses, may hold anything; state and parent follow it.
        let parent = stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()?;
        Some((pid, parent))
    };
    std::fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(parent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_role(engine: EngineKind, line: &str, role: Option<ProcessRole>) {
        let command: Vec<&str> = line.split(' ').collect();
        assert_eq!(ProcessRole::of(engine, &command), role, "{line}");
    }

    #[test]
    fn processes_are_known_by_their_command_lines() {
        let chromium = EngineKind::Chromium;
        check_role(chromium, "/usr/lib/chromium/chromium --headless", Some(ProcessRole::Browser));
        check_role(chromium, "chromium --type=renderer --lang=en", Some(ProcessRole::Renderer));
        check_role(
            chromium,
            "chromium --type=utility --utility-sub-type=network.mojom.NetworkService",
            Some(ProcessRole::Network),
        );
        check_role(
            chromium,
            "chromium --type=utility --utility-sub-type=storage.mojom.StorageService",
            None,
        );
        check_role(chromium, "chromium --type=gpu-process", None);
        check_role(chromium, "/usr/bin/chromedriver --port=0", Some(ProcessRole::Driver));
        check_role(chromium, "/bin/sh watchdog", None);
        let firefox = EngineKind::Firefox;
        check_role(
            firefox,
            "/usr/lib/firefox-esr/firefox-esr -headless",
            Some(ProcessRole::Browser),
        );
        check_role(
            firefox,
            "firefox-esr -contentproc -childID 1 3 tab",
            Some(ProcessRole::Renderer),
        );
        check_role(firefox, "firefox-esr -contentproc 5 socket", None);
        check_role(firefox, "geckodriver --port 0", Some(ProcessRole::Driver));
        let webkit = EngineKind::WebKitGtk;
        check_role(webkit, "/usr/lib/webkit/MiniBrowser --automation", Some(ProcessRole::Browser));
        check_role(webkit, "/usr/lib/webkit/WebKitWebProcess 7 20", Some(ProcessRole::Renderer));
        check_role(webkit, "/usr/lib/webkit/WebKitNetworkProcess 7", Some(ProcessRole::Network));
        check_role(webkit, "/usr/bin/bwrap MiniBrowser", None);
    }
}
