//! Commands that a signal ends.

use std::io;

use browser_driver::{CommandEnd, until_stopped};
use miette::Diagnostic;
use run_model::counted;

use crate::failure::{CommandError, FailureKind};

/// Why a command did not end by itself.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum InterruptError {
    /// A signal ended it.
    #[error("interrupted by a signal")]
    #[diagnostic(help(
        "browsers and servers were stopped, and {} of running drivers left; `cargo xtask \
         run-matrix --resume DIR` plays the rest of a run",
        counted(*sessions_left, "session")
    ))]
    Interrupted {
        /// How many sessions of drivers that run already could not be ended in time.
        sessions_left: usize,
    },
    /// Nobody hears signals.
    #[error("failed to listen for signals")]
    Signals(#[source] io::Error),
}

impl CommandError for InterruptError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Interrupted { .. } => FailureKind::Interrupted,
            Self::Signals(_) => FailureKind::Bug,
        }
    }
}

/// Runs a command that a signal ends, with everything that it has started.
///
/// # Errors
/// Where a signal ended it, or none can be heard.
pub async fn interruptible<T>(command: impl Future<Output = T>) -> Result<T, InterruptError> {
    match until_stopped(command).await.map_err(InterruptError::Signals)? {
        CommandEnd::Done(done) => Ok(done),
        CommandEnd::Stopped { sessions_left } => Err(InterruptError::Interrupted { sessions_left }),
    }
}
