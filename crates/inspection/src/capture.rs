//! What was seen.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::proxy::ProxyExchange;
use browser_driver::{Browser, BrowserMessage};
use run_model::evidence::JarCookie;
use url::Url;

/// Everything that was seen of a site in one browser.
#[derive(Clone, Debug)]
pub struct SiteCapture {
    /// The browser.
    pub browser: Browser,
    /// Its version as it names it itself.
    pub version: String,
    /// The URL that the page's window showed first: the page may have redirected.
    pub first_page: Url,
    /// The URL that it showed when something was asked: actions may have led elsewhere.
    pub page: Url,
    /// What was going to be asked: the URL of the first-party document in which was read what
    /// scripts of the target see.
    pub target: Url,
    /// What was read when the page was there, before anything was asked.
    pub before: CookieReading,
    /// What was read at the end.
    pub after: CookieReading,
    /// What was done, in order.
    pub steps: Vec<InspectionStep>,
    /// What the browser said itself.
    pub reasons: Vec<BrowserMessage>,
    /// All that went over the wire, in the order of the requests.
    pub exchanges: Vec<ProxyExchange>,
    /// How many further exchanges could not be kept.
    pub dropped: u64,
    /// The hosts and ports that the browser was not let to, each with how often it asked.
    pub refused: BTreeMap<String, u64>,
}

/// What can be read of cookies at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CookieReading {
    /// `document.cookie` on the page.
    pub page_cookie: String,
    /// `document.cookie` of a first-party document with the request's own URL.
    pub target_cookie: String,
    /// The jar: in Chromium and Firefox all of it, in WebKitGTK and Safari what belongs to the
    /// target and to the hosts and paths that set cookies. Firefox's shows besides what has been in
    /// it before.
    pub jar: Vec<JarCookie>,
}

/// Something that was done on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionStep {
    /// What was asked, without a fragment; `None` where the page was only watched.
    pub url: Option<Url>,
    /// What the script that asked was told.
    pub result: Option<FetchResult>,
    /// The exchanges that came in its course.
    pub exchanges: Range<usize>,
}

/// How a request ended for the script that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchResult {
    /// The script was given an error. The text is the browser's, for people.
    Failed(String),
    /// The script may read the response.
    Response {
        /// The status.
        status: u16,
    },
    /// The page is not told what is in the response, as is the way of elements.
    Unread,
}
