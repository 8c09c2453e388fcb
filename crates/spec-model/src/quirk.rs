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
    /// A comma before the `=` leaves the cookie without a name: all is its value. A comma in the
    /// name of an attribute ends that name, and the line with it.
    CommaEndsAName = "comma-ends-a-name", SET_COOKIE;
    /// A control character refuses a line only where it stands in the name or in the value.
    ControlsAllowedInAttributes = "controls-allowed-in-attributes", SET_COOKIE;
    /// An Expires attribute is parsed as one of the three forms of an HTTP-date, with little
    /// tolerance.
    ExpiresByLibsoup = "expires-by-libsoup", COOKIE_DATES;
    /// An Expires attribute is parsed by NSPR, which accepts more than a cookie-date and carries
    /// over values that are out of range.
    ExpiresByPrtime = "expires-by-prtime", COOKIE_DATES;
    /// An Expires attribute may have any length.
    ExpiresOfAnyLength = "expires-of-any-length", SET_COOKIE;
    /// A year of a cookie-date has one to five digits, and may be before 1601.
    ExpiresYearOfFiveDigits = "expires-year-of-five-digits", COOKIE_DATES;
    /// The last Expires attribute counts, even if its date is invalid.
    LastExpiresCounts = "last-expires-counts", EXPIRES;
    /// Of several SameSite attributes, the last Lax or Strict counts.
    LastLaxOrStrictCounts = "last-lax-or-strict-counts", SAME_SITE;
    /// Of several SameSite attributes, the last None or Strict counts.
    LastNoneOrStrictCounts = "last-none-or-strict-counts", SAME_SITE;
    /// The last Max-Age attribute counts, even if its number is invalid.
    LastMaxAgeCounts = "last-max-age-counts", MAX_AGE;
    /// The last of Max-Age and Expires counts, and an invalid Expires makes a session cookie.
    LastOfMaxAgeAndExpires = "last-of-max-age-and-expires", STORAGE_MODEL;
    /// A line ends before its first NUL or LF.
    LineEndsAtNulOrLineFeed = "line-ends-at-nul-or-line-feed", SET_COOKIE;
    /// A line ends before its first control character or octet outside ASCII, attributes included.
    /// White space at the beginning of a part is skipped.
    LineEndsOutsidePrintableAscii = "line-ends-outside-printable-ascii", SET_COOKIE;
    /// Of several SameSite attributes, the last one with a known value counts.
    LastValidSameSiteCounts = "last-valid-same-site-counts", SAME_SITE;
    /// A line of more than 8192 octets is refused.
    LongLinesRefused = "long-lines-refused", SET_COOKIE;
    /// A Max-Age that does not fit into 64 bits with a sign is ignored.
    MaxAgeBeyond64BitsIgnored = "max-age-beyond-64-bits-ignored", MAX_AGE;
    /// A Max-Age is parsed by C's `strtol` into 32 bits: an empty value is 0, a leading `+` is
    /// accepted, and 2³¹ is in the past.
    MaxAgeByStrtol = "max-age-by-strtol", MAX_AGE;
    /// A Max-Age is parsed by C's `strtol`: an empty value is 0, a leading `+` is accepted, and
    /// more than a year is a year.
    MaxAgeByStrtolUpToAYear = "max-age-by-strtol-up-to-a-year", MAX_AGE;
    /// A Max-Age that begins with `-` is negative, whatever follows.
    MaxAgeMinusAnything = "max-age-minus-anything", MAX_AGE;
    /// A leading `+` of a Max-Age is skipped.
    MaxAgeWithPlus = "max-age-with-plus", MAX_AGE;
    /// What is not UTF-8 in a name becomes U+FFFD.
    NamesBecomeUtf8 = "names-become-utf-8", SET_COOKIE;
    /// Attribute values of any length count.
    NoAttributeLimit = "no-attribute-limit", SET_COOKIE;
    /// Name and value may have any length.
    NoNameValueLimit = "no-name-value-limit", SET_COOKIE;
    /// A line with an octet outside ASCII is refused.
    NonAsciiLinesRefused = "non-ascii-lines-refused", SET_COOKIE;
    /// There are no cookies without a name: a line without `=` is a name, and a line that begins
    /// with `=` is refused.
    NoNamelessCookies = "no-nameless-cookies", SET_COOKIE;
    /// Only the value counts toward the limit of 4096 octets; a name may have any length.
    ValueAloneIsLimited = "value-alone-is-limited", SET_COOKIE;

    // Storing.
    /// An IP address domain-matches its own end after a dot: 127.0.0.1 may set cookies for 0.0.1.
    AddressesMatchBySuffix = "addresses-match-by-suffix", DOMAIN_MATCHING;
    /// A cookie with `Domain=.` is refused. In the standard, that Domain is empty.
    DomainDotRefused = "domain-dot-refused", STORAGE_MODEL;
    /// A cookie is refused if its Domain has no dot after the first octet: `localhost`, `com`, `.`.
    DomainNeedsAnInnerDot = "domain-needs-an-inner-dot", STORAGE_MODEL;
    /// Where the host is an IP address, a Domain equal to it leaves the cookie host-only.
    DomainOfTheAddressIsHostOnly = "domain-of-the-address-is-host-only", STORAGE_MODEL;
    /// A Domain that is only a part of the host is compared by case: a cookie with `Example.com` is
    /// refused. Public suffixes are looked up by case too.
    DomainSuffixWithCase = "domain-suffix-with-case", STORAGE_MODEL;
    /// A Domain attribute outside ASCII is converted to A-labels.
    DomainToALabel = "domain-to-a-label", STORAGE_MODEL;
    /// `__Host-` needs a cookie whose path is `/`, with or without a Path attribute.
    HostPrefixByResultingPath = "host-prefix-by-resulting-path", STORAGE_MODEL;
    /// `__Host-` needs the Path attribute `/` as written; another one that gives the default path
    /// `/` is refused.
    HostPrefixNeedsAWrittenPath = "host-prefix-needs-a-written-path", STORAGE_MODEL;
    /// `__Host-` refuses every Domain that is not empty, even where the cookie is host-only. An IP
    /// address may name itself.
    HostPrefixRefusesAnyDomain = "host-prefix-refuses-any-domain", STORAGE_MODEL;
    /// A script's cookie is refused if the document's URL has an HttpOnly cookie of its name and
    /// path, whatever its domain. A cookie of another path than the document's is not protected.
    HttpOnlyGuardsNameAndPath = "http-only-guards-name-and-path", STORAGE_MODEL;
    /// An insecure URL sets cookies with Secure: step 13 is missing.
    InsecureSetsSecure = "insecure-sets-secure", STORAGE_MODEL;
    /// Prefixes of names have no meaning: steps 20 to 22 are missing.
    NoNamePrefixes = "no-name-prefixes", STORAGE_MODEL;
    /// SameSite=None does not need Secure: step 19 is missing.
    NoneWithoutSecure = "none-without-secure", STORAGE_MODEL;
    /// A host that is itself a listed public suffix sets no cookies.
    PublicSuffixHostSetsNone = "public-suffix-host-sets-none", STORAGE_MODEL;
    /// Responses to cross-site requests set cookies with any SameSite attribute: of step 18, only
    /// what is about scripts is there.
    ResponsesIgnoreSameSite = "responses-ignore-same-site", STORAGE_MODEL;
    /// Cross-site contexts set cookies with any SameSite attribute: step 18 is missing.
    SameSiteIgnoredWhenSetting = "same-site-ignored-when-setting", STORAGE_MODEL;
    /// From an insecure URL, a Secure cookie is protected against nothing: step 16 is missing.
    SecureGuardsNothing = "secure-guards-nothing", STORAGE_MODEL;
    /// From an insecure URL, a Secure cookie is protected only against one with the same name,
    /// domain and path.
    SecureGuardsItsOwnKeyAlone = "secure-guards-its-own-key-alone", STORAGE_MODEL;
    /// A cookie with a tab in its Path is refused.
    TabInPathRefused = "tab-in-path-refused", STORAGE_MODEL;

    // Sites and storage access.
    /// A document on the top-level site has storage access unless the user denied it.
    DeniedStorageAccessOnOwnSite = "denied-storage-access-on-own-site", REQUEST_STORAGE_ACCESS;
    /// A top-level navigation that a frame starts counts with the frame's own site, whatever
    /// documents stand above it.
    FrameNavigatesByItsOwnSite = "frame-navigates-by-its-own-site", DOCUMENT_REQUESTS;
    /// A service worker is cross-site if the document that registered it is.
    FramedServiceWorkerIsCrossSite = "framed-service-worker-is-cross-site", SERVICE_WORKERS;
    /// The requests of a frame that is same-site with the top-level document are same-site,
    /// whatever frames stand in between. Its scripts are not.
    RequestsIgnoreFramesBetween = "requests-ignore-frames-between", DOCUMENT_REQUESTS;
    /// A request to the top-level document's host is same-site, whatever stands in between, unless
    /// it is a top-level navigation.
    SameSiteByTopLevelHost = "same-site-by-top-level-host", SAME_SITE_REQUESTS;
    /// A shared worker counts with the site of its own URL.
    SharedWorkerByItsOwnSite = "shared-worker-by-its-own-site", SHARED_WORKERS;
    /// A frame of a document's own origin is loaded with the document's storage access.
    StorageAccessForFrames = "storage-access-for-frames", STORAGE_ACCESS_FETCH;
    /// A document is same-site with all hosts below its own site: one of `github.io` with
    /// `alice.github.io`.
    SiteCoversHostsBelow = "site-covers-hosts-below", SAME_SITE_REQUESTS;
    /// Storage access covers all URLs of the document's site, not only those of its origin.
    StorageAccessToTheSite = "storage-access-to-the-site", STORAGE_ACCESS_FETCH;

    // Which way a request goes.
    /// Only https documents, and those below them, are kept from mixed content: a page on
    /// http://localhost may request any http host.
    MixedContentByHttps = "mixed-content-by-https", CATEGORIZE_SETTINGS;
    /// For an https page, http is mixed content on localhost and loopback addresses too, except for
    /// images, audio and video.
    LoopbackUrlsAreMixedContent = "loopback-urls-are-mixed-content", SHOULD_BLOCK_FETCH;
    /// No request is kept from being made for mixed content, and none is upgraded.
    NoMixedContent = "no-mixed-content", SHOULD_BLOCK_FETCH;

    // Fetch.
    /// An upload listener of an `XMLHttpRequest` causes no preflight if there is no body.
    UploadListenerNeedsABody = "upload-listener-needs-a-body", MAIN_FETCH;
    /// `Save-Data: on` causes no preflight.
    SaveDataSafelisted = "save-data-safelisted", HEADERS;
    /// The values of one request header are joined before they are compared with the limit of 128
    /// octets.
    ValuesJoinedBeforeSafelisting = "values-joined-before-safelisting", HEADERS;
    /// Safelisted request headers may have any number of octets in total.
    NoTotalOfSafelistedValues = "no-total-of-safelisted-values", HEADERS;
    /// The unit of a safelisted `Range` may be in upper case.
    RangeUnitInAnyCase = "range-unit-in-any-case", HEADERS;
    /// A `ReadableStream` as a body is the text `[object ReadableStream]`.
    StreamsAreStrings = "streams-are-strings", HEADERS_AND_BODIES;
    /// `fetch()` refuses a `ReadableStream` as body.
    NoRequestStreams = "no-request-streams", HEADERS_AND_BODIES;
    /// `*` in the response to a preflight covers `Authorization` for a request without credentials.
    WildcardCoversAuthorization = "wildcard-covers-authorization", CORS_PREFLIGHT_FETCH;
    /// An `Access-Control-Max-Age` of `-` and digits is 0.
    NegativePreflightMaxAgeIsZero = "negative-preflight-max-age-is-zero", CORS_PREFLIGHT_FETCH;
    /// An `Access-Control-Max-Age` that is not a number is 0.
    PreflightMaxAgeNotANumberIsZero =
        "preflight-max-age-not-a-number-is-zero", CORS_PREFLIGHT_FETCH;
    /// A cached preflight counts only for requests with the same credentials.
    PreflightCacheByCredentials = "preflight-cache-by-credentials", CORS_PREFLIGHT_CACHE;
    /// A request that had a preflight has another one after a redirect to another origin.
    PreflightAgainAfterRedirect = "preflight-again-after-redirect", MAIN_FETCH;
    /// The response to a preflight must name the document's origin, even if the request's own is
    /// `null` after a redirect.
    PreflightAfterRedirectNamesOrigin = "preflight-after-redirect-names-origin", CORS_CHECK;
    /// A request without CORS in the credentials mode `same-origin` keeps its credentials after a
    /// redirect to another origin.
    SameOriginCredentialsSurviveRedirects =
        "same-origin-credentials-survive-redirects", HTTP_NETWORK_OR_CACHE_FETCH;
    /// The CORS check of a redirect takes the credentials mode `same-origin` for `include` where
    /// the request has left its origin.
    RedirectCheckedWithCredentials = "redirect-checked-with-credentials", CORS_CHECK;
    /// A field of a response without a value counts as absent, unless its name is written
    /// `Access-Control-Allow-Origin`.
    EmptyFieldLinesSkipped = "empty-field-lines-skipped", HEADERS;
    /// `*` counts in an `Access-Control-Expose-Headers` that is not a list of field names.
    ExposesByWildcardBesideANonToken = "exposes-by-wildcard-beside-a-non-token", EXPOSE_HEADERS;
    /// Script can read every field of a response that passes the CORS check, listed or not.
    AllFieldsExposed = "all-fields-exposed", EXPOSE_HEADERS;
    /// Of several lines of `Access-Control-Allow-Origin` or `Access-Control-Allow-Credentials`, the
    /// first counts.
    FirstFieldLineCounts = "first-field-line-counts", CORS_CHECK;
    /// A request method is written in upper case, whichever it is, and a preflight must allow it
    /// so.
    MethodsInUpperCase = "methods-in-upper-case", CORS_PREFLIGHT_FETCH;
    /// The lists in the response to a preflight may have items that are no tokens.
    PreflightListsInAnyForm = "preflight-lists-in-any-form", CORS_PREFLIGHT_FETCH;
    /// A `Cross-Origin-Resource-Policy` has no effect.
    NoResourcePolicy = "no-resource-policy", CORP;
    /// A font is fetched with credentials.
    FontsWithCredentials = "fonts-with-credentials", FONT_FETCHING;

    // The Cookie Store API.
    /// `cookieStore.delete()` also deletes a cookie with a Domain attribute.
    StoreDeleteTakesDomainCookies = "store-delete-takes-domain-cookies", COOKIE_STORE_DELETE;
    /// Name and value of `cookieStore.set()` may have any length.
    StoreHasNoLimit = "store-has-no-limit", COOKIE_STORE_SET;
    /// `cookieStore.set()` ignores `partitioned`, except in a third party's document that can set
    /// no other cookies.
    StoreIgnoresPartitioned = "store-ignores-partitioned", COOKIE_STORE_SET;
    /// `cookieStore.set()` checks only the prefix `__Host-`.
    StoreKnowsHostPrefixAlone = "store-knows-host-prefix-alone", COOKIE_STORE_SET;
    /// A path that does not end in `/` gets one.
    StorePathGetsASlash = "store-path-gets-a-slash", COOKIE_STORE_SET;
    /// An empty path is rejected.
    StoreRefusesTheEmptyPath = "store-refuses-the-empty-path", COOKIE_STORE_SET;
    /// `cookieStore.set()` rejects a name with a tab.
    StoreRefusesTabsInNames = "store-refuses-tabs-in-names", COOKIE_STORE_SET;
    /// An empty domain counts as absent.
    StoreTakesTheEmptyDomain = "store-takes-the-empty-domain", COOKIE_STORE_SET;

    // Documents.
    /// `document.cookie` has no cookie of a response where the host is an IPv6 address.
    Ipv6DocumentsReadNothing = "ipv6-documents-read-nothing", DOCUMENT_COOKIE;
    /// `document.cookie` of a subdomain has no cookie whose Domain was written with capitals.
    DocumentsMatchDomainsByCase = "documents-match-domains-by-case", DOCUMENT_COOKIE;
    /// A document that has read a cookie still reads it after an HttpOnly one replaced it.
    DocumentsKeepWhatHttpOnlyReplaced = "documents-keep-what-http-only-replaced", DOCUMENT_COOKIE;
    /// A document reads a cookie that its script set and that was refused for an HttpOnly one.
    DocumentsReadWhatHttpOnlyRefused = "documents-read-what-http-only-refused", DOCUMENT_COOKIE;
    /// A document still reads a cookie that its own request set and that later cookies of the same
    /// response evicted.
    PageKeepsEvictedCookies = "page-keeps-evicted-cookies", DOCUMENT_COOKIE;

    // The wire.
    /// A field of HTTP/1.1 ends at a bare CR. The rest of it is lost, and the response is valid.
    CrEndsAField = "cr-ends-a-field", MESSAGE_PARSING;
    /// A bare CR is part of a field's value, and the response is valid. A set-cookie-string that
    /// contains one is refused for its control character.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
