//! What a run's observations come to: beside the snapshots, and beside the standards.

use matrix::{Profile, Selection};
use run_model::results::{Observation, RunRecord};
use serde::{Deserialize, Serialize};

use crate::changes::{ChangesError, ObservationHalf, RuleChange, changes};
use crate::divergences::{DivergencePlace, KnownDivergence};
use crate::snapshot::UnstableCells;

/// What a run comes to.
#[derive(Clone, Debug, Default)]
pub struct RunComparison {
    /// For each lane of the record.
    pub lanes: Vec<LaneComparison>,
}

/// What a lane comes to.
#[derive(Clone, Debug, Default)]
pub struct LaneComparison {
    /// For each selection of the record.
    pub suites: Vec<SuiteComparison>,
}

/// What the observations of one suite on one lane come to.
#[derive(Clone, Debug, Default)]
pub struct SuiteComparison {
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
    /// Places of known divergences where they were seen.
    pub matched: Vec<MatchedDivergence>,
    /// Places of known divergences where nothing was seen of them although some of the cells were
    /// played.
    pub stale: Vec<PlaceNumber>,
    /// How cells differ from the standards that no known divergence covers.
    pub unknown: Vec<RuleChange>,
}

/// How many cells agree with the standards, and how many differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivergenceCounts {
    /// Cells that agree with the prediction.
    pub agreeing: usize,
    /// Cells that differ as a known divergence says.
    pub known: usize,
    /// Cells that differ, and nobody knows why.
    pub unknown: usize,
}

/// Names a place of a known divergence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceNumber {
    /// The divergence's number among the known ones.
    pub divergence: usize,
    /// The place's number among the divergence's.
    pub place: usize,
}

/// A known divergence that was seen at one of its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchedDivergence {
    /// Which one, and where.
    pub at: PlaceNumber,
    /// How many cells showed it.
    pub cells: usize,
    /// One of them.
    pub example: usize,
}

impl LaneComparison {
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
        let fine = |suite: &SuiteComparison| {
            suite.changed_cells == 0
                && suite.unrecorded_cells == 0
                && suite.newly_unstable.is_empty()
                && suite.divergences.unknown == 0
                && suite.stale.is_empty()
        };
        self.suites.iter().all(fine)
    }
}

/// What observations of one suite on one lane are compared with.
#[derive(Clone, Copy, Debug)]
pub struct SuiteBaseline<'a> {
    /// What the snapshots hold; `None` where there is none.
    pub recorded: &'a [Option<Observation>],
    /// Cells that do not always show the same, as the snapshots have it: what they show now is as
    /// recorded if it is among that, and as the standards have it if what these say is among it.
    pub unstable: &'a UnstableCells,
    /// What the standards predict with the profile's policy.
    pub predicted: &'a [Observation],
    /// What the engine's model predicts.
    pub of_model: &'a [Observation],
    /// Where engines are known to differ from the model.
    pub known: &'a [KnownDivergence],
}

/// Judges the observations of one suite on one lane.
///
/// # Errors
/// Where differences cannot be put into rules, which for the axes of a matrix.toml they can.
pub fn compare_with_baseline(
    record: &RunRecord,
    lane: usize,
    suite: usize,
    expected: SuiteBaseline<'_>,
) -> Result<SuiteComparison, ChangesError> {
    let selection = &record.selections[suite];
    let lane = &record.lanes[lane];
    let observed = &lane.observations[suite];
    let (mut recorded, mut predicted) = (expected.recorded.to_vec(), expected.predicted.to_vec());
    let mut of_model = expected.of_model.to_vec();
    for (cell, known) in expected.unstable {
        let Some(observed) = &observed[*cell] else { continue };
        if known.admits(observed) {
            recorded[*cell] = Some(observed.clone());
            for predicted in [&mut predicted[*cell], &mut of_model[*cell]] {
                if known.admits(predicted) {
                    *predicted = observed.clone();
                }
            }
        }
    }
    let seen_here = lane.unstable.iter().filter(|((number, _), _)| number.0 == suite);
    let is_new =
        |cell: &usize, seen| expected.unstable.get(cell).is_none_or(|known| !known.covers(seen));
    let newly_unstable = seen_here
        .filter(|((_, cell), seen)| is_new(cell, *seen))
        .map(|((_, cell), _)| *cell)
        .collect();
    let changes_now = changes(selection, &recorded, observed)?;
    let mut comparison =
        SuiteComparison { changes: changes_now, newly_unstable, ..SuiteComparison::default() };
    for cells in recorded.iter().zip(observed) {
        match cells {
            (Some(recorded), Some(observed)) if recorded != observed => {
                comparison.changed_cells += 1
            }
            (None, Some(_)) => comparison.unrecorded_cells += 1,
            _ => {}
        }
    }
    let about: Vec<(PlaceNumber, &DivergencePlace)> =
        places_about(expected.known, &lane.profile, selection).collect();
    let mut seen: Vec<Option<MatchedDivergence>> = vec![None; about.len()];
    let mut played = vec![false; about.len()];
    // What is predicted where a difference is known: only the rest is unknown.
    let mut excused = Vec::with_capacity(observed.len());
    for (cell, (predicted, observed)) in predicted.iter().zip(observed).enumerate() {
        let Some(observed) = observed else {
            excused.push(None);
            continue;
        };
        let positions = if about.is_empty() { Vec::new() } else { selection.positions(cell) };
        // What the engine's model has is known, whatever the standards say.
        let mut expectation =
            if of_model[cell] == *observed { observed.clone() } else { predicted.clone() };
        for (number, (at, place)) in about.iter().enumerate() {
            if !place.covers(&positions) {
                continue;
            }
            played[number] = true;
            let differs = !place.part.agrees(predicted, observed);
            if differs && place.explains(predicted, observed) {
                seen[number]
                    .get_or_insert(MatchedDivergence { at: *at, cells: 0, example: cell })
                    .cells += 1;
                match place.part {
                    ObservationHalf::Cookie => expectation.cookie = observed.cookie.clone(),
                    ObservationHalf::Response => expectation.response = observed.response,
                }
            }
        }
        match (predicted == observed, expectation == *observed) {
            (true, _) => comparison.divergences.agreeing += 1,
            (false, true) => comparison.divergences.known += 1,
            (false, false) => comparison.divergences.unknown += 1,
        }
        excused.push(Some(expectation));
    }
    comparison.unknown = changes(selection, &excused, observed)?;
    let unseen = about
        .iter()
        .zip(seen.iter().zip(played))
        .filter(|(_, (seen, played))| *played && seen.is_none());
    comparison.stale = unseen.map(|((at, _), _)| *at).collect();
    comparison.matched = seen.into_iter().flatten().collect();
    Ok(comparison)
}

/// Returns the places of known divergences that speak of this profile and suite.
fn places_about<'a>(
    known: &'a [KnownDivergence],
    profile: &Profile,
    selection: &Selection,
) -> impl Iterator<Item = (PlaceNumber, &'a DivergencePlace)> {
    let of_one = move |(divergence, known): (usize, &'a KnownDivergence)| {
        known
            .places_about(profile, selection)
            .map(move |(place, about)| (PlaceNumber { divergence, place }, about))
    };
    known.iter().enumerate().flat_map(of_one)
}
