//! Checks claims against one lane of a record.

use run_model::results::RunRecord;
use serde::Serialize;

use crate::claim::{Claim, ClaimPredicate};
use crate::predicate::{CheckError, ClaimStatus, PredicateResult, RecordedCells, check};

/// The results of all claims for one engine and profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LaneResults {
    /// The engine and its profile: `firefox:default`.
    pub browser: String,
    /// The verdict on each claim, in order.
    pub claims: Vec<ClaimResult>,
}

/// The result of one claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimResult {
    /// The verdict: *fails* where any predicate fails, *holds* where all hold and nothing is
    /// unplayed.
    pub verdict: ClaimStatus,
    /// The verdict on each predicate, in order.
    pub predicates: Vec<PredicateResult>,
}

/// Why a claim could not be checked.
#[derive(Debug, thiserror::Error)]
#[error("failed to check claim `{claim}`")]
pub struct CheckClaimError {
    /// The claim.
    claim: String,
    /// Why.
    source: CheckError,
}

/// Judges claims by one lane of a record.
///
/// # Errors
/// Where the axes of a suite are not fit for rules, which those of a matrix.toml are.
///
/// # Panics
/// If the record has no such lane.
pub fn check_claims(
    claims: &[Claim],
    record: &RunRecord,
    lane: usize,
) -> Result<LaneResults, CheckClaimError> {
    let profile = &record.lanes[lane].profile;
    let claim_verdict = |claim: &Claim| {
        let checked =
            claim.predicates.iter().map(|predicate| match predicate.is_about(profile.engine) {
                false => Ok(PredicateResult::NOT_ABOUT),
                true => recorded(predicate, record, lane)
                    .map_or(Ok(PredicateResult::NOT_RECORDED), |recorded| {
                        check(predicate, &recorded)
                    }),
            });
        let predicates = checked
            .collect::<Result<Vec<_>, _>>()
            .map_err(|source| CheckClaimError { claim: claim.id.clone(), source })?;
        // One that fails decides; one that is not recorded leaves it open; one that is about
        // another engine has no say.
        let decisive = [ClaimStatus::Fails, ClaimStatus::NotRecorded, ClaimStatus::Holds];
        let of_predicates = decisive
            .into_iter()
            .find(|verdict| predicates.iter().any(|predicate| predicate.verdict == *verdict));
        let verdict = match (of_predicates.unwrap_or(ClaimStatus::NotAbout), &claim.unplayed) {
            (ClaimStatus::Holds, Some(_)) => ClaimStatus::NotRecorded,
            (verdict, _) => verdict,
        };
        Ok(ClaimResult { verdict, predicates })
    };
    Ok(LaneResults {
        browser: profile.to_string(),
        claims: claims.iter().map(claim_verdict).collect::<Result<_, _>>()?,
    })
}

/// Returns what was recorded of those cells of a predicate that were to be played, if any were.
fn recorded(predicate: &ClaimPredicate, record: &RunRecord, lane: usize) -> Option<RecordedCells> {
    let suite =
        record.selections.iter().position(|played| played.suite() == predicate.cells.suite())?;
    let (played, observations) =
        (&record.selections[suite], &record.lanes[lane].observations[suite]);
    let cells = predicate.cells.intersection(played)?;
    let observation = |cell: usize| observations[played.cell_at(&cells.positions(cell))?].clone();
    let observations = (0..cells.cells()).map(observation).collect();
    Some(RecordedCells { cells, observations })
}
