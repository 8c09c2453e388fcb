//! What was seen in one browser.

use matrix::Profile;
use url::Url;

use crate::diagnose::finding::RequestFinding;

/// What was seen in one browser.
#[derive(Debug)]
pub(crate) struct BrowserResult {
    pub(crate) profile: Profile,
    pub(crate) version: String,
    pub(crate) page: Url,
    pub(crate) findings: Vec<RequestFinding>,
    pub(crate) refused: Vec<String>,
    pub(crate) left_out: Vec<String>,
}

impl BrowserResult {
    /// Returns whether all that was seen works; where nothing was, nothing does.
    pub(crate) fn works(&self) -> bool {
        !self.findings.is_empty() && self.findings.iter().all(RequestFinding::works)
    }
}
