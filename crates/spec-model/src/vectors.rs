//! Test vectors: cookies set on one URL and what comes back on another, for comparing cookie jars
//! with each other.

use url::Url;

use crate::context::{CookieApi, CookieContext};
use crate::cookie_store::CookieInit;
use crate::decision::Decision;
use crate::document_cookie::{BrowsingContext, document_cookie_gate};
use crate::fetch::{SetCookieSource, secure_context_decision, set_cookie_gate};
use crate::jar::{CookieJar, StoreOutcome};
use crate::set_cookie::{ParsedSetCookie, parse_set_cookie};
use crate::site::Client;
use crate::time::Timestamp;
use crate::user_agent::UserAgent;

/// One test vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestVector {
    /// The URL of a top-level document, whose response sets the cookies.
    pub url: Url,
    /// The values of the response's `Set-Cookie` header fields, in order.
    pub set_cookie: Vec<String>,
    /// What the document's script then writes to `document.cookie`, in order.
    pub script: Vec<String>,
    /// What it gives to `cookieStore.set()` after that, in order.
    pub cookie_store: Vec<CookieInit>,
    /// The URL where cookies are read; the same as `url` if none is given.
    pub then: Option<Url>,
    /// When all this happens.
    pub now: Timestamp,
}

/// What the model makes of a vector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VectorResult {
    /// The `Cookie` header that a first-party request to `then` carries; empty for none.
    pub cookie: String,
    /// What `document.cookie` reads in a top-level document at `then`.
    pub document_cookie: String,
    /// The names of the cookies that are stored at the end, in order of insertion; that of a
    /// nameless cookie is empty.
    pub stored: Vec<String>,
    /// Lines of `set_cookie` and `script`, and calls of `cookie_store`, that left no cookie, in
    /// order. What deletes a cookie is among them.
    pub rejected: Vec<RejectedLine>,
}

/// A line that left no cookie, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedLine {
    /// The line, or name and value that a call gave.
    pub line: String,
    /// The codes of all the rules in its way, in order.
    pub reasons: Vec<&'static str>,
}

/// Plays one vector in a cookie store that is empty at first. A value that no header field can have
/// is told with the rules that it violates besides, and the other lines still count: each line
/// stands for a response of its own.
pub fn model_vector(vector: &TestVector, user_agent: UserAgent<'_>) -> VectorResult {
    let mut jar = CookieJar::default();
    let mut rejected = Vec::new();
    let page = CookieContext::first_party(&vector.url, vector.now, user_agent);
    for line in &vector.set_cookie {
        let gate = set_cookie_gate(
            line.as_bytes(),
            SetCookieSource::Network,
            &Decision::default(),
            user_agent,
        );
        receive(
            &mut jar,
            line,
            &parse_set_cookie(line.as_bytes(), user_agent.quirks()),
            &gate,
            &page,
            &mut rejected,
        );
    }
    let script = CookieContext { api: CookieApi::NonHttp, ..page };
    let gate = document_cookie_gate(&vector.url, &vector.url.origin(), BrowsingContext::Present);
    for line in &vector.script {
        receive(
            &mut jar,
            line,
            &parse_set_cookie(line.as_bytes(), user_agent.quirks()),
            &gate,
            &script,
            &mut rejected,
        );
    }
    // Where the document has no `cookieStore` there is nothing to call.
    let gate = secure_context_decision(&Client::top_level(vector.url.origin()), user_agent);
    for init in &vector.cookie_store {
        let line = format!("{}={}", init.name, init.value);
        match init.cookie(&vector.url, user_agent) {
            Ok(cookie) => {
                let parsed = ParsedSetCookie { cookie, ..ParsedSetCookie::default() };
                receive(&mut jar, &line, &parsed, &gate, &script, &mut rejected);
            }
            Err(failures) => {
                let gate = gate.reasons.iter().map(|reason| reason.code());
                let reasons = gate.chain(failures.iter().map(|failure| failure.code())).collect();
                rejected.push(RejectedLine { line, reasons });
            }
        }
    }

    let stored = jar
        .cookies()
        .iter()
        .map(|cookie| String::from_utf8_lossy(&cookie.name).into_owned())
        .collect();
    let then = vector.then.as_ref().unwrap_or(&vector.url);
    let request = CookieContext::first_party(then, vector.now, user_agent);
    let cookie = String::from_utf8_lossy(&jar.retrieve(&request).cookie_string()).into_owned();
    let document_cookie =
        if document_cookie_gate(then, &then.origin(), BrowsingContext::Present).is_allowed() {
            let script = CookieContext { api: CookieApi::NonHttp, ..request };
            String::from_utf8_lossy(&jar.retrieve(&script).cookie_string()).into_owned()
        } else {
            String::new()
        };
    VectorResult { cookie, document_cookie, stored, rejected }
}

fn receive(
    jar: &mut CookieJar,
    line: &str,
    parsed: &ParsedSetCookie<'_>,
    gate: &Decision,
    context: &CookieContext<'_>,
    rejected: &mut Vec<RejectedLine>,
) {
    // Where the gate is shut the line is still read, by a jar of its own, for the rules that it
    // violates besides.
    let outcome = if gate.is_allowed() {
        jar.store(parsed, context)
    } else {
        jar.clone().store(parsed, context)
    };
    let mut decision = gate.clone();
    for reason in &outcome.decision().reasons {
        decision.violate(*reason);
    }
    match outcome {
        StoreOutcome::Stored { .. } if decision.is_allowed() => {}
        StoreOutcome::Stored { .. }
        | StoreOutcome::Deleted { .. }
        | StoreOutcome::Rejected { .. } => {
            rejected.push(RejectedLine {
                line: line.to_owned(),
                reasons: decision.reasons.iter().map(|reason| reason.code()).collect(),
            });
        }
    }
}

#[cfg(test)]
mod tests;
