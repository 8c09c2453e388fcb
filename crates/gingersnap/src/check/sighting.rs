//! What real browsers did with checks.

use std::collections::{BTreeMap, BTreeSet};

use diagnosis::UserGoal;

/// What was seen of each check, by its place in the file and the profile's name; or why nothing was
/// seen.
pub(crate) type PlayedChecks = BTreeMap<(usize, String), Result<CheckSighting, String>>;

/// What a real browser did with a check. Cookies are known by their names: the jar was empty.
#[cfg_attr(not(unix), expect(dead_code, reason = "browsers are driven on Unix"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckSighting {
    /// The browser and its version.
    pub(crate) browser: String,
    /// Whether the script could read the response; `None` where the page is not told.
    pub(crate) is_readable: Option<bool>,
    /// The cookies in the jar.
    pub(crate) stored: BTreeSet<String>,
    /// The cookies that the later request carried.
    pub(crate) sent: BTreeSet<String>,
    /// The cookies that `document.cookie` of the page shows.
    pub(crate) on_page: BTreeSet<String>,
    /// The cookies that `document.cookie` shows at the URL of the request.
    pub(crate) on_target: BTreeSet<String>,
}

impl CheckSighting {
    /// Returns whether a goal was met for the cookies of a name, or for the response; `None` where
    /// that was not seen.
    pub(crate) fn meets(&self, goal: UserGoal, cookie: Option<&str>) -> Option<bool> {
        let names = match goal {
            UserGoal::Response => return self.is_readable,
            UserGoal::Stored => &self.stored,
            UserGoal::Sent => &self.sent,
            UserGoal::ReadableOnPage => &self.on_page,
            UserGoal::ReadableOnTarget => &self.on_target,
        };
        Some(cookie.is_some_and(|cookie| names.contains(cookie)))
    }
}
