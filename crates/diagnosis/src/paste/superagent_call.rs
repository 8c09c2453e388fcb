//! Calls of superagent: a chain that begins with the method and the URL, often over lines. In
//! browsers it makes an `XMLHttpRequest`.

use matrix::{RequestApi, UploadEvents};

use crate::http::text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::literal::{LiteralValue, read_list};
use crate::paste::pasted_request::PastedRequest;
use crate::paste::script_call::begins_statement;
use crate::paste::text_lines::TextLine;
use crate::paste::written_option::take_headers;

const NAME: &str = "superagent";

/// How many links of a chain are read.
const MAX_LINKS: usize = 50;

/// Returns whether the first line of a text begins such a chain.
pub(crate) fn begins(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let place = line.find(NAME).filter(|at| begins_statement(line, *at));
    place.is_some_and(|at| link(text, at + NAME.len()).is_some_and(|(name, _)| is_method(name)))
}

fn is_method(name: &str) -> bool {
    ["del", "delete", "get", "head", "options", "patch", "post", "put"].contains(&name)
}

/// Returns the name of the function that is called behind an octet, and where its arguments begin.
fn link(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text[at..].trim_start().strip_prefix('.')?;
    let name = &rest[..rest.find(|letter: char| !letter.is_ascii_alphanumeric())?];
    let behind = rest[name.len()..].strip_prefix('(')?;
    (!name.is_empty()).then_some((name, text.len() - behind.len()))
}

/// Reads the chain that begins in a line; returns where it ends.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let TextLine { start, text: line } = TextLine::indented(text, start);
    let mut end = start + line.find(NAME).unwrap_or_default() + NAME.len();
    let mut request = PastedRequest::default();
    let mut with_credentials = Some(false);
    let mut body_type = None;
    for _ in 0..MAX_LINKS {
        let Some((name, at)) = link(text, end) else { break };
        let (arguments, behind) = read_list(text, at)?;
        let arguments = builder.scope().resolve(arguments);
        end = behind;
        let first = arguments.first();
        let word = |place: usize| arguments.get(place).and_then(LiteralValue::as_text);
        match name {
            "del" => request.method = Some("DELETE".to_owned()),
            "withCredentials" => {
                with_credentials = match word(0) {
                    None | Some("true") => Some(true),
                    Some("false") => Some(false),
                    Some(_) => None,
                };
            }
            "send" => {
                let is_object =
                    matches!(first, Some(LiteralValue::List(_) | LiteralValue::Object(_)));
                body_type = body_type.or(is_object.then(|| "application/json".to_owned()));
            }
            "set" => match (word(0), word(1)) {
                (Some(name), Some(value)) => {
                    request.headers.push((name.to_owned(), value.to_owned()));
                }
                _ => {
                    let own = std::mem::take(&mut request.headers);
                    take_headers(first, &mut request);
                    request.headers.splice(0..0, own);
                }
            },
            "type" => {
                body_type = word(0).map(|kind| match kind {
                    "json" => "application/json".to_owned(),
                    "form" => "application/x-www-form-urlencoded".to_owned(),
                    kind => kind.to_owned(),
                });
            }
            name if is_method(name) => request.method = Some(name.to_ascii_uppercase()),
            _ => {}
        }
        if is_method(name) {
            request.take_url(first, text, at);
        }
    }
    request.set_body_type(body_type.as_deref().unwrap_or_default());
    request.api = with_credentials.map(|with_credentials| RequestApi::Xhr {
        with_credentials,
        upload: UploadEvents::Ignored,
    });
    builder.recognize(PasteFormat::ScriptCall);
    builder.request(request);
    let behind = &text[end..];
    Ok(text.len() - behind.strip_prefix(';').unwrap_or(behind).len())
}
