//! The answer to a question, for one profile of one engine: what it says, how the engine's model
//! gives it, and which recorded cell it cites.

pub(crate) mod by_model;
pub(crate) mod citation;

use run_model::evidence::{JarPartitionKey, cookie_pair};
use run_model::results::ResponseOutcome;
use spec_model::{Decision, Reason, StandardSection};
use url::Url;

use crate::set_cookie::attributes::{attribute_name, attributes};

/// A profile's answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileAnswer {
    /// The engine's name.
    pub engine: &'static str,
    /// The profile's name.
    pub profile: String,
    /// Whether anything was ever recorded of this profile, with a page of such a scheme.
    pub ever_recorded: bool,
    /// What becomes of the response.
    pub response: ResponseAnswer,
    /// What becomes of each cookie that was there before.
    pub prior: Vec<CookieAnswer>,
    /// What becomes of each cookie, in the order of the `Set-Cookie` lines.
    pub cookies: Vec<CookieAnswer>,
}

/// What becomes of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseAnswer {
    /// What becomes of it.
    pub outcome: ResponseOutcome,
    /// Whether the script can read it.
    pub readable: ReasonedAnswer,
    /// Whether what asked for it can use it: a script by reading it, an element or a navigation by
    /// taking it.
    pub usable: bool,
    /// How that is known.
    pub basis: AnswerBasis,
}

/// Whether a cookie is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletionOutcome {
    /// The line is not to delete it.
    NotMeant,
    /// It is deleted, as the line is to do, or as a later line is to do with a cookie that was
    /// there before.
    Deleted,
    /// A response that a redirect leads to deletes it, as one does with a cookie that has served.
    DeletedLater,
    /// The line deletes nothing: the cookie of its name that is there differs in domain, path or
    /// partition.
    Missed,
    /// The line is refused.
    Refused,
    /// The line sets a cookie in place of deleting one: the engine takes its end for something
    /// else.
    Kept,
}

/// What becomes of a cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieAnswer {
    /// The value of its `Set-Cookie` field.
    pub line: String,
    /// What the line deletes, if it is to delete.
    pub deletion: DeletionOutcome,
    /// What it is stored as, where the engine reads another name or value in its line, or misses
    /// `Secure` or `HttpOnly`.
    pub kept_as: Option<String>,
    /// The cookies that no browser sees, as they stand behind a comma or a semicolon in its
    /// `Set-Cookie` field, or behind a second name of it.
    pub lost: Vec<String>,
    /// The partition in which it is stored, if it is stored in one.
    pub partition: Option<JarPartitionKey>,
    /// Whether it is stored.
    pub stored: ReasonedAnswer,
    /// Whether `document.cookie` shows it in the document that makes the request.
    pub readable_on_page: ReasonedAnswer,
    /// Whether `document.cookie` shows it in a first-party document at the request's URL.
    pub readable_on_target: ReasonedAnswer,
    /// Whether the same request, made again, carries it.
    pub sent: ReasonedAnswer,
    /// The first request on the way of redirects that lacks it though it is for that URL, or that
    /// is turned away without it; not looked for where somebody names the request that needs it.
    pub lacking_hop: Option<LackingHop>,
    /// Where redirects lead in the end, where its scheme, host or path keeps it from that and
    /// nothing says whether it is needed there.
    pub unreached: Option<LackingHop>,
    /// The path below which it is taken to be sent, where nobody names the request that needs it
    /// and the usual one is elsewhere.
    pub assumed_path: Option<String>,
    /// Where the engine departs from the standards in this.
    pub departures: Vec<CitedRule>,
    /// How that is known.
    pub basis: AnswerBasis,
}

/// A request on the way of redirects that lacks a cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LackingHop {
    /// Where it goes.
    pub url: Url,
    /// Why it lacks the cookie.
    pub sent: ReasonedAnswer,
}

/// Yes, or no and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReasonedAnswer {
    /// Whether it is so.
    pub yes: bool,
    /// The rules that are against it: the first one decides, the others would too.
    pub reasons: Vec<CitedRule>,
    /// What else there is to say: details of the reasons, and odd input that was accepted.
    pub notes: Vec<CitedRule>,
}

