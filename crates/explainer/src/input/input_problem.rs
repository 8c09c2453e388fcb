//! What is wrong in what somebody gave, with the place and the way out.

use std::collections::BTreeSet;
use std::ops::Range;

use diagnosis::QuestionSizeError;
use matrix::ProfileChoiceError;
use thiserror::Error;

use crate::input::input_text::InputText;

/// What is wrong in what somebody gave.
#[derive(Clone, Debug, Error)]
#[expect(missing_docs, reason = "each member is what it is called in the message")]
pub enum InputProblem {
    /// An option and a paste disagree.
    #[error("{option} says `{given}`, and the paste says `{pasted}`")]
    Contradiction { option: &'static str, given: String, pasted: String },
    /// A cookie that must work is nowhere in the input.
    #[error("no cookie is called `{name}`; expected {}", one_of(known))]
    CookieUnknown { name: String, known: BTreeSet<String> },
    /// A browser that was asked for is not known.
    #[error(transparent)]
    Browser(ProfileChoiceError),
    /// A request carries the origin of another page.
    #[error("the request says `Origin: {origin}`, and the page is {page}")]
    ForeignOrigin { origin: String, page: String },
    /// Something is wrong in a text.
    #[error("{message}")]
    InText { message: String, help: String, place: Box<InputPlace> },
    /// A request is made by something that has no such credentials mode.
    #[error("{options}: {problem}")]
    MechanismCredentials { options: &'static str, leave_out: &'static str, problem: String },
    /// An option changes nothing about the request that is asked about.
    #[error("{option} has no effect: {why}")]
    NoEffect { option: &'static str, why: String },
    /// Nobody says which page makes the request.
    #[error("the page is unknown")]
    PageUnknown,
    /// Nobody says where the request goes.
    #[error("the URL of the request is unknown")]
    RequestUnknown,
    /// No entry of a HAR can be read.
    #[error("{skipped}")]
    Skipped { skipped: String },
    /// There is more than a browser takes.
    #[error(transparent)]
    TooLarge(QuestionSizeError),
    /// The handshake of a WebSocket is no fetch.
    #[error("{option} cannot be set for a WebSocket")]
    WebSocketOption { option: &'static str },
}

/// The place in a text that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputPlace {
    /// The text, or the part of a long one around the place.
    pub text: InputText,
    /// How many lines of the whole text come before that part.
    pub skipped_lines: usize,
    /// How many octets of the line in which the part begins come before it.
    pub skipped_octets: usize,
    /// The octets of the part that are wrong.
    pub span: Range<usize>,
}

impl InputProblem {
    /// Returns the way out on a command line, where the message does not say it.
    pub fn help(&self) -> Option<String> {
        let words = match self {
            Self::Browser(_) => return None,
            Self::Contradiction { .. } => {
                "leave the option out, or paste the request that is meant"
            }
            Self::CookieUnknown { .. } => "names of cookies are case-sensitive",
            Self::ForeignOrigin { origin, .. } if origin == "null" => {
                "browsers send `null` for sandboxed frames, for `file:` and `data:` pages, and \
                 after redirects to other origins; leave `Origin` out to ask about the page"
            }
            Self::ForeignOrigin { .. } => {
                "browsers set `Origin` themselves; leave it out, or give --page the URL of the \
                 page that makes the request"
            }
            Self::InText { help, .. } => help,
            Self::MechanismCredentials { leave_out, .. } => leave_out,
            Self::NoEffect { .. } => "leave the option out",
            Self::PageUnknown => {
                "give --page URL, or paste a request that has `Origin` or `Referer`"
            }
            Self::RequestUnknown => {
                "give --request URL, or paste a request, for example by \"Copy as cURL\"; --har \
                 FILE explains an archive"
            }
            Self::Skipped { .. } => "fix the file, or give what is missing",
            Self::TooLarge(error) => return Some(error.help().to_string()),
            Self::WebSocketOption { .. } => {
                "the handshake of a WebSocket is a GET and always carries cookies; leave the \
                 option out, or write `https:` for another request"
            }
        };
        Some(words.to_owned())
    }
}

/// How many names a message lists.
const LISTED_NAMES: usize = 12;

fn one_of(names: &BTreeSet<String>) -> String {
    let listed: Vec<String> =
        names.iter().take(LISTED_NAMES).map(|name| format!("`{name}`")).collect();
    match (listed.as_slice(), names.len() - listed.len()) {
        ([only], _) => only.clone(),
        (some, 0) => format!("one of {}", some.join(", ")),
        (some, more) => format!("one of {} and {more} more", some.join(", ")),
    }
}
