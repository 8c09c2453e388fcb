//! What can go wrong in this binary itself.

use std::io;

use chaos::ChaosError;
use checker_build::BuildCheckerError;
use conformance::{CommandError, FailureKind};
use miette::Diagnostic;
use quiz::PlayError;

/// Why a command failed that needs no run.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum XtaskError {
    #[error("the runs could not be disturbed, or their harness not spoiled")]
    #[diagnostic(help("does `cargo xtask run-matrix` work by itself, with the same browser?"))]
    Chaos(#[from] ChaosError),
    #[error("failed to write the page")]
    Format(#[from] std::fmt::Error),
    #[error("failed to write JSON")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Checker(BuildCheckerError),
    #[error("the checker cannot be built without a compiler for WebAssembly")]
    #[diagnostic(help("give --install, or leave --require-checker out"))]
    NoWasmCompiler,
    #[error("failed to find this program's own file")]
    Program(#[source] io::Error),
    #[error("the quiz was ended by faults")]
    #[diagnostic(help("the logs of browser and driver are in target/gingersnap/quiz"))]
    Quiz(#[source] Box<PlayError>),
    #[error("failed to start the async runtime")]
    Runtime(#[source] io::Error),
    #[error("failed to open the proxy of the fixtures")]
    #[diagnostic(help("it needs a free port on 127.0.0.1"))]
    Session(#[source] io::Error),
    #[error("failed to listen for signals")]
    Signals(#[source] io::Error),
}

impl CommandError for XtaskError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Checker(_)
            | Self::Format(_)
            | Self::Json(_)
            | Self::Program(_)
            | Self::Runtime(_)
            | Self::Signals(_) => FailureKind::Bug,
            Self::Session(_) => FailureKind::NoBrowser,
            Self::Chaos(_) | Self::Quiz(_) => FailureKind::CellErrors,
            Self::NoWasmCompiler => FailureKind::Usage,
        }
    }
}
