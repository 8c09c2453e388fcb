//! What is done on a page before it is looked at.

use std::fmt;

/// Something that is done on a page, as a person or a script does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageAction {
    /// A click on the first element that this CSS selector matches.
    Click(String),
    /// A text that is typed into the first element that a CSS selector matches.
    Fill {
        /// The selector.
        selector: String,
        /// The text.
        text: String,
    },
    /// A script, as the body of an async function.
    Run(String),
    /// Waits until an element is there that this CSS selector matches.
    WaitFor(String),
}

impl fmt::Display for PageAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Click(selector) => write!(f, "click on `{selector}`"),
            // What is typed may be a password.
            Self::Fill { selector, .. } => write!(f, "fill `{selector}`"),
            Self::Run(_) => f.write_str("run the script"),
            Self::WaitFor(selector) => write!(f, "find `{selector}`"),
        }
    }
}
