//! What engines themselves say of what they refused.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::plan::ShapeNo;

/// A reason that an engine itself gave for a "no".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BrowserReason {
    /// The shape that it speaks of.
    pub shape: ShapeNo,
    /// What it is about.
    pub about: ReasonSubject,
    /// The name of the cookie that it speaks of; `None` where it speaks of the response.
    pub cookie: Option<String>,
    /// The engine's own word for it.
    pub word: String,
    /// What the engine says besides.
    pub detail: Option<String>,
}

/// What a reason is about: the question that was answered with no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonSubject {
    /// Is the script given the response?
    Response,
    /// Is the cookie stored?
    Stored,
    /// Does the follow-up carry the stored cookie?
    Sent,
}

impl ReasonSubject {
    /// All of them, in the order in which they are decided.
    pub const ALL: [Self; 3] = [Self::Response, Self::Stored, Self::Sent];

    /// Returns its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Stored => "stored",
            Self::Sent => "sent",
        }
    }

    /// Returns the one with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == name)
    }
}

impl fmt::Display for ReasonSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
