//! What a page is answered, as JSON.

use std::collections::BTreeSet;

use explainer::json::ExplainJson;
use serde::Serialize;

use crate::checker_request::{CheckerRequest, RequestProblem};

/// What a page is answered.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum CheckerReply<'a> {
    /// The answer.
    Answer(Box<CheckerAnswer<'a>>),
    /// What is wrong with the request.
    Problem {
        /// The problem.
        problem: RequestProblem,
    },
}

/// The answer to a request.
#[derive(Debug, Serialize)]
pub(crate) struct CheckerAnswer<'a> {
    /// What `gingersnap explain --json` writes; not there where a page asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<ExplainJson<'a>>,
    /// The same as a part of the page, alike answers once.
    pub(crate) html: String,
    /// The title of the page.
    pub(crate) title: String,
    /// The same to be pasted into an issue.
    pub(crate) markdown: String,
    /// Method and URL of the only question.
    pub(crate) wire: Option<String>,
    /// The request that asks the same, part by part; not there where there are many questions.
    pub(crate) form: Option<CheckerRequest>,
    /// The same with secrets blanked out.
    pub(crate) shared: Option<CheckerRequest>,
    /// The suites of which the answer should cite cells that are not there yet: the answer is whole
    /// once they were added and the same is asked again.
    pub(crate) missing: BTreeSet<&'static str>,
}
