//! The exit codes of this program: they are an interface.

use std::fmt::Write;
use std::process::ExitCode;

use diagnosis::AnswerStatus;

use crate::check::CheckStatus;

/// A command whose exit codes mean something of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitedCommand {
    Check,
    #[cfg(unix)]
    Diagnose,
    Explain,
    #[cfg(unix)]
    Visit,
}

macro_rules! exit_codes {
    ($(
        $(#[$attribute:meta])*
        $variant:ident = $code:literal: $meaning:literal
        { $($(#[$command_attribute:meta])* $command:ident: $words:literal;)* }
    )*) => {
        /// How a command ended.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum ProgramExit { $($(#[$attribute])* #[doc = $meaning] $variant = $code,)* }

        /// Every exit code, with what it means for each command that has it.
        const EXIT_CODES: &[(u8, &[(ExitedCommand, &str)])] = &[$(
            $(#[$attribute])*
            ($code, &[$($(#[$command_attribute])* (ExitedCommand::$command, $words),)*]),
        )*];
    };
}

exit_codes! {
    Success = 0: "Everything is as it should be." {
        Check: "every expectation holds in each of its browsers";
        #[cfg(unix)]
        Diagnose: "everything works in every browser asked for";
        Explain: "each cookie is stored, sent and the response readable, in each browser asked for";
        #[cfg(unix)]
        Visit: "everything was played; with --browser, it agrees with what is recorded of that \
                profile, if anything is";
    }
    DoesNotWork = 1: "Something that was asked for does not work." {
        Check: "at least one does not hold";
        #[cfg(unix)]
        Diagnose: "something does not work";
        Explain: "something does not work, or the request is never made";
        #[cfg(unix)]
        Visit: "with --browser, something does not agree";
    }
    Usage = 2: "The usage or the input cannot be understood, as clap has it, or a site gives no \
                answer." {
        Check: "invalid usage, or a file with mistakes: all of them are shown, each at its place";
        #[cfg(unix)]
        Diagnose: "invalid usage, or no answer from the site";
        Explain: "invalid usage or input";
        #[cfg(unix)]
        Visit: "invalid usage";
    }
    NothingToJudge = 3: "There is nothing to judge: no response, or no cookie in it." {
        Explain: "nothing to judge: no response was given, or it sets no cookie";
    }
    Incomplete = 4: "What is known works, but something is missing that decides too." {
        Check: "none fails, but one cannot be proved: its browser was never measured or, with \
                --browsers, is not installed; the answer behind a redirect is missing; or the \
                response has status 5xx";
        Explain: "incomplete: a redirect without the answer that it leads to, a response with \
                  status 5xx, or a browser asked for by name that was never measured";
        #[cfg(unix)]
        Visit: "some cells could not be played";
    }
    #[cfg(unix)]
    NoBrowser = 96: "No browser could be used." {
        Diagnose: "no usable browser";
        Visit: "the browser is not here, or cannot be opened";
    }
    #[cfg(unix)]
    Interrupted = 130: "A signal ended the program, as shells have it." {
        Check: "a signal ended the command";
        Diagnose: "a signal ended the command";
        Visit: "a signal ended the visit";
    }
}

/// How wide a line of help may be.
const COLUMNS: usize = 100;
/// Where the meaning of a code begins.
const INDENT: usize = 7;

impl ExitedCommand {
    /// Returns what `--help` says below the options: this text, and the exit codes.
    pub(crate) fn help_behind(self, text: &str) -> String {
        format!("{text}\n\n{}", self.exit_help())
    }

    /// Returns the section of `--help` on its exit codes.
    fn exit_help(self) -> String {
        let mut text = format!("Exit codes of {}:", self.name());
        for (code, commands) in EXIT_CODES {
            let words =
                commands.iter().find(|(command, _)| *command == self).map(|(_, words)| words);
            let Some(words) = words else { continue };
            _ = write!(text, "\n  {code:>3}");
            let mut column = INDENT - 1;
            let mut gap = 2;
            for word in words.split(' ') {
                if column + gap + word.len() > COLUMNS {
                    _ = write!(text, "\n{:INDENT$}{word}", "");
                    column = INDENT + word.len();
                } else {
                    _ = write!(text, "{:gap$}{word}", "");
                    column += gap + word.len();
                }
                gap = 1;
            }
        }
        text
    }

    fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            #[cfg(unix)]
            Self::Diagnose => "diagnose",
            Self::Explain => "explain",
            #[cfg(unix)]
            Self::Visit => "visit",
        }
    }
}

impl From<ProgramExit> for ExitCode {
    fn from(exit: ProgramExit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<CheckStatus> for ProgramExit {
    fn from(status: CheckStatus) -> Self {
        match status {
            CheckStatus::Holds => Self::Success,
            CheckStatus::Incomplete => Self::Incomplete,
            CheckStatus::Fails => Self::DoesNotWork,
        }
    }
}

impl From<AnswerStatus> for ProgramExit {
    fn from(status: AnswerStatus) -> Self {
        match status {
            AnswerStatus::Works => Self::Success,
            AnswerStatus::NothingToJudge => Self::NothingToJudge,
            AnswerStatus::Incomplete => Self::Incomplete,
            AnswerStatus::DoesNotWork => Self::DoesNotWork,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_lists_its_own_codes_in_lines_that_fit() {
        let help = ExitedCommand::Explain.exit_help();
        assert!(
            help.starts_with("Exit codes of explain:\n    0  each cookie is stored,"),
            "{help}"
        );
        assert!(help.contains("\n    3  nothing to judge: no response"), "{help}");
        assert!(help.lines().all(|line| line.len() <= COLUMNS), "{help}");
        let help = ExitedCommand::Check.exit_help();
        assert!(!help.contains("\n    3  "), "{help}");
        assert!(help.contains("with --browsers, is\n       not installed"), "{help}");
    }
}
