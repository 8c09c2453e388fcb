//! The way of a cookie in one browser, step by step, and where it is lost.

use diagnosis::{
    CitedRule, CookieAnswer, DeletionOutcome, EvidenceGap, Explanation, OriginRelation,
    ProfileAnswer, Question, UserGoal,
};
use run_model::evidence::cookie_pair;
use run_model::results::ResponseOutcome;
use spec_model::Reason;

use crate::judged_explanation::JudgedExplanation;
use crate::words::loss_words::{is_loss, loss};
use crate::words::phrases::{MISSED_DELETION, deciding_rule, kept_for, partition};
use crate::words::request_words::place;
use crate::words::way_step::WayStep;

/// The way of a cookie in one browser.
#[derive(Clone, Debug)]
pub struct CookieStrip<'a> {
    /// The browser whose answer this is.
    pub shown: &'a ProfileAnswer,
    /// The steps, in order.
    pub steps: Vec<StripStep>,
    /// The cookie that is followed, if there is one.
    pub cookie: Option<&'a CookieAnswer>,
}

/// One step of a cookie's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StripStep {
    /// Which step it is.
    pub step: WayStep,
    /// What went over the wire: `POST /login`.
    pub wire: String,
    /// What became of it.
    pub says: String,
    /// Whether it went well.
    pub state: StepState,
}

/// Whether a step went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It did.
    Passed,
    /// The cookie is lost here.
    Fails,
    /// It did not, for what happened before.
    Later,
    /// Nobody knows: something was not given.
    Unknown,
}

impl CookieStrip<'_> {
    /// Returns the step at which the cookie is lost, if it is.
    pub fn failing(&self) -> Option<&StripStep> {
        self.steps.iter().find(|step| step.state == StepState::Fails)
    }

    /// Returns whether all that fails is that other cookies are lost in the field of this one.
    pub(super) fn loses_others(&self) -> bool {
        self.failing().is_some_and(|step| is_loss(&step.says))
    }
}

/// Returns the way of the cookie that fares worst, in the first browser in which it does.
pub fn cookie_strip(judged: &JudgedExplanation) -> Option<CookieStrip<'_>> {
    let explanation = &judged.explanation;
    let all = explanation.judged();
    let refuted = all.iter().find(|answer| explanation.is_refuted(answer, &judged.gaps));
    let shown = *refuted.or(all.first())?;
    let followed = followed(explanation, shown);
    let mut builder =
        StripBuilder { explanation, shown, gaps: &judged.gaps, steps: Vec::new(), is_lost: false };
    builder.request(followed.as_ref());
    builder.response();
    if let Some((cookie, goals)) = &followed {
        builder.jar(cookie);
        builder.next_request(cookie, goals);
    }
    let cookie = followed.map(|(cookie, _)| cookie);
    Some(CookieStrip { shown, steps: builder.steps, cookie })
}

/// A cookie with its goals.
type FollowedCookie<'a> = (&'a CookieAnswer, Vec<UserGoal>);

/// Returns the first cookie that fails, or else the first one.
fn followed<'a>(
    explanation: &Explanation,
    answer: &'a ProfileAnswer,
) -> Option<FollowedCookie<'a>> {
    let prior = answer.prior.iter().enumerate();
    let prior = prior.map(|(place, one)| (one, explanation.goals_of_prior(place)));
    let set = answer.cookies.iter().enumerate();
    let set = set.map(|(place, one)| (one, explanation.goals_of(place)));
    let all: Vec<FollowedCookie<'a>> = prior.chain(set).collect();
    let failing = all.iter().position(|(cookie, goals)| !cookie.has(goals));
    all.into_iter().nth(failing.unwrap_or(0))
}

struct StripBuilder<'a> {
    explanation: &'a Explanation,
    shown: &'a ProfileAnswer,
    gaps: &'a [EvidenceGap],
    steps: Vec<StripStep>,
    is_lost: bool,
}

