//! The cookie store as a value: what was received goes in, what is included comes out.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::context::CookieContext;
use crate::decision::Decision;
use crate::host::{PublicSuffixes, registrable_domain};
use crate::matching::domain_match;
use crate::policy::CountedTogether;
use crate::quirk::Quirk;
use crate::reason::Reason;
use crate::retrieval::{decide_retrieve, serialize_cookies};
use crate::set_cookie::{ParsedSetCookie, parse_set_cookie};
use crate::storage::{StoredCookie, decide_store, store_a_cookie};
use crate::time::Timestamp;
use crate::user_agent::UserAgent;

/// A cookie store. It holds no clock: what expires does so when something is stored or retrieved at
/// a later time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CookieJar {
    cookies: Vec<StoredCookie>,
}

/// What became of one received cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreOutcome {
    /// It was expired on arrival and deleted the one of its name, domain and path.
    Deleted {
        /// The reasons `expired-on-arrival` and `deleted`.
        decision: Decision,
        /// As it would have been stored.
        cookie: Box<StoredCookie>,
    },
    /// It is not stored.
    Rejected {
        /// All rules in its way.
        decision: Decision,
    },
    /// It is stored.
    Stored {
        /// Notes.
        decision: Decision,
        /// As it is stored.
        cookie: Box<StoredCookie>,
        /// Cookies that had to go for it, which may be itself, and the limit that made them.
        evicted: Vec<(StoredCookie, Reason)>,
    },
}

impl StoreOutcome {
    /// Returns the decision.
    pub fn decision(&self) -> &Decision {
        match self {
            Self::Deleted { decision, .. }
            | Self::Rejected { decision }
            | Self::Stored { decision, .. } => decision,
        }
    }
}

impl StoreOutcome {
    /// Decides whether a cookie that was in the store before is there still, evictions left aside.
    ///
    /// Spec: [RFC 6265bis-22
    /// §5.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.7)
    /// step 23.
    pub fn keeps(&self, earlier: &StoredCookie) -> Decision {
        let mut decision = Decision::default();
        match self {
            Self::Deleted { cookie, .. } => {
                decision.violate_if(cookie.has_key_of(earlier), Reason::Deleted)
            }
            Self::Rejected { .. } => {}
            Self::Stored { cookie, .. } => {
                decision.violate_if(cookie.has_key_of(earlier), Reason::Overwritten)
            }
        }
        decision
    }

    /// Decides whether no limit made this cookie go for the received one, which it may be itself.
    ///
    /// Spec: [RFC 6265bis-22
    /// §5.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.7),
    /// "remove excess cookies".
    pub fn does_not_evict(&self, cookie: &StoredCookie) -> Decision {
        let mut decision = Decision::default();
        if let Self::Stored { evicted, .. } = self {
            let reasons = evicted
                .iter()
                .filter(|(gone, _)| gone.has_key_of(cookie))
                .map(|(_, reason)| *reason);
            reasons.for_each(|reason| decision.violate_if(true, reason));
        }
        decision
    }
}

/// What is retrieved, and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetrievedCookies {
    /// The cookies that are included, in order, each with its notes.
    pub included: Vec<(StoredCookie, Decision)>,
    /// The others, in order of insertion, each with all rules in its way.
    pub excluded: Vec<(StoredCookie, Decision)>,
}

impl RetrievedCookies {
    /// Returns the cookie-string: the value of the `Cookie` header field, or of `document.cookie`,
    /// as octets.
    pub fn cookie_string(&self) -> Vec<u8> {
        serialize_cookies(self.included.iter().map(|(cookie, _)| cookie))
    }
}

impl CookieJar {
    /// Returns all cookies in order of insertion, expired ones included until they are evicted.
    pub fn cookies(&self) -> &[StoredCookie] {
        &self.cookies
    }

    /// Receives a set-cookie-string: parses and stores it.
    ///
    /// Spec: [RFC 6265bis-22
    /// §5.6](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.6) and
    /// §5.7.
    pub fn receive(&mut self, line: &[u8], context: &CookieContext<'_>) -> StoreOutcome {
        self.store(&parse_set_cookie(line, context.user_agent.quirks()), context)
    }

    /// Stores a parsed cookie.
    ///
    /// Spec: [RFC 6265bis-22
    /// §5.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.7).
    pub fn store(
        &mut self,
        parsed: &ParsedSetCookie<'_>,
        context: &CookieContext<'_>,
    ) -> StoreOutcome {
        self.evict_expired(context.now);
        let of_domain = self.deletion_of_domain_cookie(parsed, context);
        let stored = store_a_cookie(of_domain.as_ref().unwrap_or(parsed), context, &self.cookies);
        let (decision, mut cookie) = (stored.decision, stored.cookie);
        let old = self.cookies.iter().position(|old| old.has_key_of(&cookie));
        if decision.reasons.contains(&Reason::Deleted) {
            self.cookies.retain(|old| !old.has_key_of(&cookie));
            return StoreOutcome::Deleted { decision, cookie: Box::new(cookie) };
        }
        if !decision.is_allowed() {
            return StoreOutcome::Rejected { decision };
        }
        // Steps 23.3 to 24. The place in the list stands for the order of creation within a second.
        match old {
            Some(position) => {
                cookie.creation_time = self.cookies[position].creation_time;
                self.cookies[position] = cookie.clone();
            }
            None => self.cookies.push(cookie.clone()),
        }
        let evicted = self.remove_excess_cookies(&cookie, context.user_agent);
        StoreOutcome::Stored { decision, cookie: Box::new(cookie), evicted }
    }

