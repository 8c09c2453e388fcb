//! Sets a record beside snapshots and standards.

use baselines::{
    KnownDivergence, LaneComparison, RunComparison, SnapshotScope, SnapshotStore, SuiteBaseline,
    UnstableCells, compare_with_baseline, read_divergences,
};
use matrix::{EngineKind, Matrix, Profile, Selection};
use run_model::results::{Observation, RunRecord};

use crate::exit::{Exit, Failure};
use crate::project;

/// Reads the known divergences.
pub(crate) fn known_divergences(matrix: &Matrix) -> Result<Vec<KnownDivergence>, Failure> {
    let path = project::root().join("fixtures/divergences.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::message(Exit::Usage, format!("failed to read `{}`: {error}", path.display()), "")
    })?;
    let help =
        "fixtures/divergences.toml: each entry names cells by rules over the axes of its suite";
    read_divergences(matrix, &text).map_err(|error| Failure::new(Exit::Usage, error, help))
}

/// Reads what is recorded of these profiles, so that snapshots which do not fit the matrix any more
/// are told before anything is played.
pub(crate) fn check_snapshots<'a>(
    selections: &[Selection],
    profiles: impl Iterator<Item = &'a Profile>,
    scope: SnapshotScope,
) -> Result<(), Failure> {
    for profile in profiles.filter(|profile| profile.engine != EngineKind::Reference) {
        for selection in selections {
            recorded(profile, selection, scope)?;
        }
    }
    Ok(())
}

/// Returns what is recorded of a selection's cells, and which of them are known not to show the
/// same always.
fn recorded(
    profile: &Profile,
    selection: &Selection,
    scope: SnapshotScope,
) -> Result<(Vec<Option<Observation>>, UnstableCells), Failure> {
    let store = SnapshotStore::new(project::snapshots());
    let unreadable = |error| {
        Failure::new(
            Exit::Usage,
            error,
            "record the snapshots again with `cargo xtask run-matrix --accept`",
        )
    };
    let recorded = store.recorded(scope, profile, selection).map_err(unreadable)?;
    Ok((recorded, store.unstable(scope, profile, selection).map_err(unreadable)?))
}

/// Judges a record.
pub(crate) fn judge_record(
    matrix: &Matrix,
    record: &RunRecord,
    scope: SnapshotScope,
    known: &[KnownDivergence],
) -> Result<RunComparison, Failure> {
    let mut comparison = RunComparison::default();
    for lane in 0..record.lanes.len() {
        let profile = &record.lanes[lane].profile;
        let mut suites = Vec::new();
        for (number, selection) in record.selections.iter().enumerate() {
            let predicted =
                oracle::predict_selection(matrix, selection, &profile.model.as_standard());
            let of_model = oracle::predict_selection(matrix, selection, &profile.model);
            // The reference engine plays the predictions: it has no snapshots of its own.
            let (recorded, unstable) = match profile.engine {
                EngineKind::Reference => {
                    (predicted.iter().cloned().map(Some).collect(), UnstableCells::new())
                }
                _ => recorded(profile, selection, scope)?,
            };
            let expected = SuiteBaseline {
                recorded: &recorded,
                unstable: &unstable,
                predicted: &predicted,
                of_model: &of_model,
                known,
            };
            suites.push(
                compare_with_baseline(record, lane, number, expected)
                    .map_err(|error| Failure::new(Exit::OurBug, error, ""))?,
            );
        }
        comparison.lanes.push(LaneComparison { suites });
    }
    Ok(comparison)
}

/// Returns how a run ends that came to this.
pub(crate) fn exit_of(record: &RunRecord, comparison: &RunComparison) -> Exit {
    // A lane that had nothing to play started no session, and lacks nothing.
    if record.lanes.iter().all(|lane| lane.version.is_none() && lane.failure.is_some()) {
        Exit::NoBrowser
    } else if record.lanes.iter().any(|lane| lane.cells_in_error() > 0 || lane.failure.is_some()) {
        Exit::CellErrors
    } else if comparison.lanes.iter().any(|lane| !lane.is_as_recorded()) {
        Exit::Changes
    } else {
        Exit::AsRecorded
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Checks the snapshots of one profile and topology against the project's matrix with `from`
    /// replaced by `to`.
    fn check_after(from: &str, to: &str) -> Result<(), Failure> {
        let text = fs::read_to_string(project::root().join("matrix.toml")).unwrap();
        assert!(text.contains(from));
        let matrix = matrix::read("matrix.toml", &text.replacen(from, to, 1)).unwrap();
        let filter = "topology=cross-site".parse().unwrap();
        let selection =
            Selection::full(&matrix.suites["cors-credentials"]).narrow(&filter).unwrap().unwrap();
        check_snapshots(&[selection], std::iter::once(&matrix.profiles[0]), SnapshotScope::Full)
    }

    #[test]
    fn snapshots_that_do_not_fit_the_matrix_are_told() {
        let values = "[axes.credentials.values]\n";
        assert!(check_after(values, values).is_ok());
        let failure =
            check_after(values, &format!("{values}fetch-twice = {{ fetch = \"include\" }}\n"))
                .unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        let help = failure.report.help().unwrap().to_string();
        assert!(help.contains("cargo xtask run-matrix --accept"), "{help}");
    }
}
