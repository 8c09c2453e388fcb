//! Messages of browsers in a paste: what they say of the request, and what is left of the paste.

use diagnosis::console::{ConsoleMessage, ConsoleText, read_console};
use diagnosis::http_text::HttpTextProblem;
use diagnosis::paste::parse_response;
use matrix::{FetchCredentials, RequestApi};

use crate::input::explain_input::ExplainInput;
use crate::input::input_text::InputText;

/// What somebody gives, with the messages of browsers taken out of the paste.
pub(crate) struct MessagesInput {
    /// The messages, in order.
    pub(crate) messages: Vec<ConsoleMessage>,
    /// All else, with what the messages say of the request.
    pub(crate) rest: ExplainInput,
}

impl MessagesInput {
    /// Takes the messages out of a paste; `None` where there are none.
    pub(crate) fn of(input: &ExplainInput) -> Option<Self> {
        let paste = input.response.as_ref()?;
        let ConsoleText { mut messages, rest } = read_console(&paste.text);
        let first = |of: fn(&ConsoleMessage) -> Option<&url::Url>| messages.iter().find_map(of);
        let include = messages
            .iter()
            .any(ConsoleMessage::has_credentials)
            .then_some(RequestApi::Fetch(FetchCredentials::Include));
        let is_blank = rest.trim().is_empty();
        let rest = ExplainInput {
            page: input.page.clone().or_else(|| first(|one| one.page.as_ref()).cloned()),
            request: input.request.clone().or_else(|| first(ConsoleMessage::requested).cloned()),
            credentials: match input.story.mechanism {
                None => input.credentials.or(include),
                Some(_) => input.credentials,
            },
            response: (!is_blank).then(|| InputText { name: paste.name.clone(), text: rest }),
            ..input.clone()
        };
        // What options say completes a message.
        let client = input.frames.last().or(input.page.as_ref());
        for message in &mut messages {
            message.page = message.page.take().or_else(|| client.cloned());
            message.url = message.url.take().or_else(|| input.request.clone());
        }
        (!messages.is_empty()).then_some(Self { messages, rest })
    }

    /// Returns whether nothing but the messages is there to judge.
    pub(crate) fn is_alone(&self) -> bool {
        let ExplainInput { response, response_headers, preflight_response, story, .. } = &self.rest;
        response.as_ref().is_none_or(is_no_response)
            && response_headers.is_empty()
            && preflight_response.is_none()
            && story.have.is_empty()
            && story.script_sets.is_empty()
    }
}

/// Returns whether a text holds nothing that could be judged, such as a stack trace below a
/// message.
fn is_no_response(text: &InputText) -> bool {
    let problem = parse_response(&text.text).err().map(|error| error.problem);
    matches!(
        problem,
        Some(
            HttpTextProblem::BadName
                | HttpTextProblem::IsCode
                | HttpTextProblem::NoColon
                | HttpTextProblem::UnknownMessage
        )
    ) && !text.text.contains("HTTP/")
}
