//! Origins, sites, and whether a request or a document is same-site.

use url::{Host, Origin, Url};

use crate::host::{PublicSuffixes, registrable_domain};
use crate::note::CrossSiteCause;
use crate::policy::{Policy, RedirectChain, SameSiteScheme, SandboxedSite};
use crate::quirk::Quirk;
use crate::user_agent::UserAgent;

/// A site: a scheme and a registrable domain or host, or an opaque origin.
///
/// Spec: [HTML, obtain a site](https://html.spec.whatwg.org/multipage/browsers.html#obtain-a-site).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Site {
    /// An opaque origin, which is same-site with itself alone.
    Opaque(Origin),
    /// A scheme and a host.
    SchemeAndHost {
        /// The scheme.
        scheme: String,
        /// The registrable domain, or the host where it has none.
        host: String,
    },
}

impl Site {
    /// Returns the site in the form `https://example.com`, `null` where it is opaque.
    pub fn serialize(&self) -> String {
        match self {
            Self::Opaque(_) => "null".to_owned(),
            Self::SchemeAndHost { scheme, host } => format!("{scheme}://{host}"),
        }
    }
}

/// Returns the origin that a request to `url` counts with: a WebSocket's URL has the scheme `http`
/// or `https` by then.
///
/// Spec: [RFC 6265bis-22
/// §5.2](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.2), the
/// note on WebSockets.
pub fn request_url_origin(url: &Url) -> Origin {
    match (url.scheme(), url.origin()) {
        ("ws", Origin::Tuple(_, host, port)) => Origin::Tuple("http".to_owned(), host, port),
        ("wss", Origin::Tuple(_, host, port)) => Origin::Tuple("https".to_owned(), host, port),
        (_, origin) => origin,
    }
}

/// Returns the origin of a document at `url`. The scheme of an app, such as `capacitor`, has
/// origins too, as web views register it; the URL standard has them opaque.
///
/// Spec: [URL, origin](https://url.spec.whatwg.org/#concept-url-origin).
pub fn document_origin(url: &Url) -> Origin {
    match (url.origin(), url.host()) {
        (Origin::Opaque(_), Some(host)) if url.scheme() != "file" => {
            let port = url.port().unwrap_or(NO_PORT);
            Origin::Tuple(url.scheme().to_owned(), host.to_owned(), port)
        }
        (origin, _) => origin,
    }
}

/// Returns what `Origin` says of an origin.
///
/// Spec: [HTML, serialization of an
/// origin](https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin).
pub fn serialize_origin(origin: &Origin) -> String {
    match origin {
        Origin::Tuple(scheme, host, NO_PORT) => format!("{scheme}://{host}"),
        Origin::Tuple(..) | Origin::Opaque(_) => origin.ascii_serialization(),
    }
}

/// The port of an origin that has none, as the origins of apps.
const NO_PORT: u16 = 0;

/// Returns an origin's site.
///
/// Spec: [HTML, obtain a site](https://html.spec.whatwg.org/multipage/browsers.html#obtain-a-site).
pub fn site(origin: &Origin, suffixes: &dyn PublicSuffixes) -> Site {
    match origin {
        // Step 1.
        Origin::Opaque(_) => Site::Opaque(origin.clone()),
        // Steps 2 and 3.
        Origin::Tuple(scheme, host, _) => {
            let host = host_to_string(host);
            let host =
                registrable_domain(&host, suffixes).map_or_else(|| host.clone(), str::to_owned);
            Site::SchemeAndHost { scheme: scheme.clone(), host }
        }
    }
}

