//! Verdicts for programs.

use serde::Serialize;

use crate::check_claims::LaneResults;
use crate::claim::Claim;

/// Claims and the verdicts on them, to be written as JSON.
#[derive(Debug, Serialize)]
pub struct ClaimsSummary<'a> {
    schema: u32,
    claims: Vec<ClaimSummary<'a>>,
    lanes: &'a [LaneResults],
}

#[derive(Debug, Serialize)]
struct ClaimSummary<'a> {
    number: u32,
    id: &'a str,
    statement: &'a str,
    correct: &'a str,
    predicates: Vec<String>,
    unplayed: Option<&'a str>,
}

impl<'a> ClaimsSummary<'a> {
    /// Returns the summary of these claims; each lane has its verdicts in their order.
    pub fn new(claims: &'a [Claim], lanes: &'a [LaneResults]) -> Self {
        let summary = |claim: &'a Claim| ClaimSummary {
            number: claim.number,
            id: &claim.id,
            statement: &claim.statement,
            correct: &claim.correct,
            predicates: claim.predicates.iter().map(ToString::to_string).collect(),
            unplayed: claim.unplayed.as_deref(),
        };
        Self { schema: 1, claims: claims.iter().map(summary).collect(), lanes }
    }
}
