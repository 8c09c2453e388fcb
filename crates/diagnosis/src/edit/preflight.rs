//! The least change to the response to a preflight after which it allows the request.

use matrix::RequestApi;
use spec_model::QuirkSet;
use spec_model::fetch::{
    Headers, cors_unsafe_request_header_names, is_cors_non_wildcard_request_header_name,
    is_cors_safelisted_method,
};

use crate::edit::list_fields::mend_lists;
use crate::http::response_head::ResponseHead;
use crate::question::Question;
use crate::question::preflight::allowing_preflight;

/// Returns the response to the preflight with what it lacks. Lists are mended and added to, not
/// replaced.
pub(super) fn completed_preflight(question: &Question) -> ResponseHead {
    let Some(given) = &question.preflight else {
        return allowing_preflight(question);
    };
    let mut head = given.clone();
    if !is_ok(head.status) {
        head.status = 204;
    }
    let with_credentials = sends_credentials(question.request.api);
    let origin = question.client_origin();
    let allowed = joined(&head, "Access-Control-Allow-Origin");
    if allowed != origin && (allowed != "*" || with_credentials) {
        head.set("Access-Control-Allow-Origin", &origin);
    }
    if with_credentials && joined(&head, "Access-Control-Allow-Credentials") != "true" {
        head.set("Access-Control-Allow-Credentials", "true");
    }
    // Where one of the lists is none, the browser allows nothing.
    for name in ["Access-Control-Allow-Methods", "Access-Control-Allow-Headers"] {
        mend_lists(&mut head, name);
    }
    let method = &question.request.method;
    let methods = tokens(&head, "Access-Control-Allow-Methods");
    let any = |tokens: &[String]| !with_credentials && tokens.iter().any(|token| token == "*");
    if !is_cors_safelisted_method(method) && !methods.contains(method) && !any(&methods) {
        head.add_to_list("Access-Control-Allow-Methods", method);
    }
    let fields = question.request.headers.iter();
    let fields = fields.map(|(name, value)| (name.clone(), value.clone().into_bytes()));
    let listed = tokens(&head, "Access-Control-Allow-Headers");
    for name in cors_unsafe_request_header_names(&Headers(fields.collect()), QuirkSet::NONE) {
        let by_wildcard = any(&listed) && !is_cors_non_wildcard_request_header_name(&name);
        if !by_wildcard && !listed.iter().any(|one| one.eq_ignore_ascii_case(&name)) {
            head.add_to_list("Access-Control-Allow-Headers", &name);
        }
    }
    head
}

/// Returns whether this is an ok status.
pub(super) fn is_ok(status: u16) -> bool {
    (200..300).contains(&status)
}

pub(crate) fn sends_credentials(api: RequestApi) -> bool {
    match api {
        RequestApi::Fetch(credentials) | RequestApi::FetchNoCors(credentials) => {
            credentials == matrix::FetchCredentials::Include
        }
        RequestApi::Xhr { with_credentials, .. } => with_credentials,
        RequestApi::Mechanism(_) => true,
    }
}

fn joined(head: &ResponseHead, name: &str) -> String {
    head.values(name).map(str::trim).collect::<Vec<_>>().join(", ")
}

pub(super) fn tokens(head: &ResponseHead, name: &str) -> Vec<String> {
    head.values(name).flat_map(|value| value.split(',')).map(|one| one.trim().to_owned()).collect()
}
