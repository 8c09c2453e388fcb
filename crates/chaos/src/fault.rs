//! Which fault comes when.

use std::fmt;
use std::time::Duration;

use fastrand::Rng;

use crate::processes::BrowserProcess;

/// The shortest and longest time between two faults, in milliseconds.
const PAUSE_MILLIS: std::ops::Range<u64> = 300..4_000;

/// For how many seconds a process is stopped.
const STOP_SECS: [u64; 6] = [1, 2, 5, 10, 15, 20];

/// What happens to a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChaosFault {
    /// It is killed.
    Kill,
    /// It stands still for so many seconds.
    Stop(u64),
}

impl fmt::Display for ChaosFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kill => f.write_str("killed"),
            Self::Stop(secs) => write!(f, "stopped for {secs} s"),
        }
    }
}

/// Draws faults by a seed.
#[derive(Debug)]
pub struct FaultDraw {
    numbers: Rng,
    /// One fault in so many is a kill; none where it is 0.
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
    pub fn fault(&mut self, processes: &[BrowserProcess]) -> Option<(BrowserProcess, ChaosFault)> {
        let mut roles: Vec<_> = processes.iter().map(|process| process.role).collect();
        roles.sort_unstable();
        roles.dedup();
        let role = self.numbers.choice(roles)?;
        let of_role: Vec<_> = processes.iter().filter(|one| one.role == role).collect();
        let process = self.numbers.choice(of_role)?;
        let is_kill = self.kill_one_in > 0 && self.numbers.usize(..self.kill_one_in) == 0;
        let secs = self.numbers.choice(STOP_SECS)?;
        Some((*process, if is_kill { ChaosFault::Kill } else { ChaosFault::Stop(secs) }))
    }
}

#[cfg(test)]
mod tests {
    use nix::unistd::Pid;

    use super::*;
    use crate::processes::ProcessRole;

    fn processes() -> Vec<BrowserProcess> {
        let process = |pid, role| BrowserProcess { pid: Pid::from_raw(pid), role };
        let renderers = (10..40).map(|pid| process(pid, ProcessRole::Renderer));
        [process(1, ProcessRole::Browser), process(2, ProcessRole::Network)]
            .into_iter()
            .chain(renderers)
            .collect()
    }

    fn drawn(seed: u64, kill_one_in: usize) -> Vec<(BrowserProcess, ChaosFault)> {
        let mut draw = FaultDraw::new(seed, kill_one_in);
        (0..300).filter_map(|_| draw.fault(&processes())).collect()
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
            let count = faults.iter().filter(|(process, _)| process.role == role).count();
            assert!((60..140).contains(&count), "{role}: {count}");
        }
    }

    #[test]
    fn kills_come_only_where_they_are_wanted() {
        let kills = |faults: Vec<(BrowserProcess, ChaosFault)>| {
            faults.iter().filter(|(_, fault)| *fault == ChaosFault::Kill).count()
        };
        assert_eq!(kills(drawn(1, 0)), 0);
        assert_eq!(kills(drawn(1, 1)), 300);
        assert!((50..100).contains(&kills(drawn(1, 4))));
    }
}
