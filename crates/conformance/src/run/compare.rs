//! Compares two runs: what changed, as rules.

use std::fmt;
use std::path::Path;

use baselines::{ChangesError, RuleChange, changes};
use matrix::{Matrix, Profile, Selection};
use miette::Diagnostic;
use run_model::counted;
use run_model::results::{EngineVersion, LaneRecord, Observation, RunRecord};

use crate::failure::{CommandError, FailureKind};
use crate::judge::quirk_trial::{QuirkSwitch, QuirkTrial, SwitchedQuirk};
use crate::run::folder::{ReadRunError, read_run};

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
    /// Quirks that an engine lost or took on, with the id of a cell that says so.
    pub quirks: Vec<(Profile, SwitchedQuirk, String)>,
    /// What else changed, lane by lane.
    pub rules: Vec<(Profile, RuleChange)>,
}

impl RunDifferences {
    /// Returns whether the runs differ.
    pub fn is_empty(&self) -> bool {
        self.quirks.is_empty() && self.rules.is_empty()
    }
}

impl fmt::Display for RunDifferences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (profile, switched, example) in &self.quirks {
            writeln!(f, "{profile}: {switched}, such as {example}")?;
        }
        for (profile, rule) in &self.rules {
            writeln!(f, "{profile}: {rule}")?;
        }
        write!(f, "{} compared, ", counted(self.compared, "cell"))?;
        if !self.quirks.is_empty() {
            write!(f, "{} and ", counted(self.quirks.len(), "quirk"))?;
        }
        writeln!(f, "{} changed", counted(self.rules.len(), "rule"))
    }
}

/// Two runs beside each other.
#[derive(Clone, Debug)]
pub struct ComparedRuns {
    /// What both have, lane by lane.
    pub lanes: Vec<ComparedLane>,
    /// How they differ.
    pub differences: RunDifferences,
}

/// What both runs have of a lane.
#[derive(Clone, Debug)]
pub struct ComparedLane {
    /// Its profile.
    pub profile: Profile,
    /// What was run earlier, and later.
    pub versions: [Option<EngineVersion>; 2],
    /// The suites that both runs played.
    pub suites: Vec<ComparedSuite>,
}

/// What two runs observed of a suite's cells.
#[derive(Clone, Debug)]
pub struct ComparedSuite {
    /// The cells of the earlier run.
    pub selection: Selection,
    /// What the earlier run observed of each.
    pub earlier: Vec<Option<Observation>>,
    /// What the later run observed of each.
    pub later: Vec<Option<Observation>>,
}

/// Puts the runs in two folders beside each other.
///
/// # Errors
/// Where a folder holds no run, or the runs have no cell in common.
pub fn compare(
    matrix: &Matrix,
    before: &Path,
    after: &Path,
) -> Result<ComparedRuns, CompareRunsError> {
    let (before, _) = read_run(matrix, before)?;
    let (after, _) = read_run(matrix, after)?;
    let mut differences = RunDifferences { compared: 0, quirks: Vec::new(), rules: Vec::new() };
    let mut lanes = Vec::new();
    for lane in before.lanes {
        let same_profile = after.lanes.iter().find(|other| other.profile == lane.profile);
        let Some(later_lane) = same_profile else { continue };
        let mut suites = Vec::new();
        for (selection, earlier) in before.selections.iter().zip(lane.observations) {
            let Some(later) = cells_in_order_of(selection, &after, later_lane) else { continue };
            let both = earlier.iter().zip(&later);
            differences.compared +=
                both.filter(|(one, other)| one.is_some() && other.is_some()).count();
            let trial = QuirkTrial::new(matrix, selection, &lane.profile);
            let switched = switched_quirks(&trial, &earlier, &later);
            let mut rest = earlier.clone();
            for cell in switched.iter().flat_map(|switched| &switched.cells) {
                rest[*cell].clone_from(&later[*cell]);
            }
            differences.quirks.extend(switched.into_iter().map(|switched| {
                let example = selection.id(switched.cells[0]);
                (lane.profile.clone(), switched, example)
            }));
            let rules = changes(selection, &rest, &later)?.into_iter();
            differences.rules.extend(rules.map(|rule| (lane.profile.clone(), rule)));
            suites.push(ComparedSuite { selection: selection.clone(), earlier, later });
        }
        lanes.push(ComparedLane {
            profile: lane.profile,
            versions: [lane.version, later_lane.version.clone()],
            suites,
        });
    }
    if differences.compared == 0 {
        return Err(CompareRunsError::NothingInCommon);
    }
    Ok(ComparedRuns { lanes, differences })
}

/// Returns the quirks of which one more or less leads from the model that one run shows to what the
/// other one shows.
fn switched_quirks(
    trial: &QuirkTrial<'_>,
    earlier: &[Option<Observation>],
    later: &[Option<Observation>],
) -> Vec<SwitchedQuirk> {
    let cells = earlier.iter().zip(later).enumerate();
    let changed: Vec<(usize, [&Observation; 2])> = cells
        .filter_map(|(cell, (earlier, later))| Some((cell, [earlier.as_ref()?, later.as_ref()?])))
        .filter(|(_, [earlier, later])| earlier != later)
        .collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let of_model = trial.of_model();
    let mut switched = Vec::new();
    for (as_model, other) in [(0, 1), (1, 0)] {
        let (cells, shown): (Vec<usize>, Vec<&Observation>) = changed
            .iter()
            .filter(|(cell, seen)| of_model[*cell] == *seen[as_model])
            .map(|(cell, seen)| (*cell, seen[other]))
            .unzip();
        for (quirk, cells) in trial.switched(&cells, &shown) {
            // The run that shows the model comes first: its quirk is what the other one lacks.
            let is_gone = trial.has(quirk) == (as_model == 0);
            let switch = if is_gone { QuirkSwitch::Off } else { QuirkSwitch::On };
            switched.push(SwitchedQuirk { quirk, switch, cells });
        }
    }
    switched
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
