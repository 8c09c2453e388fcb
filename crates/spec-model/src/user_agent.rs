//! Whose rules: a policy and a list of public suffixes.

use std::fmt::Debug;

use crate::matching::is_ip_address;
use crate::policy::Policy;

/// A list of public suffixes.
///
/// Spec: [URL, host public suffix](https://url.spec.whatwg.org/#host-public-suffix).
pub trait PublicSuffixes: Debug + Sync {
    /// Returns the public suffix of a domain: labels in lower case, A-labels where needed, no final
    /// dot.
    ///
    /// A domain that no rule covers has its last label for a suffix. `None` is for what is no
    /// domain at all.
    fn public_suffix<'a>(&self, domain: &'a str) -> Option<&'a str>;
}

/// The public suffix list that is built in, private section included.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltInPublicSuffixes;

impl BuiltInPublicSuffixes {
    /// Returns whether a rule of the list covers a domain: what is no domain's last label for want
    /// of one is unlisted.
    pub fn lists_suffix_of(self, domain: &str) -> bool {
        psl::suffix(domain.as_bytes()).is_some_and(|suffix| suffix.is_known())
    }
}

impl PublicSuffixes for BuiltInPublicSuffixes {
    fn public_suffix<'a>(&self, domain: &'a str) -> Option<&'a str> {
        psl::suffix_str(domain)
    }
}

/// A user agent: what it is configured to do, and the public suffixes it knows.
#[derive(Clone, Copy, Debug)]
pub struct UserAgent<'a> {
    /// What the standards leave to it.
    pub policy: &'a Policy,
    /// Its public suffixes.
    pub public_suffixes: &'a dyn PublicSuffixes,
}

impl<'a> UserAgent<'a> {
    /// Returns the user agent with this policy and the built-in public suffixes.
    pub fn new(policy: &'a Policy) -> Self {
        Self { policy, public_suffixes: &BuiltInPublicSuffixes }
    }
}

/// Returns the public suffix of a canonicalized host, with its final dot if it has one, or `None`
/// for an address.
///
/// Spec: [URL, host public suffix](https://url.spec.whatwg.org/#host-public-suffix).
pub fn public_suffix<'a>(host: &'a str, suffixes: &dyn PublicSuffixes) -> Option<&'a str> {
    // Step 1: an address, or an empty host, has none.
    if host.is_empty() || is_ip_address(host) {
        return None;
    }
    // Steps 2 to 5: a final dot is set aside and put back.
    let domain = host.strip_suffix('.').unwrap_or(host);
    let suffix = suffixes.public_suffix(domain)?;
    Some(&host[domain.len() - suffix.len()..])
}
