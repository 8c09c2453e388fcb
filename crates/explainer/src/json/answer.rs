//! Answers: what a profile does with a response and its cookies.

use diagnosis::{AnswerBasis, CookieAnswer, ProfileAnswer, ReasonedAnswer, ResponseAnswer};
use run_model::results::ResponseOutcome;
use serde::Serialize;

use crate::json::rules::codes;

/// A profile's answer to a question.
#[derive(Debug, Serialize)]
pub(super) struct AnswerJson<'a> {
    engine: &'static str,
    profile: &'a str,
    ever_recorded: bool,
    response: ResponseJson<'a>,
    /// Those that were there before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    prior: Vec<CookieJson<'a>>,
    /// In the order of the `Set-Cookie` lines.
    cookies: Vec<CookieJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ResponseJson<'a> {
    outcome: ResponseOutcome,
    readable: VerdictJson,
    basis: BasisJson<'a>,
}

#[derive(Debug, Serialize)]
struct CookieJson<'a> {
    line: &'a str,
    /// What it is stored as, where the engine reads the line otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_as: Option<&'a str>,
    /// The names of cookies that no browser sees: behind a comma or a semicolon in the line.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    lost: &'a [String],
    partition: Option<String>,
    stored: VerdictJson,
    readable_on_page: VerdictJson,
    readable_on_target: VerdictJson,
    sent: VerdictJson,
    /// The first request on the way of redirects that lacks it though it is for that URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    lacking_hop: Option<LackingHopJson<'a>>,
    /// Where the engine departs from the standards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    departures: Vec<&'static str>,
    basis: BasisJson<'a>,
}

#[derive(Debug, Serialize)]
struct LackingHopJson<'a> {
    url: &'a str,
    /// The codes of the rules against it, the deciding one first.
    reasons: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct VerdictJson {
    yes: bool,
    /// The codes of the rules against it, the deciding one first.
    reasons: Vec<&'static str>,
    notes: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
enum BasisJson<'a> {
    Predicted {
        /// How the nearest case that was seen differs.
        beyond: &'a [String],
        /// The cell of that case.
        #[serde(skip_serializing_if = "Option::is_none")]
        nearest: Option<&'a str>,
    },
    Recorded {
        /// The cell of this very case.
        cell: &'a str,
    },
    Seen,
}

impl<'a> From<&'a ProfileAnswer> for AnswerJson<'a> {
    fn from(answer: &'a ProfileAnswer) -> Self {
        Self {
            engine: answer.engine,
            profile: &answer.profile,
            ever_recorded: answer.ever_recorded,
            response: ResponseJson::from(&answer.response),
            prior: answer.prior.iter().map(CookieJson::from).collect(),
            cookies: answer.cookies.iter().map(CookieJson::from).collect(),
        }
    }
}

impl<'a> From<&'a ResponseAnswer> for ResponseJson<'a> {
    fn from(response: &'a ResponseAnswer) -> Self {
        Self {
            outcome: response.outcome,
            readable: VerdictJson::from(&response.readable),
            basis: BasisJson::new(&response.basis),
        }
    }
}

impl<'a> From<&'a CookieAnswer> for CookieJson<'a> {
    fn from(cookie: &'a CookieAnswer) -> Self {
        Self {
            line: &cookie.line,
            kept_as: cookie.kept_as.as_deref(),
            lost: &cookie.lost,
            partition: cookie.partition.as_ref().map(ToString::to_string),
            stored: VerdictJson::from(&cookie.stored),
            readable_on_page: VerdictJson::from(&cookie.readable_on_page),
            readable_on_target: VerdictJson::from(&cookie.readable_on_target),
            sent: VerdictJson::from(&cookie.sent),
            lacking_hop: cookie.lacking_hop.as_ref().map(|hop| LackingHopJson {
                url: hop.url.as_str(),
                reasons: codes(&hop.sent.reasons),
            }),
            departures: codes(&cookie.departures),
            basis: BasisJson::new(&cookie.basis),
        }
    }
}

impl From<&ReasonedAnswer> for VerdictJson {
    fn from(verdict: &ReasonedAnswer) -> Self {
        Self { yes: verdict.yes, reasons: codes(&verdict.reasons), notes: codes(&verdict.notes) }
    }
}

impl<'a> BasisJson<'a> {
    fn new(basis: &'a AnswerBasis) -> Self {
        match basis {
            AnswerBasis::Predicted { nearest } => Self::Predicted {
                beyond: nearest.as_ref().map_or(&[], |one| &one.differences),
                nearest: nearest.as_ref().map(|one| one.cell.as_str()),
            },
            AnswerBasis::Recorded { cell } => Self::Recorded { cell },
            AnswerBasis::Seen => Self::Seen,
        }
    }
}
