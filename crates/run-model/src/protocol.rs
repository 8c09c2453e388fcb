//! What documents and the runner say to each other on a channel, in JSON.
//!
//! A document posts a [`MessageEnvelope`] to its channel; the answer, which may be long in coming,
//! is its next [`DocumentInstruction`]. The scripts in `fixtures/pages` speak it, and so does
//! anything else that wants to play a document.

use std::fmt;

use matrix::CookieReader;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::UnixTime;
use crate::plan::{BatchId, RequestScript, ShapeNo, StoreCall};

/// What a document says; `R` is how it reports on a shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageEnvelope<R> {
    /// The batch that the document was loaded for.
    pub batch: BatchId,
    /// What it says.
    pub said: DocumentMessage<R>,
}

/// A message's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentMessage<R> {
    /// It is there.
    Hello(DocumentInfo),
    /// How a shape went.
    Report(R),
    /// What came of its request for storage access.
    StorageAccess(StorageAccessReport),
    /// Its script ran into an exception that no rule of the web foresees.
    Fault {
        /// The exception's name.
        name: String,
        /// The exception's text.
        message: String,
    },
}

/// What a document says of itself when it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentInfo {
    /// Its `location.href`.
    pub href: String,
    /// Its `self.origin`: `null` where it is opaque.
    pub origin: String,
    /// Whether it is the top-level document.
    pub top_level: bool,
    /// The time as its script has it.
    pub now: UnixTime,
    /// Its `document.cookie`, or the name of the exception that reading it threw.
    pub document_cookie: Result<String, String>,
}

/// What came of a document's request for storage access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StorageAccessReport {
    /// What `requestStorageAccess()` came to: nothing, or the name of the exception that it was
    /// rejected with.
    pub requested: Result<(), String>,
    /// What `hasStorageAccess()` says after that.
    pub has: bool,
}

/// What a probe says of a shape; the cookies of the request that carries it are seen by the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbeReading {
    /// The shape it speaks of.
    pub shape: ShapeNo,
    /// The cookies that its script reads, as in `document.cookie`, or the name of the exception
    /// that reading them threw.
    pub readable_cookies: Result<String, String>,
}

/// What a document says in place of the cookies that it reads where its engine gives it no
/// `cookieStore`.
pub const NO_COOKIE_STORE: &str = "there is no cookieStore";

/// How a script sets or deletes a cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScriptWrite {
    /// By the Cookie Store API.
    CookieStore(StoreCall),
    /// By `document.cookie`, to which it writes this line.
    DocumentCookie(String),
}

/// What a page does for a shape: it writes cookies or makes the request that sets them, then the
/// same with their second lines if there are some, then makes the follow-up, then reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapeInstruction {
    /// The shape that the report is to speak of.
    pub shape: ShapeNo,
    /// The URL of the request that sets the cookies; absent where they are set otherwise.
    pub set_url: Option<Url>,
    /// What the script writes, one after the other, in place of that request.
    pub write: Vec<ScriptWrite>,
    /// The URL of the second response that sets cookies, if there is one.
    pub second_set_url: Option<Url>,
    /// What the script writes in place of that request.
    pub second_write: Vec<ScriptWrite>,
    /// The URL of the follow-up.
    pub follow_up_url: Url,
    /// How the request is made.
    pub request: RequestScript,
    /// How the request is made again at the same URL, once the script was given the first response.
    pub again: Option<RequestScript>,
    /// How the follow-up is made.
    pub follow_up: RequestScript,
    /// By what it reads cookies.
    pub reader: CookieReader,
}

/// What a document is to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", deny_unknown_fields)]
pub enum DocumentInstruction {
    /// To a page: make a request with credentials to each of these URLs, whose responses expire
    /// cookies, and report on no shape.
    Expire {
        /// The URLs.
        urls: Vec<Url>,
    },
    /// To a probe: fetch this path of its own origin with credentials, then read and report.
    Fetch {
        /// The shape that the report is to speak of.
        shape: ShapeNo,
        /// The path of a control, or of the request that sets a shape's cookies.
        path: String,
        /// By what it reads cookies.
        reader: CookieReader,
    },
    /// To any document: nothing more is wanted.
    Leave,
    /// To a page: play these shapes, one after the other, and report on all of them.
    #[serde(rename = "play")]
    RunShapes {
        /// What is to be done for each.
        shapes: Vec<ShapeInstruction>,
    },
    /// To a page: ask for storage access and say what came of it.
    RequestStorageAccess,
    /// To a probe: read and report.
    Read {
        /// The shape that the report is to speak of.
        shape: ShapeNo,
        /// By what it reads cookies.
        reader: CookieReader,
    },
}

impl fmt::Display for DocumentInstruction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expire { .. } => "expire",
            Self::Fetch { .. } => "fetch",
            Self::Leave => "leave",
            Self::RunShapes { .. } => "play",
            Self::RequestStorageAccess => "request-storage-access",
            Self::Read { .. } => "read",
        })
    }
}

/// A document that follows a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentRole {
    /// The document that makes the requests: the innermost frame's, or the top-level one.
    Page,
    /// The first-party document.
    Probe,
}

impl fmt::Display for DocumentRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Page => "page",
            Self::Probe => "probe",
        })
    }
}
