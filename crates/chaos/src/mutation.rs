//! Runs a program with one mutation of the harness after the other, and says what caught each.

use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;

use mutations::HarnessMutation;
use serde::Deserialize;
use tokio::process::Command;

use crate::run::{ChaosError, RunVerdict};

/// What is run with each mutation.
#[derive(Clone, Debug)]
pub struct MutationPlan {
    /// The program that plays the matrix, in a build that has mutations.
    pub program: PathBuf,
    /// Its arguments, mutation and folder of the run excepted.
    pub arguments: Vec<String>,
    /// The folder in which it runs.
    pub directory: PathBuf,
    /// The folder of the run, which is written anew by each.
    pub out: PathBuf,
    /// The mutations.
    pub mutations: Vec<HarnessMutation>,
    /// Each so-many-th piece of work is spoiled.
    pub one_in: u32,
}

/// What caught a mutation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MutationCatch {
    /// A control or a witness: a batch was not believed. Its number among those played, and why.
    Batch {
        /// Which batch of the run it was, from 1.
        number: usize,
        /// Why it was not believed.
        reason: String,
    },
    /// Cells that differ from the model or from their snapshots.
    Cells(usize),
    /// Nothing: everything is recorded as without it.
    Nothing,
    /// The run ended in a way that it never should.
    Broken(RunVerdict),
}

impl fmt::Display for MutationCatch {
    /// Writes two columns of a table: by what, and how soon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Batch { number, reason } => {
                let kind = if reason.contains("control") { "control" } else { "witness" };
                write!(f, "{kind}: {reason} | batch {number}")
            }
            Self::Cells(cells) => write!(f, "model: {cells} cells | at the end"),
            Self::Nothing => f.write_str("nothing | –"),
            Self::Broken(verdict) => write!(f, "{verdict} | –"),
        }
    }
}

/// Runs the program with each mutation.
///
/// # Errors
/// Where the program cannot be started.
pub async fn play_with_mutations(
    plan: &MutationPlan,
    mut on_run: impl FnMut(HarnessMutation, &MutationCatch),
) -> Result<Vec<(HarnessMutation, MutationCatch)>, ChaosError> {
    let mut catches = Vec::new();
    for mutation in &plan.mutations {
        let code = run(plan, *mutation)
            .await
            .map_err(|source| ChaosError::Run { program: plan.program.clone(), source })?;
        let catch = caught(plan, RunVerdict::of(code));
        on_run(*mutation, &catch);
        catches.push((*mutation, catch));
    }
    Ok(catches)
}

#[expect(clippy::disallowed_methods, reason = "the run is a program of its own, and ends with us")]
async fn run(plan: &MutationPlan, mutation: HarnessMutation) -> io::Result<Option<i32>> {
    match fs::remove_dir_all(&plan.out) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let one_in = plan.one_in.saturating_mul(mutation.rarity()).to_string();
    let mut command = Command::from(std::process::Command::new(&plan.program));
    command
        .args(&plan.arguments)
        .args(["--mutation", mutation.name(), "--one-in", &one_in, "--out"])
        .arg(&plan.out)
        .current_dir(&plan.directory)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    Ok(command.status().await?.code())
}

/// Returns what caught the mutation of the run that just ended.
fn caught(plan: &MutationPlan, verdict: RunVerdict) -> MutationCatch {
    if let Some((number, reason)) = first_failure(plan) {
        return MutationCatch::Batch { number, reason };
    }
    match verdict {
        RunVerdict::Undisturbed => MutationCatch::Nothing,
        RunVerdict::BecameResult => MutationCatch::Cells(changed_cells(plan)),
        RunVerdict::Broken(_) | RunVerdict::Error => MutationCatch::Broken(verdict),
    }
}

/// An event of the run's journal.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum JournalEvent {
    BatchPlayed {},
    BatchFailed {
        reason: String,
    },
    #[serde(other)]
    Other,
}

/// Returns the first batch that was not believed, as its number among those played, and why.
fn first_failure(plan: &MutationPlan) -> Option<(usize, String)> {
    let text = fs::read_to_string(plan.out.join("journal.jsonl")).unwrap_or_default();
    let mut number = 1;
    for line in text.lines().skip(1) {
        let (_, json) = line.split_once(' ')?;
        match serde_json::from_str(json).ok()? {
            JournalEvent::BatchPlayed {} => number += 1,
            JournalEvent::BatchFailed { reason } => return Some((number, reason)),
            JournalEvent::Other => {}
        }
    }
    None
}

#[derive(Default, Deserialize)]
struct RunFigures {
    engines: Vec<LaneFigures>,
}

#[derive(Deserialize)]
struct LaneFigures {
    changes: usize,
}

fn changed_cells(plan: &MutationPlan) -> usize {
    let text = fs::read_to_string(plan.out.join("run.json")).unwrap_or_default();
    let figures: RunFigures = serde_json::from_str(&text).unwrap_or_default();
    figures.engines.iter().map(|lane| lane.changes).sum()
}
