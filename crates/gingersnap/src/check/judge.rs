//! What becomes of expectations, by the models of the browsers or by what browsers did.

use diagnosis::{
    BrowserSelection, CitedRule, CookieAnswer, DeletionOutcome, EvidenceGap, Explanation,
    ProfileAnswer, QuestionEvidence, ReasonedAnswer, Recordings, UserGoal,
};
use explainer::words::{browser_name, loss_words, phrases};
use explainer::{FieldLabels, InputField};
use matrix::Profile;

use crate::check::check_file::{CheckFile, CheckedBrowsers, SiteCheck, SiteExpectation};
use crate::check::key_labels::KeyLabels;
use crate::check::sighting::{CheckSighting, PlayedChecks};

/// What became of a file of checks.
#[derive(Clone, Debug)]
pub(crate) struct CheckReport {
    pub(crate) file: String,
    pub(crate) checks: Vec<CheckResult>,
}

/// What became of a check.
#[derive(Clone, Debug)]
pub(crate) struct CheckResult {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) notes: Vec<String>,
    /// For each expectation and each of its browsers.
    pub(crate) results: Vec<ExpectationResult>,
}

/// What became of an expectation in a browser.
#[derive(Clone, Debug)]
pub(crate) struct ExpectationResult {
    pub(crate) expectation: SiteExpectation,
    /// The browser as people know it.
    pub(crate) browser: String,
    /// The engine with its profile.
    pub(crate) profile: String,
    /// Whether the goal is met.
    pub(crate) met: bool,
    /// The browser and version that did so; `None` where only its model says it.
    pub(crate) seen_in: Option<String>,
    pub(crate) outcome: ExpectationOutcome,
    /// The rules that are against the goal.
    pub(crate) rules: Vec<CitedRule>,
    /// The deciding one as a sentence.
    pub(crate) reason: Option<String>,
}

/// Whether an expectation holds in a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExpectationOutcome {
    /// It does, by a model that is proved on recordings.
    Holds,
    /// It does not.
    Fails,
    /// The browser was never measured: its model only predicts, and nobody asked for it.
    Predicted,
    /// Something is missing that decides too.
    Unproved(String),
}

/// Where a file of checks stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CheckStatus {
    /// Every expectation holds.
    Holds,
    /// None fails, but for some evidence is missing.
    Incomplete,
    /// At least one does not hold.
    Fails,
}

impl CheckReport {
    /// Judges every expectation of a file by the models, or by what browsers did where they
    /// played it.
    pub(crate) fn of(file: CheckFile, played: Option<&PlayedChecks>) -> Self {
        let judge = |(number, check)| judge(check, number, played);
        Self { file: file.name, checks: file.checks.into_iter().enumerate().map(judge).collect() }
    }

    /// Returns all results with the names of their checks.
    pub(crate) fn results(&self) -> impl Iterator<Item = (&CheckResult, &ExpectationResult)> {
        self.checks.iter().flat_map(|check| check.results.iter().map(move |one| (check, one)))
    }

    /// Returns where the file stands.
    pub(crate) fn status(&self) -> CheckStatus {
        let status = |(_, one): (_, &ExpectationResult)| match one.outcome {
            ExpectationOutcome::Holds | ExpectationOutcome::Predicted => CheckStatus::Holds,
            ExpectationOutcome::Unproved(_) => CheckStatus::Incomplete,
            ExpectationOutcome::Fails => CheckStatus::Fails,
        };
        self.results().map(status).max().unwrap_or(CheckStatus::Incomplete)
    }
}

impl CheckStatus {
    /// Returns its name in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Incomplete => "incomplete",
            Self::Fails => "fails",
        }
    }
}

impl ExpectationOutcome {
    /// Returns its name in JSON.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Predicted => "predicted",
            Self::Unproved(_) => "unproved",
        }
    }
}

/// Why nobody saw whether a response could be used.
const NOT_TOLD: &str =
    "what the browser makes of the response is not played: its body is not in the file";

