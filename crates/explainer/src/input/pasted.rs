//! What options and a paste say together. Where both say something, they must agree.

use diagnosis::paste::{PastedRequest, ReadPaste};
use diagnosis::script_headers;
use matrix::{ContentKind, FetchCredentials, RequestApi, RequestMechanism};
use spec_model::fetch::normalize_method;
use url::Url;

use crate::input::explain_input::ExplainInput;
use crate::input::input_problem::InputProblem;
use crate::input::story_parts::chosen_api;

/// What was said about a request.
pub(super) struct GivenRequest {
    pub(super) page: Url,
    pub(super) url: Url,
    pub(super) api: RequestApi,
    pub(super) method: String,
    pub(super) headers: Vec<(String, String)>,
    /// What nobody said and is assumed.
    pub(super) notes: Vec<String>,
}

/// Returns the request that options and a paste make together; `fields` are those of the options.
pub(super) fn given_request(
    explain: &ExplainInput,
    fields: Vec<(String, String)>,
    paste: Option<&ReadPaste>,
) -> Result<GivenRequest, InputProblem> {
    let unknown = PastedRequest::default();
    let pasted = paste.and_then(ReadPaste::first_request).unwrap_or(&unknown);
    let page = page(explain, pasted)?;
    let url = url(explain, pasted)?;
    let headers = headers(fields, pasted)?;
    let client = explain.frames.last().unwrap_or(&page);
    let chosen = chosen_api(&explain.story, explain.credentials)?;
    let (api, assumption) = if is_websocket(&url) {
        (handshake(explain)?, None)
    } else {
        api(chosen, pasted, client.origin() == url.origin())?
    };
    let method = method(explain, pasted, api)?;
    let notes = assumption.into_iter().chain(app_note(&page)).collect();
    Ok(GivenRequest { page, url, api, method, headers, notes })
}

/// Returns whether a script wants to read the response: not so for a navigation or an image, nor
/// for the handshake of a WebSocket.
pub(super) fn script_reads(api: RequestApi) -> bool {
    match api {
        RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Xhr { .. } => true,
        RequestApi::Mechanism(mechanism) => match mechanism.content() {
            ContentKind::EventStream => true,
            ContentKind::Text => !matches!(
                mechanism,
                RequestMechanism::Beacon | RequestMechanism::Prefetch | RequestMechanism::WebSocket
            ),
            ContentKind::Document
            | ContentKind::Font
            | ContentKind::Image
            | ContentKind::Media
            | ContentKind::Script
            | ContentKind::Style => false,
        },
    }
}

pub(super) fn is_websocket(url: &Url) -> bool {
    matches!(url.scheme(), "ws" | "wss")
}

/// A handshake is no call of `fetch`, and always has credentials.
fn handshake(explain: &ExplainInput) -> Result<RequestApi, InputProblem> {
    if explain.credentials.is_some() {
        return Err(InputProblem::WebSocketOption { option: "--credentials" });
    }
    if explain.story.mechanism.is_some_and(|choice| !choice.is_websocket()) {
        return Err(InputProblem::WebSocketOption { option: "--mechanism" });
    }
    if !explain.request_headers.is_empty() {
        return Err(InputProblem::WebSocketOption { option: "--request-header" });
    }
    if explain.method.as_deref().is_some_and(|method| normalize_method(method) != "GET") {
        return Err(InputProblem::WebSocketOption { option: "--method" });
    }
    Ok(RequestApi::Mechanism(RequestMechanism::WebSocket))
}

/// Says what is known of pages of apps.
fn app_note(page: &Url) -> Option<String> {
    let scheme = page.scheme();
    (!matches!(scheme, "http" | "https")).then(|| {
        format!(
            "the page has a scheme of its own, `{scheme}`, as in the web view of an app: another \
             site than every API. No recording covers this; WKWebView on iOS also blocks cookies \
             of third parties"
        )
    })
}

fn contradiction(option: &'static str, given: &str, pasted: &str) -> InputProblem {
    InputProblem::Contradiction { option, given: given.to_owned(), pasted: pasted.to_owned() }
}

fn page(explain: &ExplainInput, pasted: &PastedRequest) -> Result<Url, InputProblem> {
    let read = pasted.page();
    let Some(page) = &explain.page else {
        return read.ok_or(InputProblem::PageUnknown);
    };
    // Frames make requests in their own name.
    let client = explain.frames.last().unwrap_or(page);
    match read {
        Some(read) if !has_origin_of(&read, client) => {
            let option = if explain.frames.is_empty() { "--page" } else { "--frame" };
            Err(contradiction(option, client.as_str(), read.as_str()))
        }
        Some(_) | None => Ok(page.clone()),
    }
}

/// Schemes of apps have origins too, by which their pages are known.
fn has_origin_of(one: &Url, other: &Url) -> bool {
    let origin = |url: &Url| {
        (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port_or_known_default())
    };
    origin(one) == origin(other)
}

fn url(explain: &ExplainInput, pasted: &PastedRequest) -> Result<Url, InputProblem> {
    match (&explain.request, &pasted.url) {
        (Some(given), Some(read)) if !pasted.is_for(given) => {
            Err(contradiction("--request", given.as_str(), read.as_str()))
        }
        (Some(given), _) => Ok(given.clone()),
        (None, Some(read)) => Ok(read.clone()),
        (None, None) => Err(InputProblem::RequestUnknown),
    }
}

fn method(
    explain: &ExplainInput,
    pasted: &PastedRequest,
    api: RequestApi,
) -> Result<String, InputProblem> {
    let given = explain.method.as_deref().map(normalize_method);
    let read = pasted.method.as_deref().map(normalize_method);
    match (given, read) {
        (Some(given), Some(read)) if given != read => Err(contradiction("--method", &given, &read)),
        (Some(method), _) | (None, Some(method)) => Ok(method),
        (None, None) => Ok(api.method().to_owned()),
    }
}

fn headers(
    given: Vec<(String, String)>,
    pasted: &PastedRequest,
) -> Result<Vec<(String, String)>, InputProblem> {
    let mut headers = script_headers(&pasted.headers);
    for (name, value) in given {
        match headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            Some((_, read)) if *read != value => {
                let line = |value: &str| format!("{name}: {value}");
                return Err(contradiction("--request-header", &line(&value), &line(read)));
            }
            Some(_) => {}
            None => headers.push((name, value)),
        }
    }
    Ok(headers)
}

/// Returns by which means the request is made. A request that carried cookies was made with
/// credentials, whatever its text lacks.
fn api(
    given: Option<RequestApi>,
    pasted: &PastedRequest,
    is_same_origin: bool,
) -> Result<(RequestApi, Option<String>), InputProblem> {
    let include = RequestApi::Fetch(FetchCredentials::Include);
    match (given, pasted.known_api()) {
        (Some(given), Some(read)) if given != read => {
            Err(contradiction("--credentials", &given.to_string(), &read.to_string()))
        }
        (Some(api), _) | (None, Some(api)) => Ok((api, None)),
        (None, None) if pasted.header("Cookie").is_some() && !is_same_origin => {
            let note = "the request carried cookies, so credentials mode include is assumed";
            Ok((include, Some(note.to_owned())))
        }
        (None, None) => {
            let same_origin = RequestApi::Fetch(FetchCredentials::SameOrigin);
            let is_request = pasted.url.is_some() && !is_same_origin;
            let note = is_request.then(|| {
                "the credentials mode is unknown; same-origin is assumed, the default of fetch \
                 (--credentials sets another)"
                    .to_owned()
            });
            Ok((same_origin, note))
        }
    }
}
