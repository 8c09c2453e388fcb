//! Why a diagnosis can fail.

use std::path::PathBuf;

use inspection::proxy::FailureStage;
use inspection::{InspectError, StorageStateError};
use matrix::ProfileChoiceError;
use miette::{Report, miette};
use run_model::error_causes;

use crate::exit::ProgramExit;
use crate::interruption::WorkInterruption;

/// No diagnosis could be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DiagnoseError {
    /// A file could not be read or written.
    #[error("failed to {what} `{}`", path.display())]
    File {
        path: PathBuf,
        what: &'static str,
        #[source]
        source: std::io::Error,
    },
    /// A browser could not inspect the site.
    #[error("failed to inspect the site with {browser}")]
    Inspect {
        browser: String,
        #[source]
        source: Box<InspectError>,
    },
    /// The work came to no end.
    #[error(transparent)]
    Interruption(#[from] WorkInterruption),
    /// No browser can be used.
    #[error("found no browser: {missing}")]
    NoBrowser { missing: String },
    /// A browser or profile that was asked for does not exist.
    #[error(transparent)]
    Profile(#[from] ProfileChoiceError),
    /// An address is given for a host that no browser is let to.
    #[error("--resolve has no effect: no browser is let to `{host}`")]
    Resolve { host: String },
    /// The file with cookies is not a storage state.
    #[error("failed to read the cookies of `{}`", path.display())]
    StorageState {
        path: PathBuf,
        #[source]
        source: StorageStateError,
    },
}

impl DiagnoseError {
    /// Returns how the command ends with it.
    pub(crate) fn exit(&self) -> ProgramExit {
        match self {
            Self::File { .. }
            | Self::Profile(_)
            | Self::Resolve { .. }
            | Self::StorageState { .. } => ProgramExit::Usage,
            Self::Inspect { source, .. } => match **source {
                InspectError::Action { .. }
                | InspectError::ActionTimeout { .. }
                | InspectError::Cookie { .. }
                | InspectError::NoAnswer { .. }
                | InspectError::NothingOpened
                | InspectError::Open { .. } => ProgramExit::Usage,
                InspectError::Jar(_)
                | InspectError::Launch(_)
                | InspectError::Reasons(_)
                | InspectError::Proxy(_)
                | InspectError::Reused { .. }
                | InspectError::Script { .. } => ProgramExit::NoBrowser,
            },
            Self::NoBrowser { .. } => ProgramExit::NoBrowser,
            Self::Interruption(interruption) => interruption.exit(),
        }
    }

    /// Returns the report for a person: the error with its causes, and what to do about it.
    pub(crate) fn report(&self) -> Report {
        let causes: Vec<String> = error_causes(self).map(ToString::to_string).collect();
        let message = causes.join("\n");
        match self.help() {
            "" => miette!("{message}"),
            help => miette!(help = help, "{message}"),
        }
    }

    fn help(&self) -> &'static str {
        match self {
            Self::Inspect { source, .. } => match &**source {
                InspectError::NoAnswer { source, .. } if source.stage == FailureStage::Tls => {
                    "check that the server speaks TLS there; --insecure accepts invalid \
                     certificates"
                }
                InspectError::NoAnswer { .. } => {
                    "check that the server is running; --resolve sets the address of a host"
                }
                InspectError::Open { refused, .. } if !refused.is_empty() => {
                    "--allow lets browsers reach another host"
                }
                InspectError::Cookie { .. } => {
                    "remove the cookie from the file, or open a page of its site"
                }
                InspectError::Action { .. } | InspectError::ActionTimeout { .. } => {
                    "check the selector; --headed shows the page"
                }
                InspectError::Jar(_)
                | InspectError::Launch(_)
                | InspectError::NothingOpened
                | InspectError::Open { .. }
                | InspectError::Reasons(_)
                | InspectError::Proxy(_)
                | InspectError::Reused { .. }
                | InspectError::Script { .. } => {
                    "--headed shows the browser; --browser selects another"
                }
            },
            Self::NoBrowser { .. } => "install one, or use `gingersnap explain`, which needs none",
            Self::Resolve { .. } => "--allow lets browsers reach another host",
            Self::File { .. }
            | Self::Interruption(_)
            | Self::Profile(_)
            | Self::StorageState { .. } => "",
        }
    }
}
