//! What was seen in one browser, and in all of them.

use browser_driver::Browser;
use matrix::Profile;
use url::Url;

use crate::browsers::AbsentBrowser;
use crate::diagnose::finding::RequestFinding;
use crate::diagnose::socket::SocketSighting;

/// What was seen in all browsers.
#[derive(Debug)]
pub(crate) struct SiteDiagnosis {
    pub(crate) results: Vec<BrowserResult>,
    /// The browsers that are not here.
    pub(crate) absent: Vec<AbsentBrowser>,
}

/// What was seen in one browser.
#[derive(Debug)]
pub(crate) struct BrowserResult {
    pub(crate) browser: Browser,
    pub(crate) profile: Profile,
    pub(crate) version: String,
    pub(crate) page: Url,
    pub(crate) findings: Vec<RequestFinding>,
    /// The handshakes of WebSockets, in order.
    pub(crate) sockets: Vec<SocketSighting>,
    /// What a person should know of how it was seen.
    pub(crate) notes: Vec<String>,
    pub(crate) refused: Vec<String>,
    pub(crate) left_out: Vec<String>,
}

impl SiteDiagnosis {
    /// Returns whether all that was seen works in every browser.
    pub(crate) fn works(&self) -> bool {
        self.results.iter().all(BrowserResult::works)
    }
}

impl BrowserResult {
    /// Returns whether all that was seen works; where nothing was, nothing does.
    pub(crate) fn works(&self) -> bool {
        !self.findings.is_empty() && self.findings.iter().all(RequestFinding::works)
    }
}
