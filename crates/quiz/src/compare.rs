//! What a browser did and what is explained, in the same words.

use std::fmt;

use diagnosis::{CookieAnswer, Question, Recordings, UserGoal, explain};
use matrix::{ContentKind, Profile, RequestApi, RequestMechanism};

/// What became of a response and of each cookie: those that were there before, then those of the
/// responses' `Set-Cookie` lines, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuizFacts {
    /// Whether what asked for the response could use it, where it learns that.
    pub usable: Option<bool>,
    /// Whether the later request carries the cookie.
    pub sent: Vec<bool>,
    /// Whether `document.cookie` of the document that made the request shows it.
    pub readable_on_page: Vec<bool>,
    /// Whether `document.cookie` of a first-party document at its response's URL shows it.
    pub readable_on_target: Vec<bool>,
}

/// Returns what is explained for this profile.
pub fn explained_facts(question: &Question, profile: &Profile) -> QuizFacts {
    let answered = as_answered(question);
    let explanation = explain(Recordings::built_in(), &answered, &[profile], &UserGoal::ALL);
    let Some(answer) = explanation.answers.first() else { return QuizFacts::default() };
    // A response that is never asked for has lines and no answers: nothing becomes of them.
    let asked = question.prior.len() + question.set_cookie_lines().count();
    let facts = |of: fn(&CookieAnswer) -> bool| {
        let mut all: Vec<bool> = answer.prior.iter().chain(&answer.cookies).map(of).collect();
        all.resize(asked, false);
        all
    };
    QuizFacts {
        usable: learns_of_response(question.request.api).then_some(answer.response.usable),
        sent: facts(|cookie| cookie.sent.yes),
        readable_on_page: facts(|cookie| cookie.readable_on_page.yes),
        readable_on_target: facts(|cookie| cookie.readable_on_target.yes),
    }
}

/// Returns the question with the response as the site sends it: it opens every WebSocket that it
/// does not send elsewhere.
fn as_answered(question: &Question) -> Question {
    let mut answered = question.clone();
    let is_handshake = question.request.api == RequestApi::Mechanism(RequestMechanism::WebSocket);
    if is_handshake && question.response.status == 200 {
        answered.response.status = 101;
    }
    answered
}

/// Returns whether what makes a request learns whether its response is there for it.
pub(crate) fn learns_of_response(api: RequestApi) -> bool {
    match api {
        RequestApi::Fetch(_) | RequestApi::Xhr { .. } => true,
        RequestApi::FetchNoCors(_) => false,
        RequestApi::Mechanism(mechanism) => mechanism.content() != ContentKind::Document,
    }
}

impl fmt::Display for QuizFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |of: &[bool]| of.iter().map(|yes| answer(*yes)).collect::<Vec<_>>().join(", ");
        write!(
            f,
            "response {}; sent {}; on the page {}; at the target {}",
            self.usable.map_or("unasked", answer),
            list(&self.sent),
            list(&self.readable_on_page),
            list(&self.readable_on_target)
        )
    }
}

fn answer(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