impl<'a> StripBuilder<'a> {
    fn question(&self) -> &'a Question {
        &self.explanation.question
    }

    /// Adds a step that went well or not. The cookie is lost at the first that did not.
    fn judge(&mut self, step: WayStep, wire: String, went_well: bool, says: String) {
        let state = match (went_well, self.is_lost) {
            (true, _) => StepState::Passed,
            (false, false) => StepState::Fails,
            (false, true) => StepState::Later,
        };
        self.is_lost |= !went_well;
        self.steps.push(StripStep { step, wire, says, state });
    }

    fn unknown(&mut self, step: WayStep, wire: String, says: String) {
        let state = if self.is_lost { StepState::Later } else { StepState::Unknown };
        self.steps.push(StripStep { step, wire, says, state });
    }

    /// Adds everything up to the request's arrival.
    fn request(&mut self, followed: Option<&FollowedCookie<'a>>) {
        let (question, outcome) = (self.question(), self.shown.response.outcome);
        let facts = &self.explanation.facts;
        self.judge(WayStep::Page, place(question.client()), true, relation(facts.relation));
        let path = question.url.path();
        let is_refused = outcome == ResponseOutcome::PreflightRefused;
        if !facts.preflight_causes.is_empty() && outcome != ResponseOutcome::NotMade {
            let wire = format!("OPTIONS {path}");
            match &question.preflight {
                Some(head) if !is_refused => {
                    self.judge(WayStep::Preflight, wire, true, format!("{}, allowed", head.status));
                }
                None if !is_refused => {
                    let says = "Not given; assumed to allow it".to_owned();
                    self.unknown(WayStep::Preflight, wire, says);
                }
                Some(_) | None => {
                    let says = self.response_rule("Refused");
                    self.judge(WayStep::Preflight, wire, false, says);
                }
            }
        }
        let wire = format!("{} {path}", question.request.method);
        let is_made = !matches!(outcome, ResponseOutcome::NotMade) && !is_refused;
        let without = followed.and_then(|(cookie, goals)| lost_at_request(cookie, goals));
        match (is_made, without) {
            (false, _) => {
                let says =
                    if is_refused { "Never made".to_owned() } else { self.response_rule("") };
                self.judge(WayStep::Request, wire, false, says);
            }
            (true, Some(rule)) => self.judge(WayStep::Request, wire, false, rule),
            (true, None) => {
                self.judge(WayStep::Request, wire, true, question.request.api.to_string());
            }
        }
        self.redirects();
    }

    fn redirects(&mut self) {
        let question = self.question();
        let refused = self.shown.response.outcome == ResponseOutcome::RedirectRefused;
        let count = question.redirects.len();
        let shown = if count > 3 { &question.redirects[count - 1..] } else { &question.redirects };
        for (number, head) in shown.iter().enumerate() {
            let is_last = number + 1 == shown.len();
            let location = head.values("Location").next().unwrap_or_default();
            let wire = format!("{} → {location}", head.status);
            let says = match (is_last && refused, count > 3) {
                (true, _) => self.response_rule("Refused"),
                (false, true) => format!("The last of {count}"),
                (false, false) => "Followed".to_owned(),
            };
            self.judge(WayStep::Redirect, wire, !(is_last && refused), says);
        }
    }

    fn response(&mut self) {
        let (question, response) = (self.question(), &self.shown.response);
        let status = question.response.status;
        let wire = format!("{status} {}", question.last_url().path());
        let is_wanted = self.explanation.goals.contains(&UserGoal::Response);
        let gap = self.gaps.iter().find(|gap| match gap {
            EvidenceGap::BodyUnseen { .. }
            | EvidenceGap::NoResponse
            | EvidenceGap::Redirect { .. }
            | EvidenceGap::ServerError { .. } => true,
            EvidenceGap::ClearsCookies
            | EvidenceGap::ConsoleContradicts { .. }
            | EvidenceGap::CallUnknown { .. }
            | EvidenceGap::CredentialsUnknown { .. }
            | EvidenceGap::DomainAboveSite { .. }
            | EvidenceGap::LaterRequestUnknown { .. }
            | EvidenceGap::LocalNetwork { .. }
            | EvidenceGap::NeverMeasured
            | EvidenceGap::NoCookie
            | EvidenceGap::PageAroundUnknown { .. }
            | EvidenceGap::PageNeverMeasured { .. }
            | EvidenceGap::PreflightUnknown { .. }
            | EvidenceGap::RedirectUnreached { .. }
            | EvidenceGap::SeenOtherwise { .. }
            | EvidenceGap::SeenRefused { .. }
            | EvidenceGap::SeenUndeleted { .. } => false,
        });
        match gap {
            Some(gap) if response.usable || !is_wanted => {
                self.unknown(WayStep::Response, wire, upper_first(&gap.to_string()));
            }
            Some(_) | None => match (response.usable, is_wanted) {
                (true, _) if status >= 400 => {
                    self.unknown(WayStep::Response, wire, "It reports an error".to_owned());
                }
                (true, _) => {
                    let says = match response.outcome {
                        ResponseOutcome::Navigated => "Becomes a document",
                        ResponseOutcome::Opaque => "Used by the page",
                        _ => "Readable by your script",
                    };
                    self.judge(WayStep::Response, wire, true, says.to_owned());
                }
                (false, true) => {
                    let says = self.response_rule("Not readable");
                    self.judge(WayStep::Response, wire, false, says);
                }
                (false, false) => {
                    self.unknown(WayStep::Response, wire, "No script reads it".to_owned());
                }
            },
        }
    }

    fn jar(&mut self, cookie: &CookieAnswer) {
        let wire = attributes(&cookie.line);
        let (went_well, says) = if cookie.deletion == DeletionOutcome::DeletedLater {
            (true, "Stored until a later response deletes it".to_owned())
        } else if cookie.deletes() {
            (true, "Deleted".to_owned())
        } else if cookie.is_replaced() {
            (true, "Replaced by a later line".to_owned())
        } else if cookie.deletion == DeletionOutcome::Kept {
            (false, kept_for(cookie).to_owned())
        } else if let Some(kept) = &cookie.kept_as {
            (false, format!("Stored as {kept}"))
        } else if cookie.stored.yes {
            let kept = partition(cookie).map_or_else(String::new, |words| format!(" {words}"));
            (true, format!("Stored{kept}"))
        } else if cookie.deletion == DeletionOutcome::Missed {
            (false, MISSED_DELETION.to_owned())
        } else {
            (false, deciding_rule(&cookie.stored).unwrap_or_else(|| "Refused".to_owned()))
        };
        if went_well && !cookie.lost.is_empty() {
            self.judge(WayStep::Jar, wire, false, without_stop(loss(cookie)));
        } else {
            self.judge(WayStep::Jar, wire, went_well, without_stop(&says));
        }
    }

    fn next_request(&mut self, cookie: &CookieAnswer, goals: &[UserGoal]) {
        let lacking_hop = cookie.missed_hop();
        let is_settled = cookie.deletes() && lacking_hop.is_none();
        if is_settled || cookie.is_replaced() || !goals.contains(&UserGoal::Sent) {
            return;
        }
        let question = self.question();
        let wire = match (&question.follow_up, lacking_hop) {
            (_, Some(hop)) => format!("the redirect to {}", hop.url.path()),
            (Some(later), None) => format!("{} {}", later.request.method, later.url.path()),
            (None, None) => format!("{} {} again", question.request.method, question.url.path()),
        };
        let is_there = cookie.stored.yes || lacking_hop.is_some();
        let sent = cookie.sent_wherever_due();
        let (went_well, says) = match (is_there, sent.yes) {
            (true, true) => (true, format!("Carries {}", name(cookie))),
            (true, false) => (false, deciding_rule(sent).unwrap_or_else(|| "No cookie".to_owned())),
            (false, _) => (false, "No cookie".to_owned()),
        };
        self.judge(WayStep::NextRequest, wire, went_well, without_stop(&says));
    }

    /// Returns the rule that decided against the response, or these words.
    fn response_rule(&self, otherwise: &str) -> String {
        let rule = deciding_rule(&self.shown.response.readable);
        without_stop(&rule.unwrap_or_else(|| otherwise.to_owned()))
    }
}

