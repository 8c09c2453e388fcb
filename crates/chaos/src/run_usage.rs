//! What a run uses while it plays: memory, file handles, processes and files.

use std::fmt;
use std::fs;
use std::path::Path;
use std::time::Duration;

use nix::unistd::Pid;

use crate::processes::pids_below;

/// How many parts of a run's time are told apart.
const PARTS: usize = 6;

/// Where browsers put temporary files, in folders with this prefix. Each has a file that names its
/// owner's folder.
const TEMPORARY: (&str, &str, &str) = ("/tmp", "gingersnap-", "owner");

/// What a run uses, at one moment or at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunUsage {
    /// Memory of the harness, in KiB.
    pub run_kib: u64,
    /// Open file handles of the harness.
    pub run_handles: usize,
    /// Processes that it started, and theirs.
    pub processes: usize,
    /// Memory of these, in KiB; what they share counts for each.
    pub processes_kib: u64,
    /// Files of browsers, without the logs that stay.
    pub files: usize,
}

impl RunUsage {
    /// Returns what a run with its files in this folder uses now.
    pub(crate) fn now(root: Pid, out: &Path) -> Self {
        let below = pids_below(root);
        Self {
            run_kib: resident_kib(root),
            run_handles: entries(&Path::new("/proc").join(root.to_string()).join("fd")),
            processes: below.len(),
            processes_kib: below.into_iter().map(resident_kib).sum(),
            files: browser_files(out),
        }
    }

    fn most(self, other: Self) -> Self {
        Self {
            run_kib: self.run_kib.max(other.run_kib),
            run_handles: self.run_handles.max(other.run_handles),
            processes: self.processes.max(other.processes),
            processes_kib: self.processes_kib.max(other.processes_kib),
            files: self.files.max(other.files),
        }
    }
}

/// What a run used at most, in each part of its time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsageTrend {
    part: Duration,
    most: Vec<RunUsage>,
}

impl UsageTrend {
    /// Returns the trend of samples that were taken at equal distances.
    pub(crate) fn of(samples: &[RunUsage], distance: Duration) -> Self {
        let length = samples.len().div_ceil(PARTS).max(1);
        let most =
            |part: &[RunUsage]| part.iter().copied().fold(RunUsage::default(), RunUsage::most);
        let count = u32::try_from(length).unwrap_or(u32::MAX);
        Self { part: distance * count, most: samples.chunks(length).map(most).collect() }
    }
}

impl fmt::Display for UsageTrend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "at most, by time: harness, handles, processes, their memory, their files")?;
        for (number, usage) in (1..).zip(&self.most) {
            let minutes = (self.part * number).as_secs_f64() / 60.0;
            let RunUsage { run_kib, run_handles, processes, processes_kib, files } = usage;
            writeln!(
                f,
                "{minutes:5.1} min {:6} MiB {run_handles:5} {processes:4} {:6} MiB {files:6}",
                run_kib >> 10,
                processes_kib >> 10
            )?;
        }
        Ok(())
    }
}

/// Returns the memory of a process that is in use; none, if it has ended.
fn resident_kib(pid: Pid) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// Counts what a folder has, if it is there.
fn entries(folder: &Path) -> usize {
    fs::read_dir(folder).into_iter().flatten().flatten().count()
}

/// Counts the files of a run's browsers: those of users, and temporary ones.
pub(crate) fn browser_files(out: &Path) -> usize {
    let work = out.join("work");
    let (folder, prefix, owner) = TEMPORARY;
    let is_ours = |folder: &Path| {
        let name = folder.file_name().and_then(|name| name.to_str());
        let is_temporary = name.is_some_and(|name| name.starts_with(prefix));
        let owner = fs::read_to_string(folder.join(owner)).unwrap_or_default();
        is_temporary && Path::new(owner.trim()).starts_with(&work)
    };
    let temporary = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let temporary: usize = temporary.filter(|path| is_ours(path)).map(|path| files(&path)).sum();
    temporary + files(&work)
}

fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let count = entries.map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => files(&entry.path()),
        _ => usize::from(entry.path().extension().is_none_or(|extension| extension != "log")),
    });
    count.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_has_the_most_of_each_part() {
        let usage = |processes| RunUsage { processes, ..RunUsage::default() };
        let samples: Vec<_> = [1, 5, 2, 3, 9, 3, 2, 2, 1, 1, 7, 1].map(usage).into();
        let trend = UsageTrend::of(&samples, Duration::from_secs(60));
        let most: Vec<_> = trend.most.iter().map(|usage| usage.processes).collect();
        assert_eq!(most, [5, 3, 9, 2, 1, 7]);
        assert!(trend.to_string().lines().last().unwrap().starts_with(" 12.0 min"));
    }

    #[test]
    fn a_run_without_samples_has_an_empty_trend() {
        assert_eq!(UsageTrend::of(&[], Duration::from_secs(1)).most, []);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_uses_memory_and_handles() {
        let usage = RunUsage::now(Pid::this(), Path::new("/nowhere"));
        assert!(usage.run_kib > 100, "{usage:?}");
        assert!(usage.run_handles > 2, "{usage:?}");
        assert_eq!(usage.files, 0);
    }
}
