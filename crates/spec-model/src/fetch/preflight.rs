//! The CORS preflight: when it is made, what it asks, and what answer will do.

use url::Url;

use super::cors_check::{CheckedResponse, cors_check};
use super::headers::{
    ListForm, cors_unsafe_request_header_names, is_cors_non_wildcard_request_header_name,
    is_cors_safelisted_method,
};
use super::preflight_cache::{PreflightCache, PreflightDecision};
use super::redirect::is_redirect_status;
use super::{CredentialsMode, Headers, Request, RequestFlag};
use crate::decision::Decision;
use crate::note::Note;
use crate::quirk::{Quirk, QuirkSet};
use crate::reason::Reason;
use crate::time::Timestamp;
use crate::user_agent::UserAgent;

/// How long a preflight is remembered without `Access-Control-Max-Age`, in seconds.
const DEFAULT_MAX_AGE_SECS: u32 = 5;

/// A CORS-preflight request. It has no credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreflightRequest {
    /// The method: always OPTIONS.
    pub method: &'static str,
    /// Its own headers: `Accept`, `Access-Control-Request-Method` and, where a header needs it,
    /// `Access-Control-Request-Headers`.
    pub headers: Headers,
}

/// What came back for a preflight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreflightResponse<'a> {
    /// Nothing: a network error.
    NetworkError,
    /// A response.
    Response {
        /// The status.
        status: u16,
        /// The header list.
        headers: &'a Headers,
    },
}

/// Returns whether a request in mode `cors` to another origin needs a preflight.
///
/// Spec: [Fetch §4.1](https://fetch.spec.whatwg.org/#concept-main-fetch), the statement with the
/// use-CORS-preflight flag.
pub fn needs_preflight(request: &Request, quirks: QuirkSet) -> bool {
    uses_cors_preflight(request, quirks)
        || (request.unsafe_request == RequestFlag::Set
            && (!is_cors_safelisted_method(&request.method)
                || !cors_unsafe_request_header_names(&request.headers, quirks).is_empty()))
}

/// Returns whether the use-CORS-preflight flag is set, or an engine does as if it were.
fn uses_cors_preflight(request: &Request, quirks: QuirkSet) -> bool {
    // Quirk: a request that had a preflight has one at the next origin too.
    let origins = || request.url_list.iter().rev().map(Url::origin);
    let is_at_next_origin =
        request.had_preflight == RequestFlag::Set && origins().nth(1) != origins().next();
    request.use_cors_preflight == RequestFlag::Set
        || (is_at_next_origin && quirks.has(Quirk::PreflightAgainAfterRedirect))
}

/// What comes of a request that may need a preflight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PreflightNeed {
    /// The preflight cache allows the request, so there is no preflight.
    Cached,
    /// This one is made.
    Needed(PreflightRequest),
}

impl PreflightNeed {
    /// Returns the note that a preflight which is not made deserves.
    pub fn note(&self) -> Option<Note> {
        match self {
            Self::Cached => Some(Note::PreflightCached),
            Self::Needed(_) => None,
        }
    }
}

/// Returns the preflight that goes before a request, unless the cache says that none is needed.
///
/// Spec: [Fetch §4.8](https://fetch.spec.whatwg.org/#cors-preflight-fetch) steps 1 to 5, and the
/// condition of [§4.4](https://fetch.spec.whatwg.org/#concept-http-fetch) before it.
pub fn cors_preflight_request(
    request: &Request,
    cache: &PreflightCache,
    now: Timestamp,
    quirks: QuirkSet,
) -> PreflightNeed {
    let unsafe_names = cors_unsafe_request_header_names(&request.headers, quirks);
    let method_is_open = !cache.matches_method(request, &request.method, now, quirks)
        && (!is_cors_safelisted_method(&request.method) || uses_cors_preflight(request, quirks));
    let header_is_open =
        unsafe_names.iter().any(|name| !cache.matches_header_name(request, name, now, quirks));
    if !method_is_open && !header_is_open {
        return PreflightNeed::Cached;
    }
    // Steps 1 to 3.
    let mut headers = vec![
        ("Accept".to_owned(), b"*/*".to_vec()),
        ("Access-Control-Request-Method".to_owned(), request.method.clone().into_bytes()),
    ];
    // Steps 4 and 5: joined by commas without a space.
    if !unsafe_names.is_empty() {
        headers.push((
            "Access-Control-Request-Headers".to_owned(),
            unsafe_names.join(",").into_bytes(),
        ));
    }
    PreflightNeed::Needed(PreflightRequest { method: "OPTIONS", headers: Headers(headers) })
}

