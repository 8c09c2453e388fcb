//! What a run's observations come to: beside the snapshots, and beside the standards.

use run_model::{Observation, RunRecord};

use crate::changes::{ChangesError, Part, RuleChange, changes};
use crate::divergences::Divergence;
use crate::snapshot::Unstable;
use crate::summary::DivergenceCounts;

/// What a run comes to.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// For each lane of the record.
    pub lanes: Vec<LaneVerdict>,
}

/// What a lane comes to.
#[derive(Clone, Debug, Default)]
pub struct LaneVerdict {
    /// For each selection of the record.
    pub suites: Vec<SuiteVerdict>,
}

/// What the observations of one suite on one lane come to.
#[derive(Clone, Debug, Default)]
pub struct SuiteVerdict {
    /// How cells differ from their snapshot.
    pub changes: Vec<RuleChange>,
    /// How many cells differ from their snapshot.
    pub changed_cells: usize,
    /// How many cells have no snapshot.
    pub unrecorded_cells: usize,
    /// Cells that do not always show the same, in a way that their snapshot does not have.
    pub newly_unstable: Vec<usize>,
    /// How cells stand to the standards.
    pub divergences: DivergenceCounts,
    /// Known divergences that were seen.
    pub seen: Vec<SeenDivergence>,
    /// Known divergences, by their number, of which nothing was seen although some of their cells were played.
    pub unseen: Vec<usize>,
    /// How cells differ from the standards that no known divergence covers.
    pub unknown: Vec<RuleChange>,
}

/// A known divergence that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenDivergence {
    /// Its number among the known ones.
    pub number: usize,
    /// How many cells showed it.
    pub cells: usize,
    /// One of them.
    pub example: usize,
}

impl LaneVerdict {
    /// Returns how cells stand to the standards.
    pub fn divergences(&self) -> DivergenceCounts {
        self.suites.iter().fold(DivergenceCounts::default(), |sum, suite| DivergenceCounts {
            agreeing: sum.agreeing + suite.divergences.agreeing,
            known: sum.known + suite.divergences.known,
            unknown: sum.unknown + suite.divergences.unknown,
        })
    }

    /// Returns how many cells differ from their snapshot.
    pub fn changed_cells(&self) -> usize {
        self.suites.iter().map(|suite| suite.changed_cells).sum()
    }

    /// Returns how many cells have no snapshot.
    pub fn unrecorded_cells(&self) -> usize {
        self.suites.iter().map(|suite| suite.unrecorded_cells).sum()
    }

    /// Returns whether everything is as recorded, and every divergence known and seen.
    pub fn is_as_recorded(&self) -> bool {
        let fine = |suite: &SuiteVerdict| {
            suite.changed_cells == 0
                && suite.unrecorded_cells == 0
                && suite.newly_unstable.is_empty()
                && suite.divergences.unknown == 0
                && suite.unseen.is_empty()
        };
        self.suites.iter().all(fine)
    }
}

/// What observations of one suite on one lane are compared with.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// What the snapshots hold; `None` where there is none.
    pub recorded: &'a [Option<Observation>],
    /// Cells that do not always show the same, as the snapshots have it: what they show now is as recorded if it is among that, and as
    /// the standards have it if what these say is among it.
    pub unstable: &'a Unstable,
    /// What the model predicts.
    pub predicted: &'a [Observation],
    /// Where engines are known to differ from the model.
    pub known: &'a [Divergence],
}

/// Judges the observations of one suite on one lane.
///
/// # Errors
/// Where differences cannot be put into rules, which for the axes of a matrix.toml they can.
pub fn judge(record: &RunRecord, lane: usize, suite: usize, expected: Expected<'_>) -> Result<SuiteVerdict, ChangesError> {
    let selection = &record.selections[suite];
    let lane = &record.lanes[lane];
    let observed = &lane.observations[suite];
    let (mut recorded, mut predicted) = (expected.recorded.to_vec(), expected.predicted.to_vec());
    for (cell, known) in expected.unstable {
        if let Some(observed) = observed[*cell].filter(|observed| known.admits(*observed)) {
            recorded[*cell] = Some(observed);
            if known.admits(predicted[*cell]) {
                predicted[*cell] = observed;
            }
        }
    }
    let seen_here = lane.unstable.iter().filter(|((number, _), _)| number.0 == suite);
    let is_new = |cell: &usize, seen| expected.unstable.get(cell).is_none_or(|known| !known.covers(seen));
    let newly_unstable = seen_here.filter(|((_, cell), seen)| is_new(cell, *seen)).map(|((_, cell), _)| *cell).collect();
    let changes_now = changes(selection, &record.keys, &recorded, observed)?;
    let mut verdict = SuiteVerdict { changes: changes_now, newly_unstable, ..SuiteVerdict::default() };
    for cells in recorded.iter().zip(observed) {
        match cells {
            (Some(recorded), Some(observed)) if recorded != observed => verdict.changed_cells += 1,
            (None, Some(_)) => verdict.unrecorded_cells += 1,
            _ => {}
        }
    }
    let about: Vec<(usize, &Divergence)> =
        expected.known.iter().enumerate().filter(|(_, divergence)| divergence.is_about(&lane.profile, selection)).collect();
    let mut seen: Vec<Option<SeenDivergence>> = vec![None; about.len()];
    let mut played = vec![false; about.len()];
    // What is predicted where a difference is known: only the rest is unknown.
    let mut excused = Vec::with_capacity(observed.len());
    for (cell, (predicted, observed)) in predicted.iter().zip(observed).enumerate() {
        let Some(observed) = observed else {
            excused.push(None);
            continue;
        };
        let positions = if about.is_empty() { Vec::new() } else { selection.positions(cell) };
        let mut expectation = *predicted;
        for (place, (number, divergence)) in about.iter().enumerate() {
            if !divergence.covers(&positions) {
                continue;
            }
            played[place] = true;
            let differs = !divergence.part.agrees(*predicted, *observed);
            if differs && divergence.explains(*predicted, *observed, &record.keys) {
                seen[place].get_or_insert(SeenDivergence { number: *number, cells: 0, example: cell }).cells += 1;
                match divergence.part {
                    Part::Cookie => expectation.cookie = observed.cookie,
                    Part::Response => expectation.response = observed.response,
                }
            }
        }
        match (predicted == observed, expectation == *observed) {
            (true, _) => verdict.divergences.agreeing += 1,
            (false, true) => verdict.divergences.known += 1,
            (false, false) => verdict.divergences.unknown += 1,
        }
        excused.push(Some(expectation));
    }
    verdict.unknown = changes(selection, &record.keys, &excused, observed)?;
    verdict.unseen = about
        .iter()
        .zip(seen.iter().zip(played))
        .filter(|(_, (seen, played))| *played && seen.is_none())
        .map(|((number, _), _)| *number)
        .collect();
    verdict.seen = seen.into_iter().flatten().collect();
    Ok(verdict)
}
