//! Words for cookies that are lost in the line of another one.

use diagnosis::{CookieAnswer, CookieLoss};

/// Why the cookies behind a comma of a line are lost.
const FOLDED: &str = "A comma does not separate cookies.";

/// Why the cookies behind the first pair of a line are lost.
const CHAINED: &str = "A line sets one cookie, and a semicolon separates its attributes.";

/// Why a cookie is lost whose line begins with the name of its field.
const FIELD_NAME: &str = "The name of the field stands twice.";

/// Returns why cookies are lost in the line of another one.
pub fn loss(cookie: &CookieAnswer) -> &'static str {
    match CookieLoss::of(&cookie.line) {
        Some(CookieLoss::FieldName) => FIELD_NAME,
        Some(CookieLoss::Semicolon) => CHAINED,
        Some(CookieLoss::Comma) | None => FOLDED,
    }
}

/// Returns whether words are those of a loss.
pub(super) fn is_loss(words: &str) -> bool {
    [CHAINED, FIELD_NAME, FOLDED].iter().any(|loss| loss.starts_with(words))
}

/// Returns a sentence as a part of another one.
pub(super) fn in_sentence(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let (first, rest) = sentence.split_at(1);
    format!("{}{rest}", first.to_lowercase())
}

/// Returns the names of the cookies that are lost in a cookie's field, in quotes.
pub(super) fn lost_names(cookie: &CookieAnswer) -> String {
    format!("`{}`", cookie.lost.join("`, `"))
}
