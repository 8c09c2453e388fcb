//! A question as the request that asks it again: to be corrected on the page, or to be shared.

use diagnosis::{FollowUpSource, PriorCookie, Question, ResponseHead, ResponseSource, api_name};
use explainer::MechanismChoice;
use matrix::{RequestApi, RequestMechanism};
use url::Url;

use crate::checker_request::CheckerRequest;

/// How secrets are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecretText {
    /// As they are, for the page alone.
    Kept,
    /// With letters and digits blanked out, to be shared. Lengths stay, as rules look at them.
    Blanked,
}

impl SecretText {
    fn value(self, text: &str) -> String {
        let blank = |letter: char| if letter.is_alphanumeric() { 'x' } else { letter };
        match self {
            Self::Kept => text.to_owned(),
            Self::Blanked => text.chars().map(blank).collect(),
        }
    }

    /// Returns a line that sets a cookie. The prefix of a name stays where a value has it, as a
    /// rule looks at it.
    fn cookie_line(self, line: &str) -> String {
        let (pair, attributes) =
            line.split_once(';').map_or((line, None), |(pair, rest)| (pair, Some(rest)));
        let pair = match pair.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                format!("{name}={}", self.value(value))
            }
            Some(_) | None => {
                let prefix = if pair.contains("__") {
                    pair.rfind('-').map_or(0, |place| place + 1)
                } else {
                    0
                };
                format!("{}{}", &pair[..prefix], self.value(&pair[prefix..]))
            }
        };
        attributes.map_or(pair.clone(), |attributes| format!("{pair};{attributes}"))
    }

    fn field(self, (name, value): &(String, String)) -> String {
        const SECRET: [&str; 6] = ["auth", "cookie", "key", "secret", "session", "token"];
        let lower = name.to_ascii_lowercase();
        let is_of_cors = lower.starts_with("access-control-");
        let value = match lower.as_str() {
            "set-cookie" => self.cookie_line(value),
            _ if !is_of_cors && SECRET.iter().any(|word| lower.contains(word)) => self.value(value),
            _ => value.clone(),
        };
        format!("{name}: {value}")
    }

    fn head(self, head: &ResponseHead) -> String {
        let fields = head.headers.iter().map(|field| self.field(field));
        let lines = std::iter::once(format!("HTTP/1.1 {}", head.status)).chain(fields);
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }
}

/// Returns the request that asks a question again, with the browsers, goals and cookies of the
/// request that asked it first.
pub(crate) fn request_again(
    question: &Question,
    source: ResponseSource,
    first: &CheckerRequest,
    secrets: SecretText,
) -> CheckerRequest {
    let api = question.request.api;
    let is_own_method = question.request.method == api.method();
    let heads: Vec<String> = question.heads().map(|head| secrets.head(head)).collect();
    let mut again = CheckerRequest {
        now: question.now.0,
        page: question.page.to_string(),
        request: question.url.to_string(),
        frames: question.frames.iter().map(Url::to_string).collect(),
        method: if is_own_method { String::new() } else { question.request.method.clone() },
        request_headers: question.request.headers.iter().map(|one| secrets.field(one)).collect(),
        read_field: question.request.reads.clone().unwrap_or_default(),
        response: match source {
            ResponseSource::Given | ResponseSource::Recorded => heads.join("\n"),
            ResponseSource::Assumed => String::new(),
        },
        preflight_response: question
            .preflight
            .as_ref()
            .map_or_else(String::new, |head| secrets.head(head)),
        want: first.want.clone(),
        cookies: first.cookies.clone(),
        browsers: first.browsers.clone(),
        ..CheckerRequest::default()
    };
    let is_in_frame = !question.frames.is_empty();
    (again.mechanism, again.credentials) = means(api, &question.url, is_in_frame);
    let is_there = |prior: &PriorCookie| matches!(prior, PriorCookie::Response { .. });
    let names_no_setter = question.prior.iter().any(is_there);
    for prior in &question.prior {
        match prior {
            PriorCookie::Script { line } => again.script_sets.push(secrets.cookie_line(line)),
            PriorCookie::Visit { url, line } => {
                if !names_no_setter {
                    again.have_from = url.to_string();
                }
                again.have.push(secrets.cookie_line(line));
            }
            // Without a URL, it is one of the same document.
            PriorCookie::Response { line, .. } => again.have.push(secrets.cookie_line(line)),
        }
    }
    let is_usual = question.follow_up_source == FollowUpSource::Usual;
    if let Some(later) = question.follow_up.as_ref().filter(|_| !is_usual) {
        again.then = later.url.to_string();
        let is_in_frame = !later.document.frames.is_empty();
        (again.then_mechanism, again.then_credentials) =
            means(later.request.api, &later.url, is_in_frame);
        again.after_secs = u64::try_from(later.after_secs).unwrap_or(0);
        if later.document != question.document_after() {
            again.then_page = later.document.page.to_string();
            again.then_frames = later.document.frames.iter().map(Url::to_string).collect();
        }
    }
    again
}

/// Returns the mechanism and the credentials mode by which a request is made.
fn means(api: RequestApi, url: &Url, is_in_frame: bool) -> (String, String) {
    match api {
        // The scheme says it.
        RequestApi::Mechanism(RequestMechanism::WebSocket)
            if matches!(url.scheme(), "ws" | "wss") =>
        {
            (String::new(), String::new())
        }
        RequestApi::Mechanism(mechanism) => {
            (MechanismChoice::of_mechanism(mechanism, is_in_frame).name(), String::new())
        }
        RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Xhr { .. } => {
            (String::new(), api_name(api).to_owned())
        }
    }
}
