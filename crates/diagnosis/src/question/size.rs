//! How large a question may be, so that it is answered at once.

use crate::http::response_head::ResponseHead;
use crate::question::Question;

/// Why a question is too large to be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum QuestionSizeError {
    /// A head is longer than what browsers take.
    #[error(
        "the header fields have {octets} octets; browsers take no more than {}",
        Question::MAX_HEAD_OCTETS
    )]
    LongHead { octets: usize },
    /// There are more cookies than can be explained at once.
    #[error("the responses set {cookies} cookies; expected at most {}", Question::MAX_COOKIES)]
    ManyCookies { cookies: usize },
    /// There are more redirects than browsers follow.
    #[error("the paste has {redirects} redirects; browsers follow {}", Question::MAX_REDIRECTS)]
    ManyRedirects { redirects: usize },
    /// A line has more attributes than anybody means.
    #[error(
        "a `Set-Cookie` line has {attributes} attributes; expected at most {}",
        Question::MAX_ATTRIBUTES
    )]
    ManyAttributes { attributes: usize },
    /// A `Set-Cookie` line is longer than any that is stored.
    #[error(
        "a `Set-Cookie` line has {octets} octets; expected at most {}",
        Question::MAX_LINE_OCTETS
    )]
    LongLine { octets: usize },
}

impl QuestionSizeError {
    /// Returns what to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::LongHead { .. } => "leave out the fields that have nothing to do with cookies",
            Self::LongLine { .. } => "shorten the value; browsers store 4096 octets of it",
            Self::ManyAttributes { .. } => "give each cookie in a field of its own",
            Self::ManyCookies { .. } => "give the cookies that matter",
            Self::ManyRedirects { .. } => "give the last redirects, from the page's request on",
        }
    }
}

impl Question {
    /// The octets of header fields that Chromium takes.
    pub const MAX_HEAD_OCTETS: usize = 256 << 10;
    /// The octets of a line that is explained: several times what browsers store.
    pub const MAX_LINE_OCTETS: usize = 16 << 10;
    /// The attributes of a line that is explained.
    pub const MAX_ATTRIBUTES: usize = 64;
    /// The cookies that are explained at once.
    pub const MAX_COOKIES: usize = 100;
    /// The redirects that a request follows.
    ///
    /// Spec: [Fetch, HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch).
    pub const MAX_REDIRECTS: usize = 20;

    /// Checks that the question is small enough to be answered at once.
    ///
    /// # Errors
    /// Where it has more than browsers take, or more than can be explained at once.
    pub fn check_size(&self) -> Result<(), QuestionSizeError> {
        if self.redirects.len() > Self::MAX_REDIRECTS {
            return Err(QuestionSizeError::ManyRedirects { redirects: self.redirects.len() });
        }
        let heads = self.heads().chain(&self.preflight).map(head_octets);
        let octets = heads.chain([fields_octets(&self.request.headers)]).max().unwrap_or_default();
        if octets > Self::MAX_HEAD_OCTETS {
            return Err(QuestionSizeError::LongHead { octets });
        }
        let octets = self.set_cookie_lines().map(str::len).max().unwrap_or_default();
        if octets > Self::MAX_LINE_OCTETS {
            return Err(QuestionSizeError::LongLine { octets });
        }
        let attributes =
            self.set_cookie_lines().map(|line| line.matches(';').count()).max().unwrap_or_default();
        if attributes > Self::MAX_ATTRIBUTES {
            return Err(QuestionSizeError::ManyAttributes { attributes });
        }
        let cookies = self.set_cookie_lines().count();
        if cookies > Self::MAX_COOKIES {
            return Err(QuestionSizeError::ManyCookies { cookies });
        }
        Ok(())
    }
}

fn head_octets(head: &ResponseHead) -> usize {
    fields_octets(&head.headers)
}

fn fields_octets(fields: &[(String, String)]) -> usize {
    const BETWEEN: usize = ": \r\n".len();
    fields.iter().map(|(name, value)| name.len() + value.len() + BETWEEN).sum()
}
