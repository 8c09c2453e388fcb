//! Where cookies of a shape may lie that a document in another directory does not see.

use run_model::script::{CookieScript, Nonce};

/// Returns the paths that the lines of a shape's cookies name, and the shape's directory where a line names none; without those that every
/// document sees.
///
/// This is no parser of cookies: a path that is named in a way of its own is missed, and with it a cookie that an engine keeps there.
pub(crate) fn paths(cookies: &[CookieScript], nonce: Nonce, directory: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut add = |path: &str| {
        if path != "/" && !paths.iter().any(|known| known == path) {
            paths.push(path.to_owned());
        }
    };
    for cookie in cookies {
        for line in std::iter::once(&cookie.line).chain(&cookie.then) {
            let line = line.write(cookie.place(nonce, directory));
            let named = String::from_utf8_lossy(&line);
            let mut named = named.split(';').filter_map(path_of_attribute).peekable();
            if named.peek().is_none() {
                add(directory);
            }
            named.for_each(|path| add(if path.starts_with('/') { path } else { directory }));
        }
    }
    paths
}

fn path_of_attribute(attribute: &str) -> Option<&str> {
    let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
    name.trim().eq_ignore_ascii_case("path").then_some(value.trim())
}

#[cfg(test)]
mod tests {
    use run_model::script::{BatchId, Carrier, Line, LinePiece, ShapeNo};

    use super::*;

    fn check_paths(lines: &[&str], expected: &[&str]) {
        let cookie = |line: &&str| CookieScript {
            cell: 0,
            line: Line(vec![LinePiece::Octets((*line).into())]),
            then: None,
            on: Carrier::Response(0),
        };
        let cookies: Vec<_> = lines.iter().map(cookie).collect();
        let nonce = Nonce { batch: BatchId(1), shape: ShapeNo(0) };
        assert_eq!(paths(&cookies, nonce, "/1/1/0"), expected, "{lines:?}");
    }

    #[test]
    fn cookies_of_the_root_are_seen_from_everywhere() {
        check_paths(&["a=1; Path=/", "b=2; path = / ; Secure"], &[]);
    }

    #[test]
    fn other_cookies_are_seen_from_their_paths() {
        check_paths(&["a=1; Path=/x", "b=2; Path=/x; PATH=/y", "c=3", "d=4; Path=z"], &["/x", "/y", "/1/1/0"]);
    }
}
