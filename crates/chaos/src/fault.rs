//! Which fault comes when.

use std::fmt;
use std::time::Duration;

use fastrand::Rng;
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use crate::processes::{BrowserProcess, ProcessRole};

/// The shortest and longest time between two faults, in milliseconds.
const PAUSE_MILLIS: std::ops::Range<u64> = 300..4_000;

/// For how many seconds a process is stopped.
const STOP_SECS: [u64; 8] = [1, 2, 5, 10, 15, 20, 40, 60];

/// How much of its time a slow browser may run, in percent.
const SHARES: [u64; 3] = [10, 20, 40];

/// How many file handles a run may have at most.
const HANDLES: [u64; 5] = [16, 32, 64, 128, 256];

/// How large the disk is that a run and its browsers write to, in KiB.
const DISK_KIB: [u64; 5] = [64, 256, 1_024, 4_096, 8_192];

/// How many runs play at once.
const PARALLEL_RUNS: std::ops::RangeInclusive<usize> = 2..=4;

/// How long a run plays before a signal ends it, in milliseconds.
const SIGNAL_MILLIS: std::ops::Range<u64> = 500..8_000;

/// What is done to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChaosFault {
    /// A process of its browser is killed.
    Kill(ProcessRole),
    /// A process of its browser stands still until the run ends it.
    Freeze(ProcessRole),
    /// A process of its browser stands still for so many seconds.
    Stop(ProcessRole, u64),
    /// Its browser and driver may run for so many percent of the time.
    Slow(u64),
    /// It is ended by a signal, and resumed.
    Signal(Signal),
    /// It has too little of something.
    Shortage(RunShortage),
    /// So many runs play at once.
    Parallel(usize),
}

/// What a run has too little of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunShortage {
    /// It has so many file handles at most.
    Handles(u64),
    /// It and its browser write to a disk of so many KiB.
    Disk(u64),
}

impl ChaosFault {
    /// Returns its kind, as it is counted.
    pub fn kind(self) -> String {
        match self {
            Self::Kill(role) => format!("{role} killed"),
            Self::Freeze(role) => format!("{role} stopped for good"),
            Self::Stop(role, _) => format!("{role} stopped"),
            Self::Slow(_) => "slow browser".to_owned(),
            Self::Signal(signal) => format!("run ended by {signal} and resumed"),
            Self::Shortage(RunShortage::Handles(_)) => "few file handles".to_owned(),
            Self::Shortage(RunShortage::Disk(_)) => "small disk".to_owned(),
            Self::Parallel(_) => "several runs at once".to_owned(),
        }
    }
}

impl fmt::Display for ChaosFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kill(_) | Self::Freeze(_) | Self::Signal(_) => f.write_str(&self.kind()),
            Self::Slow(share) => write!(f, "a browser that runs {share} % of the time"),
            Self::Stop(_, secs) => write!(f, "{} for {secs} s", self.kind()),
            Self::Shortage(RunShortage::Handles(most)) => write!(f, "{most} file handles"),
            Self::Shortage(RunShortage::Disk(kib)) => write!(f, "a disk of {kib} KiB"),
            Self::Parallel(runs) => write!(f, "{runs} runs at once"),
        }
    }
}

/// Draws faults by a seed.
#[derive(Debug)]
pub struct FaultDraw {
    numbers: Rng,
    /// One fault in so many ends a process, or stops it for good; none where it is 0.
    kill_one_in: usize,
}

impl FaultDraw {
    /// Begins with a seed; the same seed draws the same faults.
    pub fn new(seed: u64, kill_one_in: usize) -> Self {
        Self { numbers: Rng::with_seed(seed), kill_one_in }
    }

    /// Returns how long to wait before the next fault.
    pub fn pause(&mut self) -> Duration {
        Duration::from_millis(self.numbers.u64(PAUSE_MILLIS))
    }

