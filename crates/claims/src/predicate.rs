//! Whether a predicate is true of what was recorded, with the cells that show it.

use baselines::axes_of;
use decision_table::{AxisProductError, CellMark, ClassId, CoverError, CoveringRule, cover};
use matrix::Selection;
use run_model::results::Observation;
use serde::Serialize;

use crate::claim::{ClaimPredicate, PredicateForm};
use crate::outcome::OutcomePattern;

/// Whether what was recorded supports a claim or a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimStatus {
    /// Some recorded cell contradicts it.
    Fails,
    /// Every recorded cell agrees, and one at least shows it.
    Holds,
    /// It says nothing of this engine.
    NotAbout,
    /// No recorded cell could show it.
    NotRecorded,
}

impl ClaimStatus {
    /// Returns the words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fails => "fails",
            Self::Holds => "holds",
            Self::NotAbout => "does not apply",
            Self::NotRecorded => "not recorded",
        }
    }
}

/// Whether what was recorded supports one predicate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PredicateResult {
    /// The verdict.
    pub verdict: ClaimStatus,
    /// Where it holds, a cell that shows it, or two whose comparison does; empty otherwise.
    pub evidence: Vec<CellExample>,
    /// Where it fails, the smallest rules for where.
    pub exceptions: Vec<FailingRule>,
}

impl PredicateResult {
    /// Returns whether another one says the same with the same evidence, be it of more cells or
    /// fewer.
    pub fn is_like(&self, other: &Self) -> bool {
        let like = |(one, other): (&FailingRule, &FailingRule)| {
            one.rule == other.rule && one.evidence == other.evidence
        };
        self.verdict == other.verdict
            && self.evidence == other.evidence
            && self.exceptions.len() == other.exceptions.len()
            && self.exceptions.iter().zip(&other.exceptions).all(like)
    }

    pub(crate) const NOT_ABOUT: Self =
        Self { verdict: ClaimStatus::NotAbout, evidence: Vec::new(), exceptions: Vec::new() };
    pub(crate) const NOT_RECORDED: Self =
        Self { verdict: ClaimStatus::NotRecorded, evidence: Vec::new(), exceptions: Vec::new() };
}

/// A rule within a predicate's cells for where it fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailingRule {
    /// Which of the predicate's cells: `preflight=not-needed`, or `everywhere`.
    pub rule: String,
    /// How many of them contradict the predicate; rules may overlap.
    pub cells: usize,
    /// One that does, or two whose comparison does.
    pub evidence: Vec<CellExample>,
}

/// What was seen in one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellExample {
    /// The cell's id.
    pub cell: String,
    /// What became of the response and the cookie.
    pub observed: String,
}

/// Why a predicate could not be checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error("the suite's axes make no table")]
    Axes(#[from] AxisProductError),
    #[error("the cells make no rules")]
    Cover(#[from] CoverError),
}

/// What a cell says of a predicate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CellEvidence {
    Contradicts,
    Supports,
    /// It has no part in it, or was not recorded.
    Neutral,
}

/// What was recorded of a predicate's cells.
pub(crate) struct RecordedCells {
    pub(crate) cells: Selection,
    pub(crate) observations: Vec<Option<Observation>>,
}

impl RecordedCells {
    fn example(&self, cell: usize) -> CellExample {
        let observed =
            self.observations[cell].as_ref().map_or_else(String::new, Observation::to_string);
        CellExample { cell: self.cells.id(cell), observed }
    }

    /// Returns whether a cell has the outcome; `None` where it was not recorded.
    fn has(&self, cell: usize, outcome: &OutcomePattern) -> Option<bool> {
        self.observations[cell].as_ref().map(|observation| outcome.describes(observation))
    }

    fn each(&self, evidence: impl FnMut(usize) -> CellEvidence) -> Vec<CellEvidence> {
        (0..self.observations.len()).map(evidence).collect()
    }
}

