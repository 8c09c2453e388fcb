//! Receiving a cookie: every step of the storage model.

mod domain;
mod prefixes;

use crate::context::{CookieApi, CookieContext, NavigationKind, PartitionKey, Party};
use crate::decision::Decision;
use crate::host::{public_suffix, registrable_domain};
use crate::matching::{default_path, domain_match, path_match};
use crate::note::{CrossSiteCause, Note};
use crate::policy::{
    CookieSupport, FirstPartyAfterThird, OddInput, PartitionedAttribute, PartyBy, RedirectChain,
    SameSiteDefault, ThirdPartyCookies,
};
use crate::quirk::Quirk;
use crate::reason::Reason;
use crate::set_cookie::{
    MAX_NAME_VALUE_OCTETS, ParsedSetCookie, PathAttribute, SameSite, SetCookie, is_control,
    limited_octets,
};
use crate::site::{SameSiteStatus, StorageAccess};
use crate::storage::domain::domain_and_host_only;
use crate::storage::prefixes::check_prefixes;
pub(crate) use crate::storage::prefixes::has_prefix;
use crate::time::Timestamp;
use crate::user_agent::UserAgent;

/// A cookie as the cookie store holds it.
///
/// Spec: [RFC 6265bis-22
/// §5.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.7).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoredCookie {
    /// The name; may be empty.
    pub name: Vec<u8>,
    /// The value; may be empty.
    pub value: Vec<u8>,
    /// The expiry-time; `None` for a cookie of the session, whose persistent-flag is false.
    pub expiry_time: Option<Timestamp>,
    /// The domain: a host in canonical form.
    pub domain: String,
    /// Whether the Domain attribute that it comes from was written with capitals.
    pub domain_had_capitals: bool,
    /// The path.
    pub path: Vec<u8>,
    /// The creation-time.
    pub creation_time: Timestamp,
    /// The last-access-time.
    pub last_access_time: Timestamp,
    /// The host-only-flag.
    pub host_only: bool,
    /// The secure-only-flag.
    pub secure_only: bool,
    /// The http-only-flag.
    pub http_only: bool,
    /// The same-site-flag.
    pub same_site: SameSite,
    /// The partition it lies in, if any.
    pub partition: Option<PartitionKey>,
    /// Whether it lies there for its `Partitioned` attribute, whatever the policy.
    pub partitioned: bool,
}

impl StoredCookie {
    /// Returns whether two cookies are the same to the cookie store, so that one replaces the
    /// other: §5.7 step 23, and the partition.
    pub fn has_key_of(&self, other: &Self) -> bool {
        self.name == other.name
            && self.domain == other.domain
            && self.host_only == other.host_only
            && self.path == other.path
            && self.partition == other.partition
    }

    /// Returns whether the expiry-time is in the past.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expiry_time.is_some_and(|expiry_time| expiry_time < now)
    }
}

/// What becomes of a received cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreDecision {
    /// Whether it is stored, and if not, all rules in its way.
    pub decision: Decision,
    /// The cookie that it makes, also where it is not stored.
    pub cookie: StoredCookie,
}

/// Decides about a received cookie by itself, as in a cookie store that holds none which matter.
///
/// Spec: [RFC 6265bis-22
/// §5.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.7).
pub fn decide_store(parsed: &ParsedSetCookie<'_>, context: &CookieContext<'_>) -> StoreDecision {
    store_a_cookie(parsed, context, &[])
}

/// Returns a cookie-name as it is stored: as it is, or by the quirk as text.
fn stored_name(name: &[u8], user_agent: UserAgent<'_>) -> Vec<u8> {
    if user_agent.quirks().has(Quirk::NamesBecomeUtf8) {
        String::from_utf8_lossy(name).into_owned().into_bytes()
    } else {
        name.to_vec()
    }
}

