//! A cell with all that an export needs of it, and the files that come of it.

use matrix::{Matrix, Profile, Selection, Topology};
use run_model::plan::ShapeScript;
use run_model::results::Observation;

use crate::cell_sight::CellSight;
use crate::local_names::LocalCell;

/// A file of an exported cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedFile {
    /// Its path below the folder of the export.
    pub path: String,
    /// What is in it.
    pub text: String,
}

impl ExportedFile {
    pub(crate) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// What is recorded of the cell in a browser, beside what the models predict.
#[derive(Clone, Debug)]
pub(crate) struct BrowserCell<'a> {
    /// The browser's profile.
    pub(crate) profile: &'a Profile,
    /// What was recorded.
    pub(crate) recorded: Observation,
    /// What the standards have with the profile's policy.
    pub(crate) standards: Observation,
}

impl BrowserCell<'_> {
    /// Returns whether the browser departs from the standards.
    pub(crate) fn departs(&self) -> bool {
        self.recorded != self.standards
    }

    /// Returns whether the browser would do something else on the names of the stand-alone page.
    pub(crate) fn is_hidden(&self, local: &LocalCell) -> bool {
        local.cell.sight(&self.profile.model) != CellSight::of(&self.recorded)
    }
}

/// The cell to be exported.
#[derive(Clone, Debug)]
pub(crate) struct CellToExport<'a> {
    /// The matrix that was recorded.
    pub(crate) matrix: &'a Matrix,
    /// The selection of this cell alone.
    pub(crate) cell: &'a Selection,
    /// Who talks to whom.
    pub(crate) topology: &'a Topology,
    /// What is played.
    pub(crate) shape: ShapeScript,
    /// The default profile of each browser that was recorded.
    pub(crate) browsers: Vec<BrowserCell<'a>>,
}
