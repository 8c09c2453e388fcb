//! Whose rules: the model of an engine and a list of public suffixes.

use std::fmt::Debug;

use crate::matching::is_ip_address;
use crate::policy::Policy;
use crate::quirk::{Quirk, QuirkSet};

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

    /// Returns whether a rule of the list covers a domain, so that its public suffix is not its
    /// last label for want of one.
    fn lists_suffix_of(&self, domain: &str) -> bool;
}

/// The public suffix list that is built in, private section included.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltInPublicSuffixes;

impl PublicSuffixes for BuiltInPublicSuffixes {
    fn public_suffix<'a>(&self, domain: &'a str) -> Option<&'a str> {
        psl::suffix_str(domain)
    }

    fn lists_suffix_of(&self, domain: &str) -> bool {
        psl::suffix(domain.as_bytes()).is_some_and(|suffix| suffix.is_known())
    }
}

/// What makes an engine: what the standards leave to it, and where it departs from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EngineModel {
    /// What the standards leave to it.
    pub policy: Policy,
    /// Where it departs from them.
    pub quirks: QuirkSet,
}

impl EngineModel {
    /// Returns the standards' own model.
    pub const fn standard() -> Self {
        Self { policy: Policy::standard(), quirks: QuirkSet::NONE }
    }

    /// Returns the model that does as the standards say with the same policy.
    #[must_use]
    pub const fn as_standard(self) -> Self {
        Self { quirks: QuirkSet::NONE, ..self }
    }
}

impl From<Policy> for EngineModel {
    /// Returns the model that does as the standards say with this policy.
    fn from(policy: Policy) -> Self {
        Self { policy, quirks: QuirkSet::NONE }
    }
}

/// A user agent: what it does, and the public suffixes it knows.
#[derive(Clone, Copy, Debug)]
pub struct UserAgent<'a> {
    /// What it does.
    pub model: &'a EngineModel,
    /// Its public suffixes.
    pub public_suffixes: &'a dyn PublicSuffixes,
}

impl<'a> UserAgent<'a> {
    /// Returns the user agent of this model with the built-in public suffixes.
    pub fn new(model: &'a EngineModel) -> Self {
        Self { model, public_suffixes: &BuiltInPublicSuffixes }
    }

    /// Returns what the standards leave to it.
    pub fn policy(self) -> &'a Policy {
        &self.model.policy
    }

    /// Returns where it departs from the standards.
    pub fn quirks(self) -> QuirkSet {
        self.model.quirks
    }

    /// Returns whether it departs from the standards so.
    pub fn has(self, quirk: Quirk) -> bool {
        self.model.quirks.has(quirk)
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
