//! What kind of thing went wrong, for whoever turns errors into exit codes.

use miette::Diagnostic;

/// What has to change before a failed command can succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// A bug of ours.
    Bug,
    /// A browser: some cells could not be played.
    CellErrors,
    /// Nothing: a signal ended it.
    Interrupted,
    /// The machine: it lacks a browser, a driver or a free port.
    NoBrowser,
    /// The selection: no cell matches it.
    NothingSelected,
    /// The disk: a file could not be written.
    NotWritten,
    /// The command line, or a file that the command reads.
    Usage,
}

/// An error that ends a command.
pub trait CommandError: Diagnostic + Send + Sync + 'static {
    /// Returns what kind of failure it is.
    fn kind(&self) -> FailureKind;
}
