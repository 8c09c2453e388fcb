//! Compares two runs: what changed, as rules.

use std::fmt;
use std::path::Path;

use baselines::{ChangesError, RuleChange, changes};
use matrix::{Matrix, Profile, Selection};
use miette::Diagnostic;
use run_model::counted;
use run_model::results::{LaneRecord, Observation, RunRecord};

use crate::failure::{CommandError, FailureKind};
use crate::run_folder::{ReadRunError, read_run};

/// Why runs cannot be compared.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum CompareRunsError {
    /// The runs have nothing to compare.
    #[error("the runs have no cell in common")]
    #[diagnostic(help("compare runs of the same engines and suites"))]
    NothingInCommon,
    /// A run cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Read(#[from] ReadRunError),
    /// The differences make no rules.
    #[error("failed to turn differences into rules")]
    Rules(#[from] ChangesError),
}

impl CommandError for CompareRunsError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::NothingInCommon => FailureKind::NothingSelected,
            Self::Read(error) => error.kind(),
            Self::Rules(_) => FailureKind::Bug,
        }
    }
}

/// How two runs differ.
#[derive(Clone, Debug)]
pub struct RunDifferences {
    /// How many cells both runs observed.
    pub compared: usize,
    /// What changed, lane by lane.
    pub rules: Vec<(Profile, RuleChange)>,
}

impl fmt::Display for RunDifferences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (profile, rule) in &self.rules {
            writeln!(f, "{profile}: {rule}")?;
        }
        let (cells, rules) = (counted(self.compared, "cell"), counted(self.rules.len(), "rule"));
        writeln!(f, "{cells} compared, {rules} changed")
    }
}

/// Returns what changed between the runs in two folders.
///
/// # Errors
/// Where a folder holds no run, or the runs have no cell in common.
pub fn compare(
    matrix: &Matrix,
    before: &Path,
    after: &Path,
) -> Result<RunDifferences, CompareRunsError> {
    let (before, _) = read_run(matrix, before)?;
    let (after, _) = read_run(matrix, after)?;
    let mut differences = RunDifferences { compared: 0, rules: Vec::new() };
    for lane in &before.lanes {
        let same_profile = after.lanes.iter().find(|other| other.profile == lane.profile);
        let Some(later_lane) = same_profile else { continue };
        for (selection, earlier) in before.selections.iter().zip(&lane.observations) {
            let Some(later) = cells_in_order_of(selection, &after, later_lane) else { continue };
            let both = earlier.iter().zip(&later);
            differences.compared +=
                both.filter(|(one, other)| one.is_some() && other.is_some()).count();
            let rules = changes(selection, earlier, &later)?.into_iter();
            differences.rules.extend(rules.map(|rule| (lane.profile.clone(), rule)));
        }
    }
    if differences.compared == 0 {
        return Err(CompareRunsError::NothingInCommon);
    }
    Ok(differences)
}

/// Returns what a lane observed of a selection's cells; nothing where the lane's run left out the
/// suite.
fn cells_in_order_of(
    selection: &Selection,
    run: &RunRecord,
    lane: &LaneRecord,
) -> Option<Vec<Option<Observation>>> {
    let number = run.selections.iter().position(|other| other.suite() == selection.suite())?;
    let (played, observed) = (&run.selections[number], &lane.observations[number]);
    let cell = |cell| observed[played.cell_at(&selection.positions(cell))?].clone();
    Some((0..selection.cells()).map(cell).collect())
}
