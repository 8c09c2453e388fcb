//! Who talks to whom.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// Who talks to whom. Every URL is an origin: scheme, host and port, with the path `/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topology {
    /// The origin of the top-level document.
    pub page: Url,
    /// The origins of nested frames, outermost first.
    pub frames: Vec<Url>,
    /// The sandbox of the innermost frame, if it is in one.
    pub sandbox: Option<Sandbox>,
    /// What the user says to the document that makes the requests when it asks for storage access;
    /// `None` where it does not ask.
    pub storage_access: Option<StorageAccessAnswer>,
    /// The origin that the requests go to.
    pub target: Url,
    /// Where the controls are played instead of on each origin: some engine keeps no cookie of one
    /// of them, or shows it to no document.
    #[serde(default)]
    pub control: Option<Url>,
}

/// The sandbox that a frame's document is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sandbox {
    /// The document's origin is opaque.
    #[serde(rename = "allow-scripts")]
    Scripts,
    /// The document keeps its URL's origin.
    #[serde(rename = "allow-scripts allow-same-origin")]
    ScriptsAndSameOrigin,
}

impl Sandbox {
    /// Every value.
    pub const ALL: [Self; 2] = [Self::Scripts, Self::ScriptsAndSameOrigin];

    /// Returns the value of the `sandbox` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scripts => "allow-scripts",
            Self::ScriptsAndSameOrigin => "allow-scripts allow-same-origin",
        }
    }

    /// Returns whether a document in it has an opaque origin.
    pub fn makes_opaque(self) -> bool {
        match self {
            Self::Scripts => true,
            Self::ScriptsAndSameOrigin => false,
        }
    }
}

/// What a user says to a document that asks for storage access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is the permission's state that it is named for")]
pub enum StorageAccessAnswer {
    Denied,
    Granted,
}

impl StorageAccessAnswer {
    /// Every value.
    pub const ALL: [Self; 2] = [Self::Denied, Self::Granted];

    /// Returns the permission's state.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Granted => "granted",
        }
    }
}

impl Topology {
    /// Returns the origin of the URL of the document that makes the requests: the innermost
    /// frame's, or the page's.
    pub fn client(&self) -> &Url {
        self.frames.last().unwrap_or(&self.page)
    }

    /// Returns whether the document that makes the requests has an opaque origin.
    pub fn has_opaque_client(&self) -> bool {
        self.sandbox.is_some_and(Sandbox::makes_opaque)
    }

    /// Returns the origin of the document that makes the requests as scripts and header fields have
    /// it: `null` where it is opaque.
    pub fn client_origin(&self) -> String {
        if self.has_opaque_client() {
            "null".to_owned()
        } else {
            self.client().origin().ascii_serialization()
        }
    }

    /// Returns the origins on which controls are played, each once.
    pub fn control_origins(&self) -> Vec<&Url> {
        self.control.as_ref().map_or_else(|| self.origins(), |control| vec![control])
    }

    /// Returns every origin that takes part, each once: the target first, then the page, then the
    /// frames.
    pub fn origins(&self) -> Vec<&Url> {
        let mut origins = vec![&self.target];
        for origin in std::iter::once(&self.page).chain(&self.frames) {
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
        origins
    }
}

impl fmt::Display for Topology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |url: &Url| url.origin().ascii_serialization();
        f.write_str(&text(&self.page))?;
        for (depth, frame) in (1..).zip(&self.frames) {
            write!(f, " [frame {}", text(frame))?;
            if let Some(sandbox) = self.sandbox.filter(|_| depth == self.frames.len()) {
                write!(f, " sandbox=\"{}\"", sandbox.as_str())?;
            }
        }
        write!(f, " → {}{}", text(&self.target), "]".repeat(self.frames.len()))?;
        match self.storage_access {
            Some(answer) => write!(f, ", storage access {}", answer.as_str()),
            None => Ok(()),
        }
    }
}

/// An origin by its part in a topology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TopologyRole {
    /// That of the document that makes the requests.
    Client,
    /// That which the topology's requests go to.
    Target,
    /// One that has no part in any topology.
    Unrelated,
}

impl TopologyRole {
    /// Every party.
    pub const ALL: [Self; 3] = [Self::Client, Self::Target, Self::Unrelated];

    /// Returns the party's name in `matrix.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Target => "target",
            Self::Unrelated => "unrelated",
        }
    }

    /// Returns the party's origin in a topology.
    pub fn origin<'a>(self, topology: &'a Topology, unrelated: &'a Url) -> &'a Url {
        match self {
            Self::Client => topology.client(),
            Self::Target => &topology.target,
            Self::Unrelated => unrelated,
        }
    }
}
