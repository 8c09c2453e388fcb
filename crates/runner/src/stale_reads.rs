//! Whether a document does not show yet what its own request carried already.

use run_model::evidence::ProbeReport;
use run_model::plan::{CookieScript, ShapeScript, ShapeTag};

use crate::observe::cells;

/// Returns whether the probe's request carried a cookie of this shape that its document did not
/// show just before, though nothing hides it from scripts. WebKit's documents read a copy of the
/// jar that each process has; once in some ten thousand shapes it comes late.
pub(crate) fn document_cookie_is_stale(
    tag: ShapeTag,
    script: &ShapeScript,
    probe: &ProbeReport,
) -> bool {
    let Ok(readable) = &probe.readable_cookies else { return false };
    let seen = |cookies: &str| cells(tag, script, probe.shape, cookies);
    // What cannot be made out here is a fault, which is found when the evidence is looked at.
    let (Ok(carried), Ok(shown)) = (seen(&probe.request_cookie), seen(readable)) else {
        return false;
    };
    let is_missed = |cookie: &CookieScript| {
        carried.contains(&cookie.cell)
            && !shown.contains(&cookie.cell)
            && !cookie.line.has_attribute("HttpOnly")
    };
    script.cookies.iter().any(is_missed)
}
