//! The committed snapshots: insta's files, one for each profile, suite and topology.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use matrix::{Profile, Selection, Suite, Topology};
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

/// A file that may hold a snapshot, beside the cells that are wanted of it.
#[derive(Clone, Debug)]
pub struct SnapshotFile {
    /// Where it is.
    pub path: PathBuf,
    /// The cells that its snapshot holds, all of one topology.
    pub selection: Selection,
    /// The numbers of the wanted selection's cells in that topology.
    pub cells: Range<usize>,
}

impl SnapshotFile {
    /// Returns whether all cells of the file are wanted, and no others, given the wanted selection.
    pub fn is_whole(&self, wanted: &Selection) -> bool {
        wanted.in_topology(self.cells.start / self.cells.len()) == self.selection
    }

    fn parse_error(&self, source: ParseSnapshotError) -> StoreError {
        StoreError::Parse { path: self.path.clone(), source: Box::new(source) }
    }
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

    /// Returns what is recorded of the first cell of a selection: by all values, or else by the
    /// core.
    ///
    /// # Errors
    /// Where a snapshot cannot be read or does not fit its suite.
    pub fn recorded_cell(
        &self,
        profile: &Profile,
        selection: &Selection,
    ) -> Result<Option<Observation>, StoreError> {
        for scope in [SnapshotScope::Full, SnapshotScope::Core] {
            if let Some(recorded) = self.recorded(scope, profile, selection)?.swap_remove(0) {
                return Ok(Some(recorded));
            }
        }
        Ok(None)
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
        for file in self.files(scope, profile, selection) {
            let Some(snapshot) = Self::load(&file.path, &file.selection)? else { continue };
            let observations = snapshot.expand().map_err(|source| file.parse_error(source))?;
            if file.is_whole(selection) {
                file.cells
                    .zip(observations)
                    .for_each(|(cell, observation)| cells[cell] = Some(observation));
                continue;
            }
            for cell in file.cells {
                let place = file.selection.cell_at(&selection.positions(cell));
                cells[cell] = place.map(|place| observations[place].clone());
            }
        }
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
        for file in self.files(scope, profile, selection) {
            let Some(snapshot) = Self::load(&file.path, &file.selection)? else { continue };
            let unstable = snapshot.unstable().map_err(|source| file.parse_error(source))?;
            let here = unstable.into_iter().filter_map(|(place, frequencies)| {
                let cell = selection.cell_at(&file.selection.positions(place))?;
                Some((cell, frequencies))
            });
            cells.extend(here);
        }
        Ok(cells)
    }

    /// Returns the files that hold the cells of a selection, topology by topology, whether they
    /// exist or not.
    pub fn files(
        &self,
        scope: SnapshotScope,
        profile: &Profile,
        selection: &Selection,
    ) -> Vec<SnapshotFile> {
        let suite = selection.suite();
        let whole = scope.of(suite);
        let per_topology = selection.cells() / selection.topologies().count();
        let file = |(number, (topology, _)): (usize, (&str, &Topology))| {
            let position = whole.topologies().position(|(name, _)| name == topology)?;
            Some(SnapshotFile {
                path: self.path(profile, scope, &suite.name, topology),
                selection: whole.in_topology(position),
                cells: number * per_topology..(number + 1) * per_topology,
            })
        };
        selection.topologies().enumerate().filter_map(file).collect()
    }

    /// Returns the folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the text of a snapshot's file.
    pub fn file_text(snapshot: &TopologySnapshot) -> String {
        format!("---\nsource: matrix.toml\n---\n{}", snapshot.to_text())
    }

    /// Proposes a snapshot for `cargo insta review` unless it is the recorded one; returns whether
    /// it did.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn propose_if_new(path: &Path, snapshot: &TopologySnapshot) -> Result<bool, StoreError> {
        let recorded = fs::read_to_string(path).unwrap_or_default();
        let is_new = contents(&recorded) != snapshot.to_text();
        if is_new {
            write(&proposal(path), snapshot)?;
        }
        Ok(is_new)
    }
}

/// Returns where insta looks for what may become of a snapshot.
pub fn proposal(path: &Path) -> PathBuf {
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
    fs::write(path, SnapshotStore::file_text(snapshot)).map_err(failed)
}