/// Returns whether two origins are same-site.
///
/// Spec: [HTML, same site](https://html.spec.whatwg.org/multipage/browsers.html#same-site) and
/// [schemelessly same
/// site](https://html.spec.whatwg.org/multipage/browsers.html#schemelessly-same-site).
pub fn same_site(
    a: &Origin,
    b: &Origin,
    scheme: SameSiteScheme,
    suffixes: &dyn PublicSuffixes,
) -> bool {
    match (a, b) {
        (Origin::Opaque(_), Origin::Opaque(_)) => a == b,
        (Origin::Tuple(scheme_a, host_a, _), Origin::Tuple(scheme_b, host_b, _)) => {
            (scheme == SameSiteScheme::Schemeless || scheme_a == scheme_b)
                && same_host_site(host_a, host_b, suffixes)
        }
        (Origin::Opaque(_), Origin::Tuple(..)) | (Origin::Tuple(..), Origin::Opaque(_)) => false,
    }
}

fn same_host_site(a: &Host, b: &Host, suffixes: &dyn PublicSuffixes) -> bool {
    if a == b {
        return true;
    }
    let (Host::Domain(a), Host::Domain(b)) = (a, b) else {
        return false;
    };
    match (registrable_domain(a, suffixes), registrable_domain(b, suffixes)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

pub(crate) fn host_to_string(host: &Host) -> String {
    match host {
        Host::Domain(domain) => domain.clone(),
        Host::Ipv4(_) | Host::Ipv6(_) => host.to_string(),
    }
}

/// Whether a document has been given access to the cookies that it has as a first party.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StorageAccess {
    /// It has not.
    #[default]
    None,
    /// It has asked, and got it.
    Active,
}

/// A document or a worker with those above it: what a request's client is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The origin of the top-level document.
    pub top_level: Origin,
    /// The origins of the documents between the top-level one and this, outermost first.
    pub ancestors: Vec<Origin>,
    /// The origin of the document itself; for a top-level document the same as `top_level`.
    pub origin: Origin,
    /// The origin of its URL: another one than `origin` where it is sandboxed.
    pub url_origin: Origin,
    /// Whether it has been given storage access.
    pub storage_access: StorageAccess,
}

impl Client {
    /// Returns a document that is top-level itself.
    pub fn top_level(origin: Origin) -> Self {
        Self {
            top_level: origin.clone(),
            ancestors: Vec::new(),
            url_origin: origin.clone(),
            origin,
            storage_access: StorageAccess::None,
        }
    }

    /// Returns a document in nested frames, the outermost first, of which the last is the client.
    pub fn framed(top_level: Origin, frames: &[Origin]) -> Self {
        match frames.split_last() {
            None => Self::top_level(top_level),
            Some((origin, ancestors)) => {
                Self { top_level, ancestors: ancestors.to_vec(), ..Self::top_level(origin.clone()) }
            }
        }
    }

    /// Returns the document in a sandbox that does not allow it its URL's origin: it has an opaque
    /// one.
    ///
    /// Spec: [HTML, determine the
    /// origin](https://html.spec.whatwg.org/multipage/document-sequences.html#determining-the-origin).
    #[must_use]
    pub fn sandboxed(self) -> Self {
        Self { origin: Origin::new_opaque(), ..self }
    }

    /// Returns the origin whose site the document counts with.
    pub(crate) fn site_origin(&self, policy: &Policy) -> &Origin {
        match policy.sandboxed_site {
            SandboxedSite::Opaque => &self.origin,
            SandboxedSite::OfUrl => &self.url_origin,
        }
    }
}

/// A client's site for cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteForCookies {
    /// The top-level document's origin.
    Origin(Origin),
    /// An opaque origin that is same-site with nothing, and why.
    Opaque(CrossSiteCause),
}

