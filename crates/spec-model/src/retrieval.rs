//! Including cookies: which of them go with a request or are shown to script, and in which order.

use crate::context::{CookieApi, CookieContext, NavigationKind};
use crate::decision::Decision;
use crate::host::public_suffix;
use crate::matching::{domain_match, path_match};
use crate::note::Note;
use crate::policy::{CookieSupport, PartitionedAttribute, SameSiteDefault, ThirdPartyCookies};
use crate::quirk::Quirk;
use crate::reason::Reason;
use crate::set_cookie::SameSite;
use crate::site::SameSiteStatus;
use crate::storage::StoredCookie;

/// Decides whether one cookie is included.
///
/// Spec: [RFC 6265bis-22
/// §5.8.3](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.8.3)
/// step 1, with the partitions of CHIPS.
pub fn decide_retrieve(cookie: &StoredCookie, context: &CookieContext<'_>) -> Decision {
    let (policy, quirks) = (context.user_agent.policy(), context.user_agent.quirks());
    let mut decision = Decision::default();
    // §5.8.1: what the user agent omits.
    decision.violate_if(policy.cookies == CookieSupport::Disabled, Reason::PolicyIgnored);
    decision.violate_if(!context.target.scheme_is_cookieable, Reason::SchemeNotCookieable);
    // First item: the host.
    let host = context.target.host.as_deref().unwrap_or_default();
    if cookie.host_only {
        decision.violate_if(host != cookie.domain, Reason::HostOnlyMismatch);
    } else {
        decision.violate_if(!domain_match(host, &cookie.domain, quirks), Reason::DomainMismatch);
        // The note on public suffixes that changed since, or the quirk that one in capitals was
        // none.
        let suffix = public_suffix(&cookie.domain, context.user_agent.public_suffixes);
        decision.violate_but_for(
            suffix == Some(cookie.domain.as_str()),
            Reason::PublicSuffixNow,
            Quirk::DomainSuffixWithCase,
            quirks,
        );
    }
    // Quirk, no step: scripts at IPv6 addresses see no cookies.
    let is_read_at_ipv6 = context.api == CookieApi::NonHttp && host.starts_with('[');
    decision.violate_by(is_read_at_ipv6, Quirk::Ipv6DocumentsReadNothing, quirks);
    // Quirk, no step: scripts of subdomains compare the Domain as it was written.
    let is_read_below =
        context.api == CookieApi::NonHttp && !cookie.host_only && host != cookie.domain;
    decision.violate_by(
        is_read_below && cookie.domain_had_capitals,
        Quirk::DocumentsMatchDomainsByCase,
        quirks,
    );
    // Second item: the path.
    decision.violate_if(
        !path_match(context.target.path.as_bytes(), &cookie.path),
        Reason::PathMismatch,
    );
    // Third item: Secure.
    decision.violate_if(cookie.secure_only && !context.target.is_secure, Reason::SecureOnInsecure);
    // Fourth item: HttpOnly.
    decision.violate_if(
        cookie.http_only && context.api == CookieApi::NonHttp,
        Reason::HttpOnlyFromScript,
    );
    // CHIPS, and a policy that partitions all third parties.
    decision.violate_if(is_in_another_partition(cookie, context), Reason::PartitionMismatch);
    // Fifth item: SameSite.
    check_same_site(cookie, context, &mut decision);
    decision.violate_if(cookie.is_expired(context.now), Reason::Expired);
    let is_blocked = match policy.third_party_cookies {
        ThirdPartyCookies::Allow
        | ThirdPartyCookies::BlockStoring
        | ThirdPartyCookies::Partition => false,
        ThirdPartyCookies::Block => cookie.partition.is_none(),
        ThirdPartyCookies::BlockAll => true,
    };
    decision
        .violate_if(is_blocked && context.is_under_third_party_policy(), Reason::ThirdPartyBlocked);
    decision
}

fn is_in_another_partition(cookie: &StoredCookie, context: &CookieContext<'_>) -> bool {
    let policy = context.user_agent.policy();
    let by_policy = policy.third_party_cookies == ThirdPartyCookies::Partition
        && context.is_under_third_party_policy();
    match &cookie.partition {
        Some(partition)
            if by_policy || policy.partitioned_attribute == PartitionedAttribute::Supported =>
        {
            *partition != context.partition_key
        }
        Some(_) => true,
        None => by_policy,
    }
}

fn check_same_site(cookie: &StoredCookie, context: &CookieContext<'_>, decision: &mut Decision) {
    let policy = context.user_agent.policy();
    let SameSiteStatus::CrossSite(cause) = context.same_site else {
        return;
    };
    let (subresource, unsafe_method) = match cookie.same_site {
        SameSite::None => return,
        // Deviation: by policy, no attribute is as good as None.
        SameSite::Default if policy.same_site_default == SameSiteDefault::None => return,
        SameSite::Default => {
            (Reason::SameSiteDefaultSubresource, Reason::SameSiteDefaultUnsafeMethod)
        }
        SameSite::Lax => (Reason::SameSiteLaxSubresource, Reason::SameSiteLaxUnsafeMethod),
        SameSite::Strict => (Reason::SameSiteStrict, Reason::SameSiteStrict),
    };
    // The exception: Lax or Default, an HTTP request, a safe method, a top-level navigation.
    let reason = match (context.api, context.navigation) {
        (CookieApi::NonHttp, _) | (CookieApi::Http, NavigationKind::Other) => subresource,
        (CookieApi::Http, NavigationKind::TopLevel) if cookie.same_site == SameSite::Strict => {
            subresource
        }
        (CookieApi::Http, NavigationKind::TopLevel) if context.method_is_safe => return,
        (CookieApi::Http, NavigationKind::TopLevel) if is_lax_allowing_unsafe(cookie, context) => {
            decision.note(Note::LaxAllowingUnsafe);
            return;
        }
        (CookieApi::Http, NavigationKind::TopLevel) => unsafe_method,
    };
    // Quirk: what goes to the top-level document's host is same-site, unless it navigates.
    let is_to_top_level_host = context.top_level_host == context.target.host
        && context.navigation == NavigationKind::Other;
    let quirks = context.user_agent.quirks();
    if !decision.departs(is_to_top_level_host, Quirk::SameSiteByTopLevelHost, quirks) {
        decision.violate(reason);
        decision.cause = Some(cause);
    }
}

/// §5.6.7.2: a young cookie without a SameSite attribute, where the user agent has this mode.
fn is_lax_allowing_unsafe(cookie: &StoredCookie, context: &CookieContext<'_>) -> bool {
    let limit_secs = context.user_agent.policy().lax_allowing_unsafe_secs;
    cookie.same_site == SameSite::Default
        && limit_secs
            .is_some_and(|limit| context.now <= cookie.creation_time.plus_secs(i64::from(limit)))
}

/// Returns the cookie-string of cookies in their order, as octets.
///
/// Spec: [RFC 6265bis-22
/// §5.8.3](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.8.3)
/// step 4.
pub fn serialize_cookies<'c>(cookies: impl IntoIterator<Item = &'c StoredCookie>) -> Vec<u8> {
    let mut cookie_string = Vec::new();
    for (position, cookie) in cookies.into_iter().enumerate() {
        // Step 4.3: between two.
        if position > 0 {
            cookie_string.extend_from_slice(b"; ");
        }
        // Step 4.1.
        if !cookie.name.is_empty() {
            cookie_string.extend_from_slice(&cookie.name);
            cookie_string.push(b'=');
        }
        // Step 4.2.
        cookie_string.extend_from_slice(&cookie.value);
    }
    cookie_string
}
