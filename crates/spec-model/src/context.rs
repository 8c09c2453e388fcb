//! Where a cookie comes from or goes to: what the rules need to know besides the cookie, worked out
//! once for a request.

use crate::site::StorageAccess;
use url::{Host, Origin, Url};

use crate::policy::{LoopbackHttp, PartitionKeyAncestor, PartyByAncestors};
use crate::quirk::Quirk;
use crate::site::{
    Client, SameSiteStatus, Site, host_to_string, request_url_origin, same_site,
    script_same_site_status, site, site_for_cookies,
};
use crate::time::Timestamp;
use crate::user_agent::UserAgent;

/// Who sets or reads a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CookieApi {
    /// The `Set-Cookie` and `Cookie` header fields.
    Http,
    /// Script, as with `document.cookie`.
    NonHttp,
}

/// Whether a request navigates a top-level browsing context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NavigationKind {
    /// It does not: a subrequest, or a navigation of a frame.
    Other,
    /// It does.
    TopLevel,
}

/// Whether a request belongs to the site that the user sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    /// It does.
    First,
    /// It does not.
    Third,
}

/// The partition that a request's partitioned cookies lie in.
///
/// Spec: [CHIPS](https://www.ietf.org/archive/id/draft-cutler-httpbis-partitioned-cookies-01.html).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionKey {
    /// The site of the top-level document.
    pub top_level_site: Site,
    /// Whether the client, one of its ancestors or the request's URL is cross-site with it.
    pub has_cross_site_ancestor: bool,
}

/// The context of a set of cookies: one request or response, or one use of `document.cookie`.
#[derive(Clone, Debug)]
pub struct CookieContext<'a> {
    /// Whose rules.
    pub user_agent: UserAgent<'a>,
    /// Through what the cookies come or go.
    pub api: CookieApi,
    /// Whether the request, or the script's document, is same-site.
    pub same_site: SameSiteStatus,
    /// Whether the request navigates a top-level browsing context.
    pub navigation: NavigationKind,
    /// Whether the request's method is safe: GET, HEAD, OPTIONS or TRACE.
    pub method_is_safe: bool,
    /// Whether the policy for third parties applies.
    pub party: Party,
    /// The host of the top-level document; `None` where it has none.
    pub top_level_host: Option<String>,
    /// Whether a URL that redirected to this one was a third party's.
    pub redirected_by: Party,
    /// Whether the request is let off that policy.
    pub storage_access: StorageAccess,
    /// The partition of the request.
    pub partition_key: PartitionKey,
    /// The present.
    pub now: Timestamp,
    /// What the rules need of the URL.
    pub target: CookieTarget,
}

/// What the rules need of a URL that cookies come from or go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieTarget {
    /// The canonicalized request-host; `None` where the host cannot be canonicalized.
    pub(crate) host: Option<String>,
    /// The path.
    pub(crate) path: String,
    /// Whether the scheme has cookies.
    pub(crate) scheme_is_cookieable: bool,
    /// Whether the URL denotes a "secure" protocol.
    pub(crate) is_secure: bool,
}

impl CookieTarget {
    /// Returns what the rules need of `url`; what is secure is a matter of policy.
    pub fn new(url: &Url, user_agent: UserAgent<'_>) -> Self {
        Self {
            host: url.host_str().filter(|host| !host.is_empty()).map(str::to_owned),
            path: url.path().to_owned(),
            scheme_is_cookieable: matches!(url.scheme(), "http" | "https" | "ws" | "wss"),
            is_secure: is_secure_for_cookies(url, user_agent.policy().loopback_http),
        }
    }
}

impl<'a> CookieContext<'a> {
    /// Returns the context of a first-party, same-site GET request to `url`: a page of the site
    /// itself. Change the fields for others.
    pub fn first_party(url: &Url, now: Timestamp, user_agent: UserAgent<'a>) -> Self {
        let partition_key = PartitionKey {
            top_level_site: site(&request_url_origin(url), user_agent.public_suffixes),
            has_cross_site_ancestor: false,
        };
        Self {
            user_agent,
            api: CookieApi::Http,
            same_site: SameSiteStatus::SameSite,
            navigation: NavigationKind::Other,
            method_is_safe: true,
            party: Party::First,
            top_level_host: host_of(&request_url_origin(url)),
            redirected_by: Party::First,
            storage_access: StorageAccess::None,
            partition_key,
            now,
            target: CookieTarget::new(url, user_agent),
        }
    }

    /// Returns the context of a top-level navigation to `url` with a safe method.
    pub fn of_navigation(
        url: &Url,
        same_site: SameSiteStatus,
        now: Timestamp,
        user_agent: UserAgent<'a>,
    ) -> Self {
        Self {
            same_site,
            navigation: NavigationKind::TopLevel,
            ..Self::first_party(url, now, user_agent)
        }
    }

    /// Returns the context of a subrequest to `url` that `client` makes with a safe method, with
    /// party and partition; same-site status is given, as it depends on how the request came about.
    pub fn of_client(
        url: &Url,
        client: &Client,
        same_site: SameSiteStatus,
        now: Timestamp,
        user_agent: UserAgent<'a>,
    ) -> Self {
        let mut context = Self::first_party(url, now, user_agent);
        context.same_site = same_site;
        context.party = party(url, client, user_agent);
        context.top_level_host = host_of(&client.top_level);
        context.storage_access = storage_access(url, client, user_agent);
        context.partition_key = partition_key(url, client, user_agent);
        context
    }

