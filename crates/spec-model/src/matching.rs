//! Hosts, domains and paths: what belongs to what.

use thiserror::Error;
use url::Host;

use crate::host::{PublicSuffixes, is_ip_address, registrable_domain};
use crate::note::Diagnosis;
use crate::quirk::{Quirk, QuirkSet};

/// A host cannot be canonicalized.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{host}` is not a host")]
pub struct CanonicalizeHostError {
    /// The host as it was given.
    pub host: String,
    /// What is wrong with it.
    #[source]
    pub source: url::ParseError,
}

/// Returns the canonicalized host name: labels in lower case, those outside ASCII as A-labels,
/// addresses in their shortest form.
///
/// Spec: [RFC 6265bis-22
/// §5.1.2](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.1.2).
/// Deviation: conversion is UTS #46 as URLs have it, so that a host is canonicalized once for both.
///
/// # Errors
/// Fails where a label cannot be converted.
pub fn canonicalize_host(host: &str) -> Result<String, CanonicalizeHostError> {
    Host::parse(host)
        .map(|host| host.to_string())
        .map_err(|source| CanonicalizeHostError { host: host.to_owned(), source })
}

/// Returns whether `string`, a canonicalized host, domain-matches `domain`, a domain in lower case.
///
/// Spec: [RFC 6265bis-22
/// §5.1.3](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.1.3).
pub fn domain_match(string: &str, domain: &str, quirks: QuirkSet) -> bool {
    // The first condition: identical.
    if string == domain {
        return true;
    }
    // The second: a suffix, after a ".", of a host name, or by the quirk of an address too.
    string.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
        && !domain.is_empty()
        && (!is_ip_address(string) || quirks.has(Quirk::AddressesMatchBySuffix))
}

/// Returns whether `request_path` path-matches `cookie_path`.
///
/// Spec: [RFC 6265bis-22
/// §5.1.4](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.1.4).
pub fn path_match(request_path: &[u8], cookie_path: &[u8]) -> bool {
    // Identical; or a prefix that ends with "/"; or a prefix before a "/".
    request_path.strip_prefix(cookie_path).is_some_and(|rest| {
        rest.is_empty() || cookie_path.ends_with(b"/") || rest.starts_with(b"/")
    })
}

/// Returns the default-path of a URL's path.
///
/// Spec: [RFC 6265bis-22
/// §5.1.4](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.1.4).
pub fn default_path(uri_path: &str) -> &str {
    // Step 1 is the caller's: the path without the query. Step 2: empty, or not beginning with "/".
    if !uri_path.starts_with('/') {
        return "/";
    }
    match uri_path.rfind('/') {
        // Step 3: no more than one "/".
        None | Some(0) => "/",
        // Step 4: up to the right-most "/".
        Some(last) => &uri_path[..last],
    }
}

/// Says how a Domain attribute that `host` does not domain-match is wrong.
pub(crate) fn diagnose_domain_mismatch(
    host: &str,
    domain: &str,
    suffixes: &dyn PublicSuffixes,
) -> Diagnosis {
    if is_ip_address(host) {
        return Diagnosis::DomainIpSuffix;
    }
    // Quotes, wildcards and commas are in no host name, though URLs take them.
    let is_malformed = |label: &str| label.is_empty() || label.contains(['"', '\'', '*', ',']);
    if canonicalize_host(domain).is_err() || domain.split('.').any(is_malformed) {
        return Diagnosis::DomainMalformed;
    }
    if domain_match(domain, host, QuirkSet::NONE) {
        return Diagnosis::DomainChild;
    }
    match (registrable_domain(host, suffixes), registrable_domain(domain, suffixes)) {
        (Some(one), Some(other)) if one == other => Diagnosis::DomainSibling,
        _ => Diagnosis::DomainUnrelated,
    }
}

#[cfg(test)]
mod tests;
