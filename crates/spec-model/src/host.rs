//! Hosts: addresses, public suffixes and registrable domains.

use std::fmt::Debug;
use std::net::Ipv4Addr;

use crate::suffix_rules::{SuffixSection, match_suffix};

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

impl BuiltInPublicSuffixes {
    /// Returns whether the public suffix of a domain is in the list's private section: a hosting
    /// provider gives the names below it to its customers.
    pub fn has_private_suffix(self, domain: &str) -> bool {
        match_suffix(domain).is_some_and(|matched| matched.section == Some(SuffixSection::Private))
    }
}

impl PublicSuffixes for BuiltInPublicSuffixes {
    fn public_suffix<'a>(&self, domain: &'a str) -> Option<&'a str> {
        match_suffix(domain).map(|matched| matched.suffix)
    }

    fn lists_suffix_of(&self, domain: &str) -> bool {
        match_suffix(domain).is_some_and(|matched| matched.section.is_some())
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

/// Returns the registrable domain of a canonicalized host, or `None` for an address or a public
/// suffix.
///
/// Spec: [URL, host registrable domain](https://url.spec.whatwg.org/#host-registrable-domain).
pub fn registrable_domain<'a>(host: &'a str, suffixes: &dyn PublicSuffixes) -> Option<&'a str> {
    // Step 1: no public suffix, or all of it.
    let suffix = public_suffix(host, suffixes)?;
    let rest = host.strip_suffix(suffix)?.strip_suffix('.')?;
    // Steps 2 to 4: one label more than the suffix.
    let label = rest.rfind('.').map_or(0, |dot| dot + 1);
    Some(&host[label..])
}

/// Returns whether a canonicalized host is an IP address.
pub(crate) fn is_ip_address(host: &str) -> bool {
    // Few names end with a digit, as every address of version 4 does: the others need no parsing.
    host.starts_with('[')
        || (host.ends_with(|last: char| last.is_ascii_digit()) && host.parse::<Ipv4Addr>().is_ok())
}