/// Decides about a received cookie, given the cookies that the store holds.
///
/// Spec: [RFC 6265bis-22
/// §5.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.7), with
/// the steps of [Layered Cookies-02
/// §5.4.3](https://www.ietf.org/archive/id/draft-ietf-httpbis-layered-cookies-02.html#section-5.4.3)
/// and CHIPS that it lacks. The steps go on after a violation, so that every violated rule can be
/// told.
pub(crate) fn store_a_cookie(
    parsed: &ParsedSetCookie<'_>,
    context: &CookieContext<'_>,
    existing: &[StoredCookie],
) -> StoreDecision {
    let policy = context.user_agent.policy();
    let attributes = &parsed.cookie;
    let mut decision = Decision { notes: parsed.notes.clone(), ..Decision::default() };
    let partition = partition_of(attributes, context, &mut decision);

    // Step 1: what the user agent ignores.
    decision.violate_if(policy.cookies == CookieSupport::Disabled, Reason::PolicyIgnored);
    let is_blocked = match policy.third_party_cookies {
        ThirdPartyCookies::Allow | ThirdPartyCookies::Partition => false,
        ThirdPartyCookies::Block | ThirdPartyCookies::BlockStoring => partition.is_none(),
        ThirdPartyCookies::BlockAll => true,
    };
    let is_third_party = context.storage_access == StorageAccess::None
        && match policy.party_by {
            PartyBy::CookieDomain => is_third_party_by_domain(parsed, context),
            PartyBy::RequestUrl => context.party == Party::Third,
        };
    decision.violate_if(is_blocked && is_third_party, Reason::ThirdPartyBlocked);
    let is_after_third = context.redirected_by == Party::Third
        && context.party == Party::First
        && context.navigation == NavigationKind::Other;
    decision.violate_if(
        is_after_third && policy.first_party_after_third == FirstPartyAfterThird::Blocked,
        Reason::ThirdPartyBlocked,
    );
    decision.violate_if(!context.target.scheme_is_cookieable, Reason::SchemeNotCookieable);
    for reason in &parsed.reasons {
        decision.violate(*reason);
    }
    check_name_and_value(attributes, context, &mut decision);
    // Steps 5 and 6.
    let expiry_time = expiry_time(attributes, context, &mut decision);
    // Steps 7 to 10.
    let (domain, host_only) = domain_and_host_only(parsed, context, &mut decision);
    // Step 11.
    let path = match &attributes.path {
        Some(PathAttribute::Given(path)) => path,
        Some(PathAttribute::DefaultPath) | None => default_path(&context.target.path).as_bytes(),
    };
    let cookie = StoredCookie {
        name: stored_name(attributes.name, context.user_agent),
        value: attributes.value.to_vec(),
        expiry_time,
        domain,
        domain_had_capitals: parsed
            .domain_as_written
            .is_some_and(|written| written.iter().any(u8::is_ascii_uppercase)),
        path: path.to_vec(),
        creation_time: context.now,
        last_access_time: context.now,
        host_only,
        // Steps 12, 14 and 17.
        secure_only: attributes.secure,
        http_only: attributes.http_only,
        same_site: attributes.same_site,
        partition,
        partitioned: is_partitioned(attributes, context),
    };
    check_attributes(&cookie, parsed, context, existing, &mut decision);
    replace(&cookie, context, existing, &mut decision);
    StoreDecision { decision, cookie }
}

/// Whether the cookie's domain as it is written, or else the host, belongs to another site than the
/// top-level document's host. What no rule of the public suffix list covers belongs to itself, with
/// the hosts below a domain that is written. A domain that the host may not set is refused for that
/// alone, so the host counts in its place.
fn is_third_party_by_domain(parsed: &ParsedSetCookie<'_>, context: &CookieContext<'_>) -> bool {
    let suffixes = context.user_agent.public_suffixes;
    let listed = |host: &str| {
        let domain = registrable_domain(host, suffixes).filter(|_| suffixes.lists_suffix_of(host));
        domain.map(str::to_owned)
    };
    let Some(top_level) = context.top_level_host.as_deref() else { return true };
    let host = context.target.host.as_deref().unwrap_or_default();
    let written = parsed.domain_as_written.map(String::from_utf8_lossy).unwrap_or_default();
    let written = written.strip_prefix('.').unwrap_or(&written);
    let may_be_set = domain_match(host, &written.to_ascii_lowercase(), context.user_agent.quirks());
    let is_of_host = written.is_empty() || !may_be_set;
    let domain = if is_of_host { host } else { written };
    let whole = |host: &str| listed(host).unwrap_or_else(|| host.to_owned());
    let (domain, top_level) = (whole(domain), whole(top_level));
    let is_below = !is_of_host && top_level.ends_with(&format!(".{domain}"));
    !top_level.eq_ignore_ascii_case(&domain) && !is_below
}

/// The partition that the cookie goes to. Not in RFC 6265bis.
fn partition_of(
    attributes: &SetCookie<'_>,
    context: &CookieContext<'_>,
    decision: &mut Decision,
) -> Option<PartitionKey> {
    let policy = context.user_agent.policy();
    let partitioned = is_partitioned(attributes, context);
    if attributes.partitioned && !partitioned {
        decision.note(Note::AttributeUnknown);
    }
    let by_policy = policy.third_party_cookies == ThirdPartyCookies::Partition
        && context.is_under_third_party_policy();
    (partitioned || by_policy).then(|| context.partition_key.clone())
}

/// Whether the `Partitioned` attribute is there and known.
fn is_partitioned(attributes: &SetCookie<'_>, context: &CookieContext<'_>) -> bool {
    attributes.partitioned
        && context.user_agent.policy().partitioned_attribute == PartitionedAttribute::Supported
}

