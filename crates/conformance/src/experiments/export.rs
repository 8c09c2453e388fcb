//! Exports one cell, with why engines depart from the standards in it.

use cell_export::{ExportRefusal, ExportedFile, export_cell};
use matrix::CellFilter;
use miette::Diagnostic;

use crate::experiments::show::{ShowError, one_cell};
use crate::failure::{CommandError, FailureKind};
use crate::project::{ProjectFiles, ReadProjectError};

/// Why a cell cannot be exported.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ExportError {
    /// The id names no cell, or several.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Cell(#[from] ShowError),
    /// A file of the project cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Project(#[from] ReadProjectError),
    /// The cell needs the harness.
    #[error(transparent)]
    Refused(#[from] ExportRefusal),
}

impl CommandError for ExportError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Cell(error) => error.kind(),
            Self::Project(error) => error.kind(),
            Self::Refused(_) => FailureKind::Usage,
        }
    }
}

/// Returns the files of the one cell that matches: a page with a server, a web-platform test, and a
/// bug report for each browser that departs from the standards.
///
/// # Errors
/// Where no cell matches, or several do, or the cell needs the harness.
pub fn export(project: &ProjectFiles, cell: &CellFilter) -> Result<Vec<ExportedFile>, ExportError> {
    let cell = one_cell(&project.matrix, cell)?;
    Ok(export_cell(&project.matrix, &cell, &project.quirk_entries()?)?)
}
