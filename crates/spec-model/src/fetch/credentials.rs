//! Whether a request carries cookies at all, and whether a response may set any.

use std::borrow::Cow;

use super::{
    CredentialsMode, RedirectTaint, Request, RequestMode, ResponseTainting, is_header_value,
    redirect_taint,
};
use crate::decision::Decision;
use crate::policy::BareCr;
use crate::quirk::{Quirk, QuirkSet};
use crate::reason::Reason;
use crate::user_agent::UserAgent;

/// The embedder policy of a request's client.
///
/// Spec: [HTML, embedder
/// policy](https://html.spec.whatwg.org/multipage/browsers.html#embedder-policy-value).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EmbedderPolicy {
    /// `credentialless`.
    Credentialless,
    /// `unsafe-none` or `require-corp`: neither drops credentials.
    #[default]
    Other,
}

/// Who made the response that a `Set-Cookie` header is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetCookieSource {
    /// The network.
    Network,
    /// The network, in answer to a CORS preflight.
    Preflight,
    /// A service worker or another script.
    Script,
}

/// Decides whether a request includes credentials: carries cookies, and lets its response set some.
///
/// Spec: [Fetch §4.6](https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch),
/// *includeCredentials*.
pub fn credentials_decision(
    request: &Request,
    embedder_policy: EmbedderPolicy,
    user_agent: UserAgent<'_>,
) -> Decision {
    let mut decision = Decision::default();
    match (request.credentials_mode, request.response_tainting) {
        (CredentialsMode::Include, _) | (CredentialsMode::SameOrigin, ResponseTainting::Basic) => {}
        (CredentialsMode::Omit, _) => decision.violate(Reason::CredentialsOmit),
        (CredentialsMode::SameOrigin, ResponseTainting::Cors | ResponseTainting::Opaque) => {
            // Quirk: what begins at home without CORS keeps its credentials.
            let begins_at_home = request.mode == RequestMode::NoCors && request.has_left_origin();
            let quirk = Quirk::SameOriginCredentialsSurviveRedirects;
            if !decision.departs(begins_at_home, quirk, user_agent.quirks()) {
                decision.violate(Reason::CredentialsSameOriginCrossOrigin);
            }
        }
    }
    let allowed =
        cross_origin_embedder_policy_allows_credentials(request, embedder_policy, user_agent);
    decision.violate_if(!allowed, Reason::CoepCredentialless);
    decision
}

/// Spec: [Fetch, Cross-Origin-Embedder-Policy allows
/// credentials](https://fetch.spec.whatwg.org/#cross-origin-embedder-policy-allows-credentials).
fn cross_origin_embedder_policy_allows_credentials(
    request: &Request,
    embedder_policy: EmbedderPolicy,
    user_agent: UserAgent<'_>,
) -> bool {
    // Step 1: the mode.
    request.mode != RequestMode::NoCors
        // Step 3: the client's policy. Step 2, no client, is the caller's: there is no policy then.
        || embedder_policy == EmbedderPolicy::Other
        // Step 4: same origin all the way.
        || (request.is_same_origin() && redirect_taint(request, user_agent.public_suffixes) == RedirectTaint::SameOrigin)
}

/// Decides whether a `Set-Cookie` header is looked at, given whether its request includes
/// credentials.
///
/// Status, CORS check, Cross-Origin-Resource-Policy and the use of the body do not matter.
///
/// Spec: [Fetch §2.2.2](https://fetch.spec.whatwg.org/#forbidden-response-header-name) and
/// [§4.7](https://fetch.spec.whatwg.org/#concept-http-network-fetch).
pub fn set_cookie_gate(
    value: &[u8],
    source: SetCookieSource,
    credentials: &Decision,
    user_agent: UserAgent<'_>,
) -> Decision {
    let mut decision = header_value_decision(value, user_agent);
    match source {
        SetCookieSource::Network => {}
        SetCookieSource::Preflight => decision.violate(Reason::PreflightUncredentialed),
        SetCookieSource::Script => decision.violate(Reason::ForbiddenResponseHeader),
    }
    for reason in &credentials.reasons {
        decision.violate(*reason);
    }
    decision
}

/// Decides whether a response is a response, and no network error, with a header of this value.
///
/// Spec: [Fetch, header value](https://fetch.spec.whatwg.org/#header-value).
pub fn header_value_decision(value: &[u8], user_agent: UserAgent<'_>) -> Decision {
    let mut decision = Decision::default();
    let value = received_value(value, user_agent);
    let is_valid = is_header_value(value.trim_ascii());
    // Quirk: a CR spoils nothing.
    let is_for_cr = !is_valid && !value.iter().any(|octet| matches!(octet, 0 | b'\n'));
    decision.violate_but_for(
        !is_valid,
        Reason::ResponseHeaderInvalid,
        Quirk::CrKeptLineRefused,
        if is_for_cr { user_agent.quirks() } else { QuirkSet::NONE },
    );
    // Not in the standard, by policy.
    let limit = user_agent.policy().field_octets_limit;
    let is_too_long =
        limit.is_some_and(|limit| u32::try_from(value.len()).is_ok_and(|octets| octets > limit));
    decision.violate_if(is_too_long, Reason::ResponseHeaderTooLong);
    decision
}

/// Returns the value of a response's field as it is received, where HTTP/1.1 leaves it open.
///
/// Spec: [RFC 9112 §2.2](https://www.rfc-editor.org/rfc/rfc9112#section-2.2) on a bare CR.
pub fn received_value<'a>(value: &'a [u8], user_agent: UserAgent<'_>) -> Cow<'a, [u8]> {
    let Some(cr) = value.iter().position(|octet| *octet == b'\r') else {
        return Cow::Borrowed(value);
    };
    // Quirk: the field ends there.
    if user_agent.has(Quirk::CrEndsAField) {
        return Cow::Borrowed(&value[..cr]);
    }
    match user_agent.policy().bare_cr {
        BareCr::Error => Cow::Borrowed(value),
        BareCr::Space => {
            let spaced = value.iter().map(|octet| if *octet == b'\r' { b' ' } else { *octet });
            Cow::Owned(spaced.collect())
        }
    }
}
