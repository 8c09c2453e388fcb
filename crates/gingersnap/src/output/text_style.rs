//! Colours, on terminals that want them.

use std::io::{IsTerminal, stdout};

use crate::environment::variable;
use crate::terminal::colour;

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextStyle {
    Coloured,
    Plain,
}

impl TextStyle {
    /// Returns the style of standard output: coloured on a terminal, unless `NO_COLOR` is set.
    pub(crate) fn for_stdout() -> Self {
        let is_wanted = variable("NO_COLOR").is_none();
        if stdout().is_terminal() && is_wanted { Self::Coloured } else { Self::Plain }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.with("32", text)
    }

    pub(crate) fn bad(self, text: &str) -> String {
        self.with("31", text)
    }

    pub(crate) fn heading(self, text: &str) -> String {
        self.with("1;33", text)
    }

    fn with(self, code: &str, text: &str) -> String {
        match self {
            Self::Coloured => format!("{}{text}{}", colour(code), colour("0")),
            Self::Plain => text.to_owned(),
        }
    }
}
