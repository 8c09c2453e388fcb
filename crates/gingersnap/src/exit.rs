//! The exit codes of this program.

/// Something that was asked for does not work.
pub(crate) const DOES_NOT_WORK: u8 = 1;
/// The usage or the input cannot be understood, as clap has it, or a site gives no answer.
pub(crate) const USAGE: u8 = 2;
/// No browser could be used.
#[cfg(unix)]
pub(crate) const NO_BROWSER: u8 = 96;
/// A signal ended the program, as shells have it.
#[cfg(unix)]
pub(crate) const INTERRUPTED: u8 = 130;