fn judge(check: SiteCheck, number: usize, played: Option<&PlayedChecks>) -> CheckResult {
    let SiteCheck { name, line, question, response, expectations, notes } = check;
    let mut profiles: Vec<&Profile> = Vec::new();
    for profile in expectations.iter().flat_map(|one| one.browsers.profiles()) {
        if !profiles.contains(profile) {
            profiles.push(profile);
        }
    }
    let goals: Vec<UserGoal> = expectations.iter().map(|one| one.goal).collect();
    let explanation = Explanation::by_model(Recordings::built_in(), &question, &profiles, &goals);
    let evidence = QuestionEvidence { response, browsers: BrowserSelection::Default };
    let gaps = explanation.evidence_gaps(evidence);
    let result = |(expectation, profile): (&SiteExpectation, &Profile)| {
        let answer = explanation.answers.iter().find(|one| one.name() == profile.to_string());
        let answer = answer.expect("each profile has an answer");
        let sighting = played.and_then(|played| played.get(&(number, profile.to_string())));
        expectation_result(expectation, answer, &gaps, sighting)
    };
    let of_browsers = |one| SiteExpectation::in_browsers(one);
    let results = expectations.iter().flat_map(of_browsers).map(result).collect();
    CheckResult { name, line, notes, results }
}

impl SiteExpectation {
    fn in_browsers(&self) -> impl Iterator<Item = (&Self, &Profile)> {
        self.browsers.profiles().iter().map(move |profile| (self, *profile))
    }
}

fn expectation_result(
    expectation: &SiteExpectation,
    answer: &ProfileAnswer,
    gaps: &[EvidenceGap],
    sighting: Option<&Result<CheckSighting, String>>,
) -> ExpectationResult {
    let SiteExpectation { goal, cookie, wanted, .. } = expectation;
    let (by_model, reasons) = match cookie {
        None => (answer.response.usable, Some(&answer.response.readable)),
        Some(name) => cookie_verdict(answer, name, *goal, *wanted),
    };
    let (met, seen_in, unseen) = match sighting {
        None => (by_model, None, None),
        Some(Ok(seen)) => match seen.meets(*goal, cookie.as_deref()) {
            // What is seen has names alone: it may be the cookie that was there before.
            Some(met) if met && *wanted && is_set_anew(answer, cookie.as_deref()) => {
                (by_model, Some(seen.browser.clone()), None)
            }
            Some(met) => (met, Some(seen.browser.clone()), None),
            None => (by_model, None, Some(NOT_TOLD.to_owned())),
        },
        Some(Err(why)) => (by_model, None, Some(why.clone())),
    };
    let missing = gaps.iter().find(|gap| matters(gap, expectation));
    let missing = missing.map(|gap| gap.to_string() + &remedy(gap));
    let is_known = answer.ever_recorded || seen_in.is_some();
    let outcome = match (unseen.clone().or(missing), is_known, &expectation.browsers) {
        (_, false, CheckedBrowsers::Usual(_)) => ExpectationOutcome::Predicted,
        (_, false, CheckedBrowsers::Named(_)) if unseen.is_none() => {
            ExpectationOutcome::Unproved("this browser was never measured".to_owned())
        }
        // What is missing comes too late to help.
        (_, _, _) if *wanted && !met && unseen.is_none() => ExpectationOutcome::Fails,
        (Some(missing), _, _) => ExpectationOutcome::Unproved(missing),
        (None, _, _) if met == *wanted => ExpectationOutcome::Holds,
        (None, _, _) => ExpectationOutcome::Fails,
    };
    let reasons = reasons.filter(|_| !met && !by_model);
    let reason = match reasons {
        None if met != by_model => Some("The model of this browser says otherwise.".to_owned()),
        None if !met => cookie.as_ref().map(|name| why_missing(answer, name)),
        None => None,
        Some(reasons) => phrases::deciding_rule(reasons),
    };
    ExpectationResult {
        expectation: expectation.clone(),
        browser: browser_name(answer.engine, &answer.profile),
        profile: answer.name(),
        met,
        seen_in,
        outcome,
        rules: reasons.map(|one| one.reasons.clone()).unwrap_or_default(),
        reason,
    }
}

