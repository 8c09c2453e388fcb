//! From what somebody says of a story to its parts.

use diagnosis::{DocumentPlace, FollowUpRequest, FollowUpSource, PriorCookie, Question};
use matrix::{FetchCredentials, RequestApi, RequestMechanism};
use run_model::plan::RequestScript;
use url::Url;

use crate::input::explain_input::StoryInput;
use crate::input::input_field::InputField;
use crate::input::input_problem::InputProblem;
use crate::input::pasted::is_websocket;

/// How long before a request its cookies are taken to be set, where nobody says it: so long that
/// what a browser allows to new cookies alone does not count.
const PRIOR_AGE_SECS: i64 = 10 * 60;

/// Returns how the request is made, in a frame or in none, where somebody says it.
pub(super) fn chosen_api(
    story: &StoryInput,
    credentials: Option<RequestApi>,
    is_in_frame: bool,
) -> Result<Option<RequestApi>, InputProblem> {
    let Some(choice) = story.mechanism else { return Ok(credentials) };
    choice.api(credentials, is_in_frame).map(Some).map_err(|problem| {
        InputProblem::MechanismCredentials {
            mechanism: InputField::Mechanism,
            credentials: InputField::Credentials,
            problem,
        }
    })
}

/// Returns the URL whose response set the cookies that are there before, where nobody says it: the
/// request's, and for a WebSocket the one of its host with the page's scheme.
fn usual_setter(question: &Question) -> Url {
    let mut url = question.url.clone();
    if is_websocket(&url) {
        // Each is a special scheme, so one can take the place of the other.
        _ = url.set_scheme(question.page.scheme());
    }
    url
}

/// Gives a question the cookies that were there before, and the later request.
pub(super) fn add_story(story: &StoryInput, question: &mut Question) -> Result<(), InputProblem> {
    let is_there = |line| match &story.have_from {
        Some(url) => PriorCookie::Visit { url: url.clone(), line },
        None => PriorCookie::there(usual_setter(question), line),
    };
    let have = story.have.iter().flat_map(|line| lines_of(line));
    let there = have.map(is_there);
    let scripts = story.script_sets.iter().map(|line| PriorCookie::Script { line: assigned(line) });
    question.prior = there.chain(scripts).collect();
    question.prior_age_secs = PRIOR_AGE_SECS;
    let Some(url) = &story.then else { return Ok(()) };
    let before = question.document_after();
    let is_same_page = story.then_page.is_none() && story.then_frames.is_empty();
    let page = story.then_page.clone().unwrap_or(before.page);
    let frames = if is_same_page { before.frames } else { story.then_frames.clone() };
    let credentials = story.then_credentials;
    let api = match story.then_mechanism {
        Some(choice) if is_websocket(url) && !choice.is_websocket() => {
            return Err(InputProblem::WebSocketField { field: InputField::ThenMechanism });
        }
        Some(choice) => choice
            .api(credentials.or(choice.with_credentials()), !frames.is_empty())
            .map_err(|problem| InputProblem::MechanismCredentials {
            mechanism: InputField::ThenMechanism,
            credentials: InputField::ThenCredentials,
            problem,
        })?,
        None if is_websocket(url) && credentials.is_some() => {
            return Err(InputProblem::WebSocketField { field: InputField::ThenCredentials });
        }
        None if is_websocket(url) => RequestApi::Mechanism(RequestMechanism::WebSocket),
        None => credentials.unwrap_or(match question.request.api {
            RequestApi::Xhr { upload, .. } => RequestApi::Xhr { with_credentials: true, upload },
            RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Mechanism(_) => {
                RequestApi::Fetch(FetchCredentials::Include)
            }
        }),
    };
    let after_secs = story.after.map_or(0, |after| i64::try_from(after.as_secs()).unwrap_or(0));
    question.follow_up = Some(FollowUpRequest {
        document: DocumentPlace { page, frames },
        url: url.clone(),
        request: RequestScript::bare(api),
        after_secs,
    });
    question.follow_up_source = FollowUpSource::Asked;
    Ok(())
}

/// Returns the lines that set the cookies of a field: of `Set-Cookie`, whether its name stands in
/// front of it or not, or of the `Cookie` of a request, whose cookies have no attributes.
fn lines_of(field: &str) -> Vec<String> {
    match field.split_once(':') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("set-cookie") => {
            vec![value.trim().to_owned()]
        }
        Some((name, value)) if name.trim().eq_ignore_ascii_case("cookie") => {
            let pairs = value.split(';').map(str::trim).filter(|pair| !pair.is_empty());
            pairs.map(str::to_owned).collect()
        }
        Some(_) | None => vec![field.to_owned()],
    }
}

/// Returns what a script writes to `document.cookie`, where the whole assignment is given.
fn assigned(line: &str) -> String {
    let Some((target, value)) = line.split_once('=') else { return line.to_owned() };
    if !matches!(target.trim(), "document.cookie" | "window.document.cookie") {
        return line.to_owned();
    }
    let value = value.trim().trim_end_matches(';').trim_end();
    let quoted = ['"', '\'', '`']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)));
    quoted.unwrap_or(value).to_owned()
}
