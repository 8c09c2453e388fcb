//! What is recorded of a whole suite on a profile.

use std::sync::Arc;

use matrix::{Profile, Selection, Suite};
use run_model::results::Observation;

use crate::snapshot::UnstableCells;
use crate::store::{SnapshotScope, SnapshotStore, StoreError};

/// What is recorded of a suite on a profile: all of its values, or else its core.
#[derive(Clone, Debug)]
pub struct RecordedSuite {
    /// The cells of the snapshots.
    pub selection: Selection,
    /// What is recorded of each.
    pub cells: Vec<Option<Observation>>,
    /// Those that do not always show the same.
    pub unstable: UnstableCells,
}

impl RecordedSuite {
    /// Reads what is recorded of a suite on a profile; `None` where nothing is.
    ///
    /// # Errors
    /// Where a snapshot cannot be read or does not fit its suite.
    pub fn read(
        store: &SnapshotStore,
        profile: &Profile,
        suite: &Arc<Suite>,
    ) -> Result<Option<Self>, StoreError> {
        for scope in [SnapshotScope::Full, SnapshotScope::Core] {
            let selection = scope.of(suite);
            let cells = store.recorded(scope, profile, &selection)?;
            if cells.iter().any(Option::is_some) {
                let unstable = store.unstable(scope, profile, &selection)?;
                return Ok(Some(Self { selection, cells, unstable }));
            }
        }
        Ok(None)
    }

    /// Returns how many cells are recorded.
    pub fn recorded_cells(&self) -> usize {
        self.cells.iter().flatten().count()
    }

    /// Returns the cells that show something else than is predicted, and never showed that.
    pub fn unlike(&self, predicted: &[Observation]) -> Vec<usize> {
        let is_unlike = |cell: &usize| {
            let predicted = &predicted[*cell];
            let has_shown = || self.unstable.get(cell).is_some_and(|seen| seen.admits(predicted));
            self.cells[*cell].as_ref().is_some_and(|recorded| recorded != predicted && !has_shown())
        };
        (0..predicted.len()).filter(is_unlike).collect()
    }
}
