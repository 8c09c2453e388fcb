//! What a run's observations come to beside the snapshots.

use run_model::results::{Observation, RunRecord};

use crate::changes::{ChangesError, RuleChange, changes};
use crate::snapshot::UnstableCells;

/// How the observations of one suite on one lane stand to their snapshots.
#[derive(Clone, Debug, Default)]
pub struct SnapshotComparison {
    /// How cells differ from their snapshot.
    pub changes: Vec<RuleChange>,
    /// The cells that differ from their snapshot, in order, each with what is recorded of it.
    pub changed: Vec<(usize, Observation)>,
    /// How many cells have no snapshot.
    pub unrecorded_cells: usize,
    /// Cells that do not always show the same, in a way that their snapshot does not have.
    pub newly_unstable: Vec<usize>,
}

impl SnapshotComparison {
    /// Returns whether everything is as recorded.
    pub fn is_as_recorded(&self) -> bool {
        self.changed.is_empty() && self.unrecorded_cells == 0 && self.newly_unstable.is_empty()
    }
}

/// Compares the observations of one suite on one lane with what is recorded of its cells, `None`
/// where nothing is. What an unstable cell shows is as recorded if its snapshot has it too.
///
/// # Errors
/// Where differences cannot be put into rules, which for the axes of a matrix.toml they can.
pub fn compare_with_snapshots(
    record: &RunRecord,
    lane: usize,
    suite: usize,
    recorded: &[Option<Observation>],
    unstable: &UnstableCells,
) -> Result<SnapshotComparison, ChangesError> {
    let lane = &record.lanes[lane];
    let observed = &lane.observations[suite];
    let mut recorded = recorded.to_vec();
    for (cell, known) in unstable {
        if let Some(observed) = observed[*cell].as_ref().filter(|seen| known.admits(seen)) {
            recorded[*cell] = Some(observed.clone());
        }
    }
    let seen_here = lane.unstable.iter().filter(|((number, _), _)| number.0 == suite);
    let is_new = |cell: &usize, seen| unstable.get(cell).is_none_or(|known| !known.covers(seen));
    let newly_unstable = seen_here
        .filter(|((_, cell), seen)| is_new(cell, *seen))
        .map(|((_, cell), _)| *cell)
        .collect();
    let changes = changes(&record.selections[suite], &recorded, observed)?;
    let mut comparison =
        SnapshotComparison { changes, newly_unstable, ..SnapshotComparison::default() };
    for (cell, cells) in recorded.iter().zip(observed).enumerate() {
        match cells {
            (Some(recorded), Some(observed)) if recorded != observed => {
                comparison.changed.push((cell, recorded.clone()));
            }
            (None, Some(_)) => comparison.unrecorded_cells += 1,
            _ => {}
        }
    }
    Ok(comparison)
}
