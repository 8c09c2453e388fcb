//! What is said once for all calls: `axios.defaults`, and jQuery's `ajaxSetup`.

use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::literal::{LiteralValue, read_arguments, read_literal};
use crate::paste::text_lines::TextLine;

/// What calls have where they do not say it themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CallDefaults {
    /// The URL to which relative ones are added.
    pub(crate) base_url: Option<String>,
    /// The value of `withCredentials`.
    pub(crate) with_credentials: Option<LiteralValue>,
    /// Header fields, each with the method of the calls that have it; nothing where all have.
    pub(crate) headers: Vec<(Option<String>, String, String)>,
    /// What adds header fields that the call does not show.
    pub(crate) unknown: Vec<String>,
}

const OF_AXIOS: &str = "axios.defaults.";
const OF_JQUERY: [&str; 2] = ["$.ajaxSetup(", "jQuery.ajaxSetup("];

/// Returns whether a line begins such a statement.
pub(crate) fn begins(text: &str) -> bool {
    text.starts_with(OF_AXIOS) || OF_JQUERY.iter().any(|call| text.starts_with(call))
}

/// Reads the statement that begins in a line; returns where it ends. What it says is of the calls
/// behind it.
pub(crate) fn read(text: &str, start: usize, builder: &mut ExchangeBuilder) -> usize {
    let line = TextLine::indented(text, start);
    let line_end = line.start + line.text.len();
    builder.skip_body_line();
    if let Some(call) = OF_JQUERY.iter().find(|call| line.text.starts_with(**call)) {
        let Ok((arguments, end)) = read_arguments(text, line.start + call.len()) else {
            return line_end;
        };
        let defaults = builder.defaults(CallLibrary::JQuery);
        let settings = arguments.first();
        let member = |name: &str| settings.and_then(|settings| settings.member(name));
        let fields = member("xhrFields").or(settings);
        defaults.with_credentials =
            fields.and_then(|fields| fields.member("withCredentials")).cloned();
        if member("headers").is_some() || member("beforeSend").is_some() {
            defaults.unknown.push((*call).trim_end_matches('(').to_owned());
        }
        return end.max(line_end);
    }
    let rest = line.text.strip_prefix(OF_AXIOS).unwrap_or_default();
    let Some((name, _)) = rest.split_once('=') else { return line_end };
    let value = read_literal(text, line.start + OF_AXIOS.len() + name.len() + 1);
    let Ok((value, end)) = value else { return line_end };
    let defaults = builder.defaults(CallLibrary::Axios);
    match (name.trim(), value) {
        ("withCredentials", value) => defaults.with_credentials = Some(value),
        ("baseURL", LiteralValue::Text(base)) => defaults.base_url = Some(base),
        (name, value) => match (header_name(name), value.as_text()) {
            (Some((method, field)), Some(value)) => {
                defaults.headers.push((method, field, value.to_owned()));
            }
            _ if name.starts_with("headers") => defaults.unknown.push(format!("{OF_AXIOS}{name}")),
            _ => {}
        },
    }
    end.max(line_end)
}

/// Returns the field that `headers.common["X"]` or `headers.post.X` names, with the method.
fn header_name(name: &str) -> Option<(Option<String>, String)> {
    let parts: Vec<&str> =
        name.split(['.', '[', ']', '"', '\'']).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["headers", "common", field] | ["headers", field] => Some((None, (*field).to_owned())),
        ["headers", method, field] => {
            Some((Some(method.to_ascii_uppercase()), (*field).to_owned()))
        }
        _ => None,
    }
}

/// Whose calls have a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallLibrary {
    /// Those of Angular's `HttpClient`.
    Angular,
    /// Those of axios.
    Axios,
    /// Those of jQuery.
    JQuery,
}