/// Decides whether a preflight's response allows the request that it was made for. All rules are
/// evaluated, so that every violated one can be told.
///
/// Spec: [Fetch §4.8](https://fetch.spec.whatwg.org/#cors-preflight-fetch) steps 7 and 8.
pub fn cors_preflight_check(
    request: &Request,
    response: PreflightResponse<'_>,
    user_agent: UserAgent<'_>,
) -> PreflightDecision {
    let mut decision = Decision::default();
    let PreflightResponse::Response { status, headers } = response else {
        decision.violate(Reason::PreflightNetworkError);
        return PreflightDecision {
            decision,
            max_age_secs: 0,
            methods: Vec::new(),
            header_names: Vec::new(),
        };
    };
    // Deviation: a redirect is no ok status either; it has a reason of its own, as people meet it
    // often.
    let is_redirect = is_redirect_status(status);
    decision.violate_if(is_redirect, Reason::PreflightRedirect);
    // Step 7: the CORS check, with the credentials mode of the request itself.
    let check = cors_check(request, headers, CheckedResponse::Preflight, user_agent);
    for reason in check.reasons {
        decision.violate(of_preflight(reason));
    }
    decision.diagnoses = check.diagnoses;
    decision.notes = check.notes;
    // Step 7: an ok status.
    decision.violate_if(!is_redirect && !(200..=299).contains(&status), Reason::PreflightBadStatus);
    // Steps 7.1 to 7.3.
    let form = match user_agent.has(Quirk::PreflightListsInAnyForm) {
        true => ListForm::Any,
        false => ListForm::Tokens,
    };
    let methods = headers.extract_items("Access-Control-Allow-Methods", form);
    decision.violate_if(methods.is_err(), Reason::PreflightAcamMalformed);
    let header_names = headers.extract_items("Access-Control-Allow-Headers", form);
    decision.violate_if(header_names.is_err(), Reason::PreflightAcahMalformed);
    let (methods, header_names) =
        (methods.ok().flatten(), header_names.ok().flatten().unwrap_or_default());
    // Step 7.4.
    let methods = match methods {
        None if uses_cors_preflight(request, user_agent.quirks()) => vec![request.method.clone()],
        methods => methods.unwrap_or_default(),
    };
    if !decision.reasons.contains(&Reason::PreflightAcamMalformed) {
        check_method(request, &methods, user_agent.quirks(), &mut decision);
    }
    if !decision.reasons.contains(&Reason::PreflightAcahMalformed) {
        check_header_names(request, &header_names, user_agent.quirks(), &mut decision);
    }
    // Steps 7.8 to 7.10.
    let max_age_secs = if decision.is_allowed() { max_age_secs(headers, user_agent) } else { 0 };
    PreflightDecision { decision, max_age_secs, methods, header_names }
}

/// Step 7.5.
fn check_method(request: &Request, methods: &[String], quirks: QuirkSet, decision: &mut Decision) {
    // Quirk: the method was written in upper case.
    let is_upper_case = quirks.has(Quirk::MethodsInUpperCase);
    let is_listed = |listed: &String| match is_upper_case {
        true => *listed == request.method.to_ascii_uppercase(),
        false => *listed == request.method,
    };
    if methods.iter().any(is_listed) || is_cors_safelisted_method(&request.method) {
        return;
    }
    let has_wildcard = methods.iter().any(|method| method == "*");
    if has_wildcard && request.credentials_mode == CredentialsMode::Include {
        decision.violate(Reason::PreflightAcamWildcardWithCredentials);
    } else if !has_wildcard {
        decision.violate(Reason::PreflightMethodNotAllowed);
    }
}

fn check_header_names(
    request: &Request,
    header_names: &[String],
    quirks: QuirkSet,
    decision: &mut Decision,
) {
    // Quirk: step 7.6 is missing.
    let wildcard_covers_all = quirks.has(Quirk::WildcardCoversAuthorization);
    let is_by_name =
        |name: &str| !wildcard_covers_all && is_cors_non_wildcard_request_header_name(name);
    let is_listed =
        |name: &str| header_names.iter().any(|listed| listed.eq_ignore_ascii_case(name));
    // Step 7.6.
    let names = request.headers.0.iter().map(|(name, _)| name.as_str());
    let not_listed = names.filter(|name| is_by_name(name)).any(|name| !is_listed(name));
    decision.violate_if(not_listed, Reason::PreflightAuthorizationNotListed);
    // Step 7.7.
    let has_wildcard = is_listed("*");
    for name in cors_unsafe_request_header_names(&request.headers, quirks) {
        // Step 7.6 has spoken of this one.
        if is_listed(&name) || is_by_name(&name) {
            continue;
        }
        if has_wildcard && request.credentials_mode == CredentialsMode::Include {
            decision.violate(Reason::PreflightAcahWildcardWithCredentials);
        } else if !has_wildcard {
            decision.violate(Reason::PreflightHeaderNotAllowed);
        }
    }
}

/// Steps 7.8 to 7.10.
fn max_age_secs(headers: &Headers, user_agent: UserAgent<'_>) -> u32 {
    let value = headers.get("Access-Control-Max-Age");
    let text = value.as_deref().and_then(|value| std::str::from_utf8(value).ok());
    let is_number =
        |text: &&str| !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    let digits = text.filter(is_number);
    // Quirks: what is negative, or no number at all, is 0.
    let is_negative =
        text.and_then(|text| text.strip_prefix('-')).is_some_and(|rest| is_number(&rest));
    if (is_negative && user_agent.has(Quirk::NegativePreflightMaxAgeIsZero))
        || (value.is_some()
            && digits.is_none()
            && user_agent.has(Quirk::PreflightMaxAgeNotANumberIsZero))
    {
        return 0;
    }
    // A number too large to hold is as good as the largest.
    let max_age = digits.map_or(DEFAULT_MAX_AGE_SECS, |digits| digits.parse().unwrap_or(u32::MAX));
    let limit = user_agent.policy().preflight_max_age_limit_secs;
    limit.map_or(max_age, |limit| max_age.min(limit))
}

/// The code that a reason of the CORS check has for a preflight.
fn of_preflight(reason: Reason) -> Reason {
    match reason {
        Reason::AcaoMissing => Reason::PreflightAcaoMissing,
        Reason::AcaoWildcardWithCredentials => Reason::PreflightAcaoWildcardWithCredentials,
        Reason::AcaoMismatch => Reason::PreflightAcaoMismatch,
        Reason::AcacMissing => Reason::PreflightAcacMissing,
        Reason::AcacNotTrue => Reason::PreflightAcacNotTrue,
        other => other,
    }
}
