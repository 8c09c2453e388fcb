//! The committed snapshots: insta's files, one for each profile, suite and topology.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use matrix::{Profile, Selection, Suite};
use run_model::results::Observation;

use crate::snapshot::{ParseSnapshotError, TopologySnapshot, UnstableCells};

/// Which of a suite's selections a snapshot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SnapshotScope {
    /// The values that the suite names as its core.
    Core,
    /// All values.
    Full,
}

impl SnapshotScope {
    /// Returns the selection that snapshots of this scope hold.
    pub fn of(self, suite: &Arc<Suite>) -> Selection {
        match self {
            Self::Core => Selection::core(suite),
            Self::Full => Selection::full(suite),
        }
    }

    /// Returns the folder of a suite's snapshots: its name, with `.full` behind it where all values
    /// are in them.
    fn folder(self, suite: &str) -> String {
        match self {
            Self::Core => suite.to_owned(),
            Self::Full => format!("{suite}.full"),
        }
    }
}

/// The folder of the committed snapshots.
#[derive(Clone, Debug)]
pub struct SnapshotStore {
    root: PathBuf,
}

/// Why a snapshot could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file could not be read or written.
    #[error("failed to access `{}`", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file does not hold a snapshot of its topology.
    #[error("`{}` does not fit matrix.toml; record it again with `--accept`", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        source: Box<ParseSnapshotError>,
    },
}

impl SnapshotStore {
    /// Opens the store in this folder, which need not be there yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Returns the file of the snapshot of one topology.
    pub fn path(
        &self,
        profile: &Profile,
        scope: SnapshotScope,
        suite: &str,
        topology: &str,
    ) -> PathBuf {
        let folder =
            self.root.join(profile.engine.name()).join(&profile.name).join(scope.folder(suite));
        folder.join(format!("{topology}.snap"))
    }

    /// Reads a snapshot of a selection; `None` where there is none.
    ///
    /// # Errors
    /// Where the file cannot be read or does not fit the selection.
    pub fn load(
        path: &Path,
        selection: &Selection,
    ) -> Result<Option<TopologySnapshot>, StoreError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::Io { path: path.to_owned(), source }),
        };
        let parsed = TopologySnapshot::parse(selection, contents(&text));
        parsed
            .map(Some)
            .map_err(|source| StoreError::Parse { path: path.to_owned(), source: Box::new(source) })
    }

    /// Returns, for each cell of a selection, what the snapshots of its topologies hold; `None`
    /// where there is none.
    ///
    /// # Errors
    /// Where a snapshot cannot be read or does not fit its suite.
    pub fn recorded(
        &self,
        scope: SnapshotScope,
        profile: &Profile,
        selection: &Selection,
    ) -> Result<Vec<Option<Observation>>, StoreError> {
        let mut cells = vec![None; selection.cells()];
        self.each_topology(scope, profile, selection, |base, snapshot, played| {
            let observations = snapshot.expand()?;
            if selection.in_topology(played.start / played.len()) == *base {
                played
                    .zip(observations)
                    .for_each(|(cell, observation)| cells[cell] = Some(observation));
                return Ok(());
            }
            for cell in played {
                cells[cell] = base
                    .cell_at(&selection.positions(cell))
                    .map(|place| observations[place].clone());
            }
            Ok(())
        })?;
        Ok(cells)
    }

    /// Returns the cells of a selection that do not always show the same, as the snapshots of its
    /// topologies have it.
    ///
    /// # Errors
    /// Where a snapshot cannot be read or does not fit its suite.
    pub fn unstable(
        &self,
        scope: SnapshotScope,
        profile: &Profile,
        selection: &Selection,
    ) -> Result<UnstableCells, StoreError> {
        let mut cells = UnstableCells::new();
        self.each_topology(scope, profile, selection, |base, snapshot, _| {
            for (place, frequencies) in snapshot.unstable()? {
                cells.extend(
                    selection.cell_at(&base.positions(place)).map(|cell| (cell, frequencies)),
                );
            }
            Ok(())
        })?;
        Ok(cells)
    }

    /// Reads the snapshots of a selection's topologies, as far as there are any: the cells that
    /// each one holds, it, and the numbers of the selection's cells in that topology.
    fn each_topology(
        &self,
        scope: SnapshotScope,
        profile: &Profile,
        selection: &Selection,
        mut take: impl FnMut(
            &Selection,
            &TopologySnapshot,
            Range<usize>,
        ) -> Result<(), ParseSnapshotError>,
    ) -> Result<(), StoreError> {
        let whole = scope.of(selection.suite());
        let per_topology = selection.cells() / selection.topologies().count();
        for (number, (topology, _)) in selection.topologies().enumerate() {
            let Some(position) = whole.topologies().position(|(name, _)| name == topology) else {
                continue;
            };
            let base = whole.in_topology(position);
            let path = self.path(profile, scope, &selection.suite().name, topology);
            let Some(snapshot) = Self::load(&path, &base)? else { continue };
            let first = number * per_topology;
            take(&base, &snapshot, first..first + per_topology)
                .map_err(|source| StoreError::Parse { path, source: Box::new(source) })?;
        }
        Ok(())
    }

    /// Records a snapshot, and drops one that was proposed before.
    ///
    /// # Errors
    /// Where the files cannot be written.
    pub fn accept(path: &Path, snapshot: &TopologySnapshot) -> Result<(), StoreError> {
        write(path, snapshot)?;
        match fs::remove_file(proposal(path)) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::Io { path: proposal(path), source })
            }
            _ => Ok(()),
        }
    }

    /// Proposes a snapshot for `cargo insta review`, where it is another one than the recorded.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn propose_if_new(path: &Path, snapshot: &TopologySnapshot) -> Result<(), StoreError> {
        let recorded = fs::read_to_string(path).unwrap_or_default();
        if contents(&recorded) == snapshot.to_text() {
            Ok(())
        } else {
            write(&proposal(path), snapshot)
        }
    }
}

/// Returns where insta looks for what may become of a snapshot.
fn proposal(path: &Path) -> PathBuf {
    path.with_extension("snap.new")
}

/// Returns what stands behind the header of a snapshot file.
fn contents(text: &str) -> &str {
    let header_end = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    header_end.map_or(text, |(_, contents)| contents)
}

fn write(path: &Path, snapshot: &TopologySnapshot) -> Result<(), StoreError> {
    let failed = |source| StoreError::Io { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, format!("---\nsource: matrix.toml\n---\n{}", snapshot.to_text()))
        .map_err(failed)
}