/// Returns why a cookie is lost already at the request, if it is.
fn lost_at_request(cookie: &CookieAnswer, goals: &[UserGoal]) -> Option<String> {
    let is_of_request = |rule: &&CitedRule| {
        let reason = Reason::from_code(rule.code);
        reason.and_then(WayStep::of) == Some(WayStep::Request)
    };
    let answer = if cookie.stored.yes { &cookie.sent } else { &cookie.stored };
    let rule = answer.reasons.first().filter(is_of_request)?;
    (!cookie.has(goals)).then(|| without_stop(rule.summary))
}

fn relation(relation: OriginRelation) -> String {
    let words = match relation {
        OriginRelation::SameOrigin => "The same origin as the API",
        OriginRelation::SameHost => "The same host, another origin",
        OriginRelation::Child | OriginRelation::Parent | OriginRelation::Sibling => {
            "The same site, another origin"
        }
        OriginRelation::PublicSuffixSibling => "Another site below the same public suffix",
        OriginRelation::CrossSite => "Another site than the API",
    };
    words.to_owned()
}

/// Returns a cookie's name and those of its attributes that decide where it goes.
fn attributes(line: &str) -> String {
    const DECISIVE: [&str; 4] = ["domain", "partitioned", "samesite", "secure"];
    let pair = line.split(';').next().unwrap_or_default();
    let decisive = line.split(';').skip(1).map(str::trim).filter(|attribute| {
        let name = attribute.split('=').next().unwrap_or_default().trim().to_ascii_lowercase();
        DECISIVE.contains(&name.as_str())
    });
    let (name, _) = cookie_pair(pair);
    std::iter::once(name)
        .chain(decisive)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

fn name(cookie: &CookieAnswer) -> &str {
    match cookie.name() {
        "" => "the cookie without a name",
        name => name,
    }
}

fn without_stop(sentence: &str) -> String {
    sentence.strip_suffix('.').unwrap_or(sentence).to_owned()
}

/// Returns a sentence with its first letter in upper case.
pub(super) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
