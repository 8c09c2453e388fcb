//! What it takes to say whether a cookie goes with the requests that need it.

use spec_model::{QuirkSet, Reason, parse_set_cookie};

use crate::answer::{CookieAnswer, UserGoal};
use crate::explanation::Explanation;
use crate::explanation::answer_status::EvidenceGap;
use crate::set_cookie::attributes::has_own_path;

impl Explanation {
    /// Returns the cookies that are to be sent and that are not for the requests that are known.
    pub(crate) fn cookies_apart(&self) -> Vec<EvidenceGap> {
        let mut gaps = Vec::new();
        for cookies in self.judged().iter().map(|answer| &answer.cookies) {
            for (place, cookie) in cookies.iter().enumerate() {
                let is_wanted = !cookie.deletes() && self.goals_of(place).contains(&UserGoal::Sent);
                let gap = later_request_unknown(cookie).filter(|_| is_wanted);
                gaps.extend(gap.filter(|gap| !gaps.contains(gap)));
            }
        }
        gaps
    }
}

/// Returns what is missing where a cookie is not for the requests that are known, and nothing says
/// which one needs it.
fn later_request_unknown(cookie: &CookieAnswer) -> Option<EvidenceGap> {
    let name = cookie.name().to_owned();
    let by_default = !has_own_path(&parse_set_cookie(cookie.line.as_bytes(), QuirkSet::NONE));
    let unreached = cookie.unreached.as_ref().filter(|_| cookie.stored.yes);
    if let Some(path) = cookie.assumed_path.clone().filter(|_| !by_default || unreached.is_none()) {
        return Some(EvidenceGap::LaterRequestUnknown { cookie: name, path, by_default });
    }
    let hop = unreached?;
    let mut url = hop.url.clone();
    url.set_query(None);
    url.set_fragment(None);
    let is_for = |reason: Reason| hop.sent.reasons.iter().any(|rule| rule.code == reason.code());
    let why = if is_for(Reason::HostOnlyMismatch) {
        "it has no Domain and belongs to another host"
    } else if is_for(Reason::DomainMismatch) {
        "its Domain is another one"
    } else if is_for(Reason::PathMismatch) && by_default {
        "it has no Path and goes with the directory of its own URL alone"
    } else if is_for(Reason::PathMismatch) {
        "its Path is another one"
    } else {
        "it is Secure and that is http"
    };
    Some(EvidenceGap::RedirectUnreached { cookie: name, url: url.into(), why })
}
