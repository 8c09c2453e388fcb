//! An array of PHP as `print_r()` prints it, such as that of `get_headers()`: a value a line.

use crate::paste::text_lines::TextLine;

/// Returns the values of such an array as lines of their own; other lines as they are.
pub(crate) fn unwrapped(lines: Vec<TextLine<'_>>) -> Vec<TextLine<'_>> {
    let mut written = lines.iter().map(|line| line.text.trim()).filter(|text| !text.is_empty());
    if written.next() != Some("Array") || written.next() != Some("(") {
        return lines;
    }
    let of_array = |line: TextLine<'_>| !matches!(line.text.trim(), "Array" | "(" | ")");
    lines.into_iter().filter(|line| of_array(*line)).map(value).collect()
}

/// Returns a line from its value on, where its number stands before that.
fn value(line: TextLine<'_>) -> TextLine<'_> {
    let numbered =
        line.text.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("] => "));
    match numbered {
        Some((number, value)) if number.bytes().all(|digit| digit.is_ascii_digit()) => {
            line.without(line.text.len() - value.len())
        }
        _ => line,
    }
}
