//! Fixes: what to change, and the request with everything changed.

use diagnosis::{
    EditTarget, Explanation, PriorCookie, Question, SiteWorkaround, SuggestedEdit, SuggestedFix,
    SuggestedFixes, api_name,
};
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
    /// What is missing to prove that it works there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lacks: Vec<String>,
    edits: Vec<EditJson>,
    /// What changes in the header lines of the response: `- ` goes, `+ ` comes.
    diff: Vec<String>,
    /// The same of the response to the preflight.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    preflight_diff: Vec<String>,
    /// The same of the lines that set the cookies that were there before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    prior_diff: Vec<String>,
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
    /// The lines of the cookies that were there before, as `--have` has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    have: Vec<String>,
    /// The lines of those that the page's script sets, as `--script-sets` has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    script_sets: Vec<String>,
}

impl<'a> FixesJson<'a> {
    /// Returns what can be done for a cookie of an explanation.
    pub(super) fn new(fixes: &'a SuggestedFixes, explanation: &Explanation) -> Self {
        let fix = |fix| FixJson::new(fix, explanation);
        let workaround = |workaround| WorkaroundJson::new(workaround, explanation);
        Self {
            changes: fixes.fixes.iter().map(fix).collect(),
            instead: fixes.workaround.as_ref().map(workaround),
        }
    }
}

impl<'a> FixJson<'a> {
    fn new(fix: &'a SuggestedFix, explanation: &Explanation) -> Self {
        let edit = |edit: &SuggestedEdit| EditJson {
            place: place(edit.target()),
            words: edit.words(&fix.fixed),
        };
        Self {
            works_on: &fix.works_on,
            lacks: explanation.gaps_of_fix(fix).iter().map(ToString::to_string).collect(),
            edits: fix.edits.iter().map(edit).collect(),
            diff: fix.diff.response.iter().map(ToString::to_string).collect(),
            preflight_diff: fix.diff.preflight.iter().map(ToString::to_string).collect(),
            prior_diff: fix.diff.prior.iter().map(ToString::to_string).collect(),
            mended: FixedJson::from(&fix.fixed),
        }
    }
}

impl<'a> WorkaroundJson<'a> {
    fn new(workaround: &'a SiteWorkaround, explanation: &Explanation) -> Self {
        let fix = |fix| FixJson::new(fix, explanation);
        Self {
            profiles: &workaround.profiles,
            reason: workaround.reason,
            same_site: workaround.same_site.as_ref().map(fix),
            storage_access: workaround.storage_access.is_some(),
        }
    }
}

impl From<&Question> for FixedJson {
    fn from(question: &Question) -> Self {
        let lines = |is_so: fn(&&PriorCookie) -> bool| {
            question.prior.iter().filter(is_so).map(|one| one.line().to_owned()).collect()
        };
        Self {
            page: question.page.to_string(),
            request: question.url.to_string(),
            credentials: api_name(question.request.api),
            response: question.response.headers.clone(),
            preflight: question.preflight.as_ref().map(|head| head.headers.clone()),
            have: lines(|cookie| cookie.set_by().is_some()),
            script_sets: lines(|cookie| cookie.set_by().is_none()),
        }
    }
}

fn place(site: EditTarget) -> &'static str {
    match site {
        EditTarget::Script => "script",
        EditTarget::Cookie => "set-cookie",
        EditTarget::Response => "response",
        EditTarget::Preflight => "preflight",
        EditTarget::Address => "address",
    }
}
