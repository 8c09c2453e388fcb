//! Printing: what a terminal would take for a command is shown, not carried out.

use std::fmt::Write as _;
use std::io::Write as _;

/// Writes a text to standard output. A closed stream is no reason to fail.
pub(crate) fn print(text: &str) {
    _ = std::io::stdout().write_all(printable(text).as_bytes());
}

/// Returns a text with control characters and marks of direction written out, colours and line
/// breaks aside.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let colour = colour_length(rest);
        let length = if colour > 0 { colour } else { first.len_utf8() };
        if colour > 0 || !is_command(first) {
            shown.push_str(&rest[..length]);
        } else {
            _ = write!(shown, "{}", first.escape_unicode());
        }
        rest = &rest[length..];
    }
    shown
}

/// Returns the length of the colour that a text begins with: `ESC [ 1 ; 31 m`.
fn colour_length(text: &str) -> usize {
    let Some(parameters) = text.strip_prefix("\u{1b}[") else { return 0 };
    let end = parameters.find(|sign: char| !sign.is_ascii_digit() && sign != ';');
    end.filter(|end| parameters[*end..].starts_with('m')).map_or(0, |end| 2 + end + 1)
}

/// Returns whether a terminal does something else with a character than to show it.
fn is_command(character: char) -> bool {
    let turns_direction = matches!(
        character,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    turns_direction || (character.is_control() && !matches!(character, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_printable(text: &str, shown: &str) {
        assert_eq!(printable(text), shown);
    }

    #[test]
    fn what_a_terminal_would_carry_out_is_written_out() {
        check_printable("a\u{1b}]0;title\u{7}b", "a\\u{1b}]0;title\\u{7}b");
        check_printable("\u{1b}[2Jx\u{1b}[", "\\u{1b}[2Jx\\u{1b}[");
        check_printable("a\rb\u{9b}1mc", "a\\u{d}b\\u{9b}1mc");
        check_printable("user\u{202e}txt", "user\\u{202e}txt");
    }

    #[test]
    fn text_colours_and_line_breaks_stay() {
        let text = "\u{1b}[1;33mé ✗ ⚠\u{1b}[0m\n\tnext\n";
        check_printable(text, text);
    }
}
