//! Where an engine departs from the standards: named switches, each beside the branch that it
//! changes.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::section::StandardSection;

/// A name belongs to no quirk.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("unknown quirk `{given}`; expected one of {known}")]
pub struct UnknownQuirk {
    /// The name as it was given.
    pub given: String,
    /// The known names, separated by commas.
    pub known: String,
}

/// Declares the quirks: each has a name, the section of the standard that it departs from, and its
/// doc comment as a summary.
macro_rules! quirks {
    ($($(#[doc = $summary:literal])+ $variant:ident = $name:literal, $section:ident;)*) => {
        /// A departure of an engine from the standards. A model that has none of them is the
        /// standards' own.
        ///
        /// A quirk is asked in the function that it changes, behind the step of the standard, and
        /// no quirk asks for another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Quirk {
            $($(#[doc = $summary])+ $variant,)*
        }

        impl Quirk {
            /// All quirks, by what they change.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the name in kebab case, by which reports and files name it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns the section of the standard that it departs from.
            pub const fn section(self) -> StandardSection {
                match self { $(Self::$variant => crate::section::$section,)* }
            }

            /// Returns in a few plain sentences what the engine does.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => concat!($($summary),+).trim_ascii(),)* }
            }
        }
    };
}

quirks! {
    // Reading a line.
    /// An Expires attribute is read by a parser for the three forms of an HTTP-date, with little
    /// freedom.
    ExpiresByLibsoup = "expires-by-libsoup", COOKIE_DATES;
    /// An Expires attribute is read by NSPR, which wants less than a cookie-date and carries over
    /// what is out of range.
    ExpiresByPrtime = "expires-by-prtime", COOKIE_DATES;
    /// A year of a cookie-date has one to five digits, and may be before 1601.
    ExpiresYearOfFiveDigits = "expires-year-of-five-digits", COOKIE_DATES;
    /// The last Expires attribute counts, also where it is no date.
    LastExpiresCounts = "last-expires-counts", EXPIRES;
    /// Of several SameSite attributes the last one counts that is Lax or Strict.
    LastLaxOrStrictCounts = "last-lax-or-strict-counts", SAME_SITE;
    /// The last Max-Age attribute counts, also where it is no number.
    LastMaxAgeCounts = "last-max-age-counts", MAX_AGE;
    /// Of Max-Age and Expires the last one counts, and an Expires that is no date makes a cookie of
    /// the session.
    LastOfMaxAgeAndExpires = "last-of-max-age-and-expires", STORAGE_MODEL;
    /// A line ends before its first control character or octet outside ASCII, attributes included.
    /// White space where a piece of it begins is skipped.
    LineEndsOutsidePrintableAscii = "line-ends-outside-printable-ascii", SET_COOKIE;
    /// A Max-Age is read by C's `strtol` into 32 bits: nothing is 0, `+` may stand in front, and
    /// 2³¹ is past.
    MaxAgeByStrtol = "max-age-by-strtol", MAX_AGE;
    /// A Max-Age that begins with `-` is negative, whatever follows.
    MaxAgeMinusAnything = "max-age-minus-anything", MAX_AGE;
    /// A `+` in front of a Max-Age is skipped.
    MaxAgeWithPlus = "max-age-with-plus", MAX_AGE;
    /// Attribute values count however long they are.
    NoAttributeLimit = "no-attribute-limit", SET_COOKIE;
    /// Name and value may have any length.
    NoNameValueLimit = "no-name-value-limit", SET_COOKIE;
    /// There are no cookies without a name: a line without `=` is a name, and one with nothing
    /// before its `=` is refused.
    NoNamelessCookies = "no-nameless-cookies", SET_COOKIE;

    // Storing.
    /// An address domain-matches what it ends with behind a dot: 127.0.0.1 may set cookies for
    /// 0.0.1.
    AddressesMatchBySuffix = "addresses-match-by-suffix", DOMAIN_MATCHING;
    /// The Domain attribute `.` refuses the cookie. To the standard it is empty.
    DomainDotRefused = "domain-dot-refused", STORAGE_MODEL;
    /// A Domain attribute without a dot behind its first octet refuses the cookie: `localhost`,
    /// `com`, `.`.
    DomainNeedsAnInnerDot = "domain-needs-an-inner-dot", STORAGE_MODEL;
    /// Where the host is an address, a Domain attribute that equals it leaves the cookie host-only.
    DomainOfTheAddressIsHostOnly = "domain-of-the-address-is-host-only", STORAGE_MODEL;
    /// A Domain attribute that is not the whole host matches it as it is written alone:
    /// `Example.com` refuses the cookie.
    DomainSuffixWithCase = "domain-suffix-with-case", STORAGE_MODEL;
    /// A Domain attribute outside ASCII is converted to A-labels.
    DomainToALabel = "domain-to-a-label", STORAGE_MODEL;
    /// `__Host-` needs a cookie whose path is `/`, with a Path attribute or without.
    HostPrefixByResultingPath = "host-prefix-by-resulting-path", STORAGE_MODEL;
    /// `__Host-` needs a Path attribute that is `/` as it is written, and not one that stands for a
    /// default path of `/`.
    HostPrefixNeedsAWrittenPath = "host-prefix-needs-a-written-path", STORAGE_MODEL;
    /// `__Host-` refuses every Domain attribute that is not empty, also where the cookie is
    /// host-only. An address may name itself.
    HostPrefixRefusesAnyDomain = "host-prefix-refuses-any-domain", STORAGE_MODEL;
    /// Prefixes of names mean nothing: steps 20 to 22 are missing.
    NoNamePrefixes = "no-name-prefixes", STORAGE_MODEL;
    /// SameSite=None does not need Secure: step 19 is missing.
    NoneWithoutSecure = "none-without-secure", STORAGE_MODEL;
    /// A host that is a public suffix of the list sets no cookies.
    PublicSuffixHostSetsNone = "public-suffix-host-sets-none", STORAGE_MODEL;
    /// Cross-site contexts set cookies with any SameSite attribute: step 18 is missing.
    SameSiteIgnoredWhenSetting = "same-site-ignored-when-setting", STORAGE_MODEL;
    /// A Secure cookie is safe from insecure URLs only where name, domain and path are the same.
    SecureGuardsItsOwnKeyAlone = "secure-guards-its-own-key-alone", STORAGE_MODEL;
    /// A tab in the Path attribute refuses the cookie.
    TabInPathRefused = "tab-in-path-refused", STORAGE_MODEL;

    // Sites and storage access.
    /// A document on the top-level site has storage access unless the user denied it.
    DeniedStorageAccessOnOwnSite = "denied-storage-access-on-own-site", REQUEST_STORAGE_ACCESS;
    /// A top-level navigation that a frame starts counts with the frame's own site, whatever stands
    /// above it.
    FrameNavigatesByItsOwnSite = "frame-navigates-by-its-own-site", DOCUMENT_REQUESTS;
    /// A service worker is cross-site where the document is that registered it.
    FramedServiceWorkerIsCrossSite = "framed-service-worker-is-cross-site", SERVICE_WORKERS;
    /// What goes to the top-level document's host is same-site, whatever stands between them,
    /// unless it is a top-level navigation.
    SameSiteByTopLevelHost = "same-site-by-top-level-host", SAME_SITE_REQUESTS;
    /// A shared worker counts with the site of its own URL.
    SharedWorkerByItsOwnSite = "shared-worker-by-its-own-site", SHARED_WORKERS;
    /// A frame of a document's own origin is loaded with the document's storage access.
    StorageAccessForFrames = "storage-access-for-frames", STORAGE_ACCESS_FETCH;
    /// Storage access is for all URLs of the document's site, not of its origin alone.
    StorageAccessToTheSite = "storage-access-to-the-site", STORAGE_ACCESS_FETCH;

    // Which way a request goes.
    /// Documents of https alone, and those below them, are kept from mixed content: a page on
    /// http://localhost may ask every http host.
    MixedContentByHttps = "mixed-content-by-https", CATEGORIZE_SETTINGS;
    /// To a page of https an http host is mixed content on a loopback address or localhost too.
    LoopbackUrlsAreMixedContent = "loopback-urls-are-mixed-content", SHOULD_BLOCK_FETCH;

    // Fetch.
    /// An upload listener of an `XMLHttpRequest` makes no preflight where there is no body.
    UploadListenerNeedsABody = "upload-listener-needs-a-body", MAIN_FETCH;
    /// `Save-Data: on` needs no preflight.
    SaveDataSafelisted = "save-data-safelisted", HEADERS;
    /// The values of one request header are joined before they are compared with the limit of 128
    /// octets.
    ValuesJoinedBeforeSafelisting = "values-joined-before-safelisting", HEADERS;
    /// Safelisted request headers may have any number of octets together.
    NoTotalOfSafelistedValues = "no-total-of-safelisted-values", HEADERS;
    /// The unit of a safelisted `Range` may be in upper case.
    RangeUnitInAnyCase = "range-unit-in-any-case", HEADERS;
    /// A `ReadableStream` as a body is the text `[object ReadableStream]`.
    StreamsAreStrings = "streams-are-strings", HEADERS_AND_BODIES;
    /// `fetch()` makes no request with a `ReadableStream` as its body.
    NoRequestStreams = "no-request-streams", HEADERS_AND_BODIES;
    /// `*` covers `Authorization` in a preflight's answer to a request without credentials.
    WildcardCoversAuthorization = "wildcard-covers-authorization", CORS_PREFLIGHT_FETCH;
    /// An `Access-Control-Max-Age` of `-` and digits is 0.
    NegativePreflightMaxAgeIsZero = "negative-preflight-max-age-is-zero", CORS_PREFLIGHT_FETCH;
    /// An `Access-Control-Max-Age` that is no number is 0.
    PreflightMaxAgeNotANumberIsZero =
        "preflight-max-age-not-a-number-is-zero", CORS_PREFLIGHT_FETCH;
    /// The preflight cache answers for requests of the same credentials alone.
    PreflightCacheByCredentials = "preflight-cache-by-credentials", CORS_PREFLIGHT_CACHE;
    /// A request that had a preflight has another one where it is redirected to another origin.
    PreflightAgainAfterRedirect = "preflight-again-after-redirect", MAIN_FETCH;
    /// The answer to a preflight must name the document's origin, also where the request's own is
    /// `null` after a redirect.
    PreflightAfterRedirectNamesOrigin = "preflight-after-redirect-names-origin", CORS_CHECK;
    /// A redirect that leaves the request's origin leaves it its credentials in the credentials
    /// mode `same-origin`, without CORS.
    SameOriginCredentialsSurviveRedirects =
        "same-origin-credentials-survive-redirects", HTTP_NETWORK_OR_CACHE_FETCH;
    /// The CORS check of a redirect takes the credentials mode `same-origin` for `include` where
    /// the request has left its origin.
    RedirectCheckedWithCredentials = "redirect-checked-with-credentials", CORS_CHECK;
    /// A field of a response that has no value is not there.
    EmptyFieldLinesSkipped = "empty-field-lines-skipped", HEADERS;
    /// `*` counts in an `Access-Control-Expose-Headers` that is no list of field names.
    ExposesByWildcardBesideANonToken = "exposes-by-wildcard-beside-a-non-token", EXPOSE_HEADERS;
    /// A font is fetched with credentials.
    FontsWithCredentials = "fonts-with-credentials", FONT_FETCHING;

    // The Cookie Store API.
    /// `cookieStore.delete()` deletes a cookie with a Domain attribute too.
    StoreDeleteTakesDomainCookies = "store-delete-takes-domain-cookies", COOKIE_STORE_DELETE;
    /// Name and value of `cookieStore.set()` may have any length.
    StoreHasNoLimit = "store-has-no-limit", COOKIE_STORE_SET;
    /// `cookieStore.set()` ignores `partitioned`.
    StoreIgnoresPartitioned = "store-ignores-partitioned", COOKIE_STORE_SET;
    /// Of the prefixes of names, `cookieStore.set()` knows `__Host-` alone.
    StoreKnowsHostPrefixAlone = "store-knows-host-prefix-alone", COOKIE_STORE_SET;
    /// A path that does not end in `/` gets one.
    StorePathGetsASlash = "store-path-gets-a-slash", COOKIE_STORE_SET;
    /// An empty path is rejected.
    StoreRefusesTheEmptyPath = "store-refuses-the-empty-path", COOKIE_STORE_SET;
    /// An empty domain is none.
    StoreTakesTheEmptyDomain = "store-takes-the-empty-domain", COOKIE_STORE_SET;

    // Documents.
    /// `document.cookie` shows nothing where the host is an IPv6 address.
    Ipv6DocumentsReadNothing = "ipv6-documents-read-nothing", DOCUMENT_COOKIE;
    /// Documents that have read a cookie go on reading it after a response replaced it by an
    /// HttpOnly one.
    DocumentsKeepWhatHttpOnlyReplaced = "documents-keep-what-http-only-replaced", DOCUMENT_COOKIE;
    /// A document goes on reading a cookie that its own request set and that later cookies of the
    /// same response drove out.
    PageKeepsEvictedCookies = "page-keeps-evicted-cookies", DOCUMENT_COOKIE;

    // The wire.
    /// A field of HTTP/1.1 ends at a bare CR. What stands behind it is lost, and the response
    /// stands.
    CrEndsAField = "cr-ends-a-field", MESSAGE_PARSING;
    /// A bare CR is part of a field's value, and the response stands. A set-cookie-string with one
    /// is refused by its control character.
    CrKeptLineRefused = "cr-kept-line-refused", MESSAGE_PARSING;
}

impl Quirk {
    const fn bit(self) -> u128 {
        1 << self as u32
    }
}

const _: () = assert!(Quirk::ALL.len() <= 128, "a set of quirks has a bit for each");

impl FromStr for Quirk {
    type Err = UnknownQuirk;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|quirk| quirk.name() == given).ok_or_else(|| UnknownQuirk {
            given: given.to_owned(),
            known: Self::ALL.iter().map(|quirk| quirk.name()).collect::<Vec<_>>().join(", "),
        })
    }
}

impl fmt::Display for Quirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A set of quirks.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct QuirkSet(u128);

impl QuirkSet {
    /// The empty set: the standards' own model.
    pub const NONE: Self = Self(0);

    /// Returns the set with a quirk.
    #[must_use]
    pub const fn with(self, quirk: Quirk) -> Self {
        Self(self.0 | quirk.bit())
    }

    /// Returns the set without a quirk.
    #[must_use]
    pub const fn without(self, quirk: Quirk) -> Self {
        Self(self.0 & !quirk.bit())
    }

    /// Returns the quirks of both sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether a quirk is in the set.
    pub const fn has(self, quirk: Quirk) -> bool {
        self.0 & quirk.bit() != 0
    }

    /// Returns the quirks in the order of [`Quirk::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Quirk> {
        Quirk::ALL.iter().copied().filter(move |quirk| self.has(*quirk))
    }
}

impl FromIterator<Quirk> for QuirkSet {
    fn from_iter<I: IntoIterator<Item = Quirk>>(quirks: I) -> Self {
        quirks.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Debug for QuirkSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
