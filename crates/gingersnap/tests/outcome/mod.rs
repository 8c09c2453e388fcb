//! How the program ended, and what it said.

use std::process::Output;

use crate::said_words::check_words;

/// Checks the exit code, and words that must and must not be said: on standard error where the
/// input is refused, and otherwise on standard output.
#[track_caller]
pub(crate) fn check_outcome(output: &Output, code: i32, present: &[&str], absent: &[&str]) {
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}{errors}");
    check_words(if code == 2 { &errors } else { &said }, present, absent);
}
