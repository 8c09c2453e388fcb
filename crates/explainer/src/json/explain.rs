//! `explain --json`: the questions, each with its answers and fixes.

use diagnosis::{AnswerStatus, EvidenceGap, Explanation};
use serde::Serialize;

use crate::json::answer::AnswerJson;
use crate::json::fix::{FixedJson, FixesJson};
use crate::json::rules::RulesJson;

/// Where a question is from, its explanation, and what that lacks.
type QuestionParts<'a> = (QuestionSource<'a>, &'a Explanation, &'a [EvidenceGap]);

/// How a question came about.
#[derive(Clone, Copy, Debug, Default)]
pub struct QuestionSource<'a> {
    /// The entry of a file that it is from.
    pub origin: Option<&'a str>,
    /// What was understood of a paste.
    pub read: Option<&'a str>,
    /// What was assumed.
    pub notes: &'a [String],
}

/// What `explain --json` writes.
#[derive(Debug, Serialize)]
pub struct ExplainJson<'a> {
    schema: u32,
    works: bool,
    /// `works`, `does-not-work`, `nothing-to-judge` or `incomplete`.
    status: &'static str,
    /// The entries of a file that ask nothing though they should.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
    questions: Vec<ExplanationJson<'a>>,
    rules: RulesJson,
}

/// One question with its answers and fixes.
#[derive(Debug, Serialize)]
pub struct ExplanationJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
    page: &'a str,
    frames: Vec<&'a str>,
    request: &'a str,
    method: &'a str,
    relation: String,
    /// Why a preflight is needed.
    preflight_for: &'a [String],
    works: bool,
    status: &'static str,
    /// What is missing to prove the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    answers: Vec<AnswerJson<'a>>,
    /// For each cookie, in the order of the `Set-Cookie` lines.
    remedies: Vec<FixesJson<'a>>,
    mended: Option<FixedJson>,
}

impl<'a> ExplainJson<'a> {
    /// Returns the document of these explanations, each with where its question is from, and of the
    /// entries that ask nothing. `status` is where the worst of all answers stands, also of those
    /// that are not shown.
    pub fn new(
        status: AnswerStatus,
        notes: &'a [String],
        explanations: impl IntoIterator<Item = QuestionParts<'a>>,
    ) -> Self {
        let mut rules = RulesJson::default();
        let questions: Vec<ExplanationJson<'a>> = explanations
            .into_iter()
            .map(|(source, explanation, gaps)| {
                rules.add_explanation(explanation);
                ExplanationJson::new(source, explanation, gaps)
            })
            .collect();
        let works = status == AnswerStatus::Works;
        Self { schema: 2, works, status: status.name(), notes, questions, rules }
    }
}

impl<'a> ExplanationJson<'a> {
    /// Returns what is written of one explanation.
    pub fn new(
        source: QuestionSource<'a>,
        explanation: &'a Explanation,
        gaps: &[EvidenceGap],
    ) -> Self {
        let QuestionSource { origin, read, notes } = source;
        let status = explanation.status(gaps);
        let question = &explanation.question;
        let fixes = explanation.fixes.iter();
        Self {
            origin,
            read,
            notes,
            page: question.page.as_str(),
            frames: question.frames.iter().map(url::Url::as_str).collect(),
            request: question.url.as_str(),
            method: &question.request.method,
            relation: explanation.facts.relation.to_string(),
            preflight_for: &explanation.facts.preflight_causes,
            works: status == AnswerStatus::Works,
            status: status.name(),
            missing: gaps.iter().map(ToString::to_string).collect(),
            answers: explanation.answers.iter().map(AnswerJson::from).collect(),
            remedies: fixes.map(|fixes| FixesJson::new(fixes, explanation)).collect(),
            mended: explanation.fixed().as_ref().map(FixedJson::from),
        }
    }
}
