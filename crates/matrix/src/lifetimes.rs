//! Whether a suite asks how long cookies are kept.

use serde::{Deserialize, Serialize};

/// Whether the outcomes of a suite's cells tell how long the jar keeps a cookie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LifetimeTracking {
    /// They do not: that a cookie is stored is all there is to say.
    #[default]
    Ignored,
    /// They do, in whole days from the moment of playing.
    Observed,
}

impl LifetimeTracking {
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
