//! Which requests on the way of redirects need a cookie, and which of them its host or path keeps
//! it from.

use spec_model::{Decision, Reason};
use url::Url;

use crate::question::Question;
use crate::question::relation::{is_loopback, is_of_site};

/// What becomes of a cookie on the way of redirects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RedirectReach {
    /// The first request that lacks it, and why: one that it is for, or one that was turned away
    /// without it.
    pub(crate) lacking: Option<(Url, Decision)>,
    /// The request at the end, if its scheme, host or path keeps it from that and no other on the
    /// way carries it. Whether it is needed there is unknown.
    pub(crate) unreached: Option<(Url, Decision)>,
}

/// A cookie on the way of redirects.
pub(crate) struct RedirectedCookie<'q> {
    pub(crate) question: &'q Question,
    /// The URL that set it.
    pub(crate) set_by: Url,
    /// What each request does with it that comes after.
    pub(crate) hops: Vec<(Url, Decision)>,
    /// Whether its line says the path below which it goes.
    pub(crate) has_own_path: bool,
    /// What the requests have in its place.
    pub(crate) substitute: CookieSubstitute,
}

/// What requests have in place of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CookieSubstitute {
    /// Nothing.
    None,
    /// Another cookie that was set with it goes along, and may be all that they need.
    Sibling,
    /// They need none: its like was set anew, or nobody expects it there.
    Unneeded,
}

impl RedirectedCookie<'_> {
    /// Returns what becomes of it.
    pub(crate) fn reach(&self) -> RedirectReach {
        let lacking = self.lacking_though_for_it().or_else(|| self.turned_away());
        match lacking {
            Some(hop) => RedirectReach { lacking: Some(hop), unreached: None },
            None => RedirectReach { lacking: None, unreached: self.beyond() },
        }
    }

    /// Returns the first request that it is for and that lacks it.
    fn lacking_though_for_it(&self) -> Option<(Url, Decision)> {
        let is_missed = |(place, (_, decision)): &(usize, &(Url, Decision))| {
            is_for_its_url(decision) && !decision.is_allowed() && !self.need_not_be_secure(*place)
        };
        self.hops.iter().enumerate().find(is_missed).map(|(_, hop)| hop.clone())
    }

    /// Returns whether a request by http may well lack a secure cookie: redirects lead on from it
    /// to where that goes along, or to an answer that nobody gave; or another cookie goes along.
    fn need_not_be_secure(&self, place: usize) -> bool {
        is_by_http_alone(&self.hops[place].1)
            && (self.substitute != CookieSubstitute::None
                || is_carried(&self.hops[place + 1..])
                || self.question.redirects_to().is_some())
    }

    /// Returns the request that lacks it and that the server turns away: the way leads back to the
    /// path that set it, or the last answer says that nobody is logged in.
    fn turned_away(&self) -> Option<(Url, Decision)> {
        let is_set_there = |url: &Url| self.is_kin(url) && url.path() == self.set_by.path();
        let place = self.hops.iter().position(|(url, decision)| {
            !decision.is_allowed() && self.is_kin(url) && !is_set_there(url)
        })?;
        let is_own_choice =
            self.has_own_path && self.hops[place].1.reasons.contains(&Reason::PathMismatch);
        if is_own_choice || self.substitute != CookieSubstitute::None {
            return None;
        }
        let back = self.hops[place..].iter().position(|(url, _)| is_set_there(url));
        let is_last = place + 1 == self.hops.len();
        let refused = (is_last && self.question.response.asks_for_login()).then_some(1);
        let count = back.or(refused)?;
        (!is_carried(&self.hops[..place + count])).then(|| self.hops[place].clone())
    }

    /// Returns the request at the end, if its scheme, host or path keeps the cookie from it, and no
    /// other carries it.
    fn beyond(&self) -> Option<(Url, Decision)> {
        let (url, decision) = self.hops.last()?;
        let is_beyond = !is_for_its_url(decision) || is_by_http_alone(decision);
        let is_needed = self.substitute != CookieSubstitute::Unneeded
            && !is_carried(&self.hops)
            && self.question.redirects_to().is_none();
        (is_beyond && is_needed && self.is_kin(url)).then(|| (url.clone(), decision.clone()))
    }

    /// Returns whether a URL is of the site that set the cookie, or of the same machine by another
    /// name.
    fn is_kin(&self, url: &Url) -> bool {
        are_kin(&self.set_by, url)
    }
}

/// Returns whether two URLs are of one site, or of this machine by two names.
pub(crate) fn are_kin(one: &Url, other: &Url) -> bool {
    is_of_site(one, other) || (is_loopback(one) && is_loopback(other))
}

/// Returns whether one of these requests carries the cookie.
fn is_carried(hops: &[(Url, Decision)]) -> bool {
    hops.iter().any(|(_, decision)| decision.is_allowed())
}

/// Returns whether nothing but the scheme keeps a secure cookie from a request.
fn is_by_http_alone(decision: &Decision) -> bool {
    decision.reasons == [Reason::SecureOnInsecure]
}

/// Returns whether a decision on a cookie is about a URL of its host and path.
pub(crate) fn is_for_its_url(decision: &Decision) -> bool {
    !decision.reasons.iter().any(|reason| {
        matches!(reason, Reason::DomainMismatch | Reason::HostOnlyMismatch | Reason::PathMismatch)
    })
}
