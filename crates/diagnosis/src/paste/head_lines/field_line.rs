//! One header field, in a line or in two.

use crate::http::text::{
    HttpTextError, HttpTextProblem, field_value, is_status_line, is_token, parse_field,
};
use crate::paste::head_lines::panel_label::SectionTitle;
use crate::paste::header_names::is_known;
use crate::paste::text_lines::TextLine;
use crate::paste::unknown_line;

/// A header field as it was read.
#[derive(Debug)]
pub(crate) struct FieldLine {
    /// The name; that of a field of HTTP/2 that stands for the first line begins with a colon.
    pub(crate) name: String,
    pub(crate) value: String,
    /// How many of the next lines belong to it.
    pub(crate) taken: usize,
    /// Whether only panels show fields so.
    pub(crate) of_panel: bool,
}

/// Reads a field. In a head without a first line, its value may be in the next line.
pub(crate) fn field_line(
    line: &TextLine<'_>,
    next: &[TextLine<'_>],
    is_open: bool,
) -> Result<FieldLine, HttpTextError> {
    let text = line.text.trim_end_matches(['\r', '\n']);
    if unknown_line::sets_cookie(text) {
        let span = line.start..line.start + text.len();
        return Err(HttpTextError { problem: HttpTextProblem::ScriptCookie, span });
    }
    if let Some((name, value)) = text.split_once('\t')
        && let Some(name) = field_name(name.trim_end().trim_end_matches(':'))
    {
        return Ok(field(name, value, 0, true));
    }
    let (mark, rest) = text.strip_prefix(':').map_or(("", text), |rest| (":", rest));
    if let Some((name, value)) = rest.split_once(':')
        && is_token(name)
    {
        if is_open && let Some(problem) = unknown_line::likeness_of_value(name, value, next) {
            return Err(HttpTextError { problem, span: line.start..line.start + text.len() });
        }
        let name = format!("{mark}{name}");
        // Where it is indented, the value is folded, as fields once were.
        let is_folded = next.first().is_some_and(|line| line.text.starts_with([' ', '\t']));
        return Ok(match value_below(next).filter(|_| is_open && value.trim().is_empty()) {
            Some(value) => field(&name, value, 1, !is_folded),
            None => field(&name, value, 0, false),
        });
    }
    if let Some((name, value)) = rest.split_once(':')
        && is_open
        && let Some(name) = field_name(name.trim_end()).filter(|name| is_known(name))
    {
        return Ok(field(name, value, 0, false));
    }
    if let Some((name, value)) = text.split_once('=')
        && name.ends_with(' ')
        && let Some(name) = field_name(name.trim_end())
        && (is_known(name) || name.contains('-'))
    {
        return Ok(field(name, value, 0, false));
    }
    if let Some(name) = field_name(text.trim())
        && (mark == ":" || is_known(name))
        && let Some(value) = value_below(next).filter(|_| is_open)
    {
        return Ok(field(name, value, 1, true));
    }
    if is_cookie(text) {
        let span = line.start..line.start + text.len();
        return Err(HttpTextError { problem: HttpTextProblem::BareCookie, span });
    }
    let looked_like = |error: HttpTextError| HttpTextError {
        problem: unknown_line::likeness(text).unwrap_or(error.problem),
        ..error
    };
    let (name, value) = parse_field(text, line.start).map_err(looked_like)?;
    Ok(FieldLine { name, value, taken: 0, of_panel: false })
}

fn field(name: &str, value: &str, taken: usize, of_panel: bool) -> FieldLine {
    let value = field_value(value).to_owned();
    FieldLine { name: name.to_owned(), value, taken, of_panel }
}

/// Returns a text that is a field name, perhaps with the colon that some begin with.
fn field_name(text: &str) -> Option<&str> {
    is_token(text.strip_prefix(':').unwrap_or(text)).then_some(text)
}

/// Returns the value that the next line is, if it is no field of its own.
fn value_below<'t>(next: &[TextLine<'t>]) -> Option<&'t str> {
    let text = next.first()?.text.trim();
    let is_field =
        text.strip_prefix(':').unwrap_or(text).split_once(':').is_some_and(|(name, rest)| {
            is_token(name) && (rest.is_empty() || rest.starts_with([' ', '\t']))
        });
    let is_other =
        text.is_empty() || is_status_line(text) || SectionTitle::of(text).is_some() || is_field;
    (!is_other).then_some(text)
}

/// Returns whether a line is the value of a `Set-Cookie` field without its name.
fn is_cookie(text: &str) -> bool {
    let mut parts = text.split(';');
    let has_pair = parts
        .next()
        .is_some_and(|pair| pair.split_once('=').is_some_and(|(name, _)| is_token(name.trim())));
    let names = ["domain", "expires", "httponly", "max-age", "path", "samesite", "secure"];
    has_pair
        && parts.any(|part| {
            let name = part.split('=').next().unwrap_or_default().trim();
            names.iter().any(|known| known.eq_ignore_ascii_case(name))
        })
}
