//! What was observed, with the reasons of model and recordings. Where they differ, the observation
//! wins.

use std::fmt;

use browser_driver::BrowserMessage;
use diagnosis::{
    AnswerBasis, Explanation, ProfileAnswer, Question, ReasonedAnswer, Recordings, UserGoal,
};
use inspection::{RequestOutcome, SiteCapture};
use matrix::Profile;
use oracle::{WordMeaning, meaning};
use run_model::results::ResponseOutcome;
use url::Url;

use crate::diagnose::archive::jar_cookie;

/// What became of one request in one browser.
#[derive(Debug)]
pub(crate) struct RequestFinding {
    /// The request with what became of response and cookies: yes and no as they were seen; and what
    /// to change.
    pub(crate) explanation: Explanation,
    /// Where the standards and the recordings say otherwise, in words.
    pub(crate) differences: Vec<String>,
    /// The cookies that were there before, as lines, each with whether it went along.
    pub(crate) prior: Vec<(String, bool)>,
    /// The browser's own words, on the response and on each cookie.
    pub(crate) words: Vec<BrowserMessage>,
    /// What was assumed.
    pub(crate) notes: Vec<String>,
}

/// A later request that shows what became of cookies.
#[derive(Clone, Debug)]
pub(crate) struct LaterRequest {
    pub(crate) method: String,
    pub(crate) url: String,
    /// The names of the cookies that it lacks; none where it carries them.
    pub(crate) lacks: Vec<String>,
}

impl fmt::Display for LaterRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, url, lacks } = self;
        if lacks.is_empty() {
            return write!(f, "{method} {url} carries what was set here");
        }
        let names: Vec<String> = lacks.iter().map(|name| format!("`{name}`")).collect();
        write!(f, "{method} {url} lacks {}, which was set here", names.join(", "))
    }
}

/// How a request came to be seen.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RequestSighting<'s> {
    /// It was made for this, on the page that is shown in the end.
    Made,
    /// The site made it by itself.
    Watched {
        later: Option<&'s LaterRequest>,
        /// The page that is shown in the end.
        last_page: Option<&'s Url>,
    },
}

impl RequestSighting<'_> {
    /// Corrects what became of a request's cookies by what else was seen.
    fn correct(self, question: &Question, outcome: &mut RequestOutcome) {
        let Self::Watched { later, last_page } = self else { return };
        for cookie in &mut outcome.cookies {
            if later.is_some_and(|later| later.lacks.contains(&cookie.name)) {
                cookie.sent = Some(false);
            }
            // What is read in the end is read on the last page.
            if last_page != Some(question.client()) {
                cookie.readable_on_page = None;
            }
        }
    }
}

impl RequestFinding {
    /// Concludes from what was seen of a request.
    pub(crate) fn of(
        capture: &SiteCapture,
        question: &Question,
        goals: &[UserGoal],
        profile: &Profile,
        sighting: RequestSighting<'_>,
    ) -> Self {
        let recordings = Recordings::built_in();
        let mut explanation = Explanation::without_fixes(recordings, question, &[profile], goals);
        let mut outcome = capture.outcome(&question.url);
        sighting.correct(question, &mut outcome);
        let differences = explanation
            .answers
            .iter_mut()
            .flat_map(|answer| apply_observed(answer, &outcome))
            .collect();
        let mut finding = Self {
            explanation,
            differences,
            prior: outcome
                .cookies_before
                .iter()
                .map(|(cookie, sent)| (jar_cookie(cookie), *sent))
                .collect(),
            words: words(&outcome, profile),
            notes: Vec::new(),
        };
        if !finding.works() {
            finding.explanation.suggest_fixes(recordings, &[profile]);
        }
        finding
    }

    /// Returns whether the cookies are stored and sent and the response can be read, as far as it
    /// is wanted. Where the response sets no cookie, it is those that were there before that are to
    /// be sent.
    pub(crate) fn works(&self) -> bool {
        let sets_none = self.explanation.answers.iter().all(|answer| answer.cookies.is_empty());
        self.explanation.works() && (!sets_none || self.prior.iter().all(|(_, sent)| *sent))
    }
}

