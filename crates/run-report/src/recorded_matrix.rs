//! Everything that is recorded, to be walked through.

use std::sync::Arc;

use baselines::RecordedSuite;
use cell_explorer::{CellColumn, ColumnHead, ExplorerCells, ExplorerHead, SuiteHead};
use conformance::{
    CommandError, CompareBaselineError, FailureKind, ProjectFiles, SuiteVerdicts, judge_recorded,
};
use matrix::{Profile, Selection, Suite};
use miette::Diagnostic;
use oracle::JarListing;
use rayon::prelude::*;
use run_model::results::Observation;
use spec_model::EngineModel;

use crate::lane_column::{standards_head, verdict_column};
use crate::lane_names::lane_name;

/// Everything that is recorded.
#[derive(Clone, Debug)]
pub struct RecordedMatrix {
    /// What a page knows of it before any cells are there.
    pub head: ExplorerHead,
    /// The cells of each suite.
    pub suites: Vec<ExplorerCells>,
}

/// Why what is recorded cannot be put beside each other.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum RecordedMatrixError {
    /// The recordings cannot be read or judged.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Baseline(#[from] CompareBaselineError),
    /// The cells of a suite make no table.
    #[error("failed to put the cells of `{suite}` into a table")]
    Cells {
        /// The suite.
        suite: String,
        /// Why.
        source: cell_explorer::ExplorerCellsError,
    },
}

impl CommandError for RecordedMatrixError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Baseline(error) => error.kind(),
            Self::Cells { .. } => FailureKind::Bug,
        }
    }
}

/// What is recorded of a suite on a profile, and how it stands.
type JudgedSuite = (RecordedSuite, SuiteVerdicts);

/// Reads and judges everything that is recorded. Pages find the cells of a suite in `folder`, and
/// the pages of reasons at `reasons`.
///
/// # Errors
/// Where a snapshot cannot be read or does not fit the matrix.
pub fn recorded_matrix(
    project: &ProjectFiles,
    folder: &str,
    reasons: &str,
) -> Result<RecordedMatrix, RecordedMatrixError> {
    let suites: Vec<&Arc<Suite>> = project.matrix.suites.values().collect();
    let of_profile = |profile: &Profile| {
        let of_suite = |suite: &&Arc<Suite>| judge_recorded(project, profile, suite);
        suites.par_iter().map(of_suite).collect()
    };
    let recorded: Vec<Vec<Option<JudgedSuite>>> =
        project.matrix.profiles.par_iter().map(of_profile).collect::<Result<_, _>>()?;
    let profiles = project.matrix.profiles.iter().zip(&recorded);
    let profiles: Vec<(&Profile, &Vec<Option<JudgedSuite>>)> =
        profiles.filter(|(_, suites)| suites.iter().any(Option::is_some)).collect();
    let cells = |(number, suite): (usize, &&Arc<Suite>)| {
        let judged = profiles.iter().map(|(_, suites)| suites[number].as_ref());
        suite_cells(project, suite, judged)
    };
    let suites = suites.par_iter().enumerate().map(cells).collect::<Result<_, _>>()?;
    let column = |(profile, _): &(&Profile, _)| ColumnHead {
        name: lane_name(profile),
        note: profile.to_string(),
        profile: Some(profile.to_string()),
        shown: profile.name == "default",
    };
    let head = |suite: &Arc<Suite>| SuiteHead {
        name: suite.name.clone(),
        summary: suite.summary.clone(),
        cells: Selection::full(suite).cells(),
    };
    let head = ExplorerHead {
        columns: std::iter::once(standards_head()).chain(profiles.iter().map(column)).collect(),
        suites: project.matrix.suites.values().map(head).collect(),
        reasons: reasons.to_owned(),
        folder: Some(folder.to_owned()),
        before: "Recorded was".to_owned(),
    };
    Ok(RecordedMatrix { head, suites })
}

fn suite_cells<'a>(
    project: &ProjectFiles,
    suite: &Arc<Suite>,
    judged: impl Iterator<Item = Option<&'a JudgedSuite>>,
) -> Result<ExplorerCells, RecordedMatrixError> {
    let whole = Selection::full(suite);
    let standards =
        oracle::predict_seen(&project.matrix, &whole, &EngineModel::standard(), JarListing::Whole);
    let mut columns = vec![CellColumn::seen(standards.iter().map(Some))];
    columns.extend(judged.map(|judged| recorded_column(&whole, judged)));
    ExplorerCells::new(&project.matrix, &whole, &columns)
        .map_err(|source| RecordedMatrixError::Cells { suite: suite.name.clone(), source })
}

/// Returns the column of a profile over all cells of a suite, of which its core alone may be
/// recorded.
fn recorded_column<'a>(whole: &Selection, judged: Option<&'a JudgedSuite>) -> CellColumn<'a> {
    let mut cells: Vec<Option<&'a Observation>> = vec![None; whole.cells()];
    let Some((recorded, verdicts)) = judged else { return CellColumn::seen(cells) };
    let place = |cell: usize| {
        let positions = recorded.selection.positions(cell);
        whole.cell_at(&positions).expect("a selection's cells are its suite's")
    };
    for (cell, seen) in recorded.cells.iter().enumerate() {
        if let Some(seen) = seen {
            cells[place(cell)] = Some(seen);
        }
    }
    verdict_column(CellColumn::seen(cells), verdicts, place)
}
