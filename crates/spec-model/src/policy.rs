//! What the standards leave to the user agent, as plain data.

use std::str::FromStr;

use thiserror::Error;

/// A policy's value has a name that is none of the known ones.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{given}` is none of {known}")]
pub struct UnknownPolicyValue {
    /// What was given.
    pub given: String,
    /// The known names, separated by commas.
    pub known: String,
}

macro_rules! choices {
    ($($(#[$attribute:meta])* $name:ident {
        $($(#[$doc:meta])* $variant:ident = $text:literal,)*
    })*) => {$(
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// All values.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the value's name in kebab case.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl FromStr for $name {
            type Err = UnknownPolicyValue;

            fn from_str(given: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.iter().copied().find(|value| value.name() == given);
                found.ok_or_else(|| UnknownPolicyValue {
                    given: given.to_owned(),
                    known: [$($text,)*].join(", "),
                })
            }
        }
    )*};
}

choices! {
    /// Whether there are cookies at all.
    ///
    /// Spec: [RFC 6265bis-22
    /// §7.3](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-7.3).
    CookieSupport {
        /// No cookie is stored or included.
        Disabled = "disabled",
        /// The rules decide.
        Enabled = "enabled",
    }

    /// What happens to cookies of third parties.
    ///
    /// Spec: [RFC 6265bis-22
    /// §7.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-7.1).
    ThirdPartyCookies {
        /// They are stored and included like any other.
        Allow = "allow",
        /// Only those with `Partitioned` are stored and included.
        Block = "block",
        /// None is stored or included, `Partitioned` or not.
        BlockAll = "block-all",
        /// Only those with `Partitioned` are stored; what a first party has stored is included.
        BlockStoring = "block-storing",
        /// Each goes to the partition of the top-level site, `Partitioned` or not.
        Partition = "partition",
    }

    /// What is compared with the top-level document when a third party's cookie is to be stored.
    ///
    /// Spec: left to the user agent by [RFC 6265bis-22
    /// §7.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-7.1).
    PartyBy {
        /// The cookie's domain as it is written, or the host: their registrable domains, where a
        /// rule of the public suffix list covers both, or else the whole domain.
        CookieDomain = "cookie-domain",
        /// The request's URL.
        RequestUrl = "request-url",
    }

    /// What becomes of the cookies of a first party's response in a chain of redirects that went
    /// through a third party.
    ///
    /// Spec: left to the user agent by [RFC 6265bis-22
    /// §7.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-7.1).
    FirstPartyAfterThird {
        /// They are a first party's.
        Allowed = "allowed",
        /// They are not stored, top-level navigations aside.
        Blocked = "blocked",
    }

    /// Which cookies count together toward the limit for a domain.
    ///
    /// Spec: [RFC 6265bis-22
    /// §6.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-6.1).
    CountedTogether {
        /// Those that share a domain field: what the standard says.
        Domain = "domain",
        /// Those whose domains are of one site.
        Site = "site",
    }

    /// What a CR inside a field line of HTTP/1.x is.
    ///
    /// Spec: left to the recipient by
    /// [RFC 9112 §2.2](https://www.rfc-editor.org/rfc/rfc9112#section-2.2).
    BareCr {
        /// An error of the whole message.
        Error = "error",
        /// A space.
        Space = "space",
    }

    /// Whether `<link rel=prefetch>` makes a request: it is a hint.
    ///
    /// Spec: [HTML, link type
    /// "prefetch"](https://html.spec.whatwg.org/multipage/links.html#link-type-prefetch).
    PrefetchRequests {
        /// It makes one.
        Made = "made",
        /// It makes none.
        NotMade = "not-made",
    }

    /// Whose top-level site makes a request's party.
    ///
    /// The texts have no definition; CHIPS counts ancestors in the partition key.
    PartyByAncestors {
        /// A document under a cross-site ancestor is a third party, even on the top-level site
        /// itself.
        Considered = "considered",
        /// Only the top-level document's site counts, and partition keys have no ancestor bit.
        Ignored = "ignored",
    }

    /// When a partition key has its ancestor bit, where the party considers ancestors.
    ///
    /// CHIPS has the bit for a cross-site context; engines differ in whether the URL's own site
    /// makes one.
    PartitionKeyAncestor {
        /// Whenever the request is a third party's, be it for an ancestor or for its URL.
        CrossSiteContext = "cross-site-context",
        /// When it is a third party's for an ancestor alone: the URL is on the top-level site.
        ForeignAncestor = "foreign-ancestor",
    }

    /// How a cookie without a valid SameSite attribute is treated.
    ///
    /// Spec: [RFC 6265bis-22
    /// §5.6.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.6.7).
    SameSiteDefault {
        /// As `Lax`: what the standard says.
        Lax = "lax",
        /// As `None`, but `Secure` is not required.
        None = "none",
    }

    /// Whether a site has a scheme.
    ///
    /// Spec: [HTML, same site](https://html.spec.whatwg.org/multipage/browsers.html#same-site).
    SameSiteScheme {
        /// `http` and `https` of one registrable domain are two sites: what the standard says.
        Schemeful = "schemeful",
        /// They are one.
        Schemeless = "schemeless",
    }

    /// Whether sites that a request was redirected through make it cross-site.
    ///
    /// RFC 6265bis dropped it; Fetch still has it in the
    /// [same-site mode](https://fetch.spec.whatwg.org/#determine-the-same-site-mode).
    RedirectChain {
        /// Any cross-site hop makes the request cross-site.
        Considered = "considered",
        /// The same when cookies are sent; when they are set, only the current URL counts.
        ConsideredWhenSending = "considered-when-sending",
        /// Only the current URL counts: what RFC 6265bis-22 says.
        Ignored = "ignored",
    }

    /// Whose site a document in a sandbox without `allow-same-origin` counts with.
    ///
    /// Spec: [RFC 6265bis-22
    /// §5.2.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.2.1)
    /// has the origin of its URL; the one that
    /// [HTML](https://html.spec.whatwg.org/multipage/browsers.html#sandboxed-origin-browsing-context-flag)
    /// gives it is opaque, and Fetch asks for that one.
    SandboxedSite {
        /// That of its opaque origin, which is same-site with nothing.
        Opaque = "opaque",
        /// That of its URL: what RFC 6265bis-22 says.
        OfUrl = "url",
    }

    /// Whether documents that ask for storage access can get it.
    ///
    /// Spec: left to the user agent by the [Storage Access
    /// API](https://privacycg.github.io/storage-access/#ua-policy), "User Agent storage access
    /// policies".
    StorageAccessRequests {
        /// They get what the user says.
        Answered = "answered",
        /// They are refused.
        Refused = "refused",
    }

    /// Whether `http` on a loopback host denotes a "secure" protocol for cookies.
    ///
    /// Spec: left to the user agent by [RFC 6265bis-22
    /// §5.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.7)
    /// step 13; Fetch counts `https` alone.
    LoopbackHttp {
        /// It does not.
        Insecure = "insecure",
        /// It does for `localhost`, names under it, 127.0.0.0/8 and `::1`.
        Secure = "secure",
    }

    /// Whether the names `localhost` and `*.localhost` make an origin potentially trustworthy.
    ///
    /// Spec: left to the user agent by
    /// [Secure Contexts §3.1](https://www.w3.org/TR/secure-contexts/#is-origin-trustworthy) step 5.
    LocalhostNames {
        /// Only loopback addresses do.
        Ordinary = "ordinary",
        /// They do.
        Trustworthy = "trustworthy",
    }

    /// Whether the `Partitioned` attribute is known.
    ///
    /// Spec:
    /// [CHIPS](https://www.ietf.org/archive/id/draft-cutler-httpbis-partitioned-cookies-01.html).
    PartitionedAttribute {
        /// It is an unknown attribute.
        Ignored = "ignored",
        /// It puts the cookie into the partition of the top-level site.
        Supported = "supported",
    }

    /// Whether the prefixes `__Http-` and `__Host-Http-` are known.
    ///
    /// Spec: [Layered Cookies-02
    /// §5.4.3](https://www.ietf.org/archive/id/draft-ietf-httpbis-layered-cookies-02.html#section-5.4.3).
    HttpPrefixes {
        /// They are enforced.
        Enforced = "enforced",
        /// They mean nothing.
        Ignored = "ignored",
    }

    /// What becomes of input that the standard accepts and some engines refuse.
    OddInput {
        /// It is accepted.
        Accept = "accept",
        /// It is refused.
        Reject = "reject",
    }
}

/// How many cookies are kept. `None` is no limit: the standard sets minimums alone.
///
/// Spec: [RFC 6265bis-22
/// §6.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CookieLimits {
    /// Cookies of a domain.
    pub per_domain: Option<EvictionLimit>,
    /// Which cookies these are.
    pub counted_together: CountedTogether,
    /// Octets of the names and values of the `Partitioned` cookies that one domain has in one
    /// partition.
    pub per_partition_octets: Option<EvictionLimit>,
    /// Cookies in all; at least 3000.
    pub total: Option<usize>,
}

