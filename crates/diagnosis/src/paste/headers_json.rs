//! JSON with header fields: an object, a list of names and values, or a list of pairs, bare or
//! inside an object that says more. Programs print objects in much the same way.

use url::Url;

use crate::http::response_head::ResponseHead;
use crate::http::text::{HttpTextError, HttpTextProblem};
use crate::paste::PasteFormat;
use crate::paste::cookie_table;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::head_members::{head_fields, is_head, listed_cookies, names_cookie};
use crate::paste::header_names::{OF_REQUESTS, OF_RESPONSES, has, is_known};
use crate::paste::literal::{LiteralValue, read_literal};
use crate::paste::pasted_request::PastedRequest;
use crate::paste::printed_headers::{class_length, go_map, java_map};
use crate::paste::script_call;

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
    let mut has_cookie = false;
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
        has_cookie |= names_cookie(&value);
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
    let reads_cookie = response.iter().any(|head| head.values("Set-Cookie").next().is_some());
    if has_cookie && !reads_cookie {
        let span = start..start + 1;
        return Err(HttpTextError { problem: HttpTextProblem::UnreadCookie, span });
    }
    builder.recognize(format);
    request.into_iter().for_each(|request| builder.request(request));
    response.into_iter().for_each(|response| builder.response(response));
    Ok(at)
}

/// Whose head a part of JSON is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum JsonSide {
    /// That of a request, as the settings of a call of axios.
    Config,
    Request,
    Response,
}

impl JsonSide {
    /// Returns whose head a member with this name is; Firefox writes the size behind it.
    fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let sides =
            [("config", Self::Config), ("request", Self::Request), ("response", Self::Response)];
        sides.into_iter().find(|(begin, _)| name.starts_with(begin)).map(|(_, side)| side)
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
        if inner.is_empty() {
            self.take_head(value, side);
            return;
        }
        inner.into_iter().for_each(|(side, value)| self.take(value, side));
        // A response of axios has its settings beside its own header fields.
        if is_head(value) {
            self.take_head(value, Some(JsonSide::Response));
        }
    }

    fn take_head(&mut self, value: &LiteralValue, side: Option<JsonSide>) {
        let (mut headers, cookies) = (head_fields(value), listed_cookies(value));
        if headers.is_empty() && cookies.is_empty()
            || headers.iter().any(|(name, _)| !crate::http::text::is_token(name))
        {
            return;
        }
        // The body of a response is an object, too.
        let is_bare = side.is_none() && !is_head(value);
        let is_of_header = |(name, _): &(String, String)| is_known(name) || name.contains('-');
        if is_bare && cookies.is_empty() && !headers.iter().any(is_of_header) {
            return;
        }
        let names = |of: &[&str]| headers.iter().any(|(name, _)| has(of, name));
        let side = side.unwrap_or(if names(OF_REQUESTS) && !names(OF_RESPONSES) {
            JsonSide::Request
        } else {
            JsonSide::Response
        });
        let around = |names: &[&str]| {
            let mut members = names.iter().filter_map(|name| value.printed_member(name));
            members.find_map(LiteralValue::as_text).filter(|_| is_head(value))
        };
        match side {
            JsonSide::Config => self.request = Some(script_call::of_settings(value)),
            JsonSide::Request => {
                if !cookies.is_empty() && !names(&["cookie"]) {
                    headers.push(("Cookie".to_owned(), cookies.join("; ")));
                }
                self.request = Some(PastedRequest {
                    method: around(&["method"]).map(str::to_ascii_uppercase),
                    url: around(&["url"])
                        .and_then(|url| Url::parse(url).ok())
                        .filter(Url::has_host),
                    headers,
                    ..PastedRequest::default()
                });
            }
            JsonSide::Response => {
                // Node.js has them joined beside the list.
                let joined = cookies.join(", ");
                headers.retain(|(name, value)| {
                    cookies.is_empty() || !has(&["set-cookie"], name) || *value != joined
                });
                let line = |cookie: &str| ("Set-Cookie".to_owned(), cookie.to_owned());
                headers.extend(cookies.into_iter().map(line));
                let status = around(&["status", "statusCode"]).and_then(|code| code.parse().ok());
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
