//! Fixes: what to change, and the request with everything changed.

use diagnosis::{Edit, Instead, Question, Remedies, Remedy, Site, api_name};
use serde::Serialize;

/// What can be done for one cookie.
#[derive(Debug, Serialize)]
pub(super) struct FixesJson<'a> {
    changes: Vec<FixJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instead: Option<WorkaroundJson<'a>>,
}

#[derive(Debug, Serialize)]
struct FixJson<'a> {
    works_on: &'a [String],
    edits: Vec<EditJson>,
    mended: FixedJson,
}

#[derive(Debug, Serialize)]
struct WorkaroundJson<'a> {
    profiles: &'a [String],
    reason: Option<&'static str>,
    same_site: Option<FixJson<'a>>,
    storage_access: bool,
}

#[derive(Debug, Serialize)]
struct EditJson {
    place: &'static str,
    words: String,
}

/// A request with everything changed.
#[derive(Debug, Serialize)]
pub(super) struct FixedJson {
    page: String,
    request: String,
    /// By which means the request is made, as `--credentials` has it.
    credentials: &'static str,
    response: Vec<(String, String)>,
    preflight: Option<Vec<(String, String)>>,
}

impl<'a> From<&'a Remedies> for FixesJson<'a> {
    fn from(remedies: &'a Remedies) -> Self {
        Self {
            changes: remedies.remedies.iter().map(FixJson::from).collect(),
            instead: remedies.instead.as_ref().map(WorkaroundJson::from),
        }
    }
}

impl<'a> From<&'a Remedy> for FixJson<'a> {
    fn from(remedy: &'a Remedy) -> Self {
        let edit =
            |edit: &Edit| EditJson { place: place(edit.site()), words: edit.words(&remedy.mended) };
        Self {
            works_on: &remedy.works_on,
            edits: remedy.edits.iter().map(edit).collect(),
            mended: FixedJson::from(&remedy.mended),
        }
    }
}

impl<'a> From<&'a Instead> for WorkaroundJson<'a> {
    fn from(instead: &'a Instead) -> Self {
        Self {
            profiles: &instead.profiles,
            reason: instead.reason,
            same_site: instead.same_site.as_ref().map(FixJson::from),
            storage_access: instead.storage_access,
        }
    }
}

impl From<&Question> for FixedJson {
    fn from(question: &Question) -> Self {
        Self {
            page: question.page.to_string(),
            request: question.url.to_string(),
            credentials: api_name(question.request.api),
            response: question.response.headers.clone(),
            preflight: question.preflight.as_ref().map(|head| head.headers.clone()),
        }
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
