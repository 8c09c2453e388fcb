//! Evidence that is spoiled on purpose, for `cargo xtask mutate`.

use mutations::{HarnessMutation, mutated};
use run_model::evidence::{BatchEvidence, RequestKind, ScriptOutcome, ShapeEvidence};

/// Spoils the evidence of a batch as the chosen mutation does.
pub(crate) fn spoil(evidence: &mut BatchEvidence) {
    evidence.shapes.iter_mut().for_each(spoil_shape);
    let jar = &mut evidence.jar;
    jar.retain(|_| !mutated(HarnessMutation::JarLosesCookie));
    if mutated(HarnessMutation::JarReadsEmpty) {
        jar.clear();
    }
    for cookie in jar.iter_mut().filter(|cookie| cookie.partition.is_some()) {
        if mutated(HarnessMutation::JarLosesPartition) {
            cookie.partition = None;
        }
    }
    if let [first, .., last] = &mut evidence.shapes[..]
        && mutated(HarnessMutation::ReportsSwapped)
    {
        std::mem::swap(&mut first.page.set, &mut last.page.set);
        std::mem::swap(&mut first.page.readable_cookies, &mut last.page.readable_cookies);
    }
    if mutated(HarnessMutation::ControlLost) {
        evidence.controls.clear();
    }
}

fn spoil_shape(shape: &mut ShapeEvidence) {
    let loses = |purpose| match purpose {
        RequestKind::FollowUp => mutated(HarnessMutation::LogLosesFollowUp),
        RequestKind::Preflight => mutated(HarnessMutation::LogLosesPreflight),
        RequestKind::SetCookies => mutated(HarnessMutation::LogLosesRequest),
        RequestKind::FollowUpPreflight | RequestKind::SecondSet => false,
    };
    shape.exchanges.retain(|exchange| !loses(exchange.purpose));
    let follow_ups =
        shape.exchanges.iter_mut().filter(|exchange| exchange.purpose == RequestKind::FollowUp);
    for (name, value) in follow_ups.flat_map(|exchange| &mut exchange.request_headers) {
        if name == "cookie" && mutated(HarnessMutation::LogLosesCookies) {
            value.clear();
        }
        if name == "cookie" && mutated(HarnessMutation::LogCutsCookies) {
            *value = first_half(value);
        }
    }
    let page = &mut shape.page;
    if page.set.is_some() && mutated(HarnessMutation::PageSaysFailed) {
        page.set = Some(ScriptOutcome::Failed { message: "TypeError".to_owned() });
    }
    if let Ok(cookies) = &mut page.readable_cookies
        && !cookies.is_empty()
    {
        if mutated(HarnessMutation::PageReadsNothing) {
            cookies.clear();
        }
        if mutated(HarnessMutation::PageReadsHalf) {
            *cookies = first_half(cookies);
        }
    }
    if let Ok(cookies) = &mut shape.probe.readable_cookies
        && !cookies.is_empty()
        && mutated(HarnessMutation::ProbeReadsNothing)
    {
        cookies.clear();
    }
    if !shape.probe.request_cookie.is_empty() && mutated(HarnessMutation::ProbeHeaderLost) {
        shape.probe.request_cookie.clear();
    }
}

/// Returns the first half of a list of cookies.
fn first_half(cookies: &str) -> String {
    let all: Vec<&str> = cookies.split("; ").collect();
    all[..all.len() / 2].join("; ")
}
