//! The verdict in one sentence: which cookie, which step, which rule.

use diagnosis::{AnswerStatus, CookieAnswer, DeletionOutcome, ProfileAnswer, UserGoal};

use crate::judged_explanation::JudgedExplanation;
use crate::words::cookie_strip::{CookieStrip, cookie_strip, upper_first};
use crate::words::loss_words::lost_names;
use crate::words::phrases;
use crate::words::status_line::missing_evidence;
use crate::words::way_step::WayStep;

/// The verdict of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerHeadline {
    /// What kind of verdict it is.
    pub sign: VerdictSign,
    /// One sentence, with names and values between backticks.
    pub sentence: String,
    /// What else there is to say of the browsers, a sentence each.
    pub details: Vec<String>,
    /// The code of the rule that decided, if one did.
    pub rule: Option<&'static str>,
}

/// What kind of verdict an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictSign {
    /// It works, and that was measured.
    Works,
    /// It does not work, and that was measured.
    Fails,
    /// It should work, but no browser asked for was ever measured.
    PredictedWorks,
    /// It should not work, but no browser asked for was ever measured.
    PredictedFails,
    /// Something is missing that decides.
    CannotSay,
}

impl VerdictSign {
    /// Returns the sign of something that works or not, in a browser that was measured or not.
    pub fn of(works: bool, measured: bool) -> Self {
        match (works, measured) {
            (true, true) => Self::Works,
            (false, true) => Self::Fails,
            (true, false) => Self::PredictedWorks,
            (false, false) => Self::PredictedFails,
        }
    }

    /// Returns what it says, for who does not see it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Works => "Works",
            Self::Fails => "Does not work",
            Self::PredictedWorks => "Should work",
            Self::PredictedFails => "Should not work",
            Self::CannotSay => "Cannot say",
        }
    }
}

/// Returns the verdict of an answer.
pub fn headline(judged: &JudgedExplanation) -> AnswerHeadline {
    let explanation = &judged.explanation;
    let measured = explanation.answers.iter().any(|answer| answer.ever_recorded);
    match judged.status() {
        AnswerStatus::NothingToJudge | AnswerStatus::Incomplete => {
            let gaps = missing_evidence(&judged.gaps);
            AnswerHeadline {
                sign: VerdictSign::CannotSay,
                sentence: format!("Cannot say yet: {gaps}."),
                details: Vec::new(),
                rule: None,
            }
        }
        AnswerStatus::Works => AnswerHeadline {
            sign: VerdictSign::of(true, measured),
            sentence: works_sentence(judged, measured),
            details: others(judged, None),
            rule: None,
        },
        AnswerStatus::DoesNotWork => {
            let Some(strip) = cookie_strip(judged) else {
                return AnswerHeadline {
                    sign: VerdictSign::CannotSay,
                    sentence: "Cannot say: no browser was asked for.".to_owned(),
                    details: Vec::new(),
                    rule: None,
                };
            };
            AnswerHeadline {
                sign: VerdictSign::of(false, measured),
                sentence: fails_sentence(judged, &strip),
                details: others(judged, Some(&strip)),
                rule: deciding_code(&strip),
            }
        }
    }
}

fn works_sentence(judged: &JudgedExplanation, measured: bool) -> String {
    let subject = subject(judged);
    let all = &judged.explanation.answers;
    let names = phrases::browser_names(&all.iter().collect::<Vec<_>>());
    match (measured, names.as_slice()) {
        (true, [_] | [_, _]) => format!("{subject} works in {}.", names.join(" and ")),
        (true, _) => format!("{subject} works in every browser measured."),
        (false, _) => format!("{subject} should work in {}, never measured.", names.join(" and ")),
    }
}

fn subject(judged: &JudgedExplanation) -> String {
    let explanation = &judged.explanation;
    let set = explanation.question.set_cookie_lines();
    let prior = explanation.question.prior.iter().map(diagnosis::PriorCookie::line);
    let lines: Vec<&str> = prior.chain(set).collect();
    match lines.as_slice() {
        [] => "The request".to_owned(),
        [only] => upper_first(&phrases::cookie_name(only)),
        [_, _, ..] => "Every cookie".to_owned(),
    }
}