fn check_name_and_value(
    attributes: &SetCookie<'_>,
    context: &CookieContext<'_>,
    decision: &mut Decision,
) {
    let (name, value, policy) = (attributes.name, attributes.value, context.user_agent.policy());
    // Step 2.
    decision.violate_if(name.is_empty() && value.is_empty(), Reason::EmptyCookie);
    // Step 3.
    let has_control = name.iter().chain(value).any(|octet| is_control(*octet));
    let quirks = context.user_agent.quirks();
    decision.violate_but_for(
        has_control,
        Reason::ControlChar,
        Quirk::LineEndsOutsidePrintableAscii,
        quirks,
    );
    // Step 4, or the quirk that it is missing.
    decision.violate_but_for(
        limited_octets(attributes, quirks) > MAX_NAME_VALUE_OCTETS,
        Reason::NameValueTooLong,
        Quirk::NoNameValueLimit,
        quirks,
    );
    // Not in the standard, by policy.
    if policy.tab_char == OddInput::Reject {
        decision.violate_if(name.contains(&b'\t') || value.contains(&b'\t'), Reason::TabChar);
    }
    if policy.ambiguous_serialization == OddInput::Reject {
        decision
            .violate_if(name.is_empty() && value.contains(&b'='), Reason::AmbiguousSerialization);
    }
}

/// Step 6, with the limits of §5.5 that Expires and Max-Age are subject to.
fn expiry_time(
    attributes: &SetCookie<'_>,
    context: &CookieContext<'_>,
    decision: &mut Decision,
) -> Option<Timestamp> {
    // Step 6.1: Max-Age goes first, wherever it stands.
    let expiry_time = match (attributes.max_age_secs, attributes.expires) {
        (Some(delta_seconds), _) if delta_seconds <= 0 => Timestamp::MIN,
        (Some(delta_seconds), _) => context.now.plus_secs(delta_seconds),
        // Step 6.2.
        (None, Some(expires)) => expires,
        // Step 6.3: the persistent-flag stays false.
        (None, None) => return None,
    };
    let limit = context
        .user_agent
        .policy()
        .lifetime_limit_secs
        .map(|secs| context.now.plus_secs(i64::from(secs)));
    match limit {
        Some(limit) if expiry_time > limit => {
            decision.note(Note::LifetimeCapped);
            Some(limit)
        }
        Some(_) | None => Some(expiry_time),
    }
}

fn check_attributes(
    cookie: &StoredCookie,
    parsed: &ParsedSetCookie<'_>,
    context: &CookieContext<'_>,
    existing: &[StoredCookie],
    decision: &mut Decision,
) {
    // Step 13, or the quirk that it is missing.
    let quirks = context.user_agent.quirks();
    decision.violate_but_for(
        cookie.secure_only && !context.target.is_secure,
        Reason::SecureFromInsecure,
        Quirk::InsecureSetsSecure,
        quirks,
    );
    // Quirk, no step.
    let has_tab =
        matches!(&parsed.cookie.path, Some(PathAttribute::Given(path)) if path.contains(&b'\t'));
    decision.violate_by(has_tab, Quirk::TabInPathRefused, quirks);
    // Quirk, no step.
    let suffixes = context.user_agent.public_suffixes;
    let is_listed_suffix = cookie.host_only
        && context.target.host.as_deref() == Some(&cookie.domain)
        && public_suffix(&cookie.domain, suffixes) == Some(&cookie.domain)
        && suffixes.lists_suffix_of(&cookie.domain);
    decision.violate_by(is_listed_suffix, Quirk::PublicSuffixHostSetsNone, quirks);
    // Step 15.
    decision.violate_if(
        cookie.http_only && context.api == CookieApi::NonHttp,
        Reason::HttpOnlyFromScript,
    );
    // Step 16, or the quirk that it is missing.
    if !cookie.secure_only && !context.target.is_secure {
        decision.violate_but_for(
            existing.iter().any(|old| overlays(cookie, old, context)),
            Reason::OverlaySecure,
            Quirk::SecureGuardsNothing,
            quirks,
        );
    }
    check_same_site(cookie, context, decision);
    // Step 19, or the quirk that it is missing.
    decision.violate_but_for(
        cookie.same_site == SameSite::None && !cookie.secure_only,
        Reason::SameSiteNoneRequiresSecure,
        Quirk::NoneWithoutSecure,
        quirks,
    );
    // Steps 20 to 22, or the quirk that they are missing.
    let prefixes = check_prefixes(cookie, parsed, context);
    if !decision.departs(!prefixes.is_allowed(), Quirk::NoNamePrefixes, quirks) {
        decision.append(prefixes);
    }
    // CHIPS: the attribute is for Secure cookies alone.
    decision
        .violate_if(cookie.partitioned && !cookie.secure_only, Reason::PartitionedRequiresSecure);
}