impl CookieLimits {
    /// No limits at all.
    pub const NONE: Self = Self {
        per_domain: None,
        counted_together: CountedTogether::Domain,
        per_partition_octets: None,
        total: None,
    };
}

impl Default for CookieLimits {
    fn default() -> Self {
        Self::NONE
    }
}

/// How much of something is kept. The standards evict as much as is too much; engines wait for a
/// while and go on for a while, so that they need not do it again for the next cookie.
///
/// Spec: [RFC 6265bis-22
/// §6.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EvictionLimit {
    /// The most that there may be; of cookies of a domain, at least 50.
    pub most: usize,
    /// How much is left, at most, where there was more.
    pub kept: usize,
}

/// What the standards leave to the user agent: a fact about a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Policy {
    /// Whether there are cookies at all.
    pub cookies: CookieSupport,
    /// What happens to cookies of third parties.
    pub third_party_cookies: ThirdPartyCookies,
    /// What is compared with the top-level document when a third party's cookie is to be stored.
    pub party_by: PartyBy,
    /// What becomes of a first party's cookies after a redirect through a third party.
    pub first_party_after_third: FirstPartyAfterThird,
    /// Whether a cross-site ancestor makes a third party.
    pub party_by_ancestors: PartyByAncestors,
    /// When a partition key has its ancestor bit.
    pub partition_key_ancestor: PartitionKeyAncestor,
    /// How a cookie without a valid SameSite attribute is treated.
    pub same_site_default: SameSiteDefault,
    /// Whether a site has a scheme.
    pub same_site_scheme: SameSiteScheme,
    /// Whether the redirect chain counts for SameSite.
    pub redirect_chain: RedirectChain,
    /// How old, in seconds, a cookie without a SameSite attribute may be to go with an unsafe
    /// top-level navigation; `None` is never.
    pub lax_allowing_unsafe_secs: Option<u32>,
    /// Whose site a sandboxed document counts with.
    pub sandboxed_site: SandboxedSite,
    /// Whether documents that ask for storage access can get it.
    pub storage_access_requests: StorageAccessRequests,
    /// Whether http on a loopback host is secure for cookies.
    pub loopback_http: LoopbackHttp,
    /// Whether localhost's names are potentially trustworthy, for mixed content.
    pub localhost_names: LocalhostNames,
    /// Whether `Partitioned` is known.
    pub partitioned_attribute: PartitionedAttribute,
    /// Whether `__Http-` and `__Host-Http-` are known.
    pub http_prefixes: HttpPrefixes,
    /// A cookie without a name whose value holds `=`.
    pub ambiguous_serialization: OddInput,
    /// A tab inside a name or a value.
    pub tab_char: OddInput,
    /// The longest life of a cookie in seconds; `None` is no limit.
    pub lifetime_limit_secs: Option<u32>,
    /// How many cookies are kept.
    pub limits: CookieLimits,
    /// The longest time in seconds that a preflight is remembered; `None` is no limit.
    pub preflight_max_age_limit_secs: Option<u32>,
    /// What a CR inside a field line is.
    pub bare_cr: BareCr,
    /// How many octets a response's field may have; `None` is no limit.
    pub field_octets_limit: Option<u32>,
    /// Whether `<link rel=prefetch>` makes a request.
    pub prefetch_requests: PrefetchRequests,
}

