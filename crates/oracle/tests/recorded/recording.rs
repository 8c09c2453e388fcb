//! The committed snapshots, read for a comparison with models.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use baselines::{SnapshotScope, SnapshotStore, UnstableCells};
use matrix::{Matrix, Profile, Selection, Suite};
use oracle::JarListing;
use run_model::results::Observation;
use spec_model::EngineModel;

/// What is recorded of a suite on a profile.
#[derive(Debug)]
pub(crate) struct Recording {
    selection: Selection,
    recorded: Vec<Option<Observation>>,
    unstable: UnstableCells,
    view: JarListing,
}

/// Returns what is recorded of a profile: of each suite all values, or else the core.
pub(crate) fn recordings(matrix: &Matrix, profile: &Profile) -> Vec<Recording> {
    let store = SnapshotStore::new(project().join("fixtures/snapshots"));
    let view = JarListing::of(profile.engine);
    let of_suite = |suite: &Arc<Suite>| {
        [SnapshotScope::Full, SnapshotScope::Core].into_iter().find_map(|scope| {
            let selection = scope.of(suite);
            let recorded =
                store.recorded(scope, profile, &selection).expect("the snapshots fit the suite");
            let unstable =
                store.unstable(scope, profile, &selection).expect("the snapshots fit the suite");
            let is_there = recorded.iter().any(Option::is_some);
            is_there.then_some(Recording { selection, recorded, unstable, view })
        })
    };
    matrix.suites.values().filter_map(of_suite).collect()
}

/// Returns the project's matrix.
pub(crate) fn shipped() -> Matrix {
    let text =
        std::fs::read_to_string(project().join("matrix.toml")).expect("matrix.toml is there");
    matrix::read("matrix.toml", &text).expect("the shipped matrix.toml is good")
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Recording {
    /// Returns how many cells are recorded.
    pub(crate) fn cells(&self) -> usize {
        self.recorded.iter().flatten().count()
    }

    /// Returns the name of a cell.
    pub(crate) fn id(&self, cell: usize) -> String {
        self.selection.id(cell)
    }

    /// Returns the cells of which a model predicts what is not recorded.
    pub(crate) fn differing(&self, matrix: &Matrix, model: &EngineModel) -> Vec<usize> {
        let predicted = oracle::predict_seen(matrix, &self.selection, model, self.view);
        let differs = |cell: &usize| {
            let is_seen =
                self.unstable.get(cell).is_some_and(|seen| seen.admits(&predicted[*cell]));
            !is_seen
                && self.recorded[*cell]
                    .as_ref()
                    .is_some_and(|recorded| *recorded != predicted[*cell])
        };
        (0..predicted.len()).filter(differs).collect()
    }
}
