//! What a question is answered with, for one profile of one engine.

use run_model::evidence::PartitionKey;
use run_model::results::ResponseOutcome;
use spec_model::{Decision, Section};

/// What a profile of an engine makes of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The engine's name.
    pub engine: &'static str,
    /// The profile's name.
    pub profile: String,
    /// Whether anything was ever recorded of this profile.
    pub ever_recorded: bool,
    /// What becomes of the response.
    pub response: ResponseAnswer,
    /// What becomes of each cookie, in the order of the `Set-Cookie` lines.
    pub cookies: Vec<CookieAnswer>,
}

/// What becomes of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseAnswer {
    /// What becomes of it.
    pub outcome: ResponseOutcome,
    /// Whether the script can read it.
    pub readable: Verdict,
    /// How that is known.
    pub basis: Basis,
}

/// What becomes of a cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieAnswer {
    /// The value of its `Set-Cookie` field.
    pub line: String,
    /// The partition in which it is stored, if it is stored in one.
    pub partition: Option<PartitionKey>,
    /// Whether it is stored.
    pub stored: Verdict,
    /// Whether `document.cookie` shows it in the document that makes the request.
    pub readable_on_page: Verdict,
    /// Whether `document.cookie` shows it in a first-party document at the request's URL.
    pub readable_on_target: Verdict,
    /// Whether the same request, made again, carries it.
    pub sent: Verdict,
    /// How that is known.
    pub basis: Basis,
}

/// Yes, or no and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is so.
    pub yes: bool,
    /// The rules that are against it: the first one decides, the others would too.
    pub reasons: Vec<Rule>,
    /// What else there is to say: details of the reasons, and odd input that was accepted.
    pub notes: Vec<Rule>,
}

/// A rule of a standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
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
pub enum Basis {
    /// By the model of the standards, told what the engine makes of the choices that they leave
    /// open.
    Predicted {
        /// What no recorded cell has.
        beyond: Vec<String>,
    },
    /// By what the engine was seen to do.
    Recorded {
        /// The cell that shows it.
        cell: String,
        /// What the question has and the cell does not: by the model it makes no difference.
        beyond: Vec<String>,
        /// Where it differs from the model: why.
        divergence: Option<Divergence>,
    },
    /// By what the engine was seen to do with this very question, just now.
    Seen,
}

/// Why an engine differs from the standards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// Its name in `fixtures/divergences.toml`; empty where nobody has named it.
    pub id: String,
    /// Why, in a sentence.
    pub reason: String,
    /// The bug or issue about it, where there is one.
    pub bug: Option<String>,
}

/// What a person can want of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are the questions of an answer")]
pub enum Want {
    Stored,
    Sent,
    Response,
    ReadableOnPage,
    ReadableOnTarget,
}

impl Want {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Stored, Self::Sent, Self::Response, Self::ReadableOnPage, Self::ReadableOnTarget];

    /// What a cookie is good for as a rule: it is stored, sent again, and the script reads the
    /// response.
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

impl Answer {
    /// Returns whether all of this is so, of the response and of every cookie.
    pub fn has(&self, wants: &[Want]) -> bool {
        self.response.has(wants) && self.cookies.iter().all(|cookie| cookie.has(wants))
    }

    /// Returns engine and profile: `firefox:default`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.engine, self.profile)
    }
}

impl ResponseAnswer {
    /// Returns whether all of this is so that is about the response.
    pub fn has(&self, wants: &[Want]) -> bool {
        self.readable.yes || !wants.contains(&Want::Response)
    }
}

impl CookieAnswer {
    /// Returns whether all of this is so that is about a cookie.
    pub fn has(&self, wants: &[Want]) -> bool {
        wants.iter().all(|want| match want {
            Want::Stored => self.stored.yes,
            Want::Sent => self.sent.yes,
            Want::Response => true,
            Want::ReadableOnPage => self.readable_on_page.yes,
            Want::ReadableOnTarget => self.readable_on_target.yes,
        })
    }

    /// Returns the cookie's name; empty where it has none.
    pub fn name(&self) -> &str {
        let pair = self.line.split(';').next().unwrap_or_default();
        pair.split_once('=').map_or("", |(name, _)| name.trim())
    }
}

impl Verdict {
    /// Returns what a decision of the model says.
    pub(crate) fn of(decision: &Decision) -> Self {
        let diagnoses = decision
            .diagnoses
            .iter()
            .map(|one| Rule::new(one.code(), one.summary(), one.section()));
        let causes =
            decision.cause.iter().map(|one| Rule::new(one.code(), one.summary(), one.section()));
        let notes =
            decision.notes.iter().map(|one| Rule::new(one.code(), one.summary(), one.section()));
        Self {
            yes: decision.is_allowed(),
            reasons: decision
                .reasons
                .iter()
                .map(|one| Rule::new(one.code(), one.summary(), one.section()))
                .collect(),
            notes: diagnoses.chain(causes).chain(notes).collect(),
        }
    }

    /// Returns what was seen, with the model's reasons where it says the same.
    pub(crate) fn seen(yes: bool, decision: &Decision) -> Self {
        if yes == decision.is_allowed() {
            Self::of(decision)
        } else {
            Self { yes, ..Self::default() }
        }
    }
}

impl Rule {
    fn new(code: &'static str, summary: &'static str, section: Section) -> Self {
        let Section { standard, title, link } = section;
        Self { code, summary, standard, section: title, link }
    }
}
