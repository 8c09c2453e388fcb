//! The windows of a session.

use std::fmt;

/// What a window of a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowRole {
    /// It shows what belongs to another document of the jar, of several the one opened last.
    Observer,
    /// It has the page.
    Page,
    /// It has a first-party document of the target.
    Probe,
}

impl fmt::Display for WindowRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Observer => "observer",
            Self::Page => "page",
            Self::Probe => "probe",
        })
    }
}