/// Checks a predicate.
pub(crate) fn check(
    predicate: &ClaimPredicate,
    recorded: &RecordedCells,
) -> Result<PredicateResult, CheckError> {
    let simple = |outcome: &OutcomePattern, given: &Option<OutcomePattern>, wanted: bool| {
        let evidence_of = recorded.each(|cell| {
            match (
                recorded.has(cell, outcome),
                given.as_ref().map(|given| recorded.has(cell, given)),
            ) {
                (None, _) | (_, Some(None | Some(false))) => CellEvidence::Neutral,
                (Some(has), _) if has == wanted => CellEvidence::Supports,
                (Some(_), _) => CellEvidence::Contradicts,
            }
        });
        verdict(recorded, &evidence_of, |cell| vec![cell])
    };
    match &predicate.form {
        PredicateForm::Always { outcome, given } => simple(outcome, given, true),
        PredicateForm::Needs { outcome, with, .. } => needs(recorded, outcome, with),
        PredicateForm::Never { outcome, given } => simple(outcome, given, false),
        PredicateForm::Same { outcomes, invariant_under } => {
            same(recorded, outcomes, invariant_under)
        }
    }
}

/// A cell without what is needed speaks for the predicate where it lacks the outcome and a cell
/// with it, which differs in nothing else, has the outcome; where neither has it, something else is
/// missing.
fn needs(
    recorded: &RecordedCells,
    outcome: &OutcomePattern,
    with: &[Selection],
) -> Result<PredicateResult, CheckError> {
    let has = |cell: usize| recorded.has(cell, outcome) == Some(true);
    let with: Vec<Selection> =
        with.iter().filter_map(|with| recorded.cells.intersection(with)).collect();
    let groups = CellGroups::new(recorded, &cut_axes(&recorded.cells, &with));
    let is_with: Vec<bool> = (0..recorded.observations.len())
        .map(|cell| {
            let positions = recorded.cells.positions(cell);
            with.iter().any(|cells| cells.cell_at(&positions).is_some())
        })
        .collect();
    let counterpart =
        |cell: usize| groups.of(cell).iter().copied().find(|other| is_with[*other] && has(*other));
    let mut evidence_of = recorded.each(|cell| match recorded.observations[cell] {
        Some(_) if is_with[cell] => CellEvidence::Neutral,
        Some(_) if has(cell) => CellEvidence::Contradicts,
        Some(_) if counterpart(cell).is_some() => CellEvidence::Supports,
        Some(_) | None => CellEvidence::Neutral,
    });
    if evidence_of.iter().all(|evidence| *evidence == CellEvidence::Neutral) {
        // Where both were recorded, neither has the outcome: so it is true, if in an idle way.
        evidence_of = recorded.each(|cell| match recorded.observations[cell] {
            Some(_) if !is_with[cell] && groups.of(cell).iter().any(|other| is_with[*other]) => {
                CellEvidence::Supports
            }
            Some(_) | None => CellEvidence::Neutral,
        });
    }
    verdict(recorded, &evidence_of, |cell| match evidence_of[cell] {
        CellEvidence::Supports => counterpart(cell).into_iter().chain([cell]).collect(),
        CellEvidence::Contradicts | CellEvidence::Neutral => vec![cell],
    })
}

/// Returns the axes that some of these selections restrict.
fn cut_axes(cells: &Selection, parts: &[Selection]) -> Vec<usize> {
    let mut cut = Vec::new();
    for part in parts {
        let lengths =
            cells.axes().zip(part.axes()).map(|((_, all), (_, kept))| kept.len() < all.len());
        cut.extend(lengths.enumerate().filter_map(|(axis, is_cut)| is_cut.then_some(axis)));
    }
    cut
}

