//! The commands: each reads what it is given, has it answered, and prints the answer.

pub(crate) mod check;
#[cfg(unix)]
pub(crate) mod diagnose;
pub(crate) mod explain;
