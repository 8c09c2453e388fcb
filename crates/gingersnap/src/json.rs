//! An explanation for programs. The form is `schema` 1: what is in it stays in it.

use diagnosis::{Answer, Edit, Explanation, Question, Remedies, Remedy, Site, api_name};
use serde::Serialize;

/// What `--json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct Document<'a> {
    schema: u32,
    works: bool,
    /// What of a file asks nothing though it should.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
    questions: Vec<Explained<'a>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Explained<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
    page: &'a str,
    frames: Vec<&'a str>,
    request: &'a str,
    method: &'a str,
    relation: String,
    /// For what a preflight is needed.
    preflight_for: &'a [String],
    works: bool,
    answers: &'a [Answer],
    /// For each cookie, in the order of the `Set-Cookie` lines.
    remedies: Vec<RemediesOut<'a>>,
    mended: Option<Headers>,
}

#[derive(Debug, Serialize)]
struct RemediesOut<'a> {
    changes: Vec<RemedyOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instead: Option<InsteadOut<'a>>,
}

#[derive(Debug, Serialize)]
struct RemedyOut<'a> {
    works_on: &'a [String],
    edits: Vec<EditOut>,
    mended: Headers,
}

#[derive(Debug, Serialize)]
struct InsteadOut<'a> {
    profiles: &'a [String],
    reason: Option<&'static str>,
    same_site: Option<RemedyOut<'a>>,
    storage_access: bool,
}

#[derive(Debug, Serialize)]
struct EditOut {
    place: &'static str,
    words: String,
}

#[derive(Debug, Serialize)]
struct Headers {
    page: String,
    request: String,
    /// By which means the request is made, as `--credentials` has it.
    credentials: &'static str,
    response: Vec<(String, String)>,
    preflight: Option<Vec<(String, String)>>,
}

impl<'a> Document<'a> {
    /// Returns the document of these explanations, each with where its question is from and what
    /// was taken to be so, and of what asks nothing.
    pub(crate) fn new(
        notes: &'a [String],
        explanations: impl IntoIterator<Item = (Option<&'a str>, &'a [String], &'a Explanation)>,
    ) -> Self {
        let questions: Vec<Explained<'a>> = explanations
            .into_iter()
            .map(|(origin, notes, explanation)| Explained::new(origin, notes, explanation))
            .collect();
        Self { schema: 1, works: questions.iter().all(|one| one.works), notes, questions }
    }
}

impl<'a> Explained<'a> {
    /// Returns what is written of one explanation.
    pub(crate) fn new(
        origin: Option<&'a str>,
        notes: &'a [String],
        explanation: &'a Explanation,
    ) -> Self {
        let question = &explanation.question;
        Self {
            origin,
            notes,
            page: question.page.as_str(),
            frames: question.frames.iter().map(url::Url::as_str).collect(),
            request: question.url.as_str(),
            method: &question.request.method,
            relation: explanation.relation.to_string(),
            preflight_for: &explanation.preflight_causes,
            works: explanation.works(),
            answers: &explanation.answers,
            remedies: explanation.remedies.iter().map(remedies).collect(),
            mended: explanation.mended().as_ref().map(headers),
        }
    }
}

fn remedies(remedies: &Remedies) -> RemediesOut<'_> {
    RemediesOut {
        changes: remedies.remedies.iter().map(remedy).collect(),
        instead: remedies.instead.as_ref().map(|instead| InsteadOut {
            profiles: &instead.profiles,
            reason: instead.reason,
            same_site: instead.same_site.as_ref().map(remedy),
            storage_access: instead.storage_access,
        }),
    }
}

fn remedy(remedy: &Remedy) -> RemedyOut<'_> {
    let edit =
        |edit: &Edit| EditOut { place: place(edit.site()), words: edit.words(&remedy.mended) };
    RemedyOut {
        works_on: &remedy.works_on,
        edits: remedy.edits.iter().map(edit).collect(),
        mended: headers(&remedy.mended),
    }
}

fn headers(question: &Question) -> Headers {
    Headers {
        page: question.page.to_string(),
        request: question.url.to_string(),
        credentials: api_name(question.request.api),
        response: question.response.headers.clone(),
        preflight: question.preflight.as_ref().map(|head| head.headers.clone()),
    }
}

fn place(site: Site) -> &'static str {
    match site {
        Site::Script => "script",
        Site::Cookie => "set-cookie",
        Site::Response => "response",
        Site::Preflight => "preflight",
        Site::Address => "address",
    }
}
