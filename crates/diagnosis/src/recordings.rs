//! What was recorded, built into the program: the matrix and the snapshots.

use std::sync::{Arc, LazyLock, OnceLock};

use baselines::{SnapshotScope, TopologySnapshot};
use matrix::{Matrix, Profile, Selection, Suite};
use run_model::results::Observation;

use crate::known_cells::KnownCells;

/// What a snapshot is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SnapshotKey<'a> {
    engine: &'a str,
    profile: &'a str,
    suite: &'a str,
    scope: SnapshotScope,
    topology: &'a str,
}

/// The texts of all snapshots, in order of their keys.
static SNAPSHOTS: &[(SnapshotKey<'static>, &str)] =
    include!(concat!(env!("OUT_DIR"), "/snapshots.rs"));

static BUILT_IN: LazyLock<Recordings> = LazyLock::new(|| {
    let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
        .expect("a test reads the matrix that is built in");
    let read = SNAPSHOTS.iter().map(|_| OnceLock::new()).collect();
    Recordings { matrix, read, known_cells: KnownCells::default() }
});

/// What was recorded of all engines; snapshots are read when they are first asked for.
#[derive(Debug)]
pub struct Recordings {
    matrix: Matrix,
    /// Each of `SNAPSHOTS`, once it was read.
    read: Vec<OnceLock<TopologySnapshot>>,
    known_cells: KnownCells,
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

    /// Returns the cells that questions were compared with.
    pub(crate) fn known_cells(&self) -> &KnownCells {
        &self.known_cells
    }

    /// Returns whether anything was recorded of a profile.
    pub fn has(&self, profile: &Profile) -> bool {
        let name = (profile.engine.name(), profile.name.as_str());
        let of = |key: &SnapshotKey<'static>| (key.engine, key.profile);
        SNAPSHOTS.binary_search_by(|(key, _)| of(key).cmp(&name)).is_ok()
    }

    /// Returns what was recorded of the cell with these positions in a suite, if it was.
    ///
    /// # Panics
    /// If a snapshot that is built in cannot be read, which a test rules out.
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
            let key = SnapshotKey::of(profile, suite, scope, topology);
            let snapshot = self.snapshot(&key, &selection)?;
            let cell = selection.cell_at(positions)?;
            Some(snapshot.observation(cell).expect("a test reads every snapshot"))
        })
    }

    fn snapshot(&self, key: &SnapshotKey<'_>, selection: &Selection) -> Option<&TopologySnapshot> {
        let position = SNAPSHOTS.binary_search_by(|(other, _)| other.cmp(key)).ok()?;
        let (_, text) = SNAPSHOTS[position];
        let parse =
            || TopologySnapshot::parse(selection, text).expect("a test reads every snapshot");
        Some(self.read[position].get_or_init(parse))
    }
}

impl<'a> SnapshotKey<'a> {
    fn of(profile: &'a Profile, suite: &'a Suite, scope: SnapshotScope, topology: &'a str) -> Self {
        let engine = profile.engine.name();
        Self { engine, profile: &profile.name, suite: &suite.name, scope, topology }
    }
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
                        let key = SnapshotKey::of(profile, suite, scope, topology);
                        let Some(snapshot) = recordings.snapshot(&key, &whole.in_topology(number))
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
