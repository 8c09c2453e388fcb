//! The text of a table: for people to review and for `git diff`.

mod parse;
mod write;

pub use parse::ParseTableError;

/// What the text of a table without any difference begins with.
const ALWAYS: &str = "always";
/// What stands between a group and the section that goes on for it.
const AS_IN: &str = " as in ";
/// How many spaces deeper each decision is written.
const INDENT: usize = 2;

#[cfg(test)]
mod tests;
