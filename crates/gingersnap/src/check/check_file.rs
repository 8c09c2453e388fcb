//! What a site is expected to do, as a file states it.

use diagnosis::{Question, ResponseSource, UserGoal};
use matrix::Profile;

/// A file of checks.
#[derive(Clone, Debug)]
pub(crate) struct CheckFile {
    /// Its name, as the command line has it.
    pub(crate) name: String,
    pub(crate) checks: Vec<SiteCheck>,
}

/// A request with its response, and what must hold of it.
#[derive(Clone, Debug)]
pub(crate) struct SiteCheck {
    /// Its name, unique in the file.
    pub(crate) name: String,
    /// The line of the file where it begins, from 1.
    pub(crate) line: usize,
    pub(crate) question: Question,
    /// Whether the response is given.
    pub(crate) response: ResponseSource,
    pub(crate) expectations: Vec<SiteExpectation>,
    /// What a person should know about how the file was read.
    pub(crate) notes: Vec<String>,
}

/// Something that must hold in some browsers.
#[derive(Clone, Debug)]
pub(crate) struct SiteExpectation {
    /// The line of the file, from 1.
    pub(crate) line: usize,
    /// What it is about.
    pub(crate) goal: UserGoal,
    /// The name of the cookie that it is about; `None` where it is about the response.
    pub(crate) cookie: Option<String>,
    /// Whether the goal is to be met, or must not be.
    pub(crate) wanted: bool,
    pub(crate) browsers: CheckedBrowsers,
}

/// The browsers that an expectation is about.
#[derive(Clone, Debug)]
pub(crate) enum CheckedBrowsers {
    /// Those that the file names.
    Named(Vec<&'static Profile>),
    /// Those that people have. Those of them that were never measured are predicted and not
    /// counted.
    Usual(Vec<&'static Profile>),
}

impl CheckedBrowsers {
    /// Returns their profiles.
    pub(crate) fn profiles(&self) -> &[&'static Profile] {
        match self {
            Self::Named(profiles) | Self::Usual(profiles) => profiles,
        }
    }
}
