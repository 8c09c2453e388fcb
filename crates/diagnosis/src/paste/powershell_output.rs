//! What PowerShell prints of a response: its members, one of which is the raw head, or a table of
//! its header fields.

use crate::http::response_head::ResponseHead;
use crate::http::text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::head_lines;
use crate::paste::text_lines::TextLine;

/// The member that holds the response as it came.
const RAW: &str = "RawContent ";

/// How many lines come before that member at most.
const LINES_BEFORE: usize = 40;

/// Returns whether the first of these lines begins a response or its table.
pub(crate) fn begins(lines: &[TextLine<'_>]) -> bool {
    let Some(first) = lines.first() else { return false };
    let is_of_response = first.text.starts_with("StatusCode ") && first.text.contains(" : ");
    is_of_response && raw_place(lines).is_some() || table_column(lines).is_some()
}

fn raw_place(lines: &[TextLine<'_>]) -> Option<usize> {
    let is_raw = |line: &TextLine<'_>| line.text.starts_with(RAW) && line.text.contains(": HTTP/");
    lines.iter().take(LINES_BEFORE).position(is_raw)
}

/// Returns where the values of a table begin, by its heading and the line below.
fn table_column(lines: &[TextLine<'_>]) -> Option<usize> {
    let [heading, line, ..] = lines else { return None };
    let is_rule =
        line.text.starts_with("---") && line.text.chars().all(|letter| matches!(letter, '-' | ' '));
    let column = heading.text.strip_prefix("Key ")?.find("Value")? + "Key ".len();
    is_rule.then_some(column)
}

/// Reads a response; returns how many lines it takes.
pub(crate) fn read(
    lines: &[TextLine<'_>],
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    builder.recognize(PasteFormat::PowerShellOutput);
    if let Some(column) = table_column(lines) {
        let rows = lines.iter().skip(2).take_while(|line| !line.is_blank());
        let rows: Vec<&TextLine<'_>> = rows.collect();
        let headers = rows.iter().filter_map(|line| table_field(line.text, column)).collect();
        builder.response(ResponseHead { status: 200, headers });
        return Ok(rows.len() + 2);
    }
    let place = raw_place(lines).unwrap_or_default();
    let first = &lines[place];
    let column = first.text.find(": HTTP/").map_or(0, |at| at + 2);
    let is_indented = |line: &&TextLine<'_>| {
        line.is_blank() || line.text.get(..column).is_some_and(|begin| begin.trim().is_empty())
    };
    let end = place + 1 + lines[place + 1..].iter().take_while(is_indented).count();
    let raw = lines[place..end].iter().map(|line| line.without(column));
    // A long one is cut.
    let raw: Vec<TextLine<'_>> = raw.filter(|line| line.text.trim() != "...").collect();
    head_lines::read_heads(&raw, builder)?;
    let end = end + lines[end..].iter().take_while(|line| !line.is_blank()).count();
    let is_prompt = |line: &&TextLine<'_>| line.is_blank() || line.text.starts_with("PS ");
    Ok(end + lines[end..].iter().take_while(is_prompt).count())
}

/// Returns the field of a row. Newer versions put braces around the values of a field.
fn table_field(row: &str, column: usize) -> Option<(String, String)> {
    let (name, value) = (row.get(..column)?.trim(), row.get(column..)?.trim());
    let braced = value.strip_prefix('{').and_then(|value| value.strip_suffix('}'));
    (!name.is_empty()).then(|| (name.to_owned(), braced.unwrap_or(value).to_owned()))
}