impl Policy {
    /// Returns what the texts say where they say anything: RFC 6265bis-22, CHIPS and Fetch, with
    /// what RFC 6265bis recommends (400 days at most) and none of what it merely permits.
    ///
    /// `__Http-` and `__Host-Http-` come from Layered Cookies-02, which Fetch builds on.
    pub const fn standard() -> Self {
        Self {
            cookies: CookieSupport::Enabled,
            third_party_cookies: ThirdPartyCookies::Allow,
            party_by: PartyBy::RequestUrl,
            first_party_after_third: FirstPartyAfterThird::Allowed,
            party_by_ancestors: PartyByAncestors::Considered,
            partition_key_ancestor: PartitionKeyAncestor::CrossSiteContext,
            same_site_default: SameSiteDefault::Lax,
            same_site_scheme: SameSiteScheme::Schemeful,
            redirect_chain: RedirectChain::Ignored,
            lax_allowing_unsafe_secs: None,
            sandboxed_site: SandboxedSite::OfUrl,
            storage_access_requests: StorageAccessRequests::Answered,
            loopback_http: LoopbackHttp::Insecure,
            localhost_names: LocalhostNames::Trustworthy,
            partitioned_attribute: PartitionedAttribute::Supported,
            http_prefixes: HttpPrefixes::Enforced,
            ambiguous_serialization: OddInput::Accept,
            tab_char: OddInput::Accept,
            lifetime_limit_secs: Some(400 * 24 * 60 * 60),
            limits: CookieLimits::NONE,
            preflight_max_age_limit_secs: None,
            bare_cr: BareCr::Error,
            field_octets_limit: None,
            prefetch_requests: PrefetchRequests::Made,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::standard()
    }
}
