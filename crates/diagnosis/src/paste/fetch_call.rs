//! A call of `fetch()`, as developer tools copy it and people write it.

use matrix::{FetchCredentials, RequestApi};
use url::Url;

use crate::http_text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::headers_json::header_fields;
use crate::paste::literal::{LiteralValue, lacks_url, read_arguments};
use crate::paste::pasted_request::PastedRequest;
use crate::paste::text_lines::TextLine;

/// Returns whether a line begins such a call.
pub(crate) fn begins(text: &str) -> bool {
    call(text).is_some()
}

/// Returns where the arguments of the call in a line begin.
fn call(line: &str) -> Option<usize> {
    let words = ["await ", "return ", "const ", "let ", "var ", "window.", "fetch("];
    if !words.iter().any(|word| line.starts_with(word)) {
        return None;
    }
    line.find("fetch(").map(|at| at + "fetch(".len())
}

/// Reads the call that begins in a line; returns where it ends.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let TextLine { start, text: line } = TextLine::indented(text, start);
    let at = start + call(line).unwrap_or_default();
    let (arguments, end) = read_arguments(text, at)?;
    let mut request = PastedRequest::default();
    let url = arguments.first().and_then(|url| request.set_written_url(url));
    url.ok_or_else(|| lacks_url(text, at))?;
    let nothing = LiteralValue::Object(Vec::new());
    apply(arguments.get(1).unwrap_or(&nothing), &mut request);
    builder.recognize(PasteFormat::FetchCall);
    builder.request(request);
    Ok(end)
}

fn apply(options: &LiteralValue, request: &mut PastedRequest) {
    let text = |name: &str| options.member(name).and_then(LiteralValue::as_text);
    request.method = Some(text("method").unwrap_or("GET").to_owned());
    request.headers = options.member("headers").map(header_fields).unwrap_or_default();
    request.referrer = text("referrer").and_then(|url| Url::parse(url).ok()).filter(Url::has_host);
    let credentials = match text("credentials") {
        Some("include") => FetchCredentials::Include,
        Some("omit") => FetchCredentials::Omit,
        _ => FetchCredentials::SameOrigin,
    };
    // Programs that are no browser are given the cookies as a field.
    if request.header("Cookie").is_none() {
        request.api = Some(match text("mode") {
            Some("no-cors") => RequestApi::FetchNoCors(credentials),
            _ => RequestApi::Fetch(credentials),
        });
    }
}
