//! The vectors as a file for other people's tests.

use serde::Serialize;
use spec_model::{Reason, StoredCookie};

use crate::jar_answer::{days, pair, same_site_word};
use crate::jar_vector::{JarInterface, JarQuestion, JarStep, JarVector, QuestionContext};
use crate::recorded_vector::{BrowserSight, RecordedVector};

/// The JSON Schema of [`vector_file`].
pub const VECTORS_SCHEMA: &str = include_str!("../../../docs/schemas/jar-vectors.json");

/// The version of the form: it grows when a reader of an earlier one would err.
const SCHEMA: u32 = 1;

#[derive(Debug, Serialize)]
struct VectorFile<'a> {
    schema: u32,
    kind: &'static str,
    marker: String,
    vectors: Vec<VectorEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct VectorEntry<'a> {
    id: &'a str,
    set: Vec<StepEntry<'a>>,
    ask: Vec<QuestionEntry<'a>>,
    asks_lifetime: bool,
    standard: StandardEntry,
    browsers: Vec<BrowserEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct StepEntry<'a> {
    url: &'a str,
    by: &'static str,
    line: &'a str,
    refused_by: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct QuestionEntry<'a> {
    url: &'a str,
    by: &'static str,
    context: &'static str,
}

#[derive(Debug, Serialize)]
struct StandardEntry {
    kept: Vec<CookieEntry>,
    cookies: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CookieEntry {
    cookie: String,
    domain: String,
    host_only: bool,
    path: String,
    secure: bool,
    http_only: bool,
    same_site: &'static str,
    partitioned: bool,
    persistent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i64>,
}

#[derive(Debug, Serialize)]
struct BrowserEntry<'a> {
    profile: &'a str,
    kept: Option<bool>,
    given: &'a [bool],
    #[serde(skip_serializing_if = "Option::is_none")]
    lifetime: Option<&'a str>,
    departs_by: &'a [&'static str],
}

/// Returns the vectors as JSON, each on a line of its own.
///
/// # Panics
/// Never: texts and numbers are always JSON.
pub fn vector_file(vectors: &[RecordedVector]) -> String {
    let file = VectorFile {
        schema: SCHEMA,
        kind: "jar-vectors",
        marker: JarVector::marker(),
        vectors: Vec::new(),
    };
    let head = json(&file);
    let head = head.strip_suffix("]}").expect("the vectors come last");
    let lines: Vec<String> = vectors.iter().map(|vector| json(&entry(vector))).collect();
    format!("{head}\n{}\n]}}\n", lines.join(",\n"))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts and numbers are JSON")
}

fn entry(recorded: &RecordedVector) -> VectorEntry<'_> {
    let RecordedVector { id, vector, standard, browsers } = recorded;
    let step = |(step, reasons): (_, &Vec<Reason>)| {
        let JarStep { url, by, line }: &JarStep = step;
        let refused_by = reasons.iter().map(|reason| reason.code()).collect();
        StepEntry { url: url.as_str(), by: setter(*by), line, refused_by }
    };
    let question = |question| {
        let JarQuestion { url, by, context }: &JarQuestion = question;
        QuestionEntry { url: url.as_str(), by: asker(*by), context: context_word(*context) }
    };
    let kept = |cookie: &StoredCookie| CookieEntry {
        cookie: pair(cookie),
        domain: cookie.domain.clone(),
        host_only: cookie.host_only,
        path: String::from_utf8_lossy(&cookie.path).into_owned(),
        secure: cookie.secure_only,
        http_only: cookie.http_only,
        same_site: same_site_word(cookie.same_site),
        partitioned: cookie.partitioned,
        persistent: cookie.expiry_time.is_some(),
        days: days(cookie).filter(|_| vector.asks_lifetime),
    };
    VectorEntry {
        id,
        set: vector.steps.iter().zip(&standard.reasons).map(step).collect(),
        ask: vector.questions.iter().map(question).collect(),
        asks_lifetime: vector.asks_lifetime,
        standard: StandardEntry {
            kept: standard.stored.iter().map(kept).collect(),
            cookies: standard.answer.cookies.clone(),
        },
        browsers: browsers.iter().map(browser).collect(),
    }
}

fn browser(sight: &BrowserSight) -> BrowserEntry<'_> {
    BrowserEntry {
        profile: &sight.profile,
        kept: sight.sight.kept,
        given: &sight.sight.given,
        lifetime: sight.lifetime.as_deref(),
        departs_by: &sight.departures,
    }
}

fn setter(by: JarInterface) -> &'static str {
    match by {
        JarInterface::Http => "response",
        JarInterface::Script => "script",
    }
}

fn asker(by: JarInterface) -> &'static str {
    match by {
        JarInterface::Http => "request",
        JarInterface::Script => "script",
    }
}

fn context_word(context: QuestionContext) -> &'static str {
    match context {
        QuestionContext::CrossSiteNavigation => "cross-site-navigation",
        QuestionContext::SameSite => "same-site",
    }
}
