//! What is said once for all calls: `axios.defaults` and `axios.create()`, and jQuery's
//! `ajaxSetup()`.

use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::literal::{LiteralValue, read_list, read_literal};
use crate::paste::pasted_request::PastedRequest;
use crate::paste::script_scope::{CREATE, ScriptScope};
use crate::paste::text_lines::TextLine;
use crate::paste::written_option::take_headers;

/// What calls have where they do not say it themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CallDefaults {
    /// The URL to which relative ones are added.
    pub(crate) base_url: Option<LiteralValue>,
    /// The value of `withCredentials`.
    pub(crate) with_credentials: Option<LiteralValue>,
    /// Header fields, each with the method of the calls that have it; nothing where all have.
    pub(crate) headers: Vec<(Option<String>, String, String)>,
    /// What adds header fields that the call does not show.
    pub(crate) unknown: Vec<String>,
}

impl CallDefaults {
    /// Takes what a client is made with.
    fn take_settings(&mut self, settings: &LiteralValue) {
        let member = |name: &str| settings.member(name).cloned();
        self.base_url = member("baseURL").or(self.base_url.take());
        self.with_credentials = member("withCredentials").or(self.with_credentials.take());
        let mut request = PastedRequest::default();
        take_headers(settings.member("headers"), &mut request);
        let fields = request.headers.into_iter().map(|(name, value)| (None, name, value));
        self.headers.extend(fields);
        self.unknown.extend(request.unknown);
        match settings {
            LiteralValue::Object(members) => {
                let spread = members.iter().filter(|(name, _)| name.starts_with("..."));
                self.unknown.extend(spread.map(|(name, _)| name.clone()));
            }
            LiteralValue::Other(written) => self.unknown.push(written.clone()),
            LiteralValue::List(_) | LiteralValue::Text(_) => {}
        }
    }
}

const OF_JQUERY: [&str; 2] = ["$.ajaxSetup(", "jQuery.ajaxSetup("];

/// Returns whether a line begins such a statement.
pub(crate) fn begins(text: &str, scope: &ScriptScope) -> bool {
    of_axios(text, scope).is_some()
        || created(text, scope).is_some()
        || OF_JQUERY.iter().any(|call| text.starts_with(call))
}

/// Returns the client that a statement gives a default, nothing where it is axios itself, and what
/// stands behind the point.
fn of_axios<'t>(line: &'t str, scope: &ScriptScope) -> Option<(Option<String>, &'t str)> {
    let behind = |name: &str| line.strip_prefix(name)?.strip_prefix(".defaults.");
    let of_client =
        || scope.clients().find_map(|name| Some((Some(name.to_owned()), behind(name)?)));
    behind("axios").map(|rest| (None, rest)).or_else(of_client)
}

/// Returns the client that a line makes, and the octet at which the settings of it begin.
fn created(line: &str, scope: &ScriptScope) -> Option<(String, usize)> {
    let (before, behind) = line.split_once(CREATE)?;
    let named = before.trim_end().strip_suffix('=')?.split(':').next()?.trim_end();
    let name = named.rsplit(' ').next()?;
    let is_known = scope.clients().any(|client| client == name);
    is_known.then(|| (name.to_owned(), line.len() - behind.len()))
}

/// Reads the statement that begins in a line; returns where it ends. What it says is of the calls
/// behind it.
pub(crate) fn read(text: &str, start: usize, builder: &mut ExchangeBuilder) -> usize {
    let line = TextLine::indented(text, start);
    let line_end = line.start + line.text.len();
    builder.skip_body_line();
    if let Some((client, at)) = created(line.text, builder.scope()) {
        let Ok((settings, end)) = builder.arguments(text, line.start + at) else {
            return line_end;
        };
        let defaults = builder.client_defaults(&client);
        settings.first().into_iter().for_each(|settings| defaults.take_settings(settings));
        return end.max(line_end);
    }
    if let Some(call) = OF_JQUERY.iter().find(|call| line.text.starts_with(**call)) {
        let Ok((arguments, end)) = read_list(text, line.start + call.len()) else {
            return line_end;
        };
        let arguments = builder.scope().resolve(arguments);
        let defaults = builder.defaults(CallLibrary::JQuery);
        let settings = arguments.first();
        let member = |name: &str| settings.and_then(|settings| settings.member(name));
        defaults.with_credentials =
            member("xhrFields").and_then(|fields| fields.member("withCredentials")).cloned();
        if member("headers").is_some() || member("beforeSend").is_some() {
            defaults.unknown.push((*call).trim_end_matches('(').to_owned());
        }
        // Another statement may stand in the same line.
        let behind = &text[end..];
        return text.len() - behind.strip_prefix(';').unwrap_or(behind).len();
    }
    let Some((client, rest)) = of_axios(line.text, builder.scope()) else { return line_end };
    let Some((name, written)) = rest.split_once('=') else { return line_end };
    let written_at = line_end - written.len();
    let Ok((value, end)) = read_literal(text, written_at) else { return line_end };
    let value = builder.scope().resolve(vec![value]).into_iter().next();
    let Some(value) = value else { return line_end };
    let label = format!("{}.defaults.{}", client.as_deref().unwrap_or("axios"), name.trim());
    let defaults = match &client {
        Some(client) => builder.client_defaults(client),
        None => builder.defaults(CallLibrary::Axios),
    };
    match (name.trim(), value) {
        ("withCredentials", value) => defaults.with_credentials = Some(value),
        ("baseURL", base) => defaults.base_url = Some(base),
        (name, value) => match (header_name(name), value.as_text()) {
            (Some((method, field)), Some(value)) => {
                defaults.headers.push((method, field, value.to_owned()));
            }
            _ if name.starts_with("headers") => defaults.unknown.push(label),
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