/// Returns a client's "site for cookies".
///
/// Spec: [RFC 6265bis-22
/// §5.2.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.2.1); a
/// dedicated worker has its document's (§5.2.2.1).
pub fn site_for_cookies(client: &Client, user_agent: UserAgent<'_>) -> SiteForCookies {
    // Steps 1 and 2: the top-level origin.
    let top_origin = &client.top_level;
    if !top_origin.is_tuple() {
        return SiteForCookies::Opaque(CrossSiteCause::OpaqueSiteForCookies);
    }
    // Steps 3 and 4: the document and each of its ancestors.
    for origin in client.ancestors.iter().chain([client.site_origin(user_agent.policy())]) {
        if !origin.is_tuple() {
            return SiteForCookies::Opaque(CrossSiteCause::OpaqueSiteForCookies);
        }
        if !same_site(
            origin,
            top_origin,
            user_agent.policy().same_site_scheme,
            user_agent.public_suffixes,
        ) {
            let schemeless = same_site(
                origin,
                top_origin,
                SameSiteScheme::Schemeless,
                user_agent.public_suffixes,
            );
            return SiteForCookies::Opaque(if schemeless {
                CrossSiteCause::CrossScheme
            } else {
                CrossSiteCause::CrossSiteAncestor
            });
        }
    }
    // Step 5.
    SiteForCookies::Origin(top_origin.clone())
}

/// Returns the "site for cookies" that the requests of a client count with.
///
/// Spec: [RFC 6265bis-22
/// §5.2.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.2.1):
/// the client's.
pub fn request_site_for_cookies(client: &Client, user_agent: UserAgent<'_>) -> SiteForCookies {
    // Quirk: what stands between the top-level document and the client does not count.
    if user_agent.has(Quirk::RequestsIgnoreFramesBetween) {
        let without = Client { ancestors: Vec::new(), ..client.clone() };
        return site_for_cookies(&without, user_agent);
    }
    site_for_cookies(client, user_agent)
}

/// Returns the "site for cookies" of a service worker that a client has registered, for the
/// requests that it makes by itself.
///
/// Spec: [RFC 6265bis-22
/// §5.2.2.2](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.2.2.2):
/// the origin of its URL, whatever stands above the document that registered it.
pub fn service_worker_site_for_cookies(
    client: &Client,
    user_agent: UserAgent<'_>,
) -> SiteForCookies {
    // Quirk: what stands above the document counts nevertheless.
    if user_agent.has(Quirk::FramedServiceWorkerIsCrossSite)
        && let opaque @ SiteForCookies::Opaque(_) = site_for_cookies(client, user_agent)
    {
        return opaque;
    }
    if client.origin.is_tuple() {
        SiteForCookies::Origin(client.origin.clone())
    } else {
        SiteForCookies::Opaque(CrossSiteCause::OpaqueSiteForCookies)
    }
}

/// Returns the "site for cookies" that a top-level navigation which a client starts counts with.
///
/// Spec: [RFC 6265bis-22
/// §5.2.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.2.1):
/// the client's.
pub fn navigation_site_for_cookies(client: &Client, user_agent: UserAgent<'_>) -> SiteForCookies {
    // Quirk: the document's own, whatever stands above it.
    if user_agent.has(Quirk::FrameNavigatesByItsOwnSite) {
        let origin = client.site_origin(user_agent.policy());
        return site_for_cookies(&Client::top_level(origin.clone()), user_agent);
    }
    request_site_for_cookies(client, user_agent)
}

/// Returns the "site for cookies" of a shared worker that a client has started, for the requests
/// that it makes by itself.
///
/// Spec: [RFC 6265bis-22
/// §5.2.2.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.2.2.1):
/// that of the documents which use it.
pub fn shared_worker_site_for_cookies(
    client: &Client,
    user_agent: UserAgent<'_>,
) -> SiteForCookies {
    // Quirk: that of its URL.
    if user_agent.has(Quirk::SharedWorkerByItsOwnSite) {
        return site_for_cookies(&Client::top_level(client.origin.clone()), user_agent);
    }
    site_for_cookies(client, user_agent)
}

/// Whether a request, or the document of a script, is same-site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SameSiteStatus {
    /// It is not, and why.
    CrossSite(CrossSiteCause),
    /// It is.
    SameSite,
}