    /// Returns one of these processes and what happens to it; nothing where there is none.
    ///
    /// The role is drawn first, so that a browser with many renderers is hit elsewhere as often.
    pub fn browser_fault(&mut self, processes: &[BrowserProcess]) -> Option<(Pid, ChaosFault)> {
        let mut roles: Vec<_> = processes.iter().map(|process| process.role).collect();
        roles.sort_unstable();
        roles.dedup();
        let role = self.numbers.choice(roles)?;
        let of_role: Vec<_> = processes.iter().filter(|one| one.role == role).collect();
        let process = self.numbers.choice(of_role)?;
        let is_last = self.kill_one_in > 0 && self.numbers.usize(..self.kill_one_in) == 0;
        let fault = match (is_last, self.numbers.bool()) {
            (true, true) => ChaosFault::Kill(role),
            (true, false) => ChaosFault::Freeze(role),
            (false, _) => ChaosFault::Stop(role, self.numbers.choice(STOP_SECS)?),
        };
        Some((process.pid, fault))
    }

    /// Returns a signal that ends a run, and how long the run plays before.
    pub fn signal(&mut self) -> (Duration, Signal) {
        let signals = [Signal::SIGHUP, Signal::SIGINT, Signal::SIGKILL, Signal::SIGTERM];
        let millis = self.numbers.u64(SIGNAL_MILLIS);
        (Duration::from_millis(millis), signals[self.numbers.usize(..signals.len())])
    }

    /// Returns what a run has too little of.
    pub fn shortage(&mut self) -> RunShortage {
        if self.numbers.bool() {
            RunShortage::Handles(HANDLES[self.numbers.usize(..HANDLES.len())])
        } else {
            RunShortage::Disk(DISK_KIB[self.numbers.usize(..DISK_KIB.len())])
        }
    }

    /// Returns how much of its time a slow browser may run, in percent.
    pub fn share(&mut self) -> u64 {
        SHARES[self.numbers.usize(..SHARES.len())]
    }

    /// Returns how many runs play at once.
    pub fn parallel_runs(&mut self) -> usize {
        self.numbers.usize(PARALLEL_RUNS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn processes() -> Vec<BrowserProcess> {
        let process = |pid, role| BrowserProcess { pid: Pid::from_raw(pid), role };
        let renderers = (10..40).map(|pid| process(pid, ProcessRole::Renderer));
        [process(1, ProcessRole::Browser), process(2, ProcessRole::Network)]
            .into_iter()
            .chain(renderers)
            .collect()
    }

    fn drawn(seed: u64, kill_one_in: usize) -> Vec<ChaosFault> {
        let mut draw = FaultDraw::new(seed, kill_one_in);
        let fault = |_| draw.browser_fault(&processes()).map(|(_, fault)| fault);
        (0..300).filter_map(fault).collect()
    }

    #[test]
    fn a_seed_draws_the_same_faults_again() {
        assert_eq!(drawn(7, 4), drawn(7, 4));
        assert_ne!(drawn(7, 4), drawn(8, 4));
    }

    #[test]
    fn every_role_is_hit_about_as_often() {
        let faults = drawn(1, 0);
        for role in [ProcessRole::Browser, ProcessRole::Network, ProcessRole::Renderer] {
            let is_of_role =
                |fault: &&ChaosFault| matches!(fault, ChaosFault::Stop(hit, _) if *hit == role);
            let count = faults.iter().filter(is_of_role).count();
            assert!((60..140).contains(&count), "{role}: {count}");
        }
    }

    #[test]
    fn processes_end_only_where_that_is_wanted() {
        let kills = |faults: &[ChaosFault]| {
            faults.iter().filter(|fault| matches!(fault, ChaosFault::Kill(_))).count()
        };
        let ends = |faults: &[ChaosFault]| {
            let is_freeze = |fault: &&ChaosFault| matches!(fault, ChaosFault::Freeze(_));
            kills(faults) + faults.iter().filter(is_freeze).count()
        };
        assert_eq!(ends(&drawn(1, 0)), 0);
        assert_eq!(ends(&drawn(1, 1)), 300);
        assert!((100..200).contains(&kills(&drawn(1, 1))));
        assert!((50..100).contains(&ends(&drawn(1, 4))));
    }
}
