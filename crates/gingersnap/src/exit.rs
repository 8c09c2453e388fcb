//! The exit codes of this program.

use diagnosis::AnswerStatus;

use crate::check::CheckStatus;

/// Something that was asked for does not work.
pub(crate) const DOES_NOT_WORK: u8 = 1;
/// The usage or the input cannot be understood, as clap has it, or a site gives no answer.
pub(crate) const USAGE: u8 = 2;
/// There is nothing to judge: no response, or no cookie in it.
pub(crate) const NOTHING_TO_JUDGE: u8 = 3;
/// What is known works, but something is missing that decides too.
pub(crate) const INCOMPLETE: u8 = 4;
/// No browser could be used.
#[cfg(unix)]
pub(crate) const NO_BROWSER: u8 = 96;
/// A signal ended the program, as shells have it.
#[cfg(unix)]
pub(crate) const INTERRUPTED: u8 = 130;

/// What each exit code of `explain` means; `--help` prints it.
pub(crate) const EXPLAIN_HELP: &str = "\
Exit codes of explain:
  0  each cookie is stored, sent and the response readable, in each browser asked for
  1  something does not work, or the request is never made
  2  invalid usage or input
  3  nothing to judge: no response was given, or it sets no cookie
  4  incomplete: a redirect without the answer that it leads to, a response with status 5xx, or a
     browser asked for by name that was never measured";

/// What each exit code of `check` means; `--help` prints it.
pub(crate) const CHECK_HELP: &str = "\
Exit codes of check:
  0  every expectation holds in each of its browsers
  1  at least one does not hold
  2  invalid usage, or a file with mistakes: all of them are shown, each at its place
  4  none fails, but one cannot be proved: its browser was never measured or, with --browsers, is
     not installed; the answer behind a redirect is missing; or the response has status 5xx";

/// Returns the exit code of a file of checks.
pub(crate) fn of_check(status: CheckStatus) -> u8 {
    match status {
        CheckStatus::Holds => 0,
        CheckStatus::Incomplete => INCOMPLETE,
        CheckStatus::Fails => DOES_NOT_WORK,
    }
}

/// Returns the exit code of an answer.
pub(crate) fn of_answer(status: AnswerStatus) -> u8 {
    match status {
        AnswerStatus::Works => 0,
        AnswerStatus::NothingToJudge => NOTHING_TO_JUDGE,
        AnswerStatus::Incomplete => INCOMPLETE,
        AnswerStatus::DoesNotWork => DOES_NOT_WORK,
    }
}
