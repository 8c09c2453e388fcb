//! What was recorded, built into the program: the matrix, the snapshots and the known divergences.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use baselines::{
    DivergencePlace, KnownDivergence, ObservationHalf, SnapshotScope, SnapshotStore,
    TopologySnapshot,
};
use matrix::{Matrix, Profile, Selection, Suite};
use run_model::results::Observation;

/// The texts of all snapshots, by their paths, in order.
static SNAPSHOTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/snapshots.rs"));

static BUILT_IN: LazyLock<Recordings> = LazyLock::new(|| {
    let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
        .expect("a test reads the matrix that is built in");
    let divergences =
        baselines::read_divergences(&matrix, include_str!("../../../fixtures/divergences.toml"))
            .expect("a test reads the divergences that are built in");
    Recordings { matrix, divergences, read: Mutex::default() }
});

/// What was recorded of all engines; snapshots are read when they are first asked for.
#[derive(Debug)]
pub struct Recordings {
    matrix: Matrix,
    divergences: Vec<KnownDivergence>,
    read: Mutex<HashMap<&'static str, Arc<TopologySnapshot>>>,
}

impl Recordings {
    /// Returns what is built into the program.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Returns the matrix that was recorded.
    pub fn matrix(&self) -> &Matrix {
        &self.matrix
    }

    /// Returns whether anything was recorded of a profile.
    pub fn has(&self, profile: &Profile) -> bool {
        let folder = format!("{}/{}/", profile.engine, profile.name);
        let position = SNAPSHOTS.partition_point(|(path, _)| *path < folder.as_str());
        SNAPSHOTS.get(position).is_some_and(|(path, _)| path.starts_with(&folder))
    }

    /// Returns what was recorded of the cell with these positions in a suite, if it was.
    ///
    /// # Panics
    /// If a snapshot that is built in is none, which a test rules out.
    pub fn cell(
        &self,
        profile: &Profile,
        suite: &Arc<Suite>,
        positions: &[usize],
    ) -> Option<Observation> {
        [SnapshotScope::Full, SnapshotScope::Core].into_iter().find_map(|scope| {
            let whole = scope.of(suite);
            whole.cell_at(positions)?;
            let topology = &suite.axes[0].values[positions[0]];
            let number = whole.topologies().position(|(name, _)| name == topology)?;
            let selection = whole.in_topology(number);
            let path = SnapshotStore::new("").path(profile, scope, &suite.name, topology);
            let snapshot = self.snapshot(path.to_str()?, &selection)?;
            let cell = selection.cell_at(positions)?;
            Some(snapshot.observation(cell).expect("a test reads every snapshot"))
        })
    }

    fn snapshot(&self, path: &str, selection: &Selection) -> Option<Arc<TopologySnapshot>> {
        let position = SNAPSHOTS.binary_search_by_key(&path, |(path, _)| path).ok()?;
        let (path, text) = SNAPSHOTS[position];
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let parse = || {
            Arc::new(TopologySnapshot::parse(selection, text).expect("a test reads every snapshot"))
        };
        Some(Arc::clone(read.entry(path).or_insert_with(parse)))
    }

    /// Returns the known divergence that is the reason for a difference in a cell, if there is one.
    pub(crate) fn divergence(
        &self,
        profile: &Profile,
        cell: &Selection,
        part: ObservationHalf,
        difference: &Difference,
    ) -> Option<&KnownDivergence> {
        let positions = cell.positions(0);
        let is_reason = |place: &DivergencePlace| {
            place.part == part
                && place.covers(&positions)
                && place.explains(&difference.expected, &difference.observed)
        };
        self.divergences.iter().find(|divergence| {
            divergence.places_about(profile, cell).any(|(_, place)| is_reason(place))
        })
    }
}

/// What the model expects of a cell and what was seen.
pub(crate) struct Difference {
    pub(crate) expected: Observation,
    pub(crate) observed: Observation,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_snapshot_that_is_built_in_is_read() {
        let recordings = Recordings::built_in();
        let mut read = 0;
        for profile in &recordings.matrix.profiles {
            for suite in recordings.matrix.suites.values() {
                for scope in [SnapshotScope::Core, SnapshotScope::Full] {
                    let whole = scope.of(suite);
                    for (number, (topology, _)) in whole.topologies().enumerate() {
                        let path =
                            SnapshotStore::new("").path(profile, scope, &suite.name, topology);
                        let Some(snapshot) =
                            recordings.snapshot(path.to_str().unwrap(), &whole.in_topology(number))
                        else {
                            continue;
                        };
                        snapshot.expand().unwrap();
                        read += 1;
                    }
                }
            }
        }
        assert_eq!(read, SNAPSHOTS.len());
    }
}