/// Returns the remark on the key that tells what is missing, where there is one.
fn remedy(gap: &EvidenceGap) -> String {
    let name = KeyLabels.name(InputField::Then).filter(|_| gap.is_of_later_request());
    name.map(|name| format!(" ({name} names it)")).unwrap_or_default()
}

/// Returns whether evidence that is missing could change what becomes of an expectation.
fn matters(gap: &EvidenceGap, expectation: &SiteExpectation) -> bool {
    let goal = expectation.goal;
    match gap {
        EvidenceGap::BodyUnseen { .. } | EvidenceGap::Redirect { .. } | EvidenceGap::NoResponse => {
            goal == UserGoal::Response
        }
        EvidenceGap::ClearsCookies | EvidenceGap::DomainAboveSite { .. } => {
            goal != UserGoal::Response
        }
        EvidenceGap::LaterRequestUnknown { cookie, .. }
        | EvidenceGap::RedirectUnreached { cookie, .. } => {
            goal == UserGoal::Sent && expectation.cookie.as_ref() == Some(cookie)
        }
        EvidenceGap::ConsoleContradicts { .. }
        | EvidenceGap::CallUnknown { .. }
        | EvidenceGap::CredentialsUnknown { .. }
        | EvidenceGap::LocalNetwork { .. }
        | EvidenceGap::PageAroundUnknown { .. }
        | EvidenceGap::PageNeverMeasured { .. }
        | EvidenceGap::PreflightUnknown { .. }
        | EvidenceGap::ServerError { .. }
        | EvidenceGap::SeenOtherwise { .. }
        | EvidenceGap::SeenRefused { .. }
        | EvidenceGap::SeenUndeleted { .. } => true,
        EvidenceGap::NeverMeasured | EvidenceGap::NoCookie => false,
    }
}

/// Returns why no cookie has a name.
fn why_missing(answer: &ProfileAnswer, name: &String) -> String {
    let loser = answer.cookies.iter().find(|cookie| cookie.lost.contains(name));
    loser.map_or("The response does not set it.", loss_words::loss).to_owned()
}

/// Returns whether a cookie that was there before is set anew, by a line that does not delete it.
fn is_set_anew(answer: &ProfileAnswer, name: Option<&str>) -> bool {
    let has_name = |cookie: &&CookieAnswer| Some(cookie.name()) == name;
    answer.prior.iter().any(|cookie| has_name(&cookie))
        && set_cookies(answer).any(|one| has_name(&one))
}

/// Returns the cookies that the responses set, without the lines that delete.
fn set_cookies(answer: &ProfileAnswer) -> impl Iterator<Item = &CookieAnswer> {
    answer.cookies.iter().filter(|cookie| cookie.deletion == DeletionOutcome::NotMeant)
}

/// Returns whether one of the cookies with this name meets a goal, and the verdict of the last.
/// Where a goal is wanted, those that the responses set must meet it: that an older one does is no
/// help.
fn cookie_verdict<'a>(
    answer: &'a ProfileAnswer,
    name: &str,
    goal: UserGoal,
    wanted: bool,
) -> (bool, Option<&'a ReasonedAnswer>) {
    let verdict = |cookie: &'a CookieAnswer| match goal {
        UserGoal::Stored | UserGoal::Response => &cookie.stored,
        UserGoal::Sent => cookie.sent_wherever_due(),
        UserGoal::ReadableOnPage => &cookie.readable_on_page,
        UserGoal::ReadableOnTarget => &cookie.readable_on_target,
    };
    let has_name = |cookie: &&CookieAnswer| cookie.name() == name;
    let set: Vec<&CookieAnswer> = set_cookies(answer).filter(has_name).collect();
    let all = answer.prior.iter().chain(&answer.cookies).filter(has_name);
    let cookies = if wanted && !set.is_empty() { set } else { all.collect() };
    let verdicts: Vec<&ReasonedAnswer> = cookies.into_iter().map(verdict).collect();
    (verdicts.iter().any(|one| one.yes), verdicts.last().copied())
}
