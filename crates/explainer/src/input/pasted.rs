//! What options and a paste say together. Where both say something, they must agree.

use diagnosis::paste::{PastedExchange, PastedRequest, ReadPaste};
use diagnosis::{
    DocumentPlace, ExchangeAssumption, allows_credentials, assumed_credentials, script_headers,
};
use matrix::{
    ContentKind, FetchCredentials, FetchInit, RequestApi, RequestMechanism, ScriptRequestBody,
};
use spec_model::fetch::normalize_method;
use url::Url;

use crate::input::call_notes::{dropped_fields, ignored_options};
use crate::input::explain_input::ExplainInput;
use crate::input::input_field::InputField;
use crate::input::input_problem::InputProblem;
use crate::input::labelled_words;
use crate::input::mechanism_choice::MechanismChoice;
use crate::input::story_parts::chosen_api;

/// What was said about a request.
pub(super) struct GivenRequest {
    pub(super) document: DocumentPlace,
    /// Whether a paste shows that it came from a frame, and not whose page is around that.
    pub(super) is_page_around_unknown: bool,
    pub(super) url: Url,
    pub(super) api: RequestApi,
    pub(super) method: String,
    pub(super) headers: Vec<(String, String)>,
    /// What a call of `fetch()` says besides.
    pub(super) init: FetchInit,
    /// The body of a call.
    pub(super) body: Option<ScriptRequestBody>,
    /// The expressions of a call whose values it does not show.
    pub(super) unknown: Vec<String>,
    /// By which other means it may be made, where nobody said.
    pub(super) other_api: Option<RequestApi>,
    /// What nobody said and is assumed.
    pub(super) notes: Vec<String>,
}

