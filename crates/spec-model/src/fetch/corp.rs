//! The Cross-Origin-Resource-Policy of responses to requests without CORS.

use super::{Headers, Request, RequestMode};
use crate::decision::Decision;
use crate::policy::SameSiteScheme;
use crate::quirk::Quirk;
use crate::reason::Reason;
use crate::site::same_site;
use crate::user_agent::UserAgent;

/// Decides whether a response's own policy lets a request in mode `no-cors` have it.
///
/// Spec: [Fetch §3.7](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check).
/// Deviation: embedder policies, which can ask for the header, are left out, and the mode
/// `navigate`, which has the check under an embedder policy alone.
pub fn corp_check(
    request: &Request,
    response_headers: &Headers,
    user_agent: UserAgent<'_>,
) -> Decision {
    let mut decision = Decision::default();
    // Step 1 of the check: the mode.
    if request.mode != RequestMode::NoCors {
        return decision;
    }
    let is_secure = request.origin.ascii_serialization().starts_with("https:");
    let is_allowed = match response_headers.get("Cross-Origin-Resource-Policy").as_deref() {
        Some(b"same-origin") => request.is_same_origin(),
        // The scheme counts one way only: a secure response is not for an insecure origin.
        Some(b"same-site") => {
            same_site(
                &request.origin,
                &request.current_origin(),
                SameSiteScheme::Schemeless,
                user_agent.public_suffixes,
            ) && (is_secure || request.current_scheme() != "https")
        }
        // Any other value is as good as none.
        Some(_) | None => true,
    };
    // The end of the check, or the quirk that there is none.
    let quirks = user_agent.quirks();
    decision.violate_but_for(!is_allowed, Reason::CorpBlocked, Quirk::NoResourcePolicy, quirks);
    decision
}
