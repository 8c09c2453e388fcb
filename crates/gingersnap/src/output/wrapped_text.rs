//! Text in lines of at most so many columns.

/// How wide a line may be.
pub(crate) const COLUMNS: usize = 100;

/// Returns the lines of a text, wrapped at spaces; those behind the first are indented further.
pub(crate) fn wrapped(indent: usize, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = " ".repeat(indent);
    let mut is_empty = true;
    for word in text.split(' ') {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > COLUMNS {
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

/// Returns whether a text fits into a line behind this many columns.
pub(crate) fn fits(indent: usize, text: &str) -> bool {
    indent + text.chars().count() <= COLUMNS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_go_on_further_in() {
        let words = "word ".repeat(30);
        let lines = wrapped(2, words.trim_end());
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.len() <= COLUMNS));
        assert!(lines[0].starts_with("  word") && lines[1].starts_with("    word"), "{lines:?}");
    }

    #[test]
    fn what_has_no_space_is_not_cut() {
        let long = "x".repeat(150);
        assert_eq!(wrapped(0, &format!("a {long}")), ["a".to_owned(), format!("  {long}")]);
    }
}