/// Returns the request that options and a paste make together; `fields` are those of the options.
pub(super) fn given_request(
    explain: &ExplainInput,
    fields: Vec<(String, String)>,
    paste: Option<&ReadPaste>,
) -> Result<GivenRequest, InputProblem> {
    let mut pasted = paste.and_then(ReadPaste::first_request).unwrap_or_default();
    let document = document(explain, &pasted)?;
    let client = document.frames.last().unwrap_or(&document.page);
    pasted.resolve(client);
    let pasted = &pasted;
    let url = url(explain, pasted)?;
    check_origin(&fields, pasted, client)?;
    let headers = headers(fields, pasted)?;
    let is_in_frame = !document.frames.is_empty();
    let chosen = chosen_api(&explain.story, explain.credentials, is_in_frame)?;
    let is_allowed = paste
        .into_iter()
        .flat_map(|paste| &paste.exchanges)
        .filter_map(|exchange| exchange.response.as_ref())
        .any(allows_credentials);
    let (api, assumption) = if is_websocket(&url) {
        (handshake(explain)?, None)
    } else {
        api(chosen, pasted, client.origin() == url.origin(), is_allowed)?
    };
    let method = method(explain, pasted, api)?;
    // What options leave out has a default that they document.
    let is_seen = pasted.url.is_some();
    let other_api = assumption.as_ref().and_then(ExchangeAssumption::other_api).filter(|_| is_seen);
    let assumed = assumption.as_ref().map(|one| labelled_words::assumption(one, explain.labels));
    let only_preflight = paste.and_then(ReadPaste::main).is_some_and(PastedExchange::is_preflight);
    let unseen = only_preflight.then(|| ExchangeAssumption::NoResponse.to_string());
    let of_call = dropped_fields(&pasted.dropped).into_iter();
    let of_call = of_call.chain(ignored_options(&pasted.ignored));
    let of_frame = explain.story.mechanism.filter(|_| is_in_frame).and_then(frame_note);
    let notes = unseen.into_iter().chain(assumed).chain(of_call).chain(app_note(&document.page));
    let notes = notes.chain(of_frame).collect();
    let (init, body, unknown) = (pasted.init, pasted.body.clone(), pasted.unknown.clone());
    let is_page_around_unknown = explain.page.is_none() && pasted.is_embedded();
    Ok(GivenRequest {
        document,
        is_page_around_unknown,
        url,
        api,
        method,
        headers,
        init,
        body,
        unknown,
        other_api,
        notes,
    })
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

/// Returns whether an element of the page takes what a request gets: an image, a style sheet.
pub(super) fn is_for_element(api: RequestApi) -> bool {
    let RequestApi::Mechanism(mechanism) = api else { return false };
    match mechanism.content() {
        ContentKind::Font
        | ContentKind::Image
        | ContentKind::Media
        | ContentKind::Script
        | ContentKind::Style => true,
        ContentKind::Document | ContentKind::EventStream | ContentKind::Text => false,
    }
}

pub(super) fn is_websocket(url: &Url) -> bool {
    matches!(url.scheme(), "ws" | "wss")
}

/// A handshake is no call of `fetch`, and always has credentials.
fn handshake(explain: &ExplainInput) -> Result<RequestApi, InputProblem> {
    if explain.credentials.is_some() {
        return Err(InputProblem::WebSocketField { field: InputField::Credentials });
    }
    if explain.story.mechanism.is_some_and(|choice| !choice.is_websocket()) {
        return Err(InputProblem::WebSocketField { field: InputField::Mechanism });
    }
    if !explain.request_headers.is_empty() {
        return Err(InputProblem::WebSocketField { field: InputField::RequestHeaders });
    }
    if explain.method.as_deref().is_some_and(|method| normalize_method(method) != "GET") {
        return Err(InputProblem::WebSocketField { field: InputField::Method });
    }
    Ok(RequestApi::Mechanism(RequestMechanism::WebSocket))
}

/// Says what a navigation does in a frame where nothing names another target.
fn frame_note(choice: MechanismChoice) -> Option<String> {
    let MechanismChoice::Other(mechanism) = choice else { return None };
    (mechanism.within_frame() != mechanism).then(|| {
        let into_window = match MechanismChoice::of_mechanism(mechanism, true) {
            MechanismChoice::Other(_) => String::new(),
            choice => format!("; `{}` is the one with `target=_top`", choice.name()),
        };
        let name = mechanism.as_str();
        format!(
            "`{name}` in a frame loads the response into that frame, and is judged like a frame \
             within it{into_window}"
        )
    })
}

/// Says what is known of pages of apps.
fn app_note(page: &Url) -> Option<String> {
    let scheme = page.scheme();
    (!matches!(scheme, "http" | "https")).then(|| {
        format!(
            "the page has a scheme of its own, `{scheme}`, as in the web view of an app: another \
             site than every API. WKWebView on iOS also blocks cookies of third parties"
        )
    })
}

/// Browsers set `Origin` themselves: one of another page, or of none, belongs to another question.
fn check_origin(
    fields: &[(String, String)],
    pasted: &PastedRequest,
    client: &Url,
) -> Result<(), InputProblem> {
    let is_origin = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("Origin");
    let given = fields.iter().find(is_origin).map(|(_, value)| value.trim());
    let is_null = |origin: &&str| *origin == "null" && client.origin().is_tuple();
    let pasted = pasted.header("Origin").filter(is_null);
    let foreign = given
        .map(|origin| (InputField::RequestHeaders, origin))
        .or(pasted.map(|origin| (InputField::Response, origin)))
        .filter(|(_, origin)| {
            !Url::parse(origin).is_ok_and(|origin| has_origin_of(&origin, client))
        });
    match foreign {
        Some((field, origin)) => {
            let (origin, page) = (origin.to_owned(), client.to_string());
            Err(InputProblem::ForeignOrigin { field, origin, page })
        }
        None => Ok(()),
    }
}

fn contradiction(field: InputField, given: &str, pasted: &str) -> InputProblem {
    InputProblem::Contradiction { field, given: given.to_owned(), pasted: pasted.to_owned() }
}

/// Returns the document that makes the request. Where a paste shows that its own is in a frame, the
/// page may be another one.
fn document(explain: &ExplainInput, pasted: &PastedRequest) -> Result<DocumentPlace, InputProblem> {
    let read = pasted.page();
    let mut frames = explain.frames.clone();
    let Some(page) = &explain.page else {
        let page = read.ok_or(InputProblem::PageUnknown)?;
        return Ok(DocumentPlace { page, frames });
    };
    // Frames make requests in their own name.
    let client = frames.last().unwrap_or(page);
    match read {
        Some(read) if !has_origin_of(&read, client) => {
            if !frames.is_empty() || !pasted.is_embedded() {
                let field = if frames.is_empty() { InputField::Page } else { InputField::Frames };
                return Err(contradiction(field, client.as_str(), read.as_str()));
            }
            frames.push(read);
        }
        Some(_) | None => {}
    }
    Ok(DocumentPlace { page: page.clone(), frames })
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
            Err(contradiction(InputField::Request, given.as_str(), read.as_str()))
        }
        (Some(given), _) => Ok(given.clone()),
        (None, Some(read)) => Ok(read.clone()),
        (None, None) => match (&pasted.url_problem, &explain.response) {
            (Some(error), Some(text)) => {
                Err(text.http(InputField::Response, error, explain.labels))
            }
            (_, _) => Err(InputProblem::RequestUnknown),
        },
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
        (Some(given), Some(read)) if given != read => {
            Err(contradiction(InputField::Method, &given, &read))
        }
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
                let (given, read) = (line(&value), line(read));
                return Err(contradiction(InputField::RequestHeaders, &given, &read));
            }
            Some(_) => {}
            None => headers.push((name, value)),
        }
    }
    Ok(headers)
}

/// Returns by which means the request is made, and what is assumed of that. A request that carried
/// cookies was made with credentials, whatever its text lacks.
fn api(
    given: Option<RequestApi>,
    pasted: &PastedRequest,
    is_same_origin: bool,
    is_allowed: bool,
) -> Result<(RequestApi, Option<ExchangeAssumption>), InputProblem> {
    match (given, pasted.known_api()) {
        (Some(given), Some(read)) if given != read => {
            Err(contradiction(InputField::Credentials, &given.to_string(), &read.to_string()))
        }
        (Some(api), _) | (None, Some(api)) => Ok((api, None)),
        (None, None) if is_same_origin => {
            Ok((RequestApi::Fetch(FetchCredentials::SameOrigin), None))
        }
        (None, None) => {
            let carries_cookies = pasted.header("Cookie").is_some();
            let (api, assumption) =
                assumed_credentials(carries_cookies, is_allowed && pasted.url.is_some());
            Ok((api, Some(assumption)))
        }
    }
}
