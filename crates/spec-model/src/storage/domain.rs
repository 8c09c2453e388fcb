//! Where a cookie goes: its domain, or its host alone.

use std::borrow::Cow;

use crate::context::CookieContext;
use crate::decision::Decision;
use crate::host::{PublicSuffixes, is_ip_address, public_suffix};
use crate::matching::{canonicalize_host, diagnose_domain_mismatch, domain_match};
use crate::note::Note;
use crate::quirk::Quirk;
use crate::reason::Reason;
use crate::set_cookie::ParsedSetCookie;

/// Returns whether a public suffix is written with capitals in the labels that the list names. A
/// wildcard of the list stands for any first label.
fn has_capitals_of_the_list(written: &[u8], suffix: &str, suffixes: &dyn PublicSuffixes) -> bool {
    let any_first = suffix.split_once('.').map(|(_, rest)| format!("any-label.{rest}"));
    let is_wildcard = any_first.is_some_and(|other| {
        suffixes.lists_suffix_of(&other) && public_suffix(&other, suffixes) == Some(&other)
    });
    let named = written.iter().skip_while(|octet| is_wildcard && **octet != b'.');
    suffixes.lists_suffix_of(suffix) && named.copied().any(|octet| octet.is_ascii_uppercase())
}

/// Steps 7 to 10: the domain and the host-only-flag.
pub(super) fn domain_and_host_only(
    parsed: &ParsedSetCookie<'_>,
    context: &CookieContext<'_>,
    decision: &mut Decision,
) -> (String, bool) {
    // Step 9.2, and the host of step 10.
    let Some(host) = context.target.host.as_deref() else {
        decision.violate(Reason::HostNotCanonicalizable);
        return (String::new(), true);
    };
    let host_only = (host.to_owned(), true);
    // Step 7: the last Domain attribute, or else the empty string.
    let Some(domain) = parsed.cookie.domain.as_deref() else {
        return host_only;
    };
    let quirks = context.user_agent.quirks();
    // Quirks, no steps: what a domain must be.
    let written = parsed.domain_as_written.unwrap_or(domain);
    let has_inner_dot = written.get(1..).is_none_or(|behind| behind.contains(&b'.'));
    decision.violate_by(!has_inner_dot, Quirk::DomainNeedsAnInnerDot, quirks);
    decision.violate_by(written == b".", Quirk::DomainDotRefused, quirks);
    // Step 8, or the quirk that the domain is converted.
    let text = std::str::from_utf8(domain).ok();
    let a_labels = || text.and_then(|text| canonicalize_host(text).ok());
    let domain = match text.filter(|text| text.is_ascii()) {
        Some(domain) => Cow::Borrowed(domain),
        None => match a_labels() {
            Some(domain) if decision.departs(true, Quirk::DomainToALabel, quirks) => {
                Cow::Owned(domain)
            }
            Some(_) | None => {
                decision.violate(Reason::DomainNonAscii);
                return host_only;
            }
        },
    };
    let domain = domain.as_ref();
    if domain.is_empty() {
        decision.note(Note::DomainEmptyHostOnly);
        return host_only;
    }
    let as_written = written.strip_prefix(b".").unwrap_or(written);
    // Step 9: public suffixes, or the quirk that those in capitals are not known.
    let suffixes = context.user_agent.public_suffixes;
    let is_suffix = public_suffix(domain, suffixes) == Some(domain);
    let is_unknown = is_suffix && has_capitals_of_the_list(as_written, domain, suffixes);
    if is_suffix && !decision.departs(is_unknown, Quirk::DomainSuffixWithCase, quirks) {
        if domain == host {
            // Step 9.3: the site that is a public suffix itself.
            decision.note(Note::PublicSuffixHostOnly);
            return host_only;
        }
        decision.violate(Reason::PublicSuffix);
    }
    // Step 10.
    if !domain_match(host, domain, quirks) {
        decision.violate(Reason::DomainMismatch);
        decision.diagnoses.push(diagnose_domain_mismatch(
            host,
            domain,
            context.user_agent.public_suffixes,
        ));
    }
    // Quirk, no step: a suffix of the host counts as it is written.
    let is_written_so = host == domain || host.as_bytes().ends_with(as_written);
    decision.violate_by(!is_written_so, Quirk::DomainSuffixWithCase, quirks);
    // Step 10.2, or the quirk that an address is no domain.
    let is_address = domain == host && is_ip_address(host);
    let host_only = decision.departs(is_address, Quirk::DomainOfTheAddressIsHostOnly, quirks);
    (domain.to_owned(), host_only)
}
