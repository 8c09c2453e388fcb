//! Whether a suite asks for a detail of its cookies.

use serde::{Deserialize, Serialize};

/// Whether the outcomes of a suite's cells tell a detail: how long the jar keeps a cookie, or
/// whether it comes back changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetailTracking {
    /// They do not: that a cookie is stored, readable or sent is all there is to say.
    #[default]
    Ignored,
    /// They do.
    Observed,
}

impl DetailTracking {
    /// Every value.
    pub const ALL: [Self; 2] = [Self::Ignored, Self::Observed];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Observed => "observed",
        }
    }
}
