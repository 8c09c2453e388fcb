//! Fields that say something about the request that cannot be: they are errors, so that nobody
//! takes the answer for one that heeds them.

use diagnosis::UserGoal;
use matrix::{RequestApi, RequestMechanism};
use spec_model::fetch::{is_forbidden_request_header, normalize_method};

use crate::input::explain_input::ExplainInput;
use crate::input::input_field::InputField;
use crate::input::input_problem::InputProblem;
use crate::input::no_effect_reason::NoEffectReason;
use crate::input::pasted::script_reads;

/// Checks that each field about the request has an effect on one that is made so; `lines` are the
/// header fields that the script adds.
pub(super) fn check_effects(
    explain: &ExplainInput,
    lines: &[(String, String)],
    api: RequestApi,
) -> Result<(), InputProblem> {
    let no_effect = |field, why| Err(InputProblem::NoEffect { field, why });
    let is_forbidden =
        |(name, value): &&(String, String)| is_forbidden_request_header(name, value.as_bytes());
    if let Some((name, _)) = lines.iter().find(is_forbidden) {
        let why = if name.eq_ignore_ascii_case("Cookie") {
            NoEffectReason::CookieField
        } else {
            NoEffectReason::ForbiddenField(name.clone())
        };
        return no_effect(InputField::RequestHeaders, why);
    }
    if !is_call(api) {
        let own = api.method();
        if explain.method.as_deref().is_some_and(|method| normalize_method(method) != own) {
            return no_effect(InputField::Method, NoEffectReason::OwnMethod(api));
        }
        let is_of_body = |(name, _): &(String, String)| {
            api == RequestApi::Mechanism(RequestMechanism::Beacon)
                && name.eq_ignore_ascii_case("Content-Type")
        };
        if !lines.iter().all(is_of_body) {
            return no_effect(InputField::RequestHeaders, NoEffectReason::AddsNoFields(api));
        }
    }
    if explain.read_field.is_some() {
        if !script_reads(api) {
            return no_effect(InputField::ReadField, NoEffectReason::NobodyReads(api));
        }
        if !explain.goals.contains(&UserGoal::Response) {
            return no_effect(InputField::ReadField, NoEffectReason::ResponseNotWanted);
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
