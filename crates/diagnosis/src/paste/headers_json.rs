//! JSON with header fields: an object, a list of names and values, or a list of pairs, bare or
//! inside an object that says more. Programs print objects in much the same way.

use url::Url;

use crate::http::response_head::ResponseHead;
use crate::http::text::{HttpTextError, HttpTextProblem};
use crate::paste::PasteFormat;
use crate::paste::cookie_table;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::header_names::{OF_REQUESTS, OF_RESPONSES, has, is_known};
use crate::paste::literal::{LiteralValue, read_literal};
use crate::paste::pasted_request::PastedRequest;
use crate::paste::printed_headers::{class_length, go_map, java_map};

/// Reads all values of JSON from a line on; returns where they end.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let mut at = text.len() - text[start..].trim_start().len();
    if let Some((headers, length)) = go_map(&text[at..]) {
        builder.recognize(PasteFormat::PrintedHeaders);
        builder.response(ResponseHead { status: 200, headers });
        return Ok(at + length);
    }
    if let Some((head, length)) = java_map(&text[at..]) {
        builder.recognize(PasteFormat::PrintedHeaders);
        builder.response(head);
        return Ok(at + length);
    }
    let class = class_length(&text[at..]);
    let format = if class == 0 { PasteFormat::HeadersJson } else { PasteFormat::PrintedHeaders };
    at += class;
    let mut found = JsonHeads::default();
    while text[at..].trim_start().starts_with(['{', '[']) {
        let (value, end) = read_literal(text, at)?;
        if value.printed_member("log").is_some_and(|log| log.printed_member("entries").is_some()) {
            let span = start..start + 1;
            return Err(HttpTextError { problem: HttpTextProblem::IsHar, span });
        }
        if cookie_table::is_list(&value) {
            let span = start..start + 1;
            return Err(HttpTextError { problem: HttpTextProblem::CookieStore, span });
        }
        found.take(&value, None);
        at = end;
        // Some exporters put a comma between values, and Python closes the call of a class.
        let behind = text[at..].trim_start();
        at = text.len() - behind.strip_prefix([',', ')']).unwrap_or(behind).len();
    }
    let JsonHeads { request, response } = found;
    if request.is_none() && response.is_none() {
        let span = start..start + 1;
        return Err(HttpTextError { problem: HttpTextProblem::JsonWithoutFields, span });
    }
    builder.recognize(format);
    request.into_iter().for_each(|request| builder.request(request));
    response.into_iter().for_each(|response| builder.response(response));
    Ok(at)
}

/// Whose head a part of JSON is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum JsonSide {
    Request,
    Response,
}

impl JsonSide {
    /// Returns whose head a member with this name is; Firefox writes the size behind it.
    fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        if ["request", "config"].iter().any(|begin| name.starts_with(begin)) {
            Some(Self::Request)
        } else {
            name.starts_with("response").then_some(Self::Response)
        }
    }
}

#[derive(Debug, Default)]
struct JsonHeads {
    request: Option<PastedRequest>,
    response: Option<ResponseHead>,
}

impl JsonHeads {
    fn take(&mut self, value: &LiteralValue, side: Option<JsonSide>) {
        let inner: Vec<(Option<JsonSide>, &LiteralValue)> = match value {
            LiteralValue::Object(members) => members
                .iter()
                .filter_map(|(name, value)| Some((Some(JsonSide::of(name)?), value)))
                .filter(|(_, value)| {
                    matches!(value, LiteralValue::Object(_) | LiteralValue::List(_))
                })
                .collect(),
            LiteralValue::List(_) | LiteralValue::Text(_) | LiteralValue::Other(_) => Vec::new(),
        };
        if !inner.is_empty() {
            inner.into_iter().for_each(|(side, value)| self.take(value, side));
            return;
        }
        let headers = header_fields(value.printed_member("headers").unwrap_or(value));
        if headers.is_empty() || headers.iter().any(|(name, _)| !crate::http::text::is_token(name))
        {
            return;
        }
        // The body of a response is an object, too.
        let is_bare = side.is_none() && value.printed_member("headers").is_none();
        let is_of_header = |(name, _): &(String, String)| is_known(name) || name.contains('-');
        if is_bare && !headers.iter().any(is_of_header) {
            return;
        }
        let names = |of: &[&str]| headers.iter().any(|(name, _)| has(of, name));
        let side = side.unwrap_or(if names(OF_REQUESTS) && !names(OF_RESPONSES) {
            JsonSide::Request
        } else {
            JsonSide::Response
        });
        let around = |name: &str| {
            value
                .printed_member("headers")
                .and(value.printed_member(name))
                .and_then(LiteralValue::as_text)
        };
        match side {
            JsonSide::Request => {
                self.request = Some(PastedRequest {
                    method: around("method").map(str::to_ascii_uppercase),
                    url: around("url").and_then(|url| Url::parse(url).ok()).filter(Url::has_host),
                    headers,
                    ..PastedRequest::default()
                });
            }
            JsonSide::Response => {
                let status = around("status").and_then(|status| status.parse().ok());
                self.response = Some(ResponseHead { status: status.unwrap_or(200), headers });
            }
        }
    }
}

/// Returns the header fields that a value holds.
pub(crate) fn header_fields(value: &LiteralValue) -> Vec<(String, String)> {
    let text = |value: Option<&LiteralValue>| Some(value?.as_text()?.to_owned());
    match value {
        LiteralValue::Object(members) => members
            .iter()
            .flat_map(|(name, value)| {
                let values: Vec<&LiteralValue> = match value {
                    LiteralValue::List(values) => values.iter().collect(),
                    // Node.js 18 prints the name again.
                    LiteralValue::Object(_) => value.printed_member("value").into_iter().collect(),
                    LiteralValue::Text(_) | LiteralValue::Other(_) => vec![value],
                };
                let field = |value| Some((name.clone(), text(Some(value))?));
                values.into_iter().filter_map(field).collect::<Vec<_>>()
            })
            .collect(),
        // Node.js lists names and values in turn.
        LiteralValue::List(values)
            if values.iter().all(|value| matches!(value, LiteralValue::Text(_))) =>
        {
            values
                .chunks_exact(2)
                .filter_map(|pair| Some((text(pair.first())?, text(pair.get(1))?)))
                .collect()
        }
        LiteralValue::List(values) => values
            .iter()
            .filter_map(|field| match field {
                LiteralValue::List(pair) => Some((text(pair.first())?, text(pair.get(1))?)),
                LiteralValue::Object(_) => {
                    let name = field.printed_member("name").or_else(|| field.printed_member("key"));
                    Some((text(name)?, text(field.printed_member("value"))?))
                }
                LiteralValue::Text(_) | LiteralValue::Other(_) => None,
            })
            .collect(),
        // `new Headers({ … })`
        LiteralValue::Other(written) => written
            .find(['{', '['])
            .filter(|_| written.starts_with("new Headers("))
            .and_then(|at| read_literal(written, at).ok())
            .map(|(value, _)| header_fields(&value))
            .unwrap_or_default(),
        LiteralValue::Text(_) => Vec::new(),
    }
}