/// What a request's same-site status depends on.
#[derive(Clone, Copy, Debug)]
pub struct SameSiteRequest<'a> {
    /// The client's site for cookies; `None` without a client, as for an address that the user
    /// typed.
    pub site_for_cookies: Option<&'a SiteForCookies>,
    /// The origins of the URLs that the request went to, the current one last, as
    /// [`request_url_origin`] returns them.
    pub url_origins: &'a [Origin],
    /// For a reload by the user: the status of the navigation that first loaded the document.
    pub reload_of: Option<SameSiteStatus>,
}

/// Returns whether a request is "same-site" or "cross-site".
///
/// Spec: [RFC 6265bis-22
/// §5.2](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.2).
pub fn same_site_status(request: SameSiteRequest<'_>, user_agent: UserAgent<'_>) -> SameSiteStatus {
    // Before the steps: a reload by the user is what the first navigation was.
    match request.reload_of {
        Some(SameSiteStatus::CrossSite(_)) => {
            return SameSiteStatus::CrossSite(CrossSiteCause::ReloadInherits);
        }
        Some(SameSiteStatus::SameSite) => return SameSiteStatus::SameSite,
        None => {}
    }
    // Step 1: no client.
    let Some(site) = request.site_for_cookies else {
        return SameSiteStatus::SameSite;
    };
    // Step 2: the client's site for cookies.
    let site = match site {
        SiteForCookies::Origin(origin) => origin,
        SiteForCookies::Opaque(cause) => return SameSiteStatus::CrossSite(*cause),
    };
    // Step 3: the origin of the current URL.
    let Some((target, earlier)) = request.url_origins.split_last() else {
        return SameSiteStatus::SameSite;
    };
    // Steps 4 and 5.
    let policy = user_agent.policy();
    if !covers(site, target, policy.same_site_scheme, user_agent) {
        let schemeless = covers(site, target, SameSiteScheme::Schemeless, user_agent);
        return SameSiteStatus::CrossSite(if schemeless {
            CrossSiteCause::CrossScheme
        } else {
            CrossSiteCause::CrossSiteInitiator
        });
    }
    // Not in RFC 6265bis-22: the hops before.
    let crossed =
        || earlier.iter().any(|origin| !covers(site, origin, policy.same_site_scheme, user_agent));
    if policy.redirect_chain != RedirectChain::Ignored && crossed() {
        return SameSiteStatus::CrossSite(CrossSiteCause::CrossSiteRedirect);
    }
    SameSiteStatus::SameSite
}

/// Returns whether a URL's origin is same-site with a site for cookies.
fn covers(site: &Origin, url: &Origin, scheme: SameSiteScheme, user_agent: UserAgent<'_>) -> bool {
    let suffixes = user_agent.public_suffixes;
    // Quirk: hosts below the site are of it, which matters where it is a public suffix.
    let is_below = || match (self::site(site, suffixes), url) {
        (Site::SchemeAndHost { scheme: of_site, host }, Origin::Tuple(of_url, below, _)) => {
            (scheme == SameSiteScheme::Schemeless || of_site == *of_url)
                && host_to_string(below)
                    .strip_suffix(&host)
                    .is_some_and(|labels| labels.ends_with('.'))
        }
        (Site::Opaque(_) | Site::SchemeAndHost { .. }, _) => false,
    };
    same_site(site, url, scheme, suffixes)
        || (user_agent.has(Quirk::SiteCoversHostsBelow) && is_below())
}

/// Returns whether a document's script is same-site with the top-level document, for
/// `document.cookie`.
///
/// Spec: [RFC 6265bis-22
/// §5.8.2](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.8.2).
pub fn script_same_site_status(site_for_cookies: &SiteForCookies) -> SameSiteStatus {
    match site_for_cookies {
        SiteForCookies::Origin(_) => SameSiteStatus::SameSite,
        SiteForCookies::Opaque(cause) => SameSiteStatus::CrossSite(*cause),
    }
}
