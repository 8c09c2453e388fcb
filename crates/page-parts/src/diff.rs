//! Changed lines, with what is new in them marked.

use diagnosis::DiffLine;
use maud::{Markup, html};

/// Returns changed lines; what a new line adds to the one that it replaces is marked.
pub fn diff(lines: &[DiffLine]) -> Markup {
    html! {
        p.diff {
            @for (number, line) in lines.iter().enumerate() {
                @match line {
                    DiffLine::Removed(text) => del { (text) },
                    DiffLine::Added(text) => ins { (marked(removed_before(lines, number), text)) },
                }
            }
        }
    }
}

/// Returns the line that a new one replaces: the one that goes right before it.
fn removed_before(lines: &[DiffLine], number: usize) -> Option<&str> {
    match lines.get(number.checked_sub(1)?)? {
        DiffLine::Removed(text) => Some(text),
        DiffLine::Added(_) => None,
    }
}

fn marked(old: Option<&str>, new: &str) -> Markup {
    let Some(old) = old else { return html! { mark { (new) } } };
    let start: usize = common(old.chars(), new.chars());
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = common(old_rest.chars().rev(), new_rest.chars().rev());
    let (middle, tail) = new_rest.split_at(new_rest.len() - end);
    html! { (new[..start]) @if !middle.is_empty() { mark { (middle) } } (tail) }
}

/// Returns how many octets two texts have in common from their beginning.
fn common(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_marked(old: &str, new: &str, html: &str) {
        assert_eq!(marked(Some(old), new).into_string(), html);
    }

    #[test]
    fn what_a_line_adds_is_marked() {
        check_marked("a=1; Path=/", "a=1; Path=/; Secure", "a=1; Path=/<mark>; Secure</mark>");
        check_marked("a=1; X; B", "a=1; B", "a=1; B");
        check_marked("A: *", "A: https://a.test", "A: <mark>https://a.test</mark>");
    }
}
