//! An `XMLHttpRequest`, as people write it: statements from its constructor, or from `open()`, to
//! `send()`.

use matrix::{RequestApi, UploadEvents};

use crate::http::text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::literal::{LiteralValue, lacks_url, read_arguments, read_literal};
use crate::paste::pasted_request::PastedRequest;
use crate::paste::text_lines::TextLine;
use crate::paste::unknown_line::is_code;
use crate::paste::written_option::{WrittenOption, take_headers};

const CONSTRUCTOR: &str = "new XMLHttpRequest";
const OPEN: &str = ".open(";

/// How far statements are looked for: what is further away belongs to another request.
const MAX_OCTETS: usize = 64 * 1024;

/// Returns whether a line begins such statements.
pub(crate) fn begins(text: &str) -> bool {
    let is_statement = text.contains('=') || text.starts_with(CONSTRUCTOR);
    (is_statement && text.contains(CONSTRUCTOR)) || opens(text)
}

/// Returns whether a line calls `open()` with a method: that of a window takes a URL.
fn opens(text: &str) -> bool {
    let Some((receiver, arguments)) = text.split_once(OPEN) else { return false };
    let method = arguments.trim_start().strip_prefix(['"', '\'', '`']).unwrap_or_default();
    let length = method.bytes().take_while(u8::is_ascii_alphabetic).count();
    !name_at_end(receiver).is_empty()
        && length > 0
        && method[length..].starts_with(['"', '\'', '`'])
}

/// Reads the statements that begin in a line; returns where they end.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let start = TextLine::indented(text, start).start;
    let text = &text[..end_within(text, start + MAX_OCTETS)];
    let open = text[start..].find(OPEN).ok_or_else(|| lacks_url(text, start))? + start;
    let name = name_at_end(&text[start..open]);
    let (arguments, opened) = builder.arguments(text, open + OPEN.len())?;
    let mut request = PastedRequest::default();
    request.take_url(arguments.get(1), text, open);
    match WrittenOption::of(arguments.first()) {
        WrittenOption::Word(method) => request.method = Some(method.to_owned()),
        WrittenOption::Absent => {}
        WrittenOption::Expression(written) => request.unknown.push(written.to_owned()),
    }
    let sent = text[opened..].find(&format!("{name}.send(")).map(|at| opened + at);
    // Snippets often end before it is sent.
    let end_of_snippet = || end_of_statements(text, opened, name);
    let said = &text[start..sent.unwrap_or_else(end_of_snippet)];
    let fields = arguments_of(said, &format!("{name}.setRequestHeader("))
        .into_iter()
        .map(|arguments| builder.scope().resolve(arguments))
        .filter_map(|arguments| <[LiteralValue; 2]>::try_from(arguments).ok())
        .filter_map(|[field, value]| Some((field.as_text()?.to_owned(), value)));
    take_headers(Some(&LiteralValue::Object(fields.collect())), &mut request);
    let body =
        sent.map(|at| builder.arguments(text, at + name.len() + ".send(".len())).transpose()?;
    request.take_body(body.as_ref().and_then(|(arguments, _)| arguments.first()));
    let with_credentials = match with_credentials(said, name) {
        None => Some(false),
        Some(value) => match WrittenOption::of(Some(&value)) {
            WrittenOption::Word(word) => Some(!matches!(word, "false" | "0" | "null" | "")),
            WrittenOption::Absent => Some(false),
            WrittenOption::Expression("!0") => Some(true),
            WrittenOption::Expression("!1") => Some(false),
            WrittenOption::Expression(written) => {
                request.unknown.push(written.to_owned());
                None
            }
        },
    };
    let is_observed = said.contains(&format!("{name}.upload."));
    let upload = if is_observed { UploadEvents::Observed } else { UploadEvents::Ignored };
    request.api =
        with_credentials.map(|with_credentials| RequestApi::Xhr { with_credentials, upload });
    builder.recognize(PasteFormat::ScriptCall);
    builder.request(request);
    let said_end = start + said.len();
    Ok(body.map_or(said_end, |(_, end)| end))
}

/// Returns where the statements about a request end that does not show how it is sent: behind the
/// last line of code that names it.
fn end_of_statements(text: &str, opened: usize, name: &str) -> usize {
    let mut at = opened;
    let mut end = opened;
    for line in text[opened..].split_inclusive('\n') {
        let is_own = line.trim_start().starts_with(&format!("{name}."));
        if !(is_own || line.trim().is_empty() || is_code(line)) {
            break;
        }
        at += line.len();
        end = if is_own { at } else { end };
    }
    end
}

/// Returns what `withCredentials` is set to last, if it is set.
fn with_credentials(said: &str, name: &str) -> Option<LiteralValue> {
    let assigned = said.rfind(&format!("{name}.withCredentials"))?;
    let value = assigned + said[assigned..].find('=')? + 1;
    read_literal(said, value).ok().map(|(value, _)| value)
}

/// Returns the arguments of every call that a text begins so.
fn arguments_of(said: &str, call: &str) -> Vec<Vec<LiteralValue>> {
    let places = said.match_indices(call);
    places.filter_map(|(at, _)| Some(read_arguments(said, at + call.len()).ok()?.0)).collect()
}

/// Returns the last place up to this octet at which a text can be cut.
fn end_within(text: &str, octet: usize) -> usize {
    let is_boundary = |at: &usize| text.is_char_boundary(*at);
    (0..=octet.min(text.len())).rev().find(is_boundary).unwrap_or_default()
}

/// Returns the name of a variable that a text ends with.
fn name_at_end(text: &str) -> &str {
    let is_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    let begin = text.rfind(|letter| !is_of_name(letter));
    let begin = begin.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[begin..]
}
