//! Runs a program and disturbs the browser that it starts.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;

use matrix::EngineKind;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::process::Child;
use tokio::time::{Duration, sleep};

use crate::fault::{ChaosFault, FaultDraw};
use crate::matrix_run::MatrixRun;
use crate::processes::{ProcessRole, descendants};

/// What is run, and how it is disturbed.
#[derive(Clone, Debug)]
pub struct ChaosPlan {
    /// What plays the matrix on one engine.
    pub run: MatrixRun,
    /// The engine.
    pub engine: EngineKind,
    /// What the faults are drawn by.
    pub seed: u64,
    /// How many faults there are at least; the program runs again until there were as many.
    pub faults: usize,
    /// One fault in so many kills; none where it is 0.
    pub kill_one_in: usize,
}

/// What a disturbed run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunVerdict {
    /// It recorded what is recorded without faults.
    Undisturbed,
    /// It says that cells could not be played.
    Error,
    /// It recorded something else: a fault became a result.
    BecameResult,
    /// It ended in a way that it never should.
    Broken(Option<i32>),
}

impl RunVerdict {
    /// Returns what an exit code of `cargo xtask run-matrix` says; none is that of a signal.
    pub fn of(code: Option<i32>) -> Self {
        match code {
            Some(0) => Self::Undisturbed,
            Some(96 | 101) => Self::Error,
            Some(100) => Self::BecameResult,
            other => Self::Broken(other),
        }
    }
}

impl fmt::Display for RunVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undisturbed => f.write_str("as without faults"),
            Self::Error => f.write_str("cells that could not be played"),
            Self::BecameResult => f.write_str("a fault became a result"),
            Self::Broken(Some(code)) => write!(f, "exit code {code}"),
            Self::Broken(None) => f.write_str("ended by a signal"),
        }
    }
}

/// One run with its faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChaosRun {
    /// The faults, in order.
    pub faults: Vec<(ProcessRole, ChaosFault)>,
    /// What it came to.
    pub verdict: RunVerdict,
}

/// All runs of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChaosOutcome {
    /// The runs, in order.
    pub runs: Vec<ChaosRun>,
}

impl ChaosOutcome {
    /// Returns the number of faults.
    pub fn faults(&self) -> usize {
        self.runs.iter().map(|run| run.faults.len()).sum()
    }

    /// Returns whether every run ended as if undisturbed or with an error.
    pub fn is_clean(&self) -> bool {
        let is_clean = |verdict| matches!(verdict, RunVerdict::Undisturbed | RunVerdict::Error);
        self.runs.iter().all(|run| is_clean(run.verdict))
    }
}

impl fmt::Display for ChaosOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut faults: BTreeMap<(ProcessRole, &str), usize> = BTreeMap::new();
        for (role, fault) in self.runs.iter().flat_map(|run| &run.faults) {
            let what = match fault {
                ChaosFault::Kill => "killed",
                ChaosFault::Stop(_) => "stopped",
            };
            *faults.entry((*role, what)).or_default() += 1;
        }
        for ((role, what), count) in faults {
            writeln!(f, "{role} {what}: {count}")?;
        }
        let mut verdicts: BTreeMap<RunVerdict, usize> = BTreeMap::new();
        for run in &self.runs {
            *verdicts.entry(run.verdict).or_default() += 1;
        }
        for (verdict, count) in verdicts {
            writeln!(f, "{verdict}: {count} of {} runs", self.runs.len())?;
        }
        Ok(())
    }
}

