//! Calls of axios, jQuery and Angular, as people write them: all make an `XMLHttpRequest`.

use matrix::{RequestApi, UploadEvents};
use url::Url;

use crate::http_text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::call_body::CallBody;
use crate::paste::call_defaults::{CallDefaults, CallLibrary};
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::literal::{LiteralValue, lacks_url, read_arguments};
use crate::paste::pasted_request::PastedRequest;
use crate::paste::text_lines::TextLine;
use crate::paste::written_option::{WrittenOption, take_headers};

/// What the arguments of a call are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CallForm {
    /// Settings, perhaps behind the URL.
    Settings,
    /// The URL and settings, of a request with this method.
    UrlSettings(&'static str),
    /// The URL, a body and settings, of a request with this method.
    UrlBodySettings(&'static str),
}

const CALLS: [(&str, CallForm); 16] = [
    ("axios(", CallForm::Settings),
    ("axios.request(", CallForm::Settings),
    ("axios.delete(", CallForm::UrlSettings("DELETE")),
    ("axios.get(", CallForm::UrlSettings("GET")),
    ("axios.head(", CallForm::UrlSettings("HEAD")),
    ("axios.options(", CallForm::UrlSettings("OPTIONS")),
    ("axios.patch(", CallForm::UrlBodySettings("PATCH")),
    ("axios.post(", CallForm::UrlBodySettings("POST")),
    ("axios.put(", CallForm::UrlBodySettings("PUT")),
    ("$.ajax(", CallForm::Settings),
    ("$.get(", CallForm::UrlSettings("GET")),
    ("$.getJSON(", CallForm::UrlSettings("GET")),
    ("$.post(", CallForm::UrlSettings("POST")),
    ("jQuery.ajax(", CallForm::Settings),
    ("jQuery.get(", CallForm::UrlSettings("GET")),
    ("jQuery.post(", CallForm::UrlSettings("POST")),
];

/// Returns whether a line begins such a call.
pub(crate) fn begins(text: &str) -> bool {
    call(text).is_some()
}

/// What Angular's `HttpClient` is called.
const ANGULAR_CLIENTS: [&str; 3] = ["this.http.", "this.httpClient.", "httpClient."];

/// Returns the form of the call in a line, and where its arguments begin.
fn call(line: &str) -> Option<(CallForm, usize)> {
    let words = ["await ", "return ", "const ", "let ", "var "];
    let is_first = |at: usize| at == 0 || words.iter().any(|word| line.starts_with(word));
    let of_name = |(name, form): &(&str, CallForm)| {
        let at = line.find(name).filter(|at| is_first(*at))?;
        Some((*form, at + name.len()))
    };
    CALLS.iter().find_map(of_name).or_else(|| {
        let client = ANGULAR_CLIENTS.iter().find_map(|client| {
            let at = line.find(client).filter(|at| is_first(*at))?;
            Some(at + client.len())
        })?;
        angular_call(line, client)
    })
}

/// Returns the form of the method of Angular's client that is called here, and where its arguments
/// begin, behind the type of its result.
fn angular_call(line: &str, at: usize) -> Option<(CallForm, usize)> {
    let (name, rest) = line[at..].split_at(line[at..].find(['(', '<'])?);
    let form = match name {
        "delete" => CallForm::UrlSettings("DELETE"),
        "get" => CallForm::UrlSettings("GET"),
        "head" => CallForm::UrlSettings("HEAD"),
        "options" => CallForm::UrlSettings("OPTIONS"),
        "patch" => CallForm::UrlBodySettings("PATCH"),
        "post" => CallForm::UrlBodySettings("POST"),
        "put" => CallForm::UrlBodySettings("PUT"),
        _ => return None,
    };
    Some((form, line.len() - rest.len() + rest.find('(')? + 1))
}

/// Reads the call that begins in a line; returns where it ends.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let TextLine { start, text: line } = TextLine::indented(text, start);
    let (form, at) = call(line).unwrap_or((CallForm::Settings, 0));
    let begin = start + at;
    let (arguments, end) = read_arguments(text, begin)?;
    let is_of_jquery = ["$.", "jQuery."].iter().any(|name| line.contains(name));
    let library = match (line.contains("axios"), is_of_jquery) {
        (true, _) => CallLibrary::Axios,
        (false, true) => CallLibrary::JQuery,
        (false, false) => CallLibrary::Angular,
    };
    let request = request(form, &arguments, library, builder.defaults(library));
    let request = request.ok_or_else(|| lacks_url(text, begin))?;
    builder.recognize(PasteFormat::ScriptCall);
    builder.request(request);
    Ok(end)
}

