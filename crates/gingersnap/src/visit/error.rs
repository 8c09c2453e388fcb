//! Why a visit can fail.

use std::path::PathBuf;
use std::time::Duration;

use browser_driver::{LaunchError, ReachError};
use fixture_server::FixtureStartError;
use matrix::{FilterError, ProfileChoiceError};
use miette::{Report, miette};
use run_model::error_causes;

use crate::exit::ProgramExit;
use crate::interruption::WorkInterruption;

/// Nothing was played, or it could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VisitError {
    #[error("failed to filter cells")]
    Filter(#[from] FilterError),
    #[error(transparent)]
    Interruption(#[from] WorkInterruption),
    #[error("failed to open the browser")]
    Launch(#[from] LaunchError),
    #[error("failed to listen on 127.0.0.1")]
    Listen(#[source] std::io::Error),
    #[error(
        "the browser did not open the page within {waited:?}; its window says why, with --headed"
    )]
    NoArrival { waited: Duration },
    #[error("no cell matches; loosen the filter, or add --full")]
    NoCell,
    #[error("the visit has no page to begin with")]
    NoEntry,
    #[error("expected one browser in one profile, such as `firefox` or `chromium:default`")]
    OneBrowser,
    #[error(transparent)]
    Profile(#[from] ProfileChoiceError),
    #[error("failed to lead the browser to the page")]
    Reach(#[from] ReachError),
    #[error("failed to start the fixture servers")]
    Servers(#[from] FixtureStartError),
    #[error("unknown suite `{name}`; expected one of {known}")]
    UnknownSuite { name: String, known: String },
    #[error("failed to write `{}`", path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
}

impl VisitError {
    /// Returns how the command ends with it.
    pub(crate) fn exit(&self) -> ProgramExit {
        match self {
            Self::Filter(_)
            | Self::NoCell
            | Self::OneBrowser
            | Self::Profile(_)
            | Self::UnknownSuite { .. }
            | Self::Write { .. } => ProgramExit::Usage,
            Self::Launch(_)
            | Self::Listen(_)
            | Self::NoArrival { .. }
            | Self::NoEntry
            | Self::Reach(_)
            | Self::Servers(_) => ProgramExit::NoBrowser,
            Self::Interruption(interruption) => interruption.exit(),
        }
    }

    /// Returns the report for a person: the error with its causes.
    pub(crate) fn report(&self) -> Report {
        let causes: Vec<String> = error_causes(self).map(ToString::to_string).collect();
        miette!("{}", causes.join("\n"))
    }
}