/// A rule of a standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedRule {
    /// Its code, by which reports and files name it.
    pub code: &'static str,
    /// One plain sentence.
    pub summary: &'static str,
    /// The standard, with its draft number.
    pub standard: &'static str,
    /// The section of it.
    pub section: &'static str,
    /// Where it can be read.
    pub link: &'static str,
}

/// How an answer is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerBasis {
    /// By the engine's model, which is proved on everything that was recorded of the engine.
    Predicted {
        /// The nearest case that was seen, and was decided for the same reasons.
        nearest: Option<NearestCell>,
    },
    /// By the engine's model, and this very case was seen.
    Recorded {
        /// The cell that shows it.
        cell: String,
    },
    /// By what the engine was seen to do with this very question, just now.
    Seen,
}

/// A recorded cell that comes near to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearestCell {
    /// Its id.
    pub cell: String,
    /// How it differs from the question, in words.
    pub differences: Vec<String>,
}

/// What a user can expect of a cookie and its response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are the questions of an answer")]
pub enum UserGoal {
    Stored,
    Sent,
    Response,
    ReadableOnPage,
    ReadableOnTarget,
}

impl UserGoal {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Stored, Self::Sent, Self::Response, Self::ReadableOnPage, Self::ReadableOnTarget];

    /// The usual goals: the cookie is stored and sent again, and the script reads the response.
    pub const USUAL: [Self; 3] = [Self::Stored, Self::Sent, Self::Response];

    /// Returns its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Sent => "sent",
            Self::Response => "response",
            Self::ReadableOnPage => "readable-on-page",
            Self::ReadableOnTarget => "readable-on-target",
        }
    }
}

/// Returns the goals that a cookie has among others of its response. HttpOnly says that a script
/// need not read a cookie: then another one is meant, where one has no HttpOnly.
pub fn goals_of_cookie<'l>(
    line: &str,
    lines: impl IntoIterator<Item = &'l str>,
    goals: &[UserGoal],
) -> Vec<UserGoal> {
    let is_hidden =
        |line: &str| attributes(line).any(|attribute| attribute_name(attribute) == "httponly");
    let another_is_meant = is_hidden(line) && !lines.into_iter().all(is_hidden);
    let is_kept = |goal: &&UserGoal| match goal {
        UserGoal::Stored | UserGoal::Sent | UserGoal::Response => true,
        UserGoal::ReadableOnPage | UserGoal::ReadableOnTarget => !another_is_meant,
    };
    goals.iter().filter(is_kept).copied().collect()
}

impl ProfileAnswer {
    /// Returns whether the goals are met by the response and by every cookie.
    pub fn has(&self, goals: &[UserGoal]) -> bool {
        let lines = || self.cookies.iter().map(|cookie| cookie.line.as_str());
        self.response.has(goals)
            && self.prior.iter().all(|cookie| cookie.has(goals))
            && self
                .cookies
                .iter()
                .all(|cookie| cookie.has(&goals_of_cookie(&cookie.line, lines(), goals)))
    }

    /// Returns engine and profile: `firefox:default`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.engine, self.profile)
    }
}

impl ResponseAnswer {
    /// Returns whether the goals about the response are met.
    pub fn has(&self, goals: &[UserGoal]) -> bool {
        self.usable || !goals.contains(&UserGoal::Response)
    }
}

impl CookieAnswer {
    /// Returns whether the goals about a cookie are met. A line that deletes meets them by
    /// deleting, and one that a later line replaces leaves them to that one. None meets them if
    /// other cookies are lost in it.
    pub fn has(&self, goals: &[UserGoal]) -> bool {
        let is_wanted = goals.iter().any(|one| *one != UserGoal::Response);
        let is_misread = self.deletion == DeletionOutcome::Kept || self.kept_as.is_some();
        let misses_hop = goals.contains(&UserGoal::Sent) && self.missed_hop().is_some();
        let is_settled = (self.deletes() && !misses_hop) || self.is_replaced();
        let loses_others = is_wanted && !self.lost.is_empty();
        let is_had = !(is_wanted && is_misread) && self.failing(goals).next().is_none();
        !loses_others && (is_settled || is_had)
    }

