//! What is wrong in what somebody gave, with the place and the way out.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use diagnosis::QuestionSizeError;
use matrix::ProfileChoiceError;

use crate::input::input_field::{FieldLabels, InputField, PlainLabels, field_name};
use crate::input::input_text::InputText;
use crate::input::no_effect_reason::NoEffectReason;

/// What is wrong in what somebody gave. A front end says it in words that name its own fields, by
/// [`Self::message`] and [`Self::help`].
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each member is what it is called in the message")]
pub enum InputProblem {
    /// A browser that was asked for is not known.
    Browser(ProfileChoiceError),
    /// A field and a paste disagree.
    Contradiction { field: InputField, given: String, pasted: String },
    /// A cookie that must work is nowhere in the input.
    CookieUnknown { name: String, known: BTreeSet<String> },
    /// A request carries the origin of another page.
    ForeignOrigin { field: InputField, origin: String, page: String },
    /// Something is wrong in a text.
    InText { field: InputField, message: String, help: String, place: Box<InputPlace> },
    /// A request is made by something that has no such credentials mode.
    MechanismCredentials { mechanism: InputField, credentials: InputField, problem: String },
    /// A field changes nothing about the request that is asked about.
    NoEffect { field: InputField, why: NoEffectReason },
    /// Nobody says which page makes the request.
    PageUnknown,
    /// Nobody says where the request goes.
    RequestUnknown,
    /// No entry of a HAR can be read.
    Skipped { skipped: String },
    /// There is more than a browser takes.
    TooLarge(QuestionSizeError),
    /// The handshake of a WebSocket is no fetch.
    WebSocketField { field: InputField },
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

impl fmt::Display for InputProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(&PlainLabels))
    }
}

impl std::error::Error for InputProblem {}

impl InputProblem {
    /// Returns the field that is wrong or missing.
    pub fn field(&self) -> InputField {
        match self {
            Self::Browser(_) => InputField::Browsers,
            Self::Contradiction { field, .. }
            | Self::ForeignOrigin { field, .. }
            | Self::InText { field, .. }
            | Self::NoEffect { field, .. }
            | Self::WebSocketField { field } => *field,
            Self::CookieUnknown { .. } => InputField::Cookies,
            Self::MechanismCredentials { credentials, .. } => *credentials,
            Self::PageUnknown => InputField::Page,
            Self::RequestUnknown => InputField::Request,
            Self::Skipped { .. } => InputField::Har,
            Self::TooLarge(_) => InputField::Response,
        }
    }

    /// Returns what is wrong, with the fields as a front end calls them.
    pub fn message(&self, labels: &dyn FieldLabels) -> String {
        let name = |field: &InputField| field_name(labels, *field);
        match self {
            Self::Browser(error) => error.to_string(),
            Self::Contradiction { field, given, pasted } => {
                format!("{} says `{given}`, and the paste says `{pasted}`", name(field))
            }
            Self::CookieUnknown { name, known } => {
                format!("no cookie is called `{name}`; expected {}", one_of(known))
            }
            Self::ForeignOrigin { origin, page, .. } => {
                format!("the request says `Origin: {origin}`, and the page is {page}")
            }
            Self::InText { message, .. } => message.clone(),
            Self::MechanismCredentials { mechanism, credentials, problem } => {
                format!("{} and {}: {problem}", name(mechanism), name(credentials))
            }
            Self::NoEffect { field, why } => {
                format!("{} has no effect: {}", name(field), why.words(labels))
            }
            Self::PageUnknown => "the page is unknown".to_owned(),
            Self::RequestUnknown => "the URL of the request is unknown".to_owned(),
            Self::Skipped { skipped } => skipped.clone(),
            Self::TooLarge(error) => error.to_string(),
            Self::WebSocketField { field } => {
                format!("{} cannot be set for a WebSocket", name(field))
            }
        }
    }

    /// Returns the way out in a front end, where the message does not say it.
    pub fn help(&self, labels: &dyn FieldLabels) -> Option<String> {
        let give =
            |field| labels.give(field).map(|give| format!("{give}, or ")).unwrap_or_default();
        let words = match self {
            Self::Browser(_) => return None,
            Self::Contradiction { field, .. } => {
                format!("{}, or paste the request that is meant", labels.leave_out(*field))
            }
            Self::CookieUnknown { .. } => "names of cookies are case-sensitive".to_owned(),
            Self::ForeignOrigin { origin, .. } if origin == "null" => {
                "browsers send `null` for sandboxed frames, for `file:` and `data:` pages, and \
                 after redirects to other origins; leave `Origin` out to ask about the page"
                    .to_owned()
            }
            Self::ForeignOrigin { .. } => format!(
                "browsers set `Origin` themselves; leave it out, or give {} the URL of the page \
                 that makes the request",
                name_of_page(labels)
            ),
            Self::InText { help, .. } => help.clone(),
            Self::MechanismCredentials { credentials, .. } => labels.leave_out(*credentials),
            Self::NoEffect { field, .. } => labels.leave_out(*field),
            Self::PageUnknown => {
                let give = give(InputField::Page);
                format!("{give}paste a request that has `Origin` or `Referer`")
            }
            Self::RequestUnknown => {
                let give = give(InputField::Request);
                let har = labels.entry(InputField::Har);
                let har = har.map(|har| format!("; {har} explains an archive")).unwrap_or_default();
                format!("{give}paste a request, for example by \"Copy as cURL\"{har}")
            }
            Self::Skipped { .. } => "fix the file, or give what is missing".to_owned(),
            Self::TooLarge(error) => error.help().to_string(),
            Self::WebSocketField { field } => format!(
                "the handshake of a WebSocket is a GET and always carries cookies; {}, or write \
                 `https:` for another request",
                labels.leave_out(*field)
            ),
        };
        Some(words)
    }
}

fn name_of_page(labels: &dyn FieldLabels) -> String {
    field_name(labels, InputField::Page)
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
