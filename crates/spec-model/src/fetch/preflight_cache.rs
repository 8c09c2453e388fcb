//! What is remembered of preflights.

use url::Origin;
use url::Url;

use super::headers::is_cors_non_wildcard_request_header_name;
use super::{CredentialsMode, Request};
use crate::decision::Decision;
use crate::quirk::{Quirk, QuirkSet};
use crate::time::Timestamp;

/// What a preflight's answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreflightDecision {
    /// Whether the request may be made.
    pub decision: Decision,
    /// How long the answer is remembered, in seconds; 0 where the request may not be made.
    pub max_age_secs: u32,
    /// The methods that the answer allows, as it lists them.
    pub methods: Vec<String>,
    /// The header names that the answer allows, as it lists them.
    pub header_names: Vec<String>,
}

/// What one entry allows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum CacheAllowance {
    HeaderName(String),
    Method(String),
}

/// A cache entry.
///
/// Spec: [Fetch, cache entry](https://fetch.spec.whatwg.org/#cache-entry). The key of the network
/// partition is left out: a cache is one partition's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheEntry {
    origin: Origin,
    url: Url,
    is_for_credentials: bool,
    allowed: CacheAllowance,
    expires: Timestamp,
}

/// The CORS-preflight cache of one network partition.
///
/// Spec: [Fetch §4.9](https://fetch.spec.whatwg.org/#concept-cache).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreflightCache {
    entries: Vec<CacheEntry>,
}

impl PreflightCache {
    /// Remembers what a preflight allowed.
    ///
    /// Spec: [Fetch §4.8](https://fetch.spec.whatwg.org/#cors-preflight-fetch) steps 7.12 to 7.15.
    pub fn remember(&mut self, request: &Request, preflight: &PreflightDecision, now: Timestamp) {
        let Some(url) = request.url_list.last().filter(|_| preflight.decision.is_allowed()) else {
            return;
        };
        let methods = preflight.methods.iter().map(|method| CacheAllowance::Method(method.clone()));
        let header_names = preflight
            .header_names
            .iter()
            .map(|name| CacheAllowance::HeaderName(name.to_ascii_lowercase()));
        for allowed in methods.chain(header_names) {
            let entry = CacheEntry {
                origin: request.origin.clone(),
                url: url.clone(),
                is_for_credentials: request.credentials_mode == CredentialsMode::Include,
                allowed,
                expires: now.plus_secs(i64::from(preflight.max_age_secs)),
            };
            // A match gets the new max-age; here it is replaced by the entry that is the same but
            // for it.
            self.entries.retain(|old| !old.is_same_but_for_age(&entry));
            self.entries.push(entry);
        }
    }

    /// Forgets everything about the origin and the URL of a request, as after a network error of
    /// the request itself.
    ///
    /// Spec: [Fetch, clear cache entries](https://fetch.spec.whatwg.org/#concept-cache-clear).
    pub fn clear(&mut self, request: &Request) {
        self.entries.retain(|entry| {
            entry.origin != request.origin || Some(&entry.url) != request.url_list.last()
        });
    }

    /// Returns whether there is a method cache entry match.
    ///
    /// Spec: [Fetch, method cache entry
    /// match](https://fetch.spec.whatwg.org/#concept-cache-match-method). Deviation: by the text
    /// the `*` of an answer to a credentialed request, which is no wildcard there, would become one
    /// here.
    pub fn matches_method(
        &self,
        request: &Request,
        method: &str,
        now: Timestamp,
        quirks: QuirkSet,
    ) -> bool {
        self.matching(request, now, quirks).any(|entry| match &entry.allowed {
            CacheAllowance::Method(allowed) => {
                allowed == method || (allowed == "*" && !entry.is_for_credentials)
            }
            CacheAllowance::HeaderName(_) => false,
        })
    }

    /// Returns whether there is a header-name cache entry match.
    ///
    /// Spec: [Fetch, header-name cache entry
    /// match](https://fetch.spec.whatwg.org/#concept-cache-match-header), with the deviation of
    /// [`Self::matches_method`].
    pub fn matches_header_name(
        &self,
        request: &Request,
        name: &str,
        now: Timestamp,
        quirks: QuirkSet,
    ) -> bool {
        self.matching(request, now, quirks).any(|entry| match &entry.allowed {
            CacheAllowance::HeaderName(allowed) => {
                let is_wildcard = allowed == "*"
                    && !entry.is_for_credentials
                    && !is_cors_non_wildcard_request_header_name(name);
                allowed.eq_ignore_ascii_case(name) || is_wildcard
            }
            CacheAllowance::Method(_) => false,
        })
    }

    /// Spec: [Fetch, cache entry match](https://fetch.spec.whatwg.org/#concept-cache-match).
    fn matching<'a>(
        &'a self,
        request: &'a Request,
        now: Timestamp,
        quirks: QuirkSet,
    ) -> impl Iterator<Item = &'a CacheEntry> {
        let is_for_credentials = request.credentials_mode == CredentialsMode::Include;
        self.entries.iter().filter(move |entry| {
            entry.expires > now
                && entry.origin == request.origin
                && Some(&entry.url) == request.url_list.last()
                && (entry.is_for_credentials || !is_for_credentials)
                // Quirk: both or none.
                && (entry.is_for_credentials == is_for_credentials
                    || !quirks.has(Quirk::PreflightCacheByCredentials))
        })
    }
}

impl CacheEntry {
    fn is_same_but_for_age(&self, other: &Self) -> bool {
        self.origin == other.origin
            && self.url == other.url
            && self.is_for_credentials == other.is_for_credentials
            && self.allowed == other.allowed
    }
}
