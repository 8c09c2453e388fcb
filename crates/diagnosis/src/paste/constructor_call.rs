//! A script that makes an `EventSource` or a `WebSocket`: its constructor makes the request.

use matrix::{RequestApi, RequestMechanism};

use crate::http::text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::literal::LiteralValue;
use crate::paste::pasted_request::PastedRequest;
use crate::paste::text_lines::TextLine;
use crate::paste::written_option::{WrittenOption, ignored_options};

const EVENT_SOURCE: &str = "new EventSource(";
const WEB_SOCKET: &str = "new WebSocket(";

/// Returns whether a line begins such a statement.
pub(crate) fn begins(text: &str) -> bool {
    [EVENT_SOURCE, WEB_SOCKET].iter().any(|constructor| {
        let before = text.split_once(constructor).map(|(before, _)| before.trim_end());
        before.is_some_and(|before| before.is_empty() || before.ends_with(['=', '(']))
    })
}

/// Reads the statement that begins in a line; returns where it ends.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let TextLine { start, text: line } = TextLine::indented(text, start);
    let is_socket = line.contains(WEB_SOCKET);
    let constructor = if is_socket { WEB_SOCKET } else { EVENT_SOURCE };
    let at = start + line.find(constructor).unwrap_or_default() + constructor.len();
    let (arguments, end) = builder.arguments(text, at)?;
    let mut request = PastedRequest { method: Some("GET".to_owned()), ..PastedRequest::default() };
    request.take_url(arguments.first(), text, at);
    let mechanism = if is_socket {
        Some(RequestMechanism::WebSocket)
    } else {
        event_source(arguments.get(1), &mut request)
    };
    request.api = mechanism.map(RequestApi::Mechanism);
    builder.recognize(PasteFormat::ScriptCall);
    builder.request(request);
    Ok(end)
}

/// Returns how an `EventSource` with these options makes its request; `None` where they do not show
/// it.
///
/// Spec: [HTML, the EventSource interface](https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface).
fn event_source(
    options: Option<&LiteralValue>,
    request: &mut PastedRequest,
) -> Option<RequestMechanism> {
    let written = match options {
        Some(LiteralValue::Other(written)) if !matches!(written.as_str(), "null" | "undefined") => {
            WrittenOption::Expression(written)
        }
        Some(options) => {
            request.ignored = ignored_options(options, &["withCredentials"]);
            WrittenOption::of(options.member("withCredentials"))
        }
        None => WrittenOption::Absent,
    };
    match written {
        WrittenOption::Word("true") => Some(RequestMechanism::EventSourceWithCredentials),
        WrittenOption::Absent | WrittenOption::Word(_) => Some(RequestMechanism::EventSource),
        WrittenOption::Expression(written) => {
            request.unknown.push(written.to_owned());
            None
        }
    }
}
