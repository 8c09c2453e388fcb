//! What a browser did and what is explained, in the same words.

use std::fmt;

use diagnosis::{Question, Recordings, UserGoal, explain};
use matrix::Profile;

/// What became of a response and of each cookie, in the order of its `Set-Cookie` lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuizFacts {
    /// Whether the script reads the response.
    pub readable: bool,
    /// Whether the same request, made again, carries the cookie.
    pub sent: Vec<bool>,
    /// Whether the page's `document.cookie` shows it.
    pub readable_on_page: Vec<bool>,
    /// Whether `document.cookie` of a first-party document at the request's URL shows it.
    pub readable_on_target: Vec<bool>,
}

/// Returns what is explained for this profile.
pub fn explained_facts(question: &Question, profile: &Profile) -> QuizFacts {
    let explanation = explain(Recordings::built_in(), question, &[profile], &UserGoal::ALL);
    let Some(answer) = explanation.answers.first() else { return QuizFacts::default() };
    let cookies = || answer.cookies.iter();
    QuizFacts {
        readable: answer.response.readable.yes,
        sent: cookies().map(|cookie| cookie.sent.yes).collect(),
        readable_on_page: cookies().map(|cookie| cookie.readable_on_page.yes).collect(),
        readable_on_target: cookies().map(|cookie| cookie.readable_on_target.yes).collect(),
    }
}

impl fmt::Display for QuizFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |of: &[bool]| of.iter().map(|yes| answer(*yes)).collect::<Vec<_>>().join(", ");
        write!(
            f,
            "response {}; sent {}; on the page {}; at the target {}",
            answer(self.readable),
            list(&self.sent),
            list(&self.readable_on_page),
            list(&self.readable_on_target)
        )
    }
}

fn answer(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
