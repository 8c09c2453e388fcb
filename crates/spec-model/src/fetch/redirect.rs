//! Following redirects.

use url::Url;

use super::headers::is_cors_non_wildcard_request_header_name;
use super::preflight::needs_preflight;
use super::{RedirectMode, Request, RequestBody, RequestFlag, RequestMode, ResponseTainting};
use crate::decision::Decision;
use crate::quirk::QuirkSet;
use crate::reason::Reason;

/// How many redirects are followed.
const MAX_REDIRECTS: u32 = 20;

/// Headers that describe a body and go with it.
///
/// Spec: [Fetch, request-body-header
/// name](https://fetch.spec.whatwg.org/#request-body-header-name).
const REQUEST_BODY_HEADER_NAMES: [&str; 4] =
    ["Content-Encoding", "Content-Language", "Content-Location", "Content-Type"];

/// What becomes of a redirect.
#[derive(Clone, Debug)]
pub enum RedirectAction {
    /// The request goes on like this.
    Follow(Box<Request>),
    /// It is a network error.
    NetworkError,
    /// There is no Location: the redirect is the response.
    NotARedirect,
    /// The redirect mode is `manual`: the response is an opaque-redirect one.
    OpaqueRedirect,
}

/// What becomes of a redirect, and all rules in its way.
#[derive(Clone, Debug)]
pub struct RedirectDecision {
    /// What becomes of it.
    pub redirect: RedirectAction,
    /// The rules that make it a network error.
    pub decision: Decision,
}

/// Decides about a response with a redirect status. A response to a request whose tainting is
/// `cors` must have passed the CORS check.
///
/// Spec: [Fetch §4.5](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch), and the redirect
/// modes of [§4.4](https://fetch.spec.whatwg.org/#concept-http-fetch). The steps go on after a
/// violation, so that every violated rule can be told.
pub fn http_redirect_fetch(
    request: &Request,
    status: u16,
    location: Option<&str>,
    quirks: QuirkSet,
) -> RedirectDecision {
    let mut decision = Decision::default();
    match request.redirect_mode {
        RedirectMode::Error => {
            decision.violate(Reason::RedirectModeError);
            return RedirectDecision { redirect: RedirectAction::NetworkError, decision };
        }
        RedirectMode::Manual if request.mode != RequestMode::Navigate => {
            decision.violate(Reason::RedirectModeManual);
            return RedirectDecision { redirect: RedirectAction::OpaqueRedirect, decision };
        }
        RedirectMode::Manual | RedirectMode::Follow => {}
    }
    // Steps 2 and 3.
    let (Some(current), Some(location)) = (request.url_list.last(), location) else {
        return RedirectDecision { redirect: RedirectAction::NotARedirect, decision };
    };
    // Step 4.
    let Ok(mut url) = current.join(location) else {
        decision.violate(Reason::RedirectInvalidLocation);
        return RedirectDecision { redirect: RedirectAction::NetworkError, decision };
    };
    if url.fragment().is_none() {
        url.set_fragment(current.fragment());
    }
    // Step 5.
    decision.violate_if(!matches!(url.scheme(), "http" | "https"), Reason::RedirectNonHttp);
    // Step 6.
    decision.violate_if(request.redirect_count >= MAX_REDIRECTS, Reason::RedirectLoop);
    // Steps 8 and 9.
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    let is_cors_elsewhere = request.mode == RequestMode::Cors && request.origin != url.origin();
    let is_tainted = request.response_tainting == ResponseTainting::Cors;
    decision.violate_if(
        has_credentials && (is_cors_elsewhere || is_tainted),
        Reason::RedirectUrlCredentials,
    );
    // Step 10.
    decision.violate_if(
        status != 303 && request.body == RequestBody::Stream,
        Reason::RedirectStreamBody,
    );
    if !decision.is_allowed() {
        return RedirectDecision { redirect: RedirectAction::NetworkError, decision };
    }
    RedirectDecision {
        redirect: RedirectAction::Follow(Box::new(redirected(request, status, url, quirks))),
        decision,
    }
}

/// Returns whether a status redirects, where the response has a `Location`.
///
/// Spec: [Fetch, redirect status](https://fetch.spec.whatwg.org/#redirect-status).
pub fn is_redirect_status(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Decides whether the last response is given to the one that asked, by the redirect mode.
///
/// Spec: [Fetch §4.4](https://fetch.spec.whatwg.org/#concept-http-fetch), the step on a response
/// with a redirect status, whether it has a `Location` or not.
pub fn redirect_mode_decision(request: &Request, status: u16) -> Decision {
    let mut decision = Decision::default();
    let reason = match request.redirect_mode {
        RedirectMode::Error => Reason::RedirectModeError,
        RedirectMode::Manual if request.mode != RequestMode::Navigate => Reason::RedirectModeManual,
        RedirectMode::Follow | RedirectMode::Manual => return decision,
    };
    decision.violate_if(is_redirect_status(status), reason);
    decision
}

fn redirected(request: &Request, status: u16, url: Url, quirks: QuirkSet) -> Request {
    let mut next = request.clone();
    let is_cors = request.response_tainting == ResponseTainting::Cors;
    let had_preflight = is_cors && needs_preflight(request, quirks);
    next.had_preflight = if had_preflight { RequestFlag::Set } else { RequestFlag::Unset };
    // Step 7.
    next.redirect_count += 1;
    // Step 11.
    let becomes_get = match status {
        301 | 302 => request.method == "POST",
        303 => !matches!(request.method.as_str(), "GET" | "HEAD"),
        _ => false,
    };
    if becomes_get {
        next.method = "GET".to_owned();
        next.body = RequestBody::None;
        next.headers.0.retain(|(name, _)| {
            !REQUEST_BODY_HEADER_NAMES.iter().any(|body_name| body_name.eq_ignore_ascii_case(name))
        });
    }
    // Step 12.
    if request.current_origin() != url.origin() {
        next.headers.0.retain(|(name, _)| !is_cors_non_wildcard_request_header_name(name));
    }
    // Step 17.
    next.url_list.push(url);
    next
}
