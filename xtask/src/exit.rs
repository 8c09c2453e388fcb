//! How the process ends: exit codes are an interface.

use std::fmt::Write;
use std::process::ExitCode;

use conformance::{CommandError, FailureKind, RunStatus};

macro_rules! exit_codes {
    ($($variant:ident = $code:literal: $meaning:literal;)*) => {
        /// How a command ended.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub(crate) enum ExitStatus { $(#[doc = $meaning] $variant = $code,)* }

        /// Every exit code with its meaning, for `--help`.
        const EXIT_CODES: &[(u8, &str)] = &[$(($code, $meaning),)*];
    };
}

exit_codes! {
    AsRecorded = 0: "as recorded, and as the engines' models have it";
    Bug = 1: "a bug of ours";
    Usage = 2: "the command line or a file of the project is wrong";
    NothingSelected = 4: "no cell matches";
    NoBrowser = 96: "no browser, driver or free port";
    Changed = 100: "changes, or cells that differ from their engine's model";
    CellErrors = 101: "some cells could not be played";
    NotWritten = 110: "a file could not be written";
    Interrupted = 130: "a signal ended the command";
}

/// Returns the section of `--help` on exit codes.
pub(crate) fn help() -> String {
    let mut text = "Exit codes:".to_owned();
    for (code, meaning) in EXIT_CODES {
        _ = write!(text, "\n  {code:>3}  {meaning}");
    }
    text
}

impl ExitStatus {
    /// Returns how a command ends that found nothing wrong, or something.
    pub(crate) fn of(is_clean: bool) -> Self {
        if is_clean { Self::AsRecorded } else { Self::Changed }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(exit: ExitStatus) -> Self {
        Self::from(exit as u8)
    }
}

impl From<FailureKind> for ExitStatus {
    fn from(kind: FailureKind) -> Self {
        match kind {
            FailureKind::Bug => Self::Bug,
            FailureKind::CellErrors => Self::CellErrors,
            FailureKind::Interrupted => Self::Interrupted,
            FailureKind::NoBrowser => Self::NoBrowser,
            FailureKind::NothingSelected => Self::NothingSelected,
            FailureKind::NotWritten => Self::NotWritten,
            FailureKind::Usage => Self::Usage,
        }
    }
}

impl From<RunStatus> for ExitStatus {
    fn from(status: RunStatus) -> Self {
        match status {
            RunStatus::AsRecorded => Self::AsRecorded,
            RunStatus::CellErrors => Self::CellErrors,
            RunStatus::Changed => Self::Changed,
            RunStatus::NoBrowser => Self::NoBrowser,
        }
    }
}

/// An error that ended a command, with the exit code that goes with it.
#[derive(Debug)]
pub(crate) struct CommandFailure {
    pub(crate) exit: ExitStatus,
    pub(crate) report: miette::Report,
}

impl<E: CommandError> From<E> for CommandFailure {
    fn from(error: E) -> Self {
        Self { exit: error.kind().into(), report: error.into() }
    }
}
