//! What can go wrong where a run is written.

use std::io;
use std::path::PathBuf;

use miette::Diagnostic;

use crate::failure::{CommandError, FailureKind};
use crate::report::observations::WriteObservationsError;

/// Why a run cannot be written.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum WriteRunError {
    /// Another run writes into the folder.
    #[error("another run writes into `{}`", folder.display())]
    #[diagnostic(help("wait for its end, or name another folder with --out"))]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder cannot be created.
    #[error("failed to create `{}`", path.display())]
    #[diagnostic(help("name another folder with --out"))]
    Create {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("failed to write `{}`", path.display())]
    #[diagnostic(help("is the disk full, or the folder read-only?"))]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A report cannot be turned into JSON.
    #[error("failed to write JSON")]
    Json(#[from] serde_json::Error),
    /// The observations cannot be written.
    #[error(transparent)]
    #[diagnostic(help("is the disk full, or the folder read-only?"))]
    Observations(#[from] WriteObservationsError),
}

impl CommandError for WriteRunError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Create { .. } | Self::Io { .. } | Self::Observations(_) => {
                FailureKind::NotWritten
            }
            Self::Busy { .. } => FailureKind::Usage,
            Self::Json(_) => FailureKind::Bug,
        }
    }
}
