//! Runs a program with one mutation of the harness after the other, and says what caught each.

use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;

use mutations::HarnessMutation;
use serde::Deserialize;

use crate::matrix_run::MatrixRun;
use crate::outcome::{ChaosError, RunVerdict};

/// What is run with each mutation.
#[derive(Clone, Debug)]
pub struct MutationPlan {
    /// What plays the matrix, in a build that has mutations; mutation and folder are added.
    pub run: MatrixRun,
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

/// What caught each mutation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MutationTable {
    /// The mutations, in the order in which they were played.
    pub catches: Vec<(HarnessMutation, MutationCatch)>,
}

impl MutationTable {
    /// Returns whether every mutation was caught, or is known to do no harm.
    pub fn is_clean(&self) -> bool {
        self.catches.iter().all(|(mutation, catch)| match catch {
            MutationCatch::Batch { .. } | MutationCatch::Cells(_) => true,
            MutationCatch::Nothing => mutation.harmless().is_some(),
            MutationCatch::Broken(_) => false,
        })
    }
}

impl fmt::Display for MutationTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| mutation | what it does | caught by | how soon |")?;
        writeln!(f, "| --- | --- | --- | --- |")?;
        for (mutation, catch) in &self.catches {
            let (name, effect) = (mutation.name(), mutation.effect());
            match (catch, mutation.harmless()) {
                (MutationCatch::Nothing, Some(why)) => {
                    writeln!(f, "| `{name}` | {effect} | nothing: {why} | – |")?;
                }
                (catch, _) => writeln!(f, "| `{name}` | {effect} | {catch} |")?,
            }
        }
        Ok(())
    }
}

/// Runs the program with each mutation.
///
/// # Errors
/// Where the program cannot be started.
pub async fn play_with_mutations(
    plan: &MutationPlan,
    mut on_run: impl FnMut(HarnessMutation),
) -> Result<MutationTable, ChaosError> {
    let mut catches = Vec::new();
    for mutation in &plan.mutations {
        let code = run(plan, *mutation)
            .await
            .map_err(|source| ChaosError::Run { program: plan.run.program.clone(), source })?;
        let catch = caught(plan, RunVerdict::of(code));
        on_run(*mutation);
        catches.push((*mutation, catch));
    }
    Ok(MutationTable { catches })
}

async fn run(plan: &MutationPlan, mutation: HarnessMutation) -> io::Result<Option<i32>> {
    match fs::remove_dir_all(&plan.out) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let one_in = plan.one_in.saturating_mul(mutation.rarity()).to_string();
    let mut command = plan.run.command();
    command.args(["--mutation", mutation.name(), "--one-in", &one_in, "--out"]).arg(&plan.out);
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
        RunVerdict::Broken(_)
        | RunVerdict::Error
        | RunVerdict::Hung
        | RunVerdict::LeftFiles(_)
        | RunVerdict::LeftProcesses(_) => MutationCatch::Broken(verdict),
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

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::matrix_run::RunStart;

    /// Plays mutations with a script of bash as the run; its `$6` is the folder of the run.
    fn table(script: &str, mutations: &[HarnessMutation]) -> MutationTable {
        let out = std::env::temp_dir().join(format!(
            "gingersnap-mutation-{}-{}",
            std::process::id(),
            script.len()
        ));
        let words = ["-c", script, "run-matrix"].map(str::to_owned);
        let plan = MutationPlan {
            run: MatrixRun {
                program: "/bin/bash".into(),
                arguments: words.into(),
                out: None,
                start: RunStart::New,
                suites: Vec::new(),
                directory: std::env::temp_dir(),
            },
            out: out.clone(),
            mutations: mutations.to_vec(),
            one_in: 1,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let table = runtime.block_on(play_with_mutations(&plan, |_| {})).unwrap();
        _ = fs::remove_dir_all(out);
        table
    }

    #[test]
    fn the_first_batch_that_is_not_believed_caught_it() {
        let script = r#"mkdir "$6"; cd "$6"; cat > journal.jsonl <<END
head
0 {"event":"batch-played"}
0 {"event":"batch-failed","reason":"a control cell differs"}
END
exit 101"#;
        let table = table(script, &[HarnessMutation::DropSetCookie]);
        assert!(table.is_clean());
        let row = "| control: a control cell differs | batch 2 |\n";
        assert!(table.to_string().ends_with(row), "{table}");
    }

    #[test]
    fn cells_that_differ_from_the_model_caught_it() {
        let script = r#"mkdir "$6"; echo '{"engines":[{"changes":7}]}' > "$6/run.json"; exit 100"#;
        let table = table(script, &[HarnessMutation::LoseSecure]);
        assert_eq!(table.catches, [(HarnessMutation::LoseSecure, MutationCatch::Cells(7))]);
        assert!(table.is_clean());
    }

    #[test]
    fn a_mutation_that_nothing_catches_is_a_failure_unless_it_does_no_harm() {
        assert!(!table("exit 0", &[HarnessMutation::LoseSecure]).is_clean());
        let harmless = HarnessMutation::ALL.iter().find(|mutation| mutation.harmless().is_some());
        assert!(table("exit 0", &[*harmless.unwrap()]).is_clean());
    }

    #[test]
    fn a_run_that_crashes_caught_nothing() {
        assert!(!table("exit 1", &[HarnessMutation::LoseSecure]).is_clean());
    }
}
