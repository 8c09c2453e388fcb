//! The CORS check, and what is wrong with a value that fails it.

use super::{
    CredentialsMode, Headers, RedirectTaint, Request, redirect_taint, serialize_request_origin,
};
use crate::decision::Decision;
use crate::note::{Diagnosis, Note};
use crate::quirk::Quirk;
use crate::reason::Reason;
use crate::user_agent::UserAgent;

/// Which response of a request a CORS check is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckedResponse {
    /// The one that is shown to script.
    Final,
    /// The answer to its preflight.
    Preflight,
    /// One that redirects it.
    Redirect,
}

/// Decides whether a response may be shared with the origin of a request. To be asked of the
/// response of every hop.
///
/// Spec: [Fetch §4.10](https://fetch.spec.whatwg.org/#concept-cors-check). The steps go on after a
/// failure, so that every violated rule can be told.
pub fn cors_check(
    request: &Request,
    response_headers: &Headers,
    checked: CheckedResponse,
    user_agent: UserAgent<'_>,
) -> Decision {
    let mut decision = Decision::default();
    // Quirk: a redirect of a request that has left its origin is checked with credentials.
    let is_like_include = checked == CheckedResponse::Redirect
        && request.credentials_mode == CredentialsMode::SameOrigin
        && request.has_left_origin();
    let is_include = request.credentials_mode == CredentialsMode::Include
        || decision.departs(
            is_like_include,
            Quirk::RedirectCheckedWithCredentials,
            user_agent.quirks(),
        );
    // Quirk: the first line of a field stands for all of them.
    let field = |name| match user_agent.has(Quirk::FirstFieldLineCounts) {
        true => response_headers.first(name),
        false => response_headers.get(name),
    };
    // Step 1.
    match field("Access-Control-Allow-Origin") {
        // Step 2.
        None => decision.violate(Reason::AcaoMissing),
        // Step 3.
        Some(origin) if !is_include && origin == b"*" => {
            decision.note(Note::AcaoWildcard);
            return decision;
        }
        // Step 4.
        Some(origin) => check_origin(&origin, request, checked, user_agent, &mut decision),
    }
    // Step 5.
    if !is_include {
        return decision;
    }
    // Step 6.
    match field("Access-Control-Allow-Credentials") {
        None => decision.violate(Reason::AcacMissing),
        // Step 7.
        Some(credentials) if credentials == b"true" => {}
        // Step 8.
        Some(credentials) => {
            decision.violate(Reason::AcacNotTrue);
            decision.diagnoses.push(diagnose_credentials(&credentials));
        }
    }
    decision
}

/// Step 4: the serialized origin, octet by octet.
fn check_origin(
    origin: &[u8],
    request: &Request,
    checked: CheckedResponse,
    user_agent: UserAgent<'_>,
    decision: &mut Decision,
) {
    // Quirk: a preflight knows of no redirect.
    let is_untainted = checked == CheckedResponse::Preflight
        && user_agent.has(Quirk::PreflightAfterRedirectNamesOrigin);
    let expected = if is_untainted {
        request.origin.ascii_serialization()
    } else {
        serialize_request_origin(request, user_agent.public_suffixes)
    };
    if request.origin.is_tuple()
        && redirect_taint(request, user_agent.public_suffixes) != RedirectTaint::SameOrigin
    {
        decision.note(Note::OriginNullAfterRedirect);
    }
    if origin == expected.as_bytes() {
        return;
    }
    if origin == b"*" {
        decision.violate(Reason::AcaoWildcardWithCredentials);
    } else {
        decision.violate(Reason::AcaoMismatch);
        decision.diagnoses.push(diagnose_origin(&String::from_utf8_lossy(origin), &expected));
    }
}

fn diagnose_origin(given: &str, expected: &str) -> Diagnosis {
    if given.is_empty() {
        return Diagnosis::AcaoEmpty;
    }
    if let Some(slip) = slip_of_config(given) {
        return slip;
    }
    if given.contains([',', ' ']) {
        return Diagnosis::AcaoMultiple;
    }
    if expected == "null" {
        return Diagnosis::AcaoOfNullOrigin;
    }
    if given.eq_ignore_ascii_case("null") {
        return Diagnosis::AcaoNull;
    }
    let Some((scheme, authority)) = given.split_once("://") else {
        return Diagnosis::AcaoNoScheme;
    };
    if given.strip_suffix('/') == Some(expected) {
        return Diagnosis::AcaoTrailingSlash;
    }
    if authority.contains('/') {
        return Diagnosis::AcaoPath;
    }
    if given.eq_ignore_ascii_case(expected) {
        return Diagnosis::AcaoCase;
    }
    let (expected_scheme, expected_authority) =
        expected.split_once("://").unwrap_or(("", expected));
    if !scheme.eq_ignore_ascii_case(expected_scheme) {
        return Diagnosis::AcaoScheme;
    }
    if split_port(authority).0.eq_ignore_ascii_case(split_port(expected_authority).0) {
        Diagnosis::AcaoPort
    } else {
        Diagnosis::AcaoHost
    }
}

/// Returns what is wrong with a value that is written as configuration has it, and no header field.
fn slip_of_config(given: &str) -> Option<Diagnosis> {
    let is_variable = given.starts_with('$') || given.contains("${") || given.starts_with("{{");
    let is_one = !given.contains([',', ' ']);
    if given.starts_with(['"', '\'', '[']) {
        Some(Diagnosis::AcaoQuoted)
    } else if is_variable || matches!(given, "undefined" | "None" | "nil") {
        Some(Diagnosis::AcaoUnset)
    } else if given.contains('*') && is_one {
        Some(Diagnosis::AcaoPattern)
    } else {
        (is_one && given.ends_with([';', '"', '\''])).then_some(Diagnosis::AcaoSign)
    }
}

/// Splits an authority into host and port; the colons of an IPv6 address are the host's.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        Some(_) | None => (authority, None),
    }
}

fn diagnose_credentials(given: &[u8]) -> Diagnosis {
    if given.eq_ignore_ascii_case(b"true") {
        Diagnosis::AcacCase
    } else if given.contains(&b',') {
        Diagnosis::AcacMultiple
    } else {
        Diagnosis::AcacOther
    }
}