/// Replaces what was expected by what was observed; returns the differences in words.
fn apply_observed(answer: &mut ProfileAnswer, outcome: &RequestOutcome) -> Vec<String> {
    let mut differences = Vec::new();
    let mut see = |verdict: &mut ReasonedAnswer, seen: bool, what: String| {
        if verdict.yes != seen {
            let (expected, observed) = if seen { ("no", "yes") } else { ("yes", "no") };
            differences.push(format!("{what}: expected {expected}, observed {observed}"));
            *verdict = ReasonedAnswer { yes: seen, ..ReasonedAnswer::default() };
        }
    };
    if let Some(response) = outcome.response {
        answer.response.outcome = response;
        answer.response.basis = AnswerBasis::Seen;
        see(
            &mut answer.response.readable,
            response == ResponseOutcome::Exposed,
            "the script can read the response".to_owned(),
        );
    }
    for (cookie, seen) in answer.cookies.iter_mut().zip(&outcome.cookies) {
        let what = |what: &str| format!("`{}` is {what}", seen.name);
        cookie.basis = AnswerBasis::Seen;
        cookie.partition = seen.held.as_ref().and_then(|held| held.partition.clone());
        see(&mut cookie.stored, seen.held.is_some(), what("stored"));
        if let Some(readable) = seen.readable_on_page {
            see(&mut cookie.readable_on_page, readable, what("readable on the page"));
        }
        if let Some(readable) = seen.readable_on_target {
            see(&mut cookie.readable_on_target, readable, what("readable on the target"));
        }
        if let Some(sent) = seen.sent {
            see(&mut cookie.sent, sent, what("sent"));
        }
    }
    differences
}

/// Returns the browser's reasons, each once, without warnings and remarks.
fn words(outcome: &RequestOutcome, profile: &Profile) -> Vec<BrowserMessage> {
    let all =
        outcome.reasons.iter().chain(outcome.cookies.iter().flat_map(|cookie| &cookie.reasons));
    let mut words: Vec<BrowserMessage> = Vec::new();
    for reason in all.filter(|reason| {
        meaning(profile.engine, reason.about, &reason.word) != Some(WordMeaning::NotAReason)
    }) {
        // The same is said again of each request and each document.
        if !words.iter().any(|known| (&known.cookie, &known.word) == (&reason.cookie, &reason.word))
        {
            words.push(reason.clone());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use diagnosis::answer;
    use inspection::SetCookieOutcome;
    use matrix::{EngineKind, FetchCredentials};
    use spec_model::Timestamp;

    use super::*;

    #[test]
    fn an_observation_wins_and_the_difference_is_named() {
        let recordings = Recordings::built_in();
        let mut profiles = recordings.matrix().profiles.iter();
        let profile = profiles
            .find(|profile| profile.engine == EngineKind::Chromium && profile.name == "default")
            .unwrap();
        let (page, url) = (
            "https://www.example.com/".parse().unwrap(),
            "https://api.example.com/".parse().unwrap(),
        );
        let mut question = Question::fetch(page, url, FetchCredentials::Include, Timestamp(0));
        let fields = [
            ("Access-Control-Allow-Origin", "https://www.example.com"),
            ("Access-Control-Allow-Credentials", "true"),
            ("Set-Cookie", "sid=1; HttpOnly"),
        ];
        question.response.headers =
            fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let mut expected = answer(recordings, &question, [profile]).swap_remove(0);
        assert!(expected.has(&UserGoal::USUAL), "{expected:#?}");
        let cookie = SetCookieOutcome {
            name: "sid".to_owned(),
            held: None,
            readable_on_page: Some(false),
            readable_on_target: Some(false),
            sent: None,
            reasons: Vec::new(),
        };
        let response = Some(ResponseOutcome::Exposed);
        let outcome = RequestOutcome {
            response,
            cookies: vec![cookie],
            cookies_before: Vec::new(),
            reasons: Vec::new(),
        };
        let differences = apply_observed(&mut expected, &outcome);
        assert_eq!(differences, ["`sid` is stored: expected yes, observed no"]);
        assert!(
            !expected.cookies[0].stored.yes
                && expected.cookies[0].sent.yes
                && expected.response.readable.yes
        );
    }
}