    /// Returns the deletion with the domain of the cookie that the document sees under its name, by
    /// the quirk that deletions find such a cookie.
    fn deletion_of_domain_cookie<'p>(
        &self,
        parsed: &ParsedSetCookie<'p>,
        context: &CookieContext<'_>,
    ) -> Option<ParsedSetCookie<'p>> {
        let finds = context.user_agent.has(Quirk::StoreDeleteTakesDomainCookies);
        let deletion = decide_store(parsed, context).cookie;
        let is_found = |cookie: &&StoredCookie| {
            let host_only = StoredCookie {
                domain: deletion.domain.clone(),
                host_only: deletion.host_only,
                ..(*cookie).clone()
            };
            !cookie.host_only
                && !cookie.http_only
                && domain_match(&deletion.domain, &cookie.domain, context.user_agent.quirks())
                && deletion.has_key_of(&host_only)
        };
        let found = self.cookies.iter().find(is_found).filter(|_| finds && parsed.is_deletion)?;
        let mut deletion = parsed.clone();
        deletion.cookie.domain = Some(Cow::Owned(found.domain.clone().into_bytes()));
        Some(deletion)
    }

    /// Retrieves the cookies for a request or a script and says of all others why they stay behind.
    /// Expired cookies are evicted, and named this once.
    ///
    /// Spec: [RFC 6265bis-22
    /// §5.8.3](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.8.3).
    pub fn retrieve(&mut self, context: &CookieContext<'_>) -> RetrievedCookies {
        let mut retrieved = RetrievedCookies::default();
        // Step 1.
        for cookie in &mut self.cookies {
            let decision = decide_retrieve(cookie, context);
            if decision.is_allowed() {
                // Step 3.
                cookie.last_access_time = context.now;
                retrieved.included.push((cookie.clone(), decision));
            } else {
                retrieved.excluded.push((cookie.clone(), decision));
            }
        }
        // Step 2: longer paths first, then earlier creation; the sort is stable, so the order of
        // insertion breaks ties.
        retrieved
            .included
            .sort_by_key(|(cookie, _)| (Reverse(cookie.path.len()), cookie.creation_time));
        self.evict_expired(context.now);
        retrieved
    }

    fn evict_expired(&mut self, now: Timestamp) {
        self.cookies.retain(|cookie| !cookie.is_expired(now));
    }

    /// Removes cookies beyond the limits, of equal ones the one that was used least recently.
    ///
    /// Spec: [RFC 6265bis-22
    /// §5.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.7),
    /// "remove excess cookies". Its first priority, expired cookies, is empty here: they are
    /// evicted before.
    fn remove_excess_cookies(
        &mut self,
        newest: &StoredCookie,
        user_agent: UserAgent<'_>,
    ) -> Vec<(StoredCookie, Reason)> {
        let (mut evicted, limits) = (Vec::new(), user_agent.policy().limits);
        if let Some(limit) = limits.per_partition_octets {
            let in_partition = |cookie: &StoredCookie| {
                cookie.partitioned
                    && cookie.partition == newest.partition
                    && cookie.domain == newest.domain
            };
            let sum = |jar: &Self| {
                jar.cookies.iter().filter(|cookie| in_partition(cookie)).map(octets).sum::<usize>()
            };
            let kept = if sum(self) > limit.most { limit.kept } else { limit.most };
            while sum(self) > kept
                && self.evict_first(&in_partition, Reason::EvictedPartitionLimit, &mut evicted)
            {
            }
        }
        if let Some(limit) = limits.per_domain {
            let suffixes = user_agent.public_suffixes;
            let site = site_host(&newest.domain, suffixes);
            let in_domain = |cookie: &StoredCookie| match limits.counted_together {
                _ if cookie.domain == newest.domain => true,
                CountedTogether::Domain => false,
                CountedTogether::Site => site_host(&cookie.domain, suffixes) == site,
            };
            let count = |jar: &Self| jar.cookies.iter().filter(|cookie| in_domain(cookie)).count();
            let kept = if count(self) > limit.most { limit.kept } else { limit.most };
            while count(self) > kept {
                // Second and third priority: those that are not Secure go first.
                let insecure = |cookie: &StoredCookie| in_domain(cookie) && !cookie.secure_only;
                if !self.evict_first(&insecure, Reason::EvictedHostLimit, &mut evicted) {
                    self.evict_first(&in_domain, Reason::EvictedHostLimit, &mut evicted);
                }
            }
        }
        if let Some(limit) = limits.total {
            while self.cookies.len() > limit {
                // Domains with too many have none left at this point, so only the fourth priority
                // remains: all cookies.
                self.evict_first(&|_| true, Reason::EvictedGlobalLimit, &mut evicted);
            }
        }
        evicted
    }

    /// Evicts the cookie with the earliest last-access-time of those that `candidate` names, and
    /// returns whether there was one.
    fn evict_first(
        &mut self,
        candidate: &dyn Fn(&StoredCookie) -> bool,
        reason: Reason,
        evicted: &mut Vec<(StoredCookie, Reason)>,
    ) -> bool {
        let candidates = self.cookies.iter().enumerate().filter(|(_, cookie)| candidate(cookie));
        let first = candidates
            .min_by_key(|(position, cookie)| (cookie.last_access_time, *position))
            .map(|(position, _)| position);
        let Some(position) = first else {
            return false;
        };
        evicted.push((self.cookies.remove(position), reason));
        true
    }
}

fn site_host<'a>(domain: &'a str, suffixes: &dyn PublicSuffixes) -> &'a str {
    registrable_domain(domain, suffixes).unwrap_or(domain)
}

fn octets(cookie: &StoredCookie) -> usize {
    cookie.name.len() + cookie.value.len()
}