/// Why runs could not be disturbed.
#[derive(Debug, thiserror::Error)]
pub enum ChaosError {
    /// The program could not be started or awaited.
    #[error("failed to run `{}`", program.display())]
    Run {
        /// The program.
        program: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// The build with mutations failed.
    #[error("`cargo build --package xtask --features mutations` failed")]
    Build,
    /// What was built cannot be copied.
    #[error("failed to write `{}`", path.display())]
    Copy {
        /// The copy.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// A run ended before any process of its browser was found.
    #[error("the run ended with {verdict} and no process of {engine} was seen in it")]
    NoProcess {
        /// The engine.
        engine: EngineKind,
        /// What the run came to.
        verdict: RunVerdict,
    },
}

/// Runs the program, again and again, until there were as many faults as wanted.
///
/// # Errors
/// Where the program cannot be started, or starts no browser of the engine.
pub async fn play_with_faults(
    plan: &ChaosPlan,
    mut on_run: impl FnMut(&ChaosRun),
) -> Result<ChaosOutcome, ChaosError> {
    let mut draw = FaultDraw::new(plan.seed, plan.kill_one_in);
    let mut outcome = ChaosOutcome::default();
    while outcome.faults() < plan.faults {
        let run = disturbed_run(plan, &mut draw).await?;
        on_run(&run);
        if run.faults.is_empty() {
            return Err(ChaosError::NoProcess { engine: plan.engine, verdict: run.verdict });
        }
        outcome.runs.push(run);
    }
    Ok(outcome)
}

async fn disturbed_run(plan: &ChaosPlan, draw: &mut FaultDraw) -> Result<ChaosRun, ChaosError> {
    let error = |source| ChaosError::Run { program: plan.run.program.clone(), source };
    let mut child = plan.run.command().spawn().map_err(error)?;
    let root = child.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw);
    let mut faults = Vec::new();
    loop {
        if let Some(verdict) = ended_within(&mut child, draw.pause()).await.map_err(error)? {
            return Ok(ChaosRun { faults, verdict });
        }
        let processes = root.map(|root| descendants(plan.engine, root)).unwrap_or_default();
        let Some((process, fault)) = draw.fault(&processes) else { continue };
        match fault {
            ChaosFault::Kill => {
                if kill(process.pid, Signal::SIGKILL).is_ok() {
                    faults.push((process.role, fault));
                }
            }
            ChaosFault::Stop(secs) => {
                let Some(stopped) = StoppedProcess::stop(process.pid) else { continue };
                faults.push((process.role, fault));
                let stop = Duration::from_secs(secs);
                let ended = ended_within(&mut child, stop).await.map_err(error)?;
                drop(stopped);
                if let Some(verdict) = ended {
                    return Ok(ChaosRun { faults, verdict });
                }
            }
        }
    }
}

/// Returns what the run came to, if it ends within a time.
async fn ended_within(child: &mut Child, time: Duration) -> io::Result<Option<RunVerdict>> {
    tokio::select! {
        status = child.wait() => Ok(Some(RunVerdict::of(status?.code()))),
        () = sleep(time) => Ok(None),
    }
}

/// A process that stands still as long as this lives.
struct StoppedProcess(Pid);

impl StoppedProcess {
    fn stop(pid: Pid) -> Option<Self> {
        kill(pid, Signal::SIGSTOP).ok().map(|()| Self(pid))
    }
}

impl Drop for StoppedProcess {
    fn drop(&mut self) {
        // One that has ended since needs no more.
        _ = kill(self.0, Signal::SIGCONT);
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    /// Runs a script of bash as if it were a run on Chromium.
    fn outcome(
        script: &str,
        faults: usize,
        kill_one_in: usize,
    ) -> Result<ChaosOutcome, ChaosError> {
        let plan = ChaosPlan {
            run: MatrixRun {
                program: "/bin/bash".into(),
                arguments: vec!["-c".to_owned(), script.to_owned()],
                directory: std::env::temp_dir(),
            },
            engine: EngineKind::Chromium,
            seed: 20,
            faults,
            kill_one_in,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(play_with_faults(&plan, |_| {}))
    }

    #[test]
    fn a_killed_browser_is_a_fault_and_the_exit_code_says_what_came_of_it() {
        let script = "(exec -a chromium sleep 30); exit 101";
        let outcome = outcome(script, 1, 1).unwrap();
        let fault = (ProcessRole::Browser, ChaosFault::Kill);
        assert_eq!(outcome.runs, [ChaosRun { faults: vec![fault], verdict: RunVerdict::Error }]);
        assert!(outcome.is_clean());
        assert_eq!(
            outcome.to_string(),
            "browser killed: 1\ncells that could not be played: 1 of 1 runs\n"
        );
    }

    #[test]
    fn a_changed_cell_is_a_fault_that_became_a_result() {
        let outcome = outcome("(exec -a chromium sleep 30); exit 100", 1, 1).unwrap();
        assert_eq!(outcome.runs[0].verdict, RunVerdict::BecameResult);
        assert!(!outcome.is_clean());
    }

    #[test]
    fn a_stopped_process_goes_on_afterwards() {
        let outcome = outcome("(exec -a chromium sleep 3); exit 0", 1, 0).unwrap();
        assert_eq!(outcome.runs[0].verdict, RunVerdict::Undisturbed);
        assert!(outcome.faults() > 0);
    }

    #[test]
    fn a_run_without_a_browser_is_an_error() {
        let error = outcome("exit 96", 1, 0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the run ended with cells that could not be played and no process of chromium was \
             seen in it"
        );
    }
}