/// Step 16: whether a cookie from an insecure URL would overlay a Secure one.
fn overlays(cookie: &StoredCookie, old: &StoredCookie, context: &CookieContext<'_>) -> bool {
    let quirks = context.user_agent.quirks();
    let matches = |one: &str, other: &str| domain_match(one, other, quirks);
    old.name == cookie.name
        && old.secure_only
        && (matches(&old.domain, &cookie.domain) || matches(&cookie.domain, &old.domain))
        && path_match(&cookie.path, &old.path)
        // CHIPS: partitions are cookie stores of their own. An expired cookie is none.
        && old.partition == cookie.partition
        && !old.is_expired(context.now)
        // Quirk: domain and path must be the same.
        && (old.has_key_of(cookie) || !quirks.has(Quirk::SecureGuardsItsOwnKeyAlone))
}

/// Step 18: what cross-site contexts can set.
fn check_same_site(cookie: &StoredCookie, context: &CookieContext<'_>, decision: &mut Decision) {
    let default_is_none = context.user_agent.policy().same_site_default == SameSiteDefault::None;
    let reason = match cookie.same_site {
        SameSite::None => return,
        // Deviation: by policy, no attribute is as good as None.
        SameSite::Default if default_is_none => return,
        SameSite::Default => Reason::SameSiteDefaultCrossSiteSet,
        SameSite::Lax => Reason::SameSiteLaxCrossSiteSet,
        SameSite::Strict => Reason::SameSiteStrictCrossSiteSet,
    };
    // Step 18.2: from a same-site request.
    let SameSiteStatus::CrossSite(cause) = context.same_site else {
        return;
    };
    // Deviation: by policy, redirects through other sites do not matter here.
    let is_for_redirect = cause == CrossSiteCause::CrossSiteRedirect;
    let redirect_chain = context.user_agent.policy().redirect_chain;
    if is_for_redirect && redirect_chain == RedirectChain::ConsideredWhenSending {
        return;
    }
    let reason = match (context.api, context.navigation) {
        // Step 18.1: script whose site for cookies is not the top-level site.
        (CookieApi::NonHttp, _) => Reason::SameSiteCrossSiteScript,
        // Step 18.3: a top-level navigation can set any cookie.
        (CookieApi::Http, NavigationKind::TopLevel) => return,
        // Step 18.4.
        (CookieApi::Http, NavigationKind::Other) => reason,
    };
    // Quirks: the step is missing, for everything or for responses.
    let quirks = context.user_agent.quirks();
    let is_response = context.api == CookieApi::Http;
    if !decision.departs(true, Quirk::SameSiteIgnoredWhenSetting, quirks)
        && !decision.departs(is_response, Quirk::ResponsesIgnoreSameSite, quirks)
    {
        decision.violate(reason);
        decision.cause = Some(cause);
    }
}

/// Quirk of step 23.2: whether a cookie of this name and path is among those of the document's URL.
fn hides_from_document(
    old: &StoredCookie,
    cookie: &StoredCookie,
    context: &CookieContext<'_>,
) -> bool {
    let target = &context.target;
    let is_of_host = target.host.as_deref().is_some_and(|host| {
        host == old.domain
            || (!old.host_only && domain_match(host, &old.domain, context.user_agent.quirks()))
    });
    old.name == cookie.name
        && old.path == cookie.path
        && is_of_host
        && path_match(target.path.as_bytes(), &old.path)
        && (target.is_secure || !old.secure_only)
        && !old.is_expired(context.now)
}

/// Step 23, and what becomes of a cookie that is expired already.
fn replace(
    cookie: &StoredCookie,
    context: &CookieContext<'_>,
    existing: &[StoredCookie],
    decision: &mut Decision,
) {
    // Step 23.1: an expired cookie was evicted before.
    let old = existing.iter().find(|old| old.has_key_of(cookie) && !old.is_expired(context.now));
    // Step 23.2.
    let by_name_and_path = context.user_agent.has(Quirk::HttpOnlyGuardsNameAndPath);
    let guard = if by_name_and_path {
        existing.iter().find(|old| hides_from_document(old, cookie, context))
    } else {
        old
    };
    let is_protected = guard.is_some_and(|old| old.http_only) && context.api == CookieApi::NonHttp;
    decision.violate_if(is_protected, Reason::OverwriteHttpOnlyFromScript);
    if !decision.is_allowed() {
        return;
    }
    if cookie.is_expired(context.now) {
        // Steps 23.4 and 24, and then the expired cookie is evicted at once: nothing is left.
        decision.violate(Reason::ExpiredOnArrival);
        decision.violate_if(old.is_some(), Reason::Deleted);
    } else if old.is_some() {
        decision.note(Note::Replaced);
    }
}
