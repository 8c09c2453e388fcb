//! What a line looks like that is no header field.

use crate::http_text::HttpTextProblem;
use crate::paste::header_names::is_known;

/// Returns what a line looks like, if it looks like anything that people paste.
pub(crate) fn likeness(text: &str) -> Option<HttpTextProblem> {
    let text = text.trim();
    let is_field = text.split([' ', '\t']).next().is_some_and(is_known);
    if is_field {
        None
    } else if is_code(text) {
        Some(HttpTextProblem::IsCode)
    } else {
        is_message(text).then_some(HttpTextProblem::UnknownMessage)
    }
}

/// Returns whether a line looks like one of a program.
pub(crate) fn is_code(text: &str) -> bool {
    const BEGINNINGS: [&str; 21] = [
        "//",
        "/*",
        "@",
        "}",
        "app.",
        "async ",
        "await ",
        "class ",
        "const ",
        "def ",
        "export ",
        "from ",
        "func ",
        "function ",
        "if (",
        "import ",
        "let ",
        "public ",
        "return ",
        "try ",
        "var ",
    ];
    let text = text.trim();
    let is_call = || {
        let name = text.split('(').next().unwrap_or_default();
        let is_of_name = |letter: char| letter.is_alphanumeric() || "_.$>-".contains(letter);
        name.len() < text.len() && !name.is_empty() && name.chars().all(is_of_name)
    };
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
        || is_call()
        || text.ends_with(['{', '('])
        || text.ends_with(");")
        || text.ends_with("};")
}

/// Returns whether a line looks like a message of a browser: a label, or words about CORS and
/// cookies. Some of them are the same in every language.
fn is_message(text: &str) -> bool {
    const WORDS: [&str; 8] = [
        "access-control-",
        "blocked",
        "cookie",
        "cors",
        "cross-origin",
        "failed to load",
        "origin",
        "samesite",
    ];
    const FEWEST_WORDS: usize = 5;
    let lower = text.to_ascii_lowercase();
    let has_word = || WORDS.iter().any(|word| lower.contains(word));
    is_labelled(text) || text.split_whitespace().count() >= FEWEST_WORDS && has_word()
}

/// Returns whether a line begins with the label that consoles put before a message: `[Error] `.
pub(crate) fn is_labelled(text: &str) -> bool {
    let label = text.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    label.is_some_and(|(label, _)| {
        !label.is_empty() && label.bytes().all(|octet| octet.is_ascii_alphabetic() || octet == b' ')
    })
}
