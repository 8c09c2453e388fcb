//! What can go wrong in this binary itself.

use std::io;
use std::path::PathBuf;

use browser_driver::{Browser, InstallError};
use chaos::ChaosError;
use checker_build::BuildCheckerError;
use conformance::{CommandError, FailureKind};
use matrix::ProfileChoiceError;
use miette::Diagnostic;
use quiz::PlayError;
use run_report::{RecordedMatrixError, ReportFilesError};

/// Why a command failed that needs no run.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum XtaskError {
    #[error("the runs could not be disturbed")]
    #[diagnostic(help("does `cargo xtask run-matrix` work by itself, with the same browser?"))]
    Chaos(#[from] ChaosError),
    #[error("failed to write the page")]
    Format(#[from] std::fmt::Error),
    #[error("failed to install what is missing")]
    #[diagnostic(help("run the step by hand"))]
    Install(#[from] InstallError),
    #[error("failed to write JSON")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Checker(BuildCheckerError),
    #[error("the checker cannot be built without a compiler for WebAssembly")]
    #[diagnostic(help("give --install, or leave --require-checker out"))]
    NoWasmCompiler,
    #[error("the build with mutations failed")]
    #[diagnostic(help("`cargo build --package xtask --features mutations` says why"))]
    MutableBuild,
    #[error("{0} is not installed, or lacks its driver")]
    #[diagnostic(help("`cargo xtask doctor` shows what is missing and how to get it"))]
    BrowserMissing(Browser),
    #[error("failed to find this program's own file")]
    Program(#[source] io::Error),
    #[error("the quiz was ended by faults")]
    #[diagnostic(help("the logs of browser and driver are in target/gingersnap/quiz"))]
    Quiz(#[source] Box<PlayError>),
    #[error("the reference engine opens no site")]
    #[diagnostic(help("name a browser: chromium, firefox, webkitgtk"))]
    QuizNeedsBrowser,
    #[error(transparent)]
    Profile(#[from] ProfileChoiceError),
    #[error("failed to put together what is recorded")]
    Recorded(#[from] RecordedMatrixError),
    #[error("failed to write the reports of the run")]
    Report(#[from] ReportFilesError),
    #[error("failed to start the async runtime")]
    Runtime(#[source] io::Error),
    #[error("failed to open the proxy of the fixtures")]
    #[diagnostic(help("it needs a free port on 127.0.0.1"))]
    Session(#[source] io::Error),
    #[error("failed to listen for signals")]
    Signals(#[source] io::Error),
    #[error("failed to write `{}`", path.display())]
    #[diagnostic(help("is its folder writable?"))]
    Write { path: PathBuf, source: io::Error },
}

impl CommandError for XtaskError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Checker(_)
            | Self::Format(_)
            | Self::Json(_)
            | Self::MutableBuild
            | Self::Program(_)
            | Self::Recorded(_)
            | Self::Report(_)
            | Self::Runtime(_)
            | Self::Signals(_) => FailureKind::Bug,
            Self::BrowserMissing(_) | Self::Install(_) | Self::Session(_) => FailureKind::NoBrowser,
            Self::Chaos(_) | Self::Quiz(_) => FailureKind::CellErrors,
            Self::NoWasmCompiler | Self::Profile(_) | Self::QuizNeedsBrowser => FailureKind::Usage,
            Self::Write { .. } => FailureKind::NotWritten,
        }
    }
}