/// Says what is lost, where, and by which rule; in which browsers only, where others do better.
fn fails_sentence(judged: &JudgedExplanation, strip: &CookieStrip<'_>) -> String {
    let explanation = &judged.explanation;
    let all = explanation.judged();
    let is_refuted = |answer: &&&ProfileAnswer| explanation.is_refuted(answer, &judged.gaps);
    let (lost, fine): (Vec<&ProfileAnswer>, Vec<&ProfileAnswer>) =
        all.iter().partition(|answer| is_refuted(answer));
    if !fine.is_empty() {
        let works = phrases::browser_names(&fine).join(", ");
        let is_blocked = |answer: &&ProfileAnswer| {
            let cookies = answer.prior.iter().chain(&answer.cookies);
            let mut rules = cookies.filter_map(|one| one.stored.reasons.first());
            rules.any(|rule| rule.code == "third-party-blocked")
        };
        let place = if lost.iter().all(is_blocked) {
            "where third-party cookies are blocked".to_owned()
        } else {
            format!("in {}", phrases::browser_names(&lost).join(", "))
        };
        return format!("{} works in {works}, but not {place}.", subject(judged));
    }
    let says = strip.failing().map(|step| lower_first(&step.says)).unwrap_or_default();
    let name = strip.cookie.map(|cookie| phrases::cookie_name(&cookie.line));
    let step = strip.failing().map_or(WayStep::Request, |step| step.step);
    let sentence = match (step, &name, strip.cookie) {
        (WayStep::Page | WayStep::Request, Some(name), _) if is_made(strip) => {
            format!("{name} never reaches the cookie jar: {says}.")
        }
        (WayStep::Page | WayStep::Request | WayStep::Preflight, _, _) => {
            format!("The request is never made: {says}.")
        }
        (WayStep::Redirect, _, _) => format!("The redirect ends the request: {says}."),
        (WayStep::Response, Some(name), Some(cookie)) if cookie_is_fine(cookie) => {
            format!("{name} is fine, but {} the response: {says}.", does_not_get(judged))
        }
        (WayStep::Response, _, _) => format!("{} the response: {says}.", does_not_get(judged)),
        (WayStep::Jar, Some(name), Some(cookie)) if strip.loses_others() => {
            format!("{} behind {name} is lost: {says}.", lost_names(cookie))
        }
        (WayStep::Jar, Some(name), Some(cookie))
            if matches!(cookie.deletion, DeletionOutcome::Missed | DeletionOutcome::Kept) =>
        {
            format!("{name} is not deleted: {says}.")
        }
        (WayStep::Jar, Some(name), Some(cookie)) if cookie.deletion == DeletionOutcome::Refused => {
            format!("{name} is not deleted, as the line that deletes it is refused: {says}.")
        }
        (WayStep::Jar, Some(name), Some(cookie)) if cookie.kept_as.is_some() => {
            format!("{name} is another cookie in the jar: {says}.")
        }
        (WayStep::Jar, name, _) => {
            let name = name.as_deref().unwrap_or("the cookie");
            format!("{name} never reaches the cookie jar: {says}.")
        }
        (WayStep::NextRequest, name, _) => {
            let name = name.as_deref().unwrap_or("the cookie");
            format!("{name} is stored but not sent: {says}.")
        }
    };
    upper_first(&sentence)
}

/// Says who does not get the response.
fn does_not_get(judged: &JudgedExplanation) -> &'static str {
    if judged.asked.by_script { "your script cannot read" } else { "the page cannot use" }
}

fn is_made(strip: &CookieStrip<'_>) -> bool {
    use run_model::results::ResponseOutcome::{NotMade, PreflightRefused};
    !matches!(strip.shown.response.outcome, NotMade | PreflightRefused)
}

fn cookie_is_fine(cookie: &CookieAnswer) -> bool {
    cookie.has(&[UserGoal::Stored, UserGoal::Sent])
}

fn deciding_code(strip: &CookieStrip<'_>) -> Option<&'static str> {
    let of_response = || strip.shown.response.readable.reasons.first();
    let rule = match (strip.failing()?.step, strip.cookie) {
        (WayStep::Preflight | WayStep::Redirect | WayStep::Response, _) | (_, None) => {
            of_response()
        }
        (WayStep::NextRequest, Some(cookie)) => cookie.sent.reasons.first(),
        (WayStep::Page | WayStep::Request | WayStep::Jar, Some(cookie)) if is_made(strip) => {
            let answer = if cookie.stored.yes { &cookie.sent } else { &cookie.stored };
            answer.reasons.first()
        }
        (WayStep::Page | WayStep::Request | WayStep::Jar, Some(_)) => of_response(),
    };
    rule.map(|rule| rule.code)
}

/// Says in which browsers the verdict is so, and what becomes of the cookie in other browsers that
/// were measured.
fn others(judged: &JudgedExplanation, strip: Option<&CookieStrip<'_>>) -> Vec<String> {
    let explanation = &judged.explanation;
    let mut groups: Vec<(String, Vec<&ProfileAnswer>)> = Vec::new();
    let shown = strip.and_then(|strip| strip.cookie);
    for answer in explanation.judged() {
        let mut all = answer.prior.iter().chain(&answer.cookies);
        let cookie = match shown {
            Some(shown) => all.find(|cookie| cookie.line == shown.line),
            None => all.next(),
        };
        let Some(cookie) = cookie else { continue };
        let (fate, rule) = phrases::fate(cookie, &explanation.goals);
        let rule = rule.map_or_else(|| ".".to_owned(), |rule| format!(": {}", lower_first(&rule)));
        let words = format!("it {fate}{rule}");
        match groups.iter_mut().find(|(other, _)| *other == words) {
            Some((_, answers)) => answers.push(answer),
            None => groups.push((words, vec![answer])),
        }
    }
    if groups.len() < 2 {
        return Vec::new();
    }
    let is_shown = |(_, answers): &&(String, Vec<&ProfileAnswer>)| {
        strip.is_some_and(|strip| answers.iter().any(|one| one.name() == strip.shown.name()))
    };
    let so = groups
        .iter()
        .filter(is_shown)
        .map(|(_, answers)| format!("So it is in {}.", phrases::who(answers)));
    let else_ = groups
        .iter()
        .filter(|group| !is_shown(group))
        .map(|(words, answers)| format!("{}: {words}", phrases::who(answers)));
    so.chain(else_).collect()
}

/// Returns a sentence with an article at its beginning in lower case, to stand behind a colon.
fn lower_first(sentence: &str) -> String {
    const ARTICLES: [&str; 6] = ["A", "An", "Another", "No", "Script", "The"];
    match sentence.split_once(' ') {
        Some((first, rest)) if ARTICLES.contains(&first) => {
            format!("{} {rest}", first.to_lowercase())
        }
        Some(_) | None => sentence.to_owned(),
    }
}
