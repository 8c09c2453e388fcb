//! How the process ends: exit codes are an interface.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Exit {
    /// As recorded, and every divergence is known.
    AsRecorded = 0,
    /// A bug of ours.
    OurBug = 1,
    /// The command line or matrix.toml is wrong.
    Usage = 2,
    /// Nothing is selected.
    NothingSelected = 4,
    /// There is no browser, driver or port.
    NoBrowser = 96,
    /// Something changed, or diverges without being known.
    Changes = 100,
    /// Some cells could not be played.
    CellErrors = 101,
    /// A report could not be written.
    ReportNotWritten = 110,
    /// A signal ended it.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error that ends a command, with the exit code that goes with it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) report: miette::Report,
}

impl Failure {
    /// Wraps an error that can show its place.
    pub(crate) fn diagnostic(
        exit: Exit,
        error: impl miette::Diagnostic + Send + Sync + 'static,
    ) -> Self {
        Self { exit, report: error.into() }
    }

    /// Wraps an error with its causes and a way out.
    pub(crate) fn new(
        exit: Exit,
        error: impl std::error::Error + Send + Sync + 'static,
        help: impl Into<String>,
    ) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            message = format!("{message}\n{error}");
            cause = error.source();
        }
        Self::message(exit, message, help)
    }

    /// States what is wrong and a way out.
    pub(crate) fn message(exit: Exit, message: impl Into<String>, help: impl Into<String>) -> Self {
        let help = help.into();
        let diagnostic = miette::MietteDiagnostic::new(message.into());
        let diagnostic = if help.is_empty() { diagnostic } else { diagnostic.with_help(help) };
        Self { exit, report: miette::Report::new(diagnostic) }
    }
}
