//! Calls of axios and of jQuery, as people write them: both make an `XMLHttpRequest`.

use matrix::{RequestApi, UploadEvents};

use crate::http_text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::headers_json::header_fields;
use crate::paste::literal::{LiteralValue, lacks_url, read_arguments};
use crate::paste::pasted_request::PastedRequest;
use crate::paste::text_lines::TextLine;

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

/// Returns the form of the call in a line, and where its arguments begin.
fn call(line: &str) -> Option<(CallForm, usize)> {
    let words = ["await ", "return ", "const ", "let ", "var "];
    CALLS.iter().find_map(|(name, form)| {
        let at = line.find(name)?;
        let is_first = at == 0 || words.iter().any(|word| line.starts_with(word));
        is_first.then_some((*form, at + name.len()))
    })
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
    let is_of_axios = line.contains("axios");
    let request = request(form, &arguments, is_of_axios).ok_or_else(|| lacks_url(text, begin))?;
    builder.recognize(PasteFormat::ScriptCall);
    builder.request(request);
    Ok(end)
}

fn request(form: CallForm, arguments: &[LiteralValue], is_of_axios: bool) -> Option<PastedRequest> {
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
    let is_true = |value: Option<&LiteralValue>| {
        value.and_then(LiteralValue::as_text).is_some_and(|word| word == "true")
    };
    let credentials = member("xhrFields").unwrap_or(settings).member("withCredentials");
    let method = method.or(text("method")).or(text("type")).unwrap_or("GET").to_ascii_uppercase();
    let mut headers = member("headers").map(header_fields).unwrap_or_default();
    let body = if place == 2 { arguments.get(1) } else { member("data") };
    let content_type = match text("contentType") {
        Some("false") | None => {
            (is_of_axios && sends_json(&method, body)).then_some("application/json")
        }
        written => written,
    };
    let is_content_type = |(name, _): &(String, String)| name.eq_ignore_ascii_case("Content-Type");
    if let Some(content_type) = content_type
        && !headers.iter().any(is_content_type)
    {
        headers.push(("Content-Type".to_owned(), content_type.to_owned()));
    }
    let mut request = PastedRequest {
        method: Some(method),
        headers,
        api: Some(RequestApi::Xhr {
            with_credentials: is_true(credentials),
            upload: UploadEvents::Ignored,
        }),
        ..PastedRequest::default()
    };
    request.set_written_url(url.or(member("url"))?)?;
    Some(request)
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
