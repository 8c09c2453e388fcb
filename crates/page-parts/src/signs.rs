//! Signs with a word, and text with code in it.

use explainer::words::VerdictSign;
use maud::{Markup, PreEscaped, html};

/// Every sign as a symbol, to be put once into a page that uses signs.
pub fn sprite() -> Markup {
    PreEscaped(include_str!("sprite.svg").to_owned())
}

/// A sign that stands beside a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageSign {
    /// It works, and that was measured.
    Works,
    /// It does not work, and that was measured.
    Fails,
    /// It should work, and was never measured.
    GuessWorks,
    /// It should not work, and was never measured.
    GuessFails,
    /// It was not measured.
    Unmeasured,
    /// It comes after the step that fails.
    Later,
    /// Nobody can say.
    Ask,
    /// It differs from the standards.
    Differs,
    /// It changed since it was recorded.
    Changed,
}

impl PageSign {
    fn symbol(self) -> &'static str {
        match self {
            Self::Works => "#g-works",
            Self::Fails => "#g-fails",
            Self::GuessWorks => "#g-guess-works",
            Self::GuessFails => "#g-guess-fails",
            Self::Unmeasured => "#g-unmeasured",
            Self::Later => "#g-later",
            Self::Ask => "#g-ask",
            Self::Differs => "#g-differs",
            Self::Changed => "#g-changed",
        }
    }

    /// Returns the class that colours what is around it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Fails => "fails",
            Self::GuessWorks | Self::GuessFails => "guess",
            Self::Unmeasured | Self::Ask => "unmeasured",
            Self::Later => "later",
            Self::Differs | Self::Changed => "differs",
        }
    }
}

/// Returns the sign of a verdict.
pub fn verdict_sign(verdict: VerdictSign) -> PageSign {
    match verdict {
        VerdictSign::Works => PageSign::Works,
        VerdictSign::Fails => PageSign::Fails,
        VerdictSign::PredictedWorks => PageSign::GuessWorks,
        VerdictSign::PredictedFails => PageSign::GuessFails,
        VerdictSign::CannotSay => PageSign::Ask,
    }
}

/// Returns a sign by itself; a word must stand beside it.
pub fn sign(sign: PageSign) -> Markup {
    html! { svg.g aria-hidden="true" { use href=(sign.symbol()) {} } }
}

/// Returns a sign with its word.
pub fn say(which: PageSign, word: &str) -> Markup {
    html! { span class={ "say " (which.class()) } { (sign(which)) " " (word) } }
}

/// Returns text with names as code: what stands between backticks, header fields and attributes.
pub fn prose(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 1 { code { (part) } } @else { (with_names(part)) }
        }
    }
}

/// Returns plain text with the names of header fields and attributes in it as code.
fn with_names(text: &str) -> Markup {
    html! {
        @for (number, word) in text.split(' ').enumerate() {
            @if number > 0 { " " }
            @let end = word.trim_end_matches(['.', ',', ';', ':']).len();
            @if is_name(&word[..end]) { code { (word[..end]) } (word[end..]) } @else { (word) }
        }
    }
}

fn is_name(word: &str) -> bool {
    const ATTRIBUTES: [&str; 5] = ["HttpOnly", "Max-Age", "Partitioned", "Secure", "Set-Cookie"];
    let is_of = |start: &str| word.len() > start.len() && word.starts_with(start);
    ATTRIBUTES.contains(&word) || ["Access-Control-", "Domain=", "SameSite="].into_iter().any(is_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_as_code() {
        let html = prose("SameSite=None needs Secure, and `a` <b>.").into_string();
        let expected = "<code>SameSite=None</code> needs <code>Secure</code>, and <code>a</code> \
                        &lt;b&gt;.";
        assert_eq!(html, expected);
    }
}
