//! Which cells of the matrix an operation is about.

use baselines::SnapshotScope;
use matrix::{CellFilter, FilterError, Matrix, Selection};
use miette::Diagnostic;

use crate::failure::{CommandError, FailureKind};

/// Which cells of the matrix are wanted.
#[derive(Clone, Debug)]
pub struct CellChoice {
    /// The suites; all of them where empty.
    pub suites: Vec<String>,
    /// The core of each suite, or all values of its axes.
    pub scope: SnapshotScope,
    /// What cells must match, where anything.
    pub filter: Option<CellFilter>,
}

/// Why no cells could be selected.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum SelectCellsError {
    /// The filter names something that no suite has.
    #[error("failed to filter cells")]
    #[diagnostic(help("`cargo xtask cells` lists the ids of cells, which are filters too"))]
    Filter(#[from] FilterError),
    /// No cell of the core matches.
    #[error("no cell matches")]
    #[diagnostic(help("loosen the filter, or add --full: the core has only some values"))]
    NoneInCore,
    /// No cell at all matches.
    #[error("no cell matches")]
    #[diagnostic(help("loosen the filter"))]
    NoneInFull,
    /// None of the engines plays any of the suites.
    #[error("no engine that was chosen plays these suites")]
    #[diagnostic(help("`[engines.….unplayed]` of matrix.toml says why; choose another engine"))]
    NonePlayed,
    /// There is no such suite.
    #[error("unknown suite `{name}`; expected one of {known}")]
    UnknownSuite {
        /// The name that was given.
        name: String,
        /// The names of all suites.
        known: String,
    },
}

impl CommandError for SelectCellsError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Filter(_) | Self::UnknownSuite { .. } => FailureKind::Usage,
            Self::NoneInCore | Self::NoneInFull | Self::NonePlayed => FailureKind::NothingSelected,
        }
    }
}

impl CellChoice {
    /// Returns every cell of one suite.
    pub fn whole_suite(suite: impl Into<String>) -> Self {
        Self { suites: vec![suite.into()], scope: SnapshotScope::Full, filter: None }
    }

    /// Returns the selections of the wanted cells; there is at least one, and none is empty.
    ///
    /// # Errors
    /// Where a suite or the filter names something unknown, or no cell matches.
    pub fn select(&self, matrix: &Matrix) -> Result<Vec<Selection>, SelectCellsError> {
        if let Some(name) = self.suites.iter().find(|suite| !matrix.suites.contains_key(*suite)) {
            let known: Vec<&str> = matrix.suites.keys().map(String::as_str).collect();
            return Err(SelectCellsError::UnknownSuite {
                name: name.clone(),
                known: known.join(", "),
            });
        }
        let mut selections = Vec::new();
        let mut mismatch = None;
        for (name, suite) in &matrix.suites {
            if !self.suites.is_empty() && !self.suites.contains(name) {
                continue;
            }
            let all = self.scope.of(suite);
            match self.filter.as_ref().map(|filter| all.narrow(filter)) {
                None => selections.push(all),
                Some(Ok(narrow)) => selections.extend(narrow),
                // Suites have different axes: a filter may name axes of only some of them.
                Some(Err(error)) => mismatch = mismatch.or(Some(error)),
            }
        }
        match (selections.is_empty(), mismatch, self.scope) {
            (false, _, _) => Ok(selections),
            (true, Some(error), _) => Err(error.into()),
            (true, None, SnapshotScope::Core) => Err(SelectCellsError::NoneInCore),
            (true, None, SnapshotScope::Full) => Err(SelectCellsError::NoneInFull),
        }
    }
}