fn same(
    recorded: &RecordedCells,
    outcomes: &[OutcomePattern],
    invariant_under: &[usize],
) -> Result<PredicateResult, CheckError> {
    let of = |cell: usize| -> Option<Vec<bool>> {
        outcomes.iter().map(|outcome| recorded.has(cell, outcome)).collect()
    };
    let groups = CellGroups::new(recorded, invariant_under);
    let other = |cell: usize| groups.of(cell).iter().copied().find(|other| of(*other) != of(cell));
    let evidence_of = recorded.each(|cell| match groups.of(cell) {
        _ if recorded.observations[cell].is_none() => CellEvidence::Neutral,
        [] | [_] => CellEvidence::Neutral,
        _ if other(cell).is_some() => CellEvidence::Contradicts,
        _ => CellEvidence::Supports,
    });
    // Cells that have an outcome show more than cells that are alike in lacking it.
    let shows = |cell: &usize| {
        evidence_of[*cell] == CellEvidence::Supports
            && of(*cell).is_some_and(|of| of.contains(&true))
    };
    let best = (0..evidence_of.len()).find(shows);
    verdict(recorded, &evidence_of, |cell| match evidence_of[cell] {
        CellEvidence::Contradicts => [cell].into_iter().chain(other(cell)).collect(),
        CellEvidence::Supports | CellEvidence::Neutral => {
            let cell = best.unwrap_or(cell);
            [cell].into_iter().chain(groups.of(cell).last().copied()).collect()
        }
    })
}

/// Cells that differ in nothing but the values of some axes.
struct CellGroups {
    /// For each cell the number of its group.
    numbers: Vec<usize>,
    /// The recorded cells of each group.
    members: Vec<Vec<usize>>,
}

impl CellGroups {
    fn new(recorded: &RecordedCells, axes: &[usize]) -> Self {
        let first = recorded.cells.positions(0);
        let mut groups =
            Self { numbers: Vec::new(), members: vec![Vec::new(); recorded.observations.len()] };
        for (cell, observation) in recorded.observations.iter().enumerate() {
            let mut positions = recorded.cells.positions(cell);
            for axis in axes {
                positions[*axis] = first[*axis];
            }
            let number = recorded
                .cells
                .cell_at(&positions)
                .expect("a product has every combination of its values");
            groups.numbers.push(number);
            if observation.is_some() {
                groups.members[number].push(cell);
            }
        }
        groups
    }

    fn of(&self, cell: usize) -> &[usize] {
        &self.members[self.numbers[cell]]
    }
}

/// Returns the verdict that follows from what each cell says, with the cells that go with one of
/// them as evidence.
fn verdict(
    recorded: &RecordedCells,
    evidence_of: &[CellEvidence],
    evidence: impl Fn(usize) -> Vec<usize>,
) -> Result<PredicateResult, CheckError> {
    let examples =
        |cell: usize| evidence(cell).into_iter().map(|cell| recorded.example(cell)).collect();
    if evidence_of.contains(&CellEvidence::Contradicts) {
        let mark = |evidence: &CellEvidence| match evidence {
            CellEvidence::Contradicts => CellMark::Class(ClassId(0)),
            CellEvidence::Supports => CellMark::Excluded,
            CellEvidence::Neutral => CellMark::Optional,
        };
        let marks: Vec<CellMark> = evidence_of.iter().map(mark).collect();
        let axes = axes_of(&recorded.cells)?;
        let exception = |found: CoveringRule| {
            let cells =
                found.rule.iter().filter(|cell| evidence_of[*cell] == CellEvidence::Contradicts);
            FailingRule {
                rule: found.rule.narrowed_to(cells).to_string(),
                cells: found.cells,
                evidence: examples(found.example),
            }
        };
        let exceptions = cover(&axes, &marks)?.into_iter().map(exception).collect();
        return Ok(PredicateResult {
            verdict: ClaimStatus::Fails,
            evidence: Vec::new(),
            exceptions,
        });
    }
    let shown = evidence_of.iter().position(|evidence| *evidence == CellEvidence::Supports);
    Ok(shown.map_or(PredicateResult::NOT_RECORDED, |cell| PredicateResult {
        verdict: ClaimStatus::Holds,
        evidence: examples(cell),
        exceptions: Vec::new(),
    }))
}
