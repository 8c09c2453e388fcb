//! Compares a record with snapshots, standards and the models of its engines.

use baselines::{
    ChangesError, QuirkEntry, SnapshotScope, SnapshotStore, StoreError, UnstableCells,
    compare_with_snapshots,
};
use matrix::{EngineKind, Profile, Selection};
use miette::Diagnostic;
use run_model::results::{Observation, RunRecord};

use crate::failure::{CommandError, FailureKind};
use crate::judge::comparison::{LaneComparison, RunComparison, SuiteComparison};
use crate::judge::idle_quirks::idle_quirks;
use crate::judge::quirk_trial::QuirkTrial;
use crate::judge::verdicts::SuiteVerdicts;
use crate::project::ProjectFiles;

/// Why a record cannot be compared with what is recorded.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum CompareBaselineError {
    /// The differences make no rules.
    #[error("failed to turn differences into rules")]
    Rules(#[from] ChangesError),
    /// A snapshot cannot be used.
    #[error("failed to read the snapshots")]
    #[diagnostic(help("record the snapshots again with `cargo xtask run-matrix --accept`"))]
    Store(#[from] StoreError),
}

impl CommandError for CompareBaselineError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Rules(_) => FailureKind::Bug,
            Self::Store(_) => FailureKind::Usage,
        }
    }
}

/// Reads what is recorded of these profiles, so that snapshots that no longer fit the matrix are
/// reported before anything is played.
pub(crate) fn check_snapshots<'a>(
    store: &SnapshotStore,
    selections: &[Selection],
    profiles: impl Iterator<Item = &'a Profile>,
    scope: SnapshotScope,
) -> Result<(), CompareBaselineError> {
    for profile in profiles.filter(|profile| profile.engine != EngineKind::Reference) {
        for selection in selections {
            recorded(store, profile, selection, scope)?;
        }
    }
    Ok(())
}

type BaselineCells = (Vec<Option<Observation>>, UnstableCells);

/// Returns what is recorded of a selection's cells, and which of them are recorded as unstable.
fn recorded(
    store: &SnapshotStore,
    profile: &Profile,
    selection: &Selection,
    scope: SnapshotScope,
) -> Result<BaselineCells, StoreError> {
    let cells = store.recorded(scope, profile, selection)?;
    Ok((cells, store.unstable(scope, profile, selection)?))
}

/// Compares a record with snapshots, standards and the models of its engines, whose quirks have
/// these entries.
///
/// # Errors
/// Where a snapshot cannot be read or does not fit the matrix.
pub fn compare_record(
    project: &ProjectFiles,
    entries: &[QuirkEntry],
    record: &RunRecord,
    scope: SnapshotScope,
) -> Result<RunComparison, CompareBaselineError> {
    let (matrix, store) = (&project.matrix, project.snapshots());
    let mut lanes = Vec::new();
    for (number, lane) in record.lanes.iter().enumerate() {
        let profile = &lane.profile;
        let mut suites = Vec::new();
        for (suite, selection) in record.selections.iter().enumerate() {
            let trial = QuirkTrial::new(matrix, selection, profile);
            // The reference engine plays the predictions: it has no snapshots of its own.
            let (recorded, unstable) = if profile.engine == EngineKind::Reference {
                (trial.of_model().into_iter().map(Some).collect(), UnstableCells::new())
            } else {
                recorded(&store, profile, selection, scope)?
            };
            let observed = &lane.observations[suite];
            suites.push(SuiteComparison {
                snapshots: compare_with_snapshots(record, number, suite, &recorded, &unstable)?,
                verdicts: SuiteVerdicts::judge(selection, &trial, observed, &unstable)?,
            });
        }
        lanes.push(LaneComparison { suites });
    }
    let idle = idle_quirks(matrix, entries, record, &lanes);
    Ok(RunComparison { lanes, idle })
}

/// Returns the scope that a record's snapshots have: full where it holds a value that the core of
/// its suite leaves out.
pub(crate) fn scope_of(record: &RunRecord) -> SnapshotScope {
    let is_within_core = |selection: &Selection| {
        let core = Selection::core(selection.suite());
        selection
            .axes()
            .zip(core.axes())
            .all(|((_, values), (_, core))| values.iter().all(|value| core.contains(value)))
    };
    if record.selections.iter().all(is_within_core) {
        SnapshotScope::Core
    } else {
        SnapshotScope::Full
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Checks the snapshots of one profile and topology against the project's matrix with `from`
    /// replaced by `to`.
    fn check_after(from: &str, to: &str) -> Result<(), CompareBaselineError> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let text = std::fs::read_to_string(root.join("matrix.toml")).unwrap();
        assert!(text.contains(from));
        let matrix = matrix::read("matrix.toml", &text.replacen(from, to, 1)).unwrap();
        let filter = "topology=cross-site".parse().unwrap();
        let selection =
            Selection::full(&matrix.suites["cors-credentials"]).narrow(&filter).unwrap().unwrap();
        let store = SnapshotStore::new(root.join("fixtures/snapshots"));
        let profiles = std::iter::once(&matrix.profiles[0]);
        check_snapshots(&store, &[selection], profiles, SnapshotScope::Full)
    }

    #[test]
    fn snapshots_that_do_not_fit_the_matrix_are_reported() {
        let values = "[axes.credentials.values]\n";
        assert!(check_after(values, values).is_ok());
        let error =
            check_after(values, &format!("{values}fetch-twice = {{ fetch = \"include\" }}\n"))
                .unwrap_err();
        assert_eq!(error.kind(), FailureKind::Usage);
        let help = error.help().unwrap().to_string();
        assert!(help.contains("cargo xtask run-matrix --accept"), "{help}");
    }
}
