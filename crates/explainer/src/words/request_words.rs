//! The request that is asked about, in words.

use diagnosis::{DocumentPlace, Explanation, Question, navigates_top_level};
use matrix::{FetchCredentials, RequestApi};
use url::Url;

/// Returns what is asked, a sentence each: the request, why it has a preflight, and which later
/// request must carry the cookies.
pub fn asked(explanation: &Explanation) -> Vec<String> {
    let question = &explanation.question;
    let request = format!(
        "{} {} by {} from {}; {}",
        question.request.method,
        question.url,
        made_by(question.request.api, &question.document()),
        document_place(&question.document()),
        explanation.facts.relation
    );
    let preflight = preflight_sentence(explanation);
    std::iter::once(request).chain(preflight).chain(then_asked(question)).collect()
}

/// Returns how the request is made and by whom, a sentence each.
pub fn situation(explanation: &Explanation) -> Vec<String> {
    let question = &explanation.question;
    let request = format!(
        "{} by {}; {}",
        question.request.method,
        with_target(question.request.api, &question.document()),
        explanation.facts.relation
    );
    std::iter::once(request).chain(preflight_sentence(explanation)).collect()
}

fn preflight_sentence(explanation: &Explanation) -> Option<String> {
    let causes = &explanation.facts.preflight_causes;
    let is_known = explanation.question.preflight.is_some();
    let assumed = if is_known { "" } else { "; its response is assumed to allow it" };
    (!causes.is_empty())
        .then(|| format!("A preflight is sent first for {}{assumed}", causes.join(" and ")))
}

/// Returns what makes a request of a document, in a few words.
fn made_by(api: RequestApi, document: &DocumentPlace) -> String {
    match api {
        RequestApi::Fetch(FetchCredentials::Include) => "fetch with credentials".to_owned(),
        RequestApi::Xhr { with_credentials: true, .. } => "XHR with credentials".to_owned(),
        RequestApi::Xhr { with_credentials: false, .. } => "XHR without credentials".to_owned(),
        RequestApi::Fetch(FetchCredentials::Omit | FetchCredentials::SameOrigin)
        | RequestApi::FetchNoCors(_)
        | RequestApi::Mechanism(_) => with_target(api, document),
    }
}

/// Returns what makes a request of a document, and that it leaves the frame, where it does.
fn with_target(api: RequestApi, document: &DocumentPlace) -> String {
    let leaves_frame = !document.frames.is_empty() && navigates_top_level(api);
    format!("{api}{}", if leaves_frame { " into the whole window" } else { "" })
}

fn then_asked(question: &Question) -> Option<String> {
    let then = question.follow_up.as_ref()?;
    let after = match then.after_secs {
        0 => String::new(),
        secs => format!(", {} later", span_of_time(secs)),
    };
    Some(format!(
        "then {} by {} from {}{after}",
        then.url,
        made_by(then.request.api, &then.document),
        document_place(&then.document)
    ))
}

/// Returns where a document is, with what is around a frame.
fn document_place(document: &DocumentPlace) -> String {
    let inside_out = document.frames.iter().rev().chain([&document.page]);
    let places: Vec<String> = inside_out.map(place).collect();
    let begin = if document.frames.is_empty() { "" } else { "a frame of " };
    format!("{begin}{}", places.join(" in "))
}

/// Returns a span of time in the largest unit that gives a whole number: `8 days`.
fn span_of_time(secs: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    match UNITS.into_iter().find(|(unit, _)| secs % unit == 0) {
        Some((unit, name)) => {
            let count = secs / unit;
            format!("{count} {name}{}", if count == 1 { "" } else { "s" })
        }
        None => format!("{secs} s"),
    }
}

/// Returns a URL's host, and its port where it is not the usual one.
pub fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
