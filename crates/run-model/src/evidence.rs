//! What was recorded while a batch was played: facts from the server's log, the documents and the
//! jar, before anything is concluded.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::lifetime::UnixTime;
use crate::marker::Marker;
use crate::reasons::Subject;
use crate::script::{BatchId, ShapeNo};

/// Everything that was recorded while one batch was played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchEvidence {
    /// The attempt.
    pub batch: BatchId,
    /// One entry for each shape, in order.
    pub shapes: Vec<ShapeEvidence>,
    /// Cookies that the jar held at any time of the batch, as often as they were seen; the nonce in
    /// its value says whose each one is.
    pub jar: Vec<JarCookie>,
    /// One entry for each origin of the topology.
    pub controls: Vec<ControlEvidence>,
    /// What the engine itself said of it; empty where that was not collected, or the engine says
    /// nothing.
    pub reasons: Vec<EngineReason>,
}

/// A reason that an engine itself gave for a "no".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EngineReason {
    /// The shape that it speaks of.
    pub shape: ShapeNo,
    /// What it is about.
    pub about: Subject,
    /// The name of the cookie that it speaks of; `None` where it speaks of the response.
    pub cookie: Option<String>,
    /// The engine's own word for it.
    pub word: String,
    /// What the engine says besides.
    pub detail: Option<String>,
}

/// What was recorded of one shape, its cookies in the jar excepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapeEvidence {
    /// Requests that reached the server for this shape, in order of arrival.
    pub exchanges: Vec<Exchange>,
    /// What the document that made the request saw.
    pub page: PageReport,
    /// What a first-party document on the target saw afterwards: after the last shape of the take.
    pub probe: ProbeReport,
    /// How much of the jar was seen.
    pub jar_view: JarView,
}

/// How much of a jar an engine shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JarView {
    /// The cookies that a document of the target may have: one on another path is in the jar if
    /// anything else shows it.
    OfDocument,
    /// All of it.
    Whole,
}

/// One request that reached a fixture server and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What the request was for.
    pub purpose: Purpose,
    /// The position in the URL list of the URL that it went to.
    pub hop: usize,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: String,
    /// The request's method.
    pub method: String,
    /// The whole URL as the browser knows it: virtual host and port.
    pub url: String,
    /// Request header fields in order, `Cookie` joined into one with `; ` where it came in pieces
    /// (HTTP/2).
    pub request_headers: Vec<(String, String)>,
    /// The status that was answered.
    pub status: u16,
    /// Response header fields in order.
    pub response_headers: Vec<(String, String)>,
}

impl Exchange {
    /// Returns the value of the first request header field with this name (lower case), if there is
    /// one.
    pub fn request_header(&self, name: &str) -> Option<&str> {
        self.request_headers
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// What a request to a fixture server was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// The CORS preflight of the shape's own request.
    Preflight,
    /// The shape's own request, answered with its `Set-Cookie` lines.
    Set,
    /// The second request, answered with the second lines of the shape's cookies; the answer is
    /// always allowed.
    Then,
    /// The follow-up with the same credentials mode, whose answer is always allowed.
    Echo,
    /// A CORS preflight of the follow-up; there must be none.
    EchoPreflight,
}

/// What the document that made a shape's request saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageReport {
    /// The shape it speaks of.
    pub shape: ShapeNo,
    /// How the request that sets the cookies ended for the script; absent where another document
    /// made it.
    pub set: Option<ScriptOutcome>,
    /// How the second request ended for the script, if there was one.
    pub then: Option<ScriptOutcome>,
    /// How the follow-up ended for the script.
    pub echo: ScriptOutcome,
    /// The cookies that its script reads after all, as in `document.cookie`, or the name of the
    /// exception that reading them threw.
    pub readable_cookies: Result<String, String>,
}

/// How a request ended for the script that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", deny_unknown_fields)]
pub enum ScriptOutcome {
    /// The script read status and body; the body is the one that the server sent for this shape.
    Exposed {
        /// The status as the script saw it.
        status: u16,
        /// The body as the script saw it.
        body: String,
        /// The value of the header field that the script was to read, if it could.
        field: Option<String>,
    },
    /// A document came of the response, in a frame or in another window.
    Navigated,
    /// The script was given an opaque response, or an event that tells of a response and no more.
    Opaque,
    /// The script was given an error.
    Failed {
        /// The error's text, for people.
        message: String,
    },
}

/// What a first-party document on the target saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeReport {
    /// The last shape that had been played.
    pub shape: ShapeNo,
    /// The cookies that its script reads, as in `document.cookie`, or the name of the exception
    /// that reading them threw.
    pub readable_cookies: Result<String, String>,
    /// The `Cookie` header of a first-party request from there; empty where none was sent.
    pub request_cookie: String,
}

/// What the control on one host showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlEvidence {
    /// The origin on whose own first-party document it was played.
    pub origin: Url,
    /// What that document saw after the control's cookies were set.
    pub probe: ProbeReport,
    /// The jar after that.
    pub jar: Vec<JarCookie>,
}

/// A cookie as the jar holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JarCookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its domain as the engine writes it: with a leading dot where it is not host-only.
    pub domain: String,
    /// Its path.
    pub path: String,
    /// Whether it is `Secure`.
    pub secure: bool,
    /// Whether it is `HttpOnly`.
    pub http_only: bool,
    /// When it expires; `None` for a cookie of the session.
    pub expires: Option<UnixTime>,
    /// Its `SameSite` as the engine names it; engines disagree on what an absent one is called.
    pub same_site: Option<String>,
    /// The partition it lies in, if any.
    pub partition: Option<PartitionKey>,
}

impl JarCookie {
    /// Returns the marker in its value or in its name.
    pub fn marker(&self) -> Option<Marker> {
        Marker::find(&self.value).or_else(|| Marker::find(&self.name))
    }
}

/// The key of a cookie partition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartitionKey {
    /// The top-level site, as an origin without port: `https://example.com`.
    pub top_level_site: String,
    /// Whether a cross-site document stands between the cookie's and the top-level one.
    pub cross_site_ancestor: bool,
}

/// What stands behind the site where a cross-site document stands between the cookie's and the
/// top-level one.
const ANCESTOR_SUFFIX: &str = " with cross-site ancestor";

impl PartitionKey {
    /// Returns the key that is displayed so.
    pub fn parse(text: &str) -> Self {
        let site = text.strip_suffix(ANCESTOR_SUFFIX);
        Self {
            top_level_site: site.unwrap_or(text).to_owned(),
            cross_site_ancestor: site.is_some(),
        }
    }
}

impl fmt::Display for PartitionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.top_level_site)?;
        if self.cross_site_ancestor { f.write_str(ANCESTOR_SUFFIX) } else { Ok(()) }
    }
}
