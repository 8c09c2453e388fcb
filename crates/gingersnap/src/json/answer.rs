//! Answers: what a profile does with a response and its cookies.

use diagnosis::{
    AnswerBasis, CitedDivergence, CitedRule, CookieAnswer, ProfileAnswer, ReasonedAnswer,
    ResponseAnswer,
};
use run_model::results::ResponseOutcome;
use serde::Serialize;

/// A profile's answer to a question.
#[derive(Debug, Serialize)]
pub(super) struct AnswerJson<'a> {
    engine: &'static str,
    profile: &'a str,
    ever_recorded: bool,
    response: ResponseJson<'a>,
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
    partition: Option<String>,
    stored: VerdictJson,
    readable_on_page: VerdictJson,
    readable_on_target: VerdictJson,
    sent: VerdictJson,
    basis: BasisJson<'a>,
}

#[derive(Debug, Serialize)]
struct VerdictJson {
    yes: bool,
    reasons: Vec<RuleJson>,
    notes: Vec<RuleJson>,
}

#[derive(Debug, Serialize)]
struct RuleJson {
    code: &'static str,
    summary: &'static str,
    standard: &'static str,
    section: &'static str,
    link: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
enum BasisJson<'a> {
    Predicted { beyond: &'a [String] },
    Recorded { cell: &'a str, beyond: &'a [String], divergence: Option<DivergenceJson<'a>> },
    Seen,
}

#[derive(Debug, Serialize)]
struct DivergenceJson<'a> {
    /// Empty where it has no name.
    id: &'a str,
    reason: &'a str,
    bug: Option<&'a str>,
}

impl<'a> From<&'a ProfileAnswer> for AnswerJson<'a> {
    fn from(answer: &'a ProfileAnswer) -> Self {
        Self {
            engine: answer.engine,
            profile: &answer.profile,
            ever_recorded: answer.ever_recorded,
            response: ResponseJson::from(&answer.response),
            cookies: answer.cookies.iter().map(CookieJson::from).collect(),
        }
    }
}

impl<'a> From<&'a ResponseAnswer> for ResponseJson<'a> {
    fn from(response: &'a ResponseAnswer) -> Self {
        Self {
            outcome: response.outcome,
            readable: VerdictJson::from(&response.readable),
            basis: BasisJson::from(&response.basis),
        }
    }
}

impl<'a> From<&'a CookieAnswer> for CookieJson<'a> {
    fn from(cookie: &'a CookieAnswer) -> Self {
        Self {
            line: &cookie.line,
            partition: cookie.partition.as_ref().map(ToString::to_string),
            stored: VerdictJson::from(&cookie.stored),
            readable_on_page: VerdictJson::from(&cookie.readable_on_page),
            readable_on_target: VerdictJson::from(&cookie.readable_on_target),
            sent: VerdictJson::from(&cookie.sent),
            basis: BasisJson::from(&cookie.basis),
        }
    }
}

impl From<&ReasonedAnswer> for VerdictJson {
    fn from(verdict: &ReasonedAnswer) -> Self {
        Self {
            yes: verdict.yes,
            reasons: verdict.reasons.iter().map(RuleJson::from).collect(),
            notes: verdict.notes.iter().map(RuleJson::from).collect(),
        }
    }
}

impl From<&CitedRule> for RuleJson {
    fn from(rule: &CitedRule) -> Self {
        let CitedRule { code, summary, standard, section, link } = *rule;
        Self { code, summary, standard, section, link }
    }
}

impl<'a> From<&'a AnswerBasis> for BasisJson<'a> {
    fn from(basis: &'a AnswerBasis) -> Self {
        match basis {
            AnswerBasis::Predicted { unmatched } => Self::Predicted { beyond: unmatched },
            AnswerBasis::Recorded { cell, unmatched, divergence } => Self::Recorded {
                cell,
                beyond: unmatched,
                divergence: divergence.as_ref().map(DivergenceJson::from),
            },
            AnswerBasis::Seen => Self::Seen,
        }
    }
}

impl<'a> From<&'a CitedDivergence> for DivergenceJson<'a> {
    fn from(divergence: &'a CitedDivergence) -> Self {
        Self { id: &divergence.id, reason: &divergence.reason, bug: divergence.bug.as_deref() }
    }
}
