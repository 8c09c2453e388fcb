//! URLs in messages.

use url::Url;

/// How the URLs of requests begin.
const BEGINNINGS: [&str; 4] = ["http://", "https://", "ws://", "wss://"];

/// Returns the URLs in a message, in order: those in quotes, or, where none is quoted, all.
/// Otherwise the place in a script that consoles print beside a message would come first.
pub(super) fn urls(text: &str) -> Vec<Url> {
    let found: Vec<(bool, Url)> = text
        .split_inclusive([' ', '\'', '"', '(', ')', '<', '>'])
        .scan(None, |before: &mut Option<char>, piece| {
            let is_quoted = matches!(before, Some('\'' | '"'));
            *before = piece.chars().last();
            Some((is_quoted, piece))
        })
        .filter_map(|(is_quoted, piece)| {
            let piece = piece.trim_end_matches([' ', '\'', '"', '(', ')', '<', '>', '.', ',']);
            let is_url = BEGINNINGS.iter().any(|beginning| piece.starts_with(beginning));
            let url = Url::parse(piece).ok().filter(|url| is_url && url.has_host())?;
            Some((is_quoted, url))
        })
        .collect();
    let any_quoted = found.iter().any(|(is_quoted, _)| *is_quoted);
    found.into_iter().filter(|(quoted, _)| *quoted || !any_quoted).map(|(_, url)| url).collect()
}

/// Returns the URL up to a mark.
pub(super) fn http_url(text: &str, end: char) -> Option<Url> {
    let text = text.split([end, '"']).next().unwrap_or_default();
    Url::parse(text.trim_end_matches('.')).ok().filter(Url::has_host)
}
