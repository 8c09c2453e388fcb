//! Both streams of the terminal: what it would take for a command is shown, not carried out.

use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write as _;
use std::sync::LazyLock;

/// What tells our colours from those in a text that somebody gave: nobody knows it beforehand.
static OWN_MARK: LazyLock<String> =
    LazyLock::new(|| format!("\u{1b}[{};", RandomState::new().build_hasher().finish()));

/// Writes a text to standard output. A closed stream is no reason to fail.
pub(crate) fn print(text: &str) {
    _ = std::io::stdout().write_all(printable_answer(text).as_bytes());
}

/// Returns the begin of a colour, which [`print()`] knows for one of ours: `1;31`.
pub(crate) fn colour(code: &str) -> String {
    format!("{}{code}m", *OWN_MARK)
}

/// Returns a text with control characters and marks of direction written out, our own colours and
/// line breaks aside.
fn printable_answer(text: &str) -> String {
    let mut parts = text.split(OWN_MARK.as_str());
    let mut shown = printable_input(parts.next().unwrap_or_default());
    for part in parts {
        let (code, rest) = part.split_once('m').unwrap_or_default();
        _ = write!(shown, "\u{1b}[{code}m{}", printable_input(rest));
    }
    shown
}

/// Writes a text and a line break to standard error: standard output has the result alone. A closed
/// stream is no reason to fail.
pub(crate) fn note(text: &str) {
    _ = writeln!(std::io::stderr(), "{}", printable(text));
}

/// Returns a text with control characters and marks of direction written out, colours and line
/// breaks aside.
pub(crate) fn printable(text: &str) -> String {
    written_out(text, colour_length)
}

/// Returns a text that somebody gave with control characters and marks of direction written out,
/// line breaks aside: its colours are none of ours.
pub(crate) fn printable_input(text: &str) -> String {
    written_out(text, |_| 0)
}

/// Writes control characters out. `colour_length` says how much of a text's begin is a colour.
fn written_out(text: &str, colour_length: fn(&str) -> usize) -> String {
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

/// Returns the length of the colour that a text begins with: `ESC [ 1 ; 31 m`. What hides text is
/// no colour.
fn colour_length(text: &str) -> usize {
    let Some(parameters) = text.strip_prefix("\u{1b}[") else { return 0 };
    let end = parameters.find(|sign: char| !sign.is_ascii_digit() && sign != ';');
    let is_colour = |end: &usize| {
        let hides = parameters[..*end].split(';').any(|parameter| parameter == "8");
        parameters[*end..].starts_with('m') && !hides
    };
    end.filter(is_colour).map_or(0, |end| 2 + end + 1)
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
        check_printable("\u{1b}[1;8mhidden", "\\u{1b}[1;8mhidden");
        check_printable("a\rb\u{9b}1mc", "a\\u{d}b\\u{9b}1mc");
        check_printable("user\u{202e}txt", "user\\u{202e}txt");
    }

    #[test]
    fn the_colours_of_an_input_are_written_out() {
        assert_eq!(printable_input("\u{1b}[31mred\n"), "\\u{1b}[31mred\n");
    }

    #[test]
    fn an_answer_keeps_our_colours_and_no_others() {
        let (red, end) = (colour("31"), colour("0"));
        let answer = format!("{red}- a\u{1b}[0m\u{1b}[32mb{end}\n\u{1b}[1;33mc");
        let shown = "\u{1b}[31m- a\\u{1b}[0m\\u{1b}[32mb\u{1b}[0m\n\\u{1b}[1;33mc";
        assert_eq!(printable_answer(&answer), shown);
        assert_eq!(printable_answer("\u{1b}[31mred\u{1b}[0m"), "\\u{1b}[31mred\\u{1b}[0m");
    }

    #[test]
    fn text_colours_and_line_breaks_stay() {
        let text = "\u{1b}[1;33mé ✗ ⚠\u{1b}[0m\n\tnext\n";
        check_printable(text, text);
    }
}
