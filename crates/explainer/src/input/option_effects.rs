//! Options that say something about the request that cannot be: they are errors, so that nobody
//! takes the answer for one that heeds them.

use diagnosis::UserGoal;
use matrix::{RequestApi, RequestMechanism};
use spec_model::fetch::{is_forbidden_request_header, normalize_method};

use crate::input::explain_input::ExplainInput;
use crate::input::input_problem::InputProblem;
use crate::input::pasted::script_reads;

/// Checks that each option about the request has an effect on one that is made so; `fields` are
/// the header fields of the options.
pub(super) fn check_effects(
    explain: &ExplainInput,
    fields: &[(String, String)],
    api: RequestApi,
) -> Result<(), InputProblem> {
    let no_effect = |option, why: String| Err(InputProblem::NoEffect { option, why });
    let is_forbidden =
        |(name, value): &&(String, String)| is_forbidden_request_header(name, value.as_bytes());
    if let Some((name, _)) = fields.iter().find(is_forbidden) {
        let why = match name.to_ascii_lowercase().as_str() {
            "cookie" => "no script sets `Cookie`; --have says which cookies are there".to_owned(),
            _ => format!("no script sets `{name}`, which is up to the browser"),
        };
        return no_effect("--request-header", why);
    }
    if !is_call(api) {
        let own = api.method();
        if explain.method.as_deref().is_some_and(|method| normalize_method(method) != own) {
            return no_effect("--method", format!("the request of `{api}` is a {own}"));
        }
        if !explain.request_headers.is_empty() {
            return no_effect("--request-header", format!("no script adds fields to `{api}`"));
        }
    }
    if explain.read_field.is_some() {
        if !script_reads(api) {
            return no_effect("--read-field", format!("no script reads the response to `{api}`"));
        }
        if !explain.goals.contains(&UserGoal::Response) {
            return no_effect("--read-field", "--want leaves out `response`".to_owned());
        }
    }
    Ok(())
}

/// Returns whether a script makes the request by a call that takes a method and header fields.
fn is_call(api: RequestApi) -> bool {
    match api {
        RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Xhr { .. } => true,
        RequestApi::Mechanism(mechanism) => matches!(
            mechanism,
            RequestMechanism::DedicatedWorker
                | RequestMechanism::FetchKeepalive
                | RequestMechanism::ServiceWorker
                | RequestMechanism::SharedWorker
        ),
    }
}
