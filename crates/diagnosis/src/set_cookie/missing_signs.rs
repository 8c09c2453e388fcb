//! Signs that are missing in a line that sets a cookie: the `;` before an attribute, and the `=` of
//! one.

/// The attributes that browsers have rules for.
pub(crate) const ATTRIBUTES: [&str; 8] =
    ["Domain", "Expires", "HttpOnly", "Max-Age", "Partitioned", "Path", "SameSite", "Secure"];

/// Returns whether an attribute has this name.
pub(crate) fn is_attribute_name(name: &str) -> bool {
    ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Attributes without a value.
pub(crate) const FLAGS: [&str; 3] = ["Secure", "HttpOnly", "Partitioned"];

/// Returns the attributes inside a part of a line, with the octets at which they begin: words
/// behind the first one. Quotes protect them.
pub(crate) fn semicolon_places(part: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_quoted = part.split_once('=').is_some_and(|(_, value)| value.trim().starts_with('"'));
    let words = part.split([' ', '\t', ',']).scan(0, |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some((start, word))
    });
    let is_attribute = move |(start, word): &(usize, &str)| {
        let before = part[..*start].trim();
        let is_value = before.is_empty() || before.ends_with('=');
        let is_named = match word.split_once('=') {
            Some((name, _)) => is_attribute_name(name),
            None => FLAGS.iter().any(|flag| flag.eq_ignore_ascii_case(word)),
        };
        !is_quoted && !is_value && is_named
    };
    words.filter(is_attribute)
}

/// Returns whether a cookie's value is cut at a semicolon: a quote or a bracket is opened in it,
/// and closed in the rest of the line.
pub(crate) fn is_cut(value: &str, rest: &str) -> bool {
    let count = |sign: char| value.matches(sign).count();
    let is_open = |quote: &char| count(*quote) % 2 == 1 && rest.contains(*quote);
    let brackets = [('{', '}'), ('[', ']'), ('(', ')'), ('<', '>')];
    ['"', '\''].iter().any(is_open)
        || brackets
            .iter()
            .any(|(open, close)| count(*open) > count(*close) && rest.contains(*close))
}

/// Returns the attribute that is meant by one without `=`: `SameSite:None`, `SameSiteNone`.
pub(crate) fn with_equals(attribute: &str) -> Option<String> {
    let known = ATTRIBUTES.iter().find(|known| {
        attribute.get(..known.len()).is_some_and(|name| name.eq_ignore_ascii_case(known))
    })?;
    let rest = &attribute[known.len()..];
    let value = rest.trim_start_matches([':', ' ', '\t']);
    let is_apart = value.len() < rest.len()
        || match *known {
            "SameSite" => is_same_site(value),
            "Path" => value.starts_with('/'),
            _ => false,
        };
    match (is_apart && !value.is_empty(), FLAGS.contains(known)) {
        (true, true) => Some((*known).to_owned()),
        (true, false) => Some(format!("{known}={value}")),
        (false, _) => None,
    }
}

/// Returns a line with the signs that are missing in it: a `;` before an attribute, and the `=` of
/// one.
pub(crate) fn with_missing_signs(line: &str) -> String {
    let parts = line.split(';').flat_map(|part| {
        let mut pieces = Vec::new();
        let mut begin = 0;
        for (place, _) in semicolon_places(part) {
            pieces.push(part[begin..place].trim_end_matches([' ', '\t', ',']));
            begin = place;
        }
        pieces.push(&part[begin..]);
        pieces
    });
    let parts = parts.map(str::trim).enumerate().map(|(place, part)| {
        let is_attribute = place > 0 && !part.contains('=');
        with_equals(part).filter(|_| is_attribute).unwrap_or_else(|| part.to_owned())
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// Returns whether a value is one of those of SameSite.
pub(crate) fn is_same_site(value: &str) -> bool {
    ["lax", "none", "strict"].iter().any(|word| word.eq_ignore_ascii_case(value))
}
