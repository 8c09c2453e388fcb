//! What a verdict needs besides the message of a browser.

use run_model::evidence::ReasonSubject;
use spec_model::Reason;
use url::Url;

use super::{ConsoleMessage, MessageRemark};

/// What a verdict needs besides a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingParts<'a> {
    /// What the server sent.
    pub sent: MissingText,
    /// The URL that the page requested, where the message names it; a verdict needs it.
    pub requested: Option<&'a Url>,
    /// The page, where the message names it; a verdict needs it.
    pub page: Option<&'a Url>,
}

/// What the server sent and a message does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingText {
    /// The header fields of the response.
    Response,
    /// Those of the response, and of the preflight's if there was one.
    ResponseAndPerhapsPreflight,
    /// Those of the response and of the preflight's.
    ResponseAndPreflight,
    /// The response with the line that sets the cookie.
    SetCookie,
    /// The line that set the cookie, and the request without it.
    StoredCookie,
}

impl ConsoleMessage {
    /// Returns what a verdict needs besides the message.
    pub fn missing(&self) -> MissingParts<'_> {
        let of_preflight = |reason: &Reason| reason.code().starts_with("preflight-");
        let may_be_preflight = self.reasons.iter().any(of_preflight)
            || self.remark == Some(MessageRemark::AccessControl);
        let sent = match self.about {
            ReasonSubject::Response
                if !self.reasons.is_empty() && self.reasons.iter().all(of_preflight) =>
            {
                MissingText::ResponseAndPreflight
            }
            ReasonSubject::Response if may_be_preflight => MissingText::ResponseAndPerhapsPreflight,
            ReasonSubject::Response => MissingText::Response,
            ReasonSubject::Stored => MissingText::SetCookie,
            ReasonSubject::Sent => MissingText::StoredCookie,
        };
        MissingParts { sent, requested: self.requested(), page: self.page.as_ref() }
    }
}
