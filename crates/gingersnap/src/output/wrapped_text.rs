//! Text in lines that are as wide as the terminal, and of at most so many columns.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use terminal_size::{Width, terminal_size_of};

/// How wide a line may be, on terminals of any width.
const COLUMNS: RangeInclusive<usize> = 40..=100;

/// Returns the lines of a text, wrapped at spaces; those behind the first are indented further.
pub(crate) fn wrapped(indent: usize, text: &str) -> Vec<String> {
    wrapped_at(columns(), indent, text)
}

/// Returns whether a text fits into a line behind this many columns.
pub(crate) fn fits(indent: usize, text: &str) -> bool {
    indent + text.chars().count() <= columns()
}

/// Returns as much of a line as fits.
pub(crate) fn cut(line: &str) -> String {
    if fits(0, line) {
        return line.to_owned();
    }
    line.chars().take(columns() - 1).chain(['…']).collect()
}

/// Returns how wide a line may be here: what is no terminal has the most.
fn columns() -> usize {
    static WIDTH: OnceLock<usize> = OnceLock::new();
    *WIDTH.get_or_init(|| {
        let width = terminal_size_of(std::io::stdout()).map(|(Width(width), _)| usize::from(width));
        width.map_or(*COLUMNS.end(), |width| width.clamp(*COLUMNS.start(), *COLUMNS.end()))
    })
}

fn wrapped_at(columns: usize, indent: usize, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = " ".repeat(indent);
    let mut is_empty = true;
    for word in text.split(' ') {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > columns {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent + 2)));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_go_on_further_in() {
        let words = "word ".repeat(30);
        let lines = wrapped_at(100, 2, words.trim_end());
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.len() <= 100));
        let narrow = wrapped_at(40, 2, words.trim_end());
        assert!(narrow.iter().all(|line| line.len() <= 40), "{narrow:?}");
        assert!(lines[0].starts_with("  word") && lines[1].starts_with("    word"), "{lines:?}");
    }

    #[test]
    fn what_has_no_space_is_not_cut() {
        let long = "x".repeat(150);
        assert_eq!(wrapped_at(100, 0, &format!("a {long}")), ["a".to_owned(), format!("  {long}")]);
    }
}
