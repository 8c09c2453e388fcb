//! What documents saw.

use serde::{Deserialize, Serialize};

use crate::plan::ShapeNo;

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
    pub second_set: Option<ScriptOutcome>,
    /// How the follow-up ended for the script.
    pub follow_up: ScriptOutcome,
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