fn request(
    form: CallForm,
    arguments: &[LiteralValue],
    library: CallLibrary,
    defaults: &CallDefaults,
) -> Option<PastedRequest> {
    let nothing = LiteralValue::Object(Vec::new());
    let url = arguments.first().filter(|first| matches!(first, LiteralValue::Text(_)));
    let (method, place) = match form {
        CallForm::Settings => (None, usize::from(url.is_some())),
        CallForm::UrlSettings(method) => (Some(method), 1),
        CallForm::UrlBodySettings(method) => (Some(method), 2),
    };
    let settings = arguments.get(place).unwrap_or(&nothing);
    let member = |name: &str| settings.member(name);
    let text = |name: &str| member(name).and_then(LiteralValue::as_text);
    // Angular sends objects as JSON as well.
    let sends_objects_as_json = library != CallLibrary::JQuery;
    let method = method.or(text("method")).or(text("type")).unwrap_or("GET").to_ascii_uppercase();
    let mut request = PastedRequest::default();
    request.unknown.extend(unknown_settings(settings, library));
    let hides_credentials = !request.unknown.is_empty();
    take_headers(member("headers"), &mut request);
    for (of_method, name, value) in &defaults.headers {
        let is_meant = of_method.as_ref().is_none_or(|of_method| *of_method == method);
        if is_meant && request.header(name).is_none() {
            request.headers.push((name.clone(), value.clone()));
        }
    }
    request.unknown.extend(defaults.unknown.iter().cloned());
    let body = if place == 2 { arguments.get(1) } else { member("data") };
    let content_type = match text("contentType") {
        Some("false") | None => {
            (sends_objects_as_json && sends_json(&method, body)).then_some("application/json")
        }
        written => written,
    };
    request.set_body_type(content_type.unwrap_or_default());
    if let CallBody::Typed(kind) = CallBody::of(body)
        && sends_objects_as_json
    {
        request.set_body_type(&kind);
    }
    let own = member("xhrFields").unwrap_or(settings).member("withCredentials");
    let with_credentials = match WrittenOption::of(own.or(defaults.with_credentials.as_ref())) {
        WrittenOption::Absent if hides_credentials => None,
        WrittenOption::Absent => Some(false),
        WrittenOption::Word(word) => Some(word == "true"),
        WrittenOption::Expression(_) => None,
    };
    request.method = Some(method);
    request.api = with_credentials.map(|with_credentials| RequestApi::Xhr {
        with_credentials,
        upload: UploadEvents::Ignored,
    });
    let url = url.or(member("url"))?;
    match (url, &defaults.base_url) {
        (LiteralValue::Text(path), Some(base)) if Url::parse(path).is_err() => {
            let (base, path) = (base.trim_end_matches('/'), path.trim_start_matches('/'));
            request.set_written_url(&LiteralValue::Text(format!("{base}/{path}")))?;
        }
        _ => request.set_written_url(url)?,
    }
    Some(request)
}

/// Returns the settings whose values a call does not show: a variable in place of all, or one that
/// is spread. In place of settings jQuery takes data and functions.
fn unknown_settings(settings: &LiteralValue, library: CallLibrary) -> Vec<String> {
    match settings {
        LiteralValue::Object(members) => {
            let spread = members.iter().filter(|(name, _)| name.starts_with("..."));
            spread.map(|(name, _)| name.clone()).collect()
        }
        LiteralValue::Other(word)
            if library != CallLibrary::JQuery && !matches!(word.as_str(), "null" | "undefined") =>
        {
            vec![word.clone()]
        }
        LiteralValue::List(_) | LiteralValue::Other(_) | LiteralValue::Text(_) => Vec::new(),
    }
}

/// Returns whether axios sends a body as JSON: an object, and a variable most likely holds one.
fn sends_json(method: &str, body: Option<&LiteralValue>) -> bool {
    let has_body = matches!(method, "PATCH" | "POST" | "PUT");
    let is_name = |word: &str| word.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    has_body
        && match body {
            Some(LiteralValue::List(_) | LiteralValue::Object(_)) => true,
            Some(LiteralValue::Other(word)) => {
                is_name(word) && !matches!(word.as_str(), "null" | "undefined" | "formData")
            }
            Some(LiteralValue::Text(_)) | None => false,
        }
}
