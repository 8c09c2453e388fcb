//! What was seen of one cell in a browser that nobody drives.

use crate::results::{JarPlacement, Observation, ResponseOutcome};

/// What documents and servers see of a cell without a driver, which alone shows the jar.
///
/// A cookie that nobody saw may be stored all the same: that cannot be seen, and is no “no”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitObservation {
    /// What became of the request and its response.
    pub response: ResponseOutcome,
    /// Whether scripts read the cookie in the document that made the request.
    pub readable_on_page: bool,
    /// Whether scripts read the cookie in a first-party document on the target.
    pub readable_on_target: bool,
    /// Whether the follow-up request from the same document carries it.
    pub sent: bool,
    /// Whether a request of a first-party document on the target carries it.
    pub sent_by_target: bool,
}

impl VisitObservation {
    /// Returns whether anybody saw the cookie, which is stored then; where nobody did, it cannot be
    /// seen whether it is.
    pub fn shows_cookie(&self) -> bool {
        self.readable_on_page || self.readable_on_target || self.sent || self.sent_by_target
    }

    /// Returns whether an observation with the jar agrees in everything that both could see.
    pub fn agrees_with(&self, driven: &Observation) -> bool {
        let cookie = &driven.cookie;
        self.response == driven.response
            && self.readable_on_page == cookie.readable_on_page
            && self.readable_on_target == cookie.readable_on_target
            && self.sent == cookie.sent
            && (cookie.stored != JarPlacement::No || !self.shows_cookie())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::CookieOutcome;

    const UNSEEN: VisitObservation = VisitObservation {
        response: ResponseOutcome::Exposed,
        readable_on_page: false,
        readable_on_target: false,
        sent: false,
        sent_by_target: false,
    };

    #[track_caller]
    fn check_agrees(visited: VisitObservation, driven: &str, expected: bool) {
        let cookie = CookieOutcome::parse(driven).unwrap();
        let driven = Observation { response: ResponseOutcome::Exposed, cookie };
        assert_eq!(visited.agrees_with(&driven), expected, "{visited:?} and {driven}");
    }

    #[test]
    fn a_cookie_that_nobody_saw_may_be_stored_or_not() {
        check_agrees(UNSEEN, "nothing", true);
        check_agrees(UNSEEN, "stored", true);
        check_agrees(UNSEEN, "stored, sent", false);
    }

    #[test]
    fn a_cookie_that_a_first_party_request_carried_is_stored() {
        let sent_by_target = VisitObservation { sent_by_target: true, ..UNSEEN };
        check_agrees(sent_by_target, "stored", true);
        check_agrees(sent_by_target, "nothing", false);
    }

    #[test]
    fn another_response_is_another_observation() {
        let response = ResponseOutcome::Blocked;
        check_agrees(VisitObservation { response, ..UNSEEN }, "nothing", false);
    }
}
