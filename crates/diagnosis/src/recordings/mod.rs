//! What was recorded: the matrix and the snapshots; which of their cells may be the case of a
//! question, and how those differ from it.
//!
//! Programs have all of it built in. A module for a page has no snapshots: [`Recordings::missing`]
//! names the suites that an answer needed, and [`Recordings::add`] takes them.

pub(crate) mod cell_differences;
pub(crate) mod known_cells;
pub(crate) mod match_cells;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use baselines::{SnapshotScope, TopologySnapshot};
use matrix::{Matrix, Profile, Selection, Suite};
use run_model::results::Observation;

use crate::recordings::known_cells::KnownCells;

/// What a snapshot is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SnapshotKey<'a> {
    engine: &'a str,
    profile: &'a str,
    suite: &'a str,
    scope: SnapshotScope,
    topology: &'a str,
}

/// All snapshots in order of their keys, and their texts where those are built in.
static SNAPSHOTS: &[(SnapshotKey<'static>, Option<&str>)] =
    include!(concat!(env!("OUT_DIR"), "/snapshots.rs"));

static BUILT_IN: LazyLock<Recordings> =
    LazyLock::new(|| Recordings::new(SNAPSHOTS.iter().map(|(_, text)| *text)));

/// What was recorded of all engines; snapshots are read when they are first asked for.
#[derive(Debug)]
pub struct Recordings {
    matrix: Matrix,
    /// The text of each of `SNAPSHOTS`, once it is there.
    texts: Vec<OnceLock<Cow<'static, str>>>,
    /// Each of `SNAPSHOTS`, once it was read.
    read: Vec<OnceLock<TopologySnapshot>>,
    missing: Mutex<BTreeSet<&'static str>>,
    known_cells: KnownCells,
}

/// Why snapshots cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum AddSnapshotsError {
    /// It is not what [`Recordings::snapshots_of`] returns.
    #[error("failed to read snapshots")]
    Json(#[from] serde_json::Error),
    /// No such snapshot is known.
    #[error("`{name}` is no snapshot of this version")]
    Unknown {
        /// What it is called.
        name: String,
    },
}

impl Recordings {
    /// Returns what is built into the program.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    fn new(texts: impl Iterator<Item = Option<&'static str>>) -> Self {
        let matrix: Result<_, ()> = include!(concat!(env!("OUT_DIR"), "/matrix.rs"));
        let text = |text: Option<&'static str>| {
            text.map_or_else(OnceLock::new, |text| OnceLock::from(Cow::Borrowed(text)))
        };
        Self {
            matrix: matrix.expect("a test reads the matrix that is built in"),
            texts: texts.map(text).collect(),
            read: SNAPSHOTS.iter().map(|_| OnceLock::new()).collect(),
            missing: Mutex::default(),
            known_cells: KnownCells::default(),
        }
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
        let Some(text) = self.texts[position].get() else {
            let (key, _) = &SNAPSHOTS[position];
            self.missing.lock().unwrap_or_else(PoisonError::into_inner).insert(key.suite);
            return None;
        };
        let parse =
            || TopologySnapshot::parse(selection, text).expect("a test reads every snapshot");
        Some(self.read[position].get_or_init(parse))
    }

    /// Returns the suites of which a cell was asked for since the last call, and was not there.
    pub fn missing(&self) -> BTreeSet<&'static str> {
        std::mem::take(&mut *self.missing.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns all snapshots of a suite that are there, as JSON for [`Recordings::add`].
    ///
    /// # Panics
    /// Never: texts by names are always JSON.
    pub fn snapshots_of(&self, suite: &Suite) -> String {
        let all = SNAPSHOTS.iter().zip(&self.texts);
        let of_suite = all.filter(|((key, _), _)| key.suite == suite.name);
        let texts: BTreeMap<String, &Cow<'static, str>> =
            of_suite.filter_map(|((key, _), text)| Some((key.name(), text.get()?))).collect();
        serde_json::to_string(&texts).expect("texts by names are JSON")
    }

    /// Adds the snapshots of a suite, as [`Recordings::snapshots_of`] returned them.
    ///
    /// # Errors
    /// Where it is something else, or of another version.
    pub fn add(&self, snapshots: &str) -> Result<(), AddSnapshotsError> {
        let texts: BTreeMap<String, String> = serde_json::from_str(snapshots)?;
        for (name, text) in texts {
            let position = SNAPSHOTS.iter().position(|(key, _)| key.name() == name);
            let Some(position) = position else { return Err(AddSnapshotsError::Unknown { name }) };
            // What is there already is the same.
            _ = self.texts[position].set(Cow::Owned(text));
        }
        Ok(())
    }
}

impl<'a> SnapshotKey<'a> {
    fn of(profile: &'a Profile, suite: &'a Suite, scope: SnapshotScope, topology: &'a str) -> Self {
        let engine = profile.engine.name();
        Self { engine, profile: &profile.name, suite: &suite.name, scope, topology }
    }

    /// Returns where the snapshot lies below `fixtures/snapshots`, without its extension.
    fn name(&self) -> String {
        let Self { engine, profile, suite, scope, topology } = self;
        let full = match scope {
            SnapshotScope::Core => "",
            SnapshotScope::Full => ".full",
        };
        format!("{engine}/{profile}/{suite}{full}/{topology}")
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
        assert!(recordings.missing().is_empty());
    }

    #[test]
    fn what_is_not_there_is_missing_until_it_is_added() {
        let apart = Recordings::new(SNAPSHOTS.iter().map(|_| None));
        let suite = &apart.matrix.suites["sandbox"];
        let profile = &apart.matrix.profiles[0];
        let positions = Selection::core(suite).positions(0);
        assert!(apart.has(profile));
        assert_eq!(apart.cell(profile, suite, &positions), None);
        assert_eq!(apart.missing(), BTreeSet::from(["sandbox"]));
        apart.add(&Recordings::built_in().snapshots_of(suite)).unwrap();
        let expected = Recordings::built_in().cell(profile, suite, &positions);
        assert!(expected.is_some());
        assert_eq!(apart.cell(profile, suite, &positions), expected);
        assert!(apart.missing().is_empty());
        assert!(apart.add("{\"chromium/other/sandbox/a\": \"\"}").is_err());
    }
}
