//! What a line looks like that is no header field.

use crate::http::text::{HttpTextProblem, is_token};
use crate::paste::header_names::is_known;
use crate::paste::text_lines::TextLine;

/// Returns what a line looks like, if it looks like anything that people paste.
pub(crate) fn likeness(text: &str) -> Option<HttpTextProblem> {
    let text = text.trim();
    let is_field = text.split([' ', '\t']).next().is_some_and(is_known);
    if is_field {
        None
    } else if sets_cookie(text) {
        Some(HttpTextProblem::ScriptCookie)
    } else if is_element(text) {
        Some(HttpTextProblem::IsHtml)
    } else if is_policy_message(text) {
        Some(HttpTextProblem::IsPolicyMessage)
    } else if is_setting(text) {
        Some(HttpTextProblem::IsSettings)
    } else if is_code(text) {
        Some(HttpTextProblem::IsCode)
    } else {
        is_message(text).then_some(HttpTextProblem::UnknownMessage)
    }
}

/// Returns what the value of a field looks like that is none: a part of a program or of settings,
/// or a message that begins with a field's name.
pub(crate) fn likeness_of_value(
    name: &str,
    value: &str,
    next: &[TextLine<'_>],
) -> Option<HttpTextProblem> {
    let value = value.trim();
    let is_of_code = matches!(value, "{" | "[")
        || ["\",", "',", "true,", "false,"].iter().any(|end| value.ends_with(end));
    let is_nested = value.is_empty()
        && next.first().is_some_and(|line| {
            let below = line.text.trim().split_once(':');
            line.text.starts_with([' ', '\t'])
                && below.is_some_and(|(key, rest)| {
                    is_token(key) && (rest.is_empty() || rest.starts_with(' '))
                })
        });
    if is_of_code {
        Some(HttpTextProblem::IsCode)
    } else if is_nested {
        Some(HttpTextProblem::IsSettings)
    } else {
        is_sentence_of_policy(name, value).then_some(HttpTextProblem::UnknownMessage)
    }
}

/// Returns whether a line looks like one of a file with settings: a name with dots or underscores,
/// and its value.
pub(crate) fn is_setting(text: &str) -> bool {
    let Some((name, value)) = text.trim().split_once(['=', ':']) else { return false };
    let name = name.trim_end();
    let name = name.strip_prefix("export ").unwrap_or(name);
    let is_begun = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let is_word = |octet: u8| octet.is_ascii_alphanumeric() || b"_.-".contains(&octet);
    is_begun
        && !sets_cookie(text)
        && name.bytes().all(is_word)
        && name.contains(['.', '_'])
        && !value.starts_with("//")
        && !value.trim_end().ends_with(';')
        && !value.contains(';')
}

/// Returns whether a line is the statement by which a script sets a cookie.
pub(crate) fn sets_cookie(text: &str) -> bool {
    let text = text.trim();
    let behind = text.strip_prefix("window.").unwrap_or(text).strip_prefix("document.cookie");
    let assigned = behind.and_then(|rest| rest.trim_start().strip_prefix('='));
    assigned.is_some_and(|value| !value.starts_with('='))
}

/// Returns whether a line begins with the tag of an HTML element.
fn is_element(text: &str) -> bool {
    let rest = text.strip_prefix("</").or(text.strip_prefix('<')).unwrap_or_default();
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let behind = rest.trim_start_matches(is_of_name);
    rest.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && (behind.is_empty() || behind.starts_with([' ', '>', '/']))
}

/// Returns whether a line is a browser's message about the Content-Security-Policy of a page.
pub(crate) fn is_policy_message(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let names_policy = ["content security policy", "content-security-policy"]
        .iter()
        .any(|name| lower.contains(name));
    let names_fault = [
        "blocked the ",
        "refused to ",
        "violates the following directive",
        "violates the following content security policy",
    ];
    names_policy
        && !lower.starts_with("set-cookie")
        && names_fault.iter().any(|words| lower.contains(words))
}

/// Returns whether a field of a policy has a sentence for a value, as messages of Firefox do that
/// begin with its name.
fn is_sentence_of_policy(name: &str, value: &str) -> bool {
    const POLICIES: [&str; 6] = [
        "content-security-policy",
        "content-security-policy-report-only",
        "permissions-policy",
        "referrer-policy",
        "strict-transport-security",
        "x-frame-options",
    ];
    const FEWEST_WORDS: usize = 5;
    let words: Vec<&str> = value.split_whitespace().collect();
    let is_capitalized = words.first().is_some_and(|first| {
        first.starts_with(|letter: char| letter.is_ascii_uppercase())
            && first.chars().all(|letter| letter.is_alphabetic() || "’'".contains(letter))
    });
    POLICIES.iter().any(|policy| policy.eq_ignore_ascii_case(name))
        && is_capitalized
        && words.len() >= FEWEST_WORDS
        && !value.contains(';')
}

/// Returns whether a line stands for others that somebody left out.
pub(crate) fn is_omission(text: &str) -> bool {
    let words = text.trim().trim_matches(['[', ']', '(', ')', '<', '>', '-', '/', '*', '#', ' ']);
    let is_dots = words.len() >= 2 && words.chars().all(|sign| matches!(sign, '.' | '…'));
    is_dots || matches!(words.to_ascii_lowercase().as_str(), "…" | "snip" | "snipped" | "omitted")
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
