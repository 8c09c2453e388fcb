//! Which headers of a CORS response script can read.

use super::headers::{
    ListForm, is_cors_safelisted_response_header_name, is_forbidden_response_header_name,
};
use super::{CredentialsMode, Headers, Request, ResponseTainting};
use crate::decision::Decision;
use crate::quirk::{Quirk, QuirkSet};
use crate::reason::Reason;

/// Decides whether script can read a response header of this name, given that it can read the
/// response.
///
/// Spec: [Fetch, CORS filtered
/// response](https://fetch.spec.whatwg.org/#concept-filtered-response-cors), with the CORS-exposed
/// header-name list of [§4.1](https://fetch.spec.whatwg.org/#concept-main-fetch).
pub fn header_exposure(
    request: &Request,
    response_headers: &Headers,
    name: &str,
    quirks: QuirkSet,
) -> Decision {
    let mut decision = Decision::default();
    if is_forbidden_response_header_name(name) {
        decision.violate(Reason::SetCookieNeverExposed);
        return decision;
    }
    if request.response_tainting == ResponseTainting::Basic
        || is_cors_safelisted_response_header_name(name)
    {
        return decision;
    }
    // A list that is malformed exposes nothing.
    let field = "Access-Control-Expose-Headers";
    let names = match response_headers.extract_items(field, ListForm::Tokens) {
        Ok(names) => names.unwrap_or_default(),
        // Quirk: its wildcard counts.
        Err(_)
            if response_headers.lists(field, b"*")
                && decision.departs(true, Quirk::ExposesByWildcardBesideANonToken, quirks) =>
        {
            vec!["*".to_owned()]
        }
        Err(_) => Vec::new(),
    };
    if names.iter().any(|listed| listed.eq_ignore_ascii_case(name)) {
        return decision;
    }
    let has_wildcard = names.iter().any(|listed| listed == "*");
    let is_include = request.credentials_mode == CredentialsMode::Include;
    let reason = match has_wildcard {
        true => Reason::AcehWildcardWithCredentials,
        false => Reason::AcehNotListed,
    };
    // The filter, or the quirk that there is none.
    let is_hidden = !has_wildcard || is_include;
    decision.violate_but_for(is_hidden, reason, Quirk::AllFieldsExposed, quirks);
    decision
}
