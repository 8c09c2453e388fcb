//! What becomes of each cookie and of the response, in which browsers.

use diagnosis::{CookieAnswer, EvidenceGap, Explanation, ProfileAnswer, UserGoal};

use crate::words::phrases;

/// What becomes of something, with the browsers of which the same is said.
#[derive(Clone, Debug)]
pub struct BrowserVerdict<'a> {
    /// Whether it is as wanted.
    pub works: bool,
    /// `response`, or a cookie's name in quotes.
    pub subject: String,
    /// What becomes of it: `is not stored`.
    pub words: String,
    /// The rule that decided it.
    pub reason: Option<String>,
    /// Whether the browsers may make no request at all, by a rule that nobody has measured.
    pub is_open: bool,
    /// The answers of the browsers.
    pub profiles: Vec<&'a ProfileAnswer>,
}

/// Returns what becomes of each cookie, in order. Of a cookie that is deleted, and of the line that
/// deletes it, the same is said, and said once. A cookie that stays, though a line was to delete
/// it, is no success.
pub fn cookie_verdicts(explanation: &Explanation) -> Vec<BrowserVerdict<'_>> {
    let mut verdicts: Vec<BrowserVerdict<'_>> = Vec::new();
    for (number, cookie) in explanation.question.prior.iter().enumerate() {
        let goals = explanation.goals_of_prior(number);
        let of = |answer: &ProfileAnswer| {
            let there = &answer.prior[number];
            let mut lines = answer.cookies.iter().chain(&answer.prior);
            let was_to_go = lines.any(|line| line.name() == there.name() && line.fails_to_delete());
            (!was_to_go || !there.has(&goals)).then(|| there.clone())
        };
        add_new(&mut verdicts, of_cookie(explanation, cookie.line(), &of, &goals));
    }
    for (number, line) in explanation.question.set_cookie_lines().enumerate() {
        let of = |answer: &ProfileAnswer| Some(answer.cookies[number].clone());
        add_new(&mut verdicts, of_cookie(explanation, line, &of, &explanation.goals_of(number)));
    }
    verdicts
}

/// Adds verdicts of a cookie, but for what is said of one with its name already.
fn add_new<'a>(verdicts: &mut Vec<BrowserVerdict<'a>>, of_cookie: Vec<BrowserVerdict<'a>>) {
    for verdict in of_cookie {
        if !verdicts.iter().any(|one| one.says_same_as(&verdict)) {
            verdicts.push(verdict);
        }
    }
}

/// Returns what becomes of the response, where that is asked.
pub fn response_verdicts(explanation: &Explanation) -> Vec<BrowserVerdict<'_>> {
    let mut verdicts = Vec::new();
    if !explanation.goals.contains(&UserGoal::Response) {
        return verdicts;
    }
    for answer in &explanation.answers {
        let response = &answer.response;
        let reason = phrases::deciding_rule(&response.readable).filter(|_| !response.usable);
        let verdict = BrowserVerdict {
            works: response.usable,
            subject: "response".to_owned(),
            words: phrases::response_fate(response),
            reason,
            is_open: false,
            profiles: vec![answer],
        };
        add(&mut verdicts, with_local_network(verdict, explanation));
    }
    verdicts
}

/// Leaves open what an http page gets of a local network in Chrome.
fn with_local_network<'a>(
    verdict: BrowserVerdict<'a>,
    explanation: &Explanation,
) -> BrowserVerdict<'a> {
    let is_chromium = verdict.profiles.iter().all(|answer| answer.engine == "chromium");
    if verdict.works && is_chromium && explanation.question.lacks_secure_page() {
        let reason = "only where Chrome lets an http page ask a local network.".to_owned();
        BrowserVerdict { is_open: true, reason: Some(reason), ..verdict }
    } else {
        verdict
    }
}

/// Returns why nothing can be said of a response that could be used, if there is a reason.
pub fn unknown_response<'g>(
    explanation: &Explanation,
    gaps: &'g [EvidenceGap],
) -> Option<&'g EvidenceGap> {
    let is_usable = explanation.answers.iter().any(|answer| answer.response.usable);
    gaps.iter().find(|gap| is_usable && gap.is_of_response())
}

fn of_cookie<'a>(
    explanation: &'a Explanation,
    line: &str,
    of: &dyn Fn(&ProfileAnswer) -> Option<CookieAnswer>,
    goals: &[UserGoal],
) -> Vec<BrowserVerdict<'a>> {
    let mut verdicts = Vec::new();
    for answer in &explanation.answers {
        let Some(cookie) = of(answer) else { continue };
        let (words, reason) = phrases::fate(&cookie, goals);
        let verdict = BrowserVerdict {
            works: cookie.has(goals),
            subject: phrases::cookie_name(line),
            words,
            reason,
            is_open: false,
            profiles: vec![answer],
        };
        add(&mut verdicts, with_local_network(verdict, explanation));
    }
    verdicts
}

fn add<'a>(verdicts: &mut Vec<BrowserVerdict<'a>>, new: BrowserVerdict<'a>) {
    let same = |one: &&mut BrowserVerdict<'a>| {
        (one.works, &one.words, &one.reason) == (new.works, &new.words, &new.reason)
    };
    match verdicts.iter_mut().find(same) {
        Some(verdict) => verdict.profiles.extend(new.profiles),
        None => verdicts.push(new),
    }
}

impl BrowserVerdict<'_> {
    /// Returns whether two verdicts say the same of something with the same name.
    fn says_same_as(&self, other: &Self) -> bool {
        let is_same_profile = |(one, other): (&&ProfileAnswer, &&ProfileAnswer)| {
            (one.engine, &one.profile) == (other.engine, &other.profile)
        };
        (self.works, self.is_open, &self.subject) == (other.works, other.is_open, &other.subject)
            && (&self.words, &self.reason) == (&other.words, &other.reason)
            && self.profiles.len() == other.profiles.len()
            && self.profiles.iter().zip(&other.profiles).all(is_same_profile)
    }

    /// Returns the sign: a prediction of what was never measured is hollow.
    pub fn sign(&self) -> &'static str {
        if self.is_open {
            return "?";
        }
        let is_measured = self.profiles.iter().any(|answer| answer.ever_recorded);
        match (self.works, is_measured) {
            (true, true) => "✓",
            (false, true) => "✗",
            (true, false) => "(✓)",
            (false, false) => "(✗)",
        }
    }

    /// Returns it as a sentence without its end: what becomes of what, where and why.
    pub fn sentence(&self, explanation: &Explanation) -> String {
        let Self { works, subject, words, reason, .. } = self;
        // What fails in all of them does not work in any.
        let all = if *works { "every" } else { "any" };
        let names = phrases::browsers(&self.profiles, explanation, all);
        let why = reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        format!("{subject} {words} in {names}{why}")
    }
}
