//! Header fields as programs print the objects that hold them: a class and its members, as Node.js
//! and Python have it, or a map of Go.

use crate::http::response_head::ResponseHead;
use crate::http::text::is_token;

/// Classes of Node.js, Deno and Bun whose objects hold header fields, or a response with them.
const OF_SCRIPTS: [&str; 5] = ["AxiosHeaders", "Headers", "HeadersList", "Object", "Response"];

/// Classes of libraries for Python that are made of a dictionary or a list.
const OF_PYTHON: [&str; 4] =
    ["CaseInsensitiveDict(", "HTTPHeaderDict(", "Headers(", "MutableHeaders("];

const GO_MAP: &str = "map[";

/// Returns whether a text begins with an object that a program printed with its class.
pub(crate) fn begins(text: &str) -> bool {
    class_length(text) > 0 || text.starts_with(GO_MAP) && go_map(text).is_some()
}

/// Returns how long the class is that stands before the bracket of an object, or 0.
pub(crate) fn class_length(text: &str) -> usize {
    let python = OF_PYTHON.iter().find(|class| {
        text.strip_prefix(**class).is_some_and(|inner| inner.starts_with(['{', '[']))
    });
    let script = || {
        let length = tag_length(text);
        let word = text[..length].split([' ', '[']).next().unwrap_or_default();
        if word.is_empty() || OF_SCRIPTS.contains(&word) { length } else { 0 }
    };
    python.map_or_else(script, |class| class.len())
}

/// Returns how long the tag is that Node.js prints before the bracket of an object, such as
/// `Headers `, `Map(3) ` or `[Object: null prototype] `, or 0.
pub(crate) fn tag_length(text: &str) -> usize {
    let is_of_word = |next: char| next.is_alphanumeric() || matches!(next, '_' | '$');
    let behind_word = text.trim_start_matches(is_of_word);
    let word = &text[..text.len() - behind_word.len()];
    let count = behind_word.strip_prefix('(').and_then(|inner| {
        let rest = inner.trim_start_matches(|next: char| next.is_ascii_digit());
        rest.strip_prefix(')')
    });
    let rest = count.unwrap_or(behind_word).trim_start_matches(' ');
    let class = rest.strip_prefix('[').and_then(|inner| {
        let is_of_class = |next: char| is_of_word(next) || matches!(next, ' ' | ':');
        inner.trim_start_matches(is_of_class).strip_prefix("] ")
    });
    let is_tag = word.starts_with(char::is_uppercase) || word.is_empty() && class.is_some();
    let rest = class.unwrap_or(rest);
    if is_tag && rest.starts_with('{') { text.len() - rest.len() } else { 0 }
}

/// Returns the fields of a map as Go prints it, and where it ends. Values of one name stand side by
/// side: those of `Set-Cookie` are told apart behind an attribute.
pub(crate) fn go_map(text: &str) -> Option<(Vec<(String, String)>, usize)> {
    let mut fields = Vec::new();
    let mut at = GO_MAP.len();
    loop {
        let (name, rest) = text.get(at..)?.split_once(":[")?;
        if !is_token(name) {
            return None;
        }
        let values = text.len() - rest.len();
        let end = values + end_of_values(rest)?;
        let written = &text[values..end];
        if name.eq_ignore_ascii_case("set-cookie") {
            fields.extend(cookies(written).into_iter().map(|value| (name.to_owned(), value)));
        } else {
            fields.push((name.to_owned(), written.to_owned()));
        }
        at = end + 1;
        match text[at..].chars().next()? {
            ']' => return Some((fields, at + 1)),
            _ => at += 1,
        }
    }
}

/// Returns the response whose fields a map has as Java prints it, and where it ends. The status
/// line stands under `null`.
pub(crate) fn java_map(text: &str) -> Option<(ResponseHead, usize)> {
    let mut head = ResponseHead::ok();
    let mut at = text.strip_prefix('{').map(|rest| text.len() - rest.len())?;
    loop {
        let (name, rest) = text.get(at..)?.split_once("=[")?;
        if !is_token(name) {
            return None;
        }
        let begins_next = |rest: &str| {
            let next = rest.strip_prefix(", ").and_then(|rest| rest.split_once("=["));
            rest.starts_with('}') || next.is_some_and(|(name, _)| is_token(name))
        };
        let ends = rest.match_indices(']').map(|(at, _)| at);
        let end = ends.into_iter().find(|end| begins_next(&rest[end + 1..]))?;
        let values = &rest[..end];
        if name == "null" {
            head.status = values.split(' ').nth(1).and_then(|code| code.parse().ok())?;
        } else {
            head.headers.push((name.to_owned(), values.to_owned()));
        }
        at = text.len() - rest.len() + end + 1;
        match text[at..].strip_prefix(", ") {
            Some(rest) => at = text.len() - rest.len(),
            None => return Some((head, at + 1)),
        }
    }
}

/// Returns where the values of a name end: at a bracket that the next name follows, or the end.
fn end_of_values(text: &str) -> Option<usize> {
    text.match_indices(']').map(|(at, _)| at).find(|at| {
        let behind = &text[at + 1..];
        let is_next = |rest: &str| {
            let name = rest.split([':', ' ', ']']).next().unwrap_or_default();
            is_token(name) && rest[name.len()..].starts_with(":[")
        };
        behind.starts_with(']') || behind.strip_prefix(' ').is_some_and(is_next)
    })
}

fn cookies(written: &str) -> Vec<String> {
    let mut cookies = vec![String::new()];
    for (number, part) in written.split(';').enumerate() {
        let begins_pair =
            |at: &usize| part[at + 1..].split_once('=').is_some_and(|(name, _)| is_token(name));
        let ends: Vec<usize> = part.match_indices(' ').map(|(at, _)| at).collect();
        let end = ends
            .into_iter()
            .filter(|at| number > 0 && !part[..*at].trim().is_empty())
            .find(begins_pair);
        let last = cookies.last_mut().expect("there is one");
        if number > 0 {
            last.push(';');
        }
        last.push_str(&part[..end.unwrap_or(part.len())]);
        if let Some(end) = end {
            cookies.push(part[end + 1..].to_owned());
        }
    }
    cookies
}
