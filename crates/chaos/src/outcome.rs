//! What disturbed runs came to.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;

use matrix::EngineKind;

use crate::fault::ChaosFault;
use crate::run_usage::UsageTrend;

/// What a disturbed run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunVerdict {
    /// It recorded what is recorded without faults.
    Undisturbed,
    /// It says that cells could not be played, or a file could not be written.
    Error,
    /// It recorded something else: a fault became a result.
    BecameResult,
    /// It ended in a way that it never should.
    Broken(Option<i32>),
    /// It did not end.
    Hung,
    /// It ended, and so many processes of its browser did not.
    LeftProcesses(usize),
    /// It ended, and so many files of its browser are still there.
    LeftFiles(usize),
}

impl RunVerdict {
    /// Returns what an exit code of `cargo xtask run-matrix` says; none is that of a signal.
    pub fn of(code: Option<i32>) -> Self {
        match code {
            Some(0) => Self::Undisturbed,
            Some(96 | 101 | 110) => Self::Error,
            Some(100) => Self::BecameResult,
            other => Self::Broken(other),
        }
    }
}

impl fmt::Display for RunVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undisturbed => f.write_str("as without faults"),
            Self::Error => f.write_str("an error that was reported"),
            Self::BecameResult => f.write_str("a fault became a result"),
            Self::Broken(Some(code)) => write!(f, "exit code {code}"),
            Self::Broken(None) => f.write_str("ended by a signal"),
            Self::Hung => f.write_str("did not end"),
            Self::LeftProcesses(count) => write!(f, "left {count} processes"),
            Self::LeftFiles(count) => write!(f, "left {count} files"),
        }
    }
}

/// One run with its faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChaosRun {
    /// The faults, in order.
    pub faults: Vec<ChaosFault>,
    /// What it came to.
    pub verdict: RunVerdict,
}

/// All runs of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChaosOutcome {
    /// The runs, in order.
    pub runs: Vec<ChaosRun>,
    /// What a run used that was watched alone.
    pub usage: Option<UsageTrend>,
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
        let mut faults: BTreeMap<String, usize> = BTreeMap::new();
        for fault in self.runs.iter().flat_map(|run| &run.faults) {
            *faults.entry(fault.kind()).or_default() += 1;
        }
        for (kind, count) in faults {
            writeln!(f, "{kind}: {count}")?;
        }
        let mut verdicts: BTreeMap<RunVerdict, usize> = BTreeMap::new();
        for run in &self.runs {
            *verdicts.entry(run.verdict).or_default() += 1;
        }
        for (verdict, count) in verdicts {
            writeln!(f, "{verdict}: {count} of {} runs", self.runs.len())?;
        }
        if let Some(usage) = &self.usage {
            usage.fmt(f)?;
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
    /// A run ended before there was a fault in it.
    #[error("the run ended with {verdict}, and no process of {engine} was seen in it")]
    NoFault {
        /// The engine.
        engine: EngineKind,
        /// What the run came to.
        verdict: RunVerdict,
    },
}
