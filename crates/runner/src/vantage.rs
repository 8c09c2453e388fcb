//! Which cookies of a shape a driver may not list that lists what belongs to a document.

use run_model::script::CookieScript;

/// Returns whether any of these cookies may have a path other than `/`, or characters that a driver may not be able to list.
///
/// This is no parser of cookies: what is not plainly the root may be anywhere.
pub(crate) fn may_be_unlisted(cookies: &[CookieScript]) -> bool {
    let mut lines = cookies.iter().flat_map(|cookie| std::iter::once(&cookie.line).chain(&cookie.then));
    lines.any(|line| {
        let text = line.to_string();
        // Octets other than printable ASCII are written as escapes.
        let is_plain = !text.contains('\\');
        let mut paths = text.split(';').filter_map(path_of_attribute).peekable();
        !is_plain || paths.peek().is_none() || paths.any(|path| path != "/")
    })
}

fn path_of_attribute(attribute: &str) -> Option<&str> {
    let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
    name.trim().eq_ignore_ascii_case("path").then_some(value.trim())
}

#[cfg(test)]
mod tests {
    use run_model::script::{Carrier, Line, LinePiece};

    use super::*;

    fn check_elsewhere(lines: &[&str], expected: bool) {
        let line = |line: &str| Line(vec![LinePiece::Octets(line.into())]);
        let cookie = |text: &&str| CookieScript { cell: 0, name: String::new(), line: line(text), then: None, on: Carrier::Response(0) };
        assert_eq!(may_be_unlisted(&lines.iter().map(cookie).collect::<Vec<_>>()), expected, "{lines:?}");
    }

    #[test]
    fn cookies_of_the_root_are_seen_from_everywhere() {
        check_elsewhere(&["a=1; Path=/", "b=2; path = / ; Secure"], false);
    }

    #[test]
    fn other_cookies_are_seen_from_their_paths_or_not_at_all() {
        for lines in [
            ["a=1; Path=/", "b=2"],
            ["a=1; Path=/", "b=2; Path=/; PATH=/y"],
            ["a=1; Path=/", "b=2; Path=x"],
            ["a=1; Path=/", "b=\t2; Path=/"],
        ] {
            check_elsewhere(&lines, true);
        }
    }
}
