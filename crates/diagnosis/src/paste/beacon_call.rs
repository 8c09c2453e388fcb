//! A call of `navigator.sendBeacon()`.

use matrix::{RequestApi, RequestMechanism};

use crate::http::text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::pasted_request::PastedRequest;
use crate::paste::text_lines::TextLine;

const CALL: &str = "navigator.sendBeacon(";

/// Returns whether a line begins such a call.
pub(crate) fn begins(text: &str) -> bool {
    ["", "return ", "await ", "window."]
        .iter()
        .any(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with(CALL)))
}

/// Reads the call that begins in a line; returns where it ends.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let TextLine { start, text: line } = TextLine::indented(text, start);
    let at = start + line.find(CALL).unwrap_or_default() + CALL.len();
    let (arguments, end) = builder.arguments(text, at)?;
    let mut request = PastedRequest {
        method: Some("POST".to_owned()),
        api: Some(RequestApi::Mechanism(RequestMechanism::Beacon)),
        ..PastedRequest::default()
    };
    request.take_url(arguments.first(), text, at);
    request.take_body(arguments.get(1));
    builder.recognize(PasteFormat::ScriptCall);
    builder.request(request);
    Ok(end)
}
