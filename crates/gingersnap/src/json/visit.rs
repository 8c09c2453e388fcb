//! What `visit` writes: a summary, and every cell.

use run_model::results::VisitObservation;
use serde::Serialize;

use crate::visit::{ExpectedCells, ProfileAgreement, VisitResult, VisitedSuite};

/// The summary of a visit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct VisitJson {
    schema: u32,
    opened: Option<String>,
    suites: Vec<SuiteJson>,
    compared_with: &'static str,
    profiles: Vec<AgreementJson>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct SuiteJson {
    suite: String,
    cells: usize,
    played: usize,
    cookie_seen: usize,
    retries: usize,
    not_played: Vec<GapJson>,
}

#[derive(Debug, Serialize)]
struct GapJson {
    cells: usize,
    reason: String,
}

#[derive(Debug, Serialize)]
struct AgreementJson {
    profile: String,
    compared: usize,
    agreeing: usize,
    different: Vec<String>,
}

impl VisitJson {
    pub(crate) fn new(result: &VisitResult) -> Self {
        Self {
            schema: 1,
            opened: result.opened.as_ref().map(ToString::to_string),
            suites: result.suites.iter().map(SuiteJson::new).collect(),
            compared_with: match result.expected {
                ExpectedCells::Model => "model",
                ExpectedCells::Recordings => "recordings",
            },
            profiles: result.agreements().into_iter().map(AgreementJson::new).collect(),
        }
    }
}

impl SuiteJson {
    fn new(suite: &VisitedSuite) -> Self {
        let seen = suite.observations.iter().flatten();
        Self {
            suite: suite.selection.suite().name.clone(),
            cells: suite.selection.cells(),
            played: suite.played(),
            cookie_seen: seen.filter(|seen| seen.shows_cookie()).count(),
            retries: suite.retries,
            not_played: suite
                .gaps
                .iter()
                .map(|gap| GapJson { cells: gap.cells, reason: gap.reason.clone() })
                .collect(),
        }
    }
}

impl AgreementJson {
    fn new(agreement: ProfileAgreement<'_>) -> Self {
        let ProfileAgreement { profile, compared, agreeing, different } = agreement;
        Self { profile: profile.to_string(), compared, agreeing, different }
    }
}

/// Every cell of a visit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct VisitCellsJson {
    schema: u32,
    kind: &'static str,
    opened: Option<String>,
    cells: Vec<CellJson>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct CellJson {
    id: String,
    response: &'static str,
    stored: &'static str,
    readable_on_page: bool,
    readable_on_target: bool,
    sent: bool,
    sent_by_target: bool,
}

impl VisitCellsJson {
    pub(crate) fn new(result: &VisitResult) -> Self {
        let cells = result.suites.iter().flat_map(|suite| {
            let seen = suite.observations.iter().enumerate();
            seen.filter_map(|(cell, seen)| Some(CellJson::new(suite.selection.id(cell), (*seen)?)))
        });
        Self {
            schema: 1,
            kind: "visit",
            opened: result.opened.as_ref().map(ToString::to_string),
            cells: cells.collect(),
        }
    }
}

impl CellJson {
    fn new(id: String, seen: VisitObservation) -> Self {
        Self {
            id,
            response: seen.response.as_str(),
            stored: if seen.shows_cookie() { "yes" } else { "cannot be seen" },
            readable_on_page: seen.readable_on_page,
            readable_on_target: seen.readable_on_target,
            sent: seen.sent,
            sent_by_target: seen.sent_by_target,
        }
    }
}
