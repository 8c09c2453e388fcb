//! What browsers write to their consoles about CORS and cookies, and the notes that developer tools
//! show beside a cookie. Also what servers log where a request lacks its cookie.
//!
//! [`read_console`] finds such messages in a text. A message names its reason, the URL and often
//! the page; it never shows what the server sent, so it is no verdict.

mod cookie_prefix;
mod likely_fix;
mod message_remark;
mod message_texts;
mod message_url;
mod missing_parts;
mod network_line;
mod older_chrome;
mod other_texts;
mod page_origin;
mod policy_directive;
mod read;
mod remark_fix;
mod server_texts;
mod unlisted;

use std::fmt;

use matrix::EngineKind;
use oracle::{WordMeaning, meaning};
use run_model::evidence::ReasonSubject;
use spec_model::Reason;
use url::Url;

pub use message_remark::MessageRemark;
pub use missing_parts::{MissingParts, MissingText};
pub use read::{ConsoleText, read_console};

/// A message of a browser or a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleMessage {
    /// Whose words these are.
    pub source: MessageSource,
    /// What it is about.
    pub about: ReasonSubject,
    /// The rules of which one was violated; empty where the message names none.
    pub reasons: Vec<Reason>,
    /// What the message says besides, or in place of a rule.
    pub remark: Option<MessageRemark>,
    /// The URL whose response or cookie it is about, where the message names it.
    pub url: Option<Url>,
    /// The URL that the page requested, where it redirected to the other one.
    pub redirected_from: Option<Url>,
    /// The origin of the page as the message has it, which may be `null`.
    pub origin: Option<String>,
    /// The origin of the page as a URL, where the message names it.
    pub page: Option<Url>,
    /// The name of the cookie, where the message names it.
    pub cookie: Option<String>,
    /// The directive of a Content Security Policy that the message names.
    pub directive: Option<String>,
    /// The method or header field that the preflight does not allow, where the message names it.
    pub unlisted: Option<String>,
}

/// Whose words a message has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageSource {
    /// Chrome, Edge and all others that are built on Chromium.
    Chrome,
    /// Firefox.
    Firefox,
    /// Safari, and other browsers with WebKit.
    Safari,
    /// A server, by the name of its framework or library.
    Server(&'static str),
}

impl fmt::Display for MessageSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chrome => "Chrome",
            Self::Firefox => "Firefox",
            Self::Safari => "Safari",
            Self::Server(name) => name,
        })
    }
}

impl ConsoleMessage {
    fn new(source: MessageSource, about: ReasonSubject) -> Self {
        Self {
            source,
            about,
            reasons: Vec::new(),
            remark: None,
            url: None,
            redirected_from: None,
            origin: None,
            page: None,
            cookie: None,
            directive: None,
            unlisted: None,
        }
    }

    /// Returns what the message means, in a sentence.
    pub fn meaning(&self) -> String {
        let subject = match (&self.cookie, &self.url) {
            (Some(cookie), _) => format!(" of the cookie `{cookie}`"),
            (None, Some(url)) => format!(" of {url}"),
            (None, None) => String::new(),
        };
        let redirect = match &self.redirected_from {
            Some(from) => format!(", to which {from} redirected"),
            None => String::new(),
        };
        let remark = self.remark.as_ref().map(ToString::to_string);
        let words: Vec<&str> = self.reasons.iter().map(|reason| reason.summary()).collect();
        let words = match words.as_slice() {
            [] => String::new(),
            [only] => (*only).to_owned(),
            several => format!("One of these: {}", several.join(" ")),
        };
        let words = [words, remark.unwrap_or_default()].join(" ");
        let words = words.trim();
        format!("{} says{subject}{redirect}: {words}", self.source)
    }

    /// Returns whether it reports an error, and not only what the browser does.
    pub fn is_error(&self) -> bool {
        !self.remark.is_some_and(MessageRemark::is_notice)
    }

    /// Returns the URL that the page requested, where the message names it.
    pub fn requested(&self) -> Option<&Url> {
        self.redirected_from.as_ref().or(self.url.as_ref())
    }

    /// Returns where to look next, where no verdict on a response answers the message.
    pub fn next_step(&self) -> Option<&'static str> {
        self.remark.and_then(MessageRemark::next_step)
    }

    /// Returns whether the request had credentials, where the message says it.
    pub fn has_credentials(&self) -> bool {
        self.about == ReasonSubject::Response
            && !self.reasons.is_empty()
            && self.reasons.iter().all(|reason| {
                matches!(
                    reason,
                    Reason::AcaoWildcardWithCredentials
                        | Reason::PreflightAcaoWildcardWithCredentials
                        | Reason::AcacMissing
                        | Reason::AcacNotTrue
                        | Reason::PreflightAcacMissing
                        | Reason::PreflightAcacNotTrue
                )
            })
    }
}

/// Returns the reasons that a browser's word about a subject stands for.
fn reasons(source: MessageSource, about: ReasonSubject, word: &str) -> Vec<Reason> {
    let engine = match source {
        MessageSource::Chrome => EngineKind::Chromium,
        MessageSource::Firefox => EngineKind::Firefox,
        // Its console is that of WebKit, for which nothing was recorded.
        MessageSource::Safari => return message_texts::safari_reasons(word).to_vec(),
        MessageSource::Server(_) => return Vec::new(),
    };
    match meaning(engine, about, word) {
        Some(WordMeaning::Reasons(reasons)) => reasons.to_vec(),
        Some(WordMeaning::NotAReason) | None => Vec::new(),
    }
}