    /// Returns the context of `document.cookie` in a document at `url`.
    pub fn of_script(
        url: &Url,
        client: &Client,
        now: Timestamp,
        user_agent: UserAgent<'a>,
    ) -> Self {
        let same_site = script_same_site_status(&site_for_cookies(client, user_agent));
        Self { api: CookieApi::NonHttp, ..Self::of_client(url, client, same_site, now, user_agent) }
    }
}

impl CookieContext<'_> {
    /// Returns whether the policy for third parties holds.
    pub(crate) fn is_under_third_party_policy(&self) -> bool {
        self.party == Party::Third && self.storage_access == StorageAccess::None
    }
}

/// Returns whether a method is "safe".
///
/// Spec: [RFC 9110 §9.2.1](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1).
pub fn is_safe_method(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE")
}

/// Returns whether a request to `url` by `client` is a third party's.
///
/// Left to the user agent by [RFC 6265bis-22
/// §7.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-7.1): here
/// the URL's site must be the top-level site, and, by policy, that of every ancestor too.
pub fn party(url: &Url, client: &Client, user_agent: UserAgent<'_>) -> Party {
    let is_first =
        is_on_top_level_site(url, client, user_agent) && !counts_ancestors(client, user_agent);
    if is_first { Party::First } else { Party::Third }
}

/// Returns whether a request to `url` by `client` carries the cookies that it would as a first
/// party's: storage access is for the client's own origin. SameSite holds nevertheless.
///
/// Spec: [Storage Access API](https://privacycg.github.io/storage-access/#fetch-integration),
/// "eligible for storage-access".
fn storage_access(url: &Url, client: &Client, user_agent: UserAgent<'_>) -> StorageAccess {
    let origin = request_url_origin(url);
    // By the quirk it is for the client's site.
    let scheme = user_agent.policy().same_site_scheme;
    let is_same_site = || same_site(&origin, &client.origin, scheme, user_agent.public_suffixes);
    if origin == client.origin || (user_agent.has(Quirk::StorageAccessToTheSite) && is_same_site())
    {
        client.storage_access
    } else {
        StorageAccess::None
    }
}

/// Returns whether the request for the document of a frame in `client` carries the cookies that it
/// would as a first party's.
///
/// Spec: [Storage Access API](https://privacycg.github.io/storage-access/#fetch-integration): each
/// document asks for storage access itself.
pub fn frame_storage_access(
    url: &Url,
    client: &Client,
    user_agent: UserAgent<'_>,
) -> StorageAccess {
    // Quirk: a frame of the document's own origin has what the document has.
    let is_same_origin = request_url_origin(url) == client.origin;
    if is_same_origin && user_agent.has(Quirk::StorageAccessForFrames) {
        client.storage_access
    } else {
        StorageAccess::None
    }
}

fn host_of(origin: &Origin) -> Option<String> {
    match origin {
        Origin::Opaque(_) => None,
        Origin::Tuple(_, host, _) => Some(host_to_string(host)),
    }
}

fn is_on_top_level_site(url: &Url, client: &Client, user_agent: UserAgent<'_>) -> bool {
    same_site(
        &request_url_origin(url),
        &client.top_level,
        user_agent.policy().same_site_scheme,
        user_agent.public_suffixes,
    )
}

/// Returns the cookie-partition-key of a request to `url` by `client`; a top-level navigation has
/// that of the page it leads to.
///
/// Spec:
/// [CHIPS-01](https://www.ietf.org/archive/id/draft-cutler-httpbis-partitioned-cookies-01.html),
/// "Computing the cookie partition key", with the ancestor bit of its [editor's
/// copy](https://dcthetall.github.io/CHIPS-spec/draft-cutler-httpbis-partitioned-cookies.html).
pub fn partition_key(url: &Url, client: &Client, user_agent: UserAgent<'_>) -> PartitionKey {
    PartitionKey {
        // Step 1, and the tuple's first element.
        top_level_site: site(&client.top_level, user_agent.public_suffixes),
        // Its second element: whether the context is cross-site, be it for an ancestor or for the
        // URL.
        has_cross_site_ancestor: user_agent.policy().party_by_ancestors
            == PartyByAncestors::Considered
            && match user_agent.policy().partition_key_ancestor {
                PartitionKeyAncestor::CrossSiteContext => {
                    party(url, client, user_agent) == Party::Third
                }
                PartitionKeyAncestor::ForeignAncestor => {
                    is_on_top_level_site(url, client, user_agent)
                        && counts_ancestors(client, user_agent)
                }
            },
    }
}

fn counts_ancestors(client: &Client, user_agent: UserAgent<'_>) -> bool {
    let scheme = user_agent.policy().same_site_scheme;
    let mut chain = client.ancestors.iter().chain([client.site_origin(user_agent.policy())]);
    user_agent.policy().party_by_ancestors == PartyByAncestors::Considered
        && chain
            .any(|origin| !same_site(origin, &client.top_level, scheme, user_agent.public_suffixes))
}

/// Returns whether a URL's scheme denotes a "secure" protocol, as the user agent defines it.
fn is_secure_for_cookies(url: &Url, loopback_http: LoopbackHttp) -> bool {
    match url.scheme() {
        "https" | "wss" => true,
        "http" | "ws" => {
            loopback_http == LoopbackHttp::Secure
                && url.host().is_some_and(|host| is_loopback_host(&host))
        }
        _ => false,
    }
}

/// Returns whether a host is a loopback address or one of localhost's names.
pub fn is_loopback_host(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(domain) => is_localhost_name(domain),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Returns whether a domain is `localhost` or ends with `.localhost`, a final dot aside.
pub fn is_localhost_name(domain: &str) -> bool {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    domain.strip_suffix("localhost").is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