    /// Returns whether a later line replaced the cookie by another value.
    pub fn is_replaced(&self) -> bool {
        let replaced = Reason::Overwritten.code();
        let reasons = &self.stored.reasons;
        !reasons.is_empty() && reasons.iter().all(|rule| rule.code == replaced)
    }

    /// Returns whether the cookie is deleted, as it is meant to be.
    pub fn deletes(&self) -> bool {
        matches!(self.deletion, DeletionOutcome::Deleted | DeletionOutcome::DeletedLater)
    }

    /// Returns whether its line was to delete a cookie, and does not.
    pub fn fails_to_delete(&self) -> bool {
        matches!(
            self.deletion,
            DeletionOutcome::Missed | DeletionOutcome::Refused | DeletionOutcome::Kept
        )
    }

    /// Returns whether the later request carries it, and each request on the way of redirects that
    /// it is for.
    pub fn sent_wherever_due(&self) -> &ReasonedAnswer {
        self.missed_hop().map_or(&self.sent, |hop| &hop.sent)
    }

    /// Returns the request on the way of redirects that lacks it, where that is what it fails by.
    pub fn missed_hop(&self) -> Option<&LackingHop> {
        let is_deleted_later = self.deletion == DeletionOutcome::DeletedLater;
        self.lacking_hop.as_ref().filter(|_| self.sent.yes || is_deleted_later)
    }

    /// Returns the answers that the goals about a cookie want to be yes and that are no. What
    /// becomes of a cookie that is not stored needs no further answer.
    pub(crate) fn failing<'s>(
        &'s self,
        goals: &'s [UserGoal],
    ) -> impl Iterator<Item = &'s ReasonedAnswer> {
        let is_there = self.stored.yes || self.deletion == DeletionOutcome::DeletedLater;
        let stored = (!is_there && goals.iter().any(|goal| *goal != UserGoal::Response))
            .then_some(&self.stored);
        let of_goal = |goal: &UserGoal| match goal {
            UserGoal::Stored | UserGoal::Response => None,
            UserGoal::Sent => Some(self.sent_wherever_due()),
            UserGoal::ReadableOnPage => Some(&self.readable_on_page),
            UserGoal::ReadableOnTarget => Some(&self.readable_on_target),
        };
        let others = goals.iter().filter_map(of_goal).filter(|answer| !answer.yes);
        stored.into_iter().chain(others.filter(move |_| stored.is_none()))
    }

    /// Returns the cookie's name; empty where it has none.
    pub fn name(&self) -> &str {
        cookie_pair(&self.line).0
    }
}

impl ReasonedAnswer {
    /// Returns what a decision of the model says.
    pub(crate) fn of(decision: &Decision) -> Self {
        let diagnoses = decision
            .diagnoses
            .iter()
            .map(|one| CitedRule::new(one.code(), one.summary(), one.section()));
        let causes = decision
            .cause
            .iter()
            .map(|one| CitedRule::new(one.code(), one.summary(), one.section()));
        let notes = decision
            .notes
            .iter()
            .map(|one| CitedRule::new(one.code(), one.summary(), one.section()));
        Self {
            yes: decision.is_allowed(),
            reasons: decision
                .reasons
                .iter()
                .map(|one| CitedRule::new(one.code(), one.summary(), one.section()))
                .collect(),
            notes: diagnoses.chain(causes).chain(notes).collect(),
        }
    }
}

impl AnswerBasis {
    /// The basis of an answer for which nothing was looked up, or found.
    pub(crate) const UNCITED: Self = Self::Predicted { nearest: None };
}

impl CitedRule {
    pub(crate) fn new(code: &'static str, summary: &'static str, section: StandardSection) -> Self {
        let StandardSection { standard, title, link } = section;
        Self { code, summary, standard, section: title, link }
    }
}
