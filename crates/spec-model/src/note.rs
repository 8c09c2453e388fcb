//! What is worth saying besides a reason: odd input that is accepted, the detail of a mismatch, and
//! why a request is cross-site.

use crate::codes::codes;

codes! {
    /// Something odd that was accepted, or that happened on the way.
    Note {
        Nameless = "nameless", SET_COOKIE, "The cookie has no name.";
        AttributeTooLongIgnored = "attribute-too-long-ignored", SET_COOKIE, "An attribute value \
         longer than 1024 octets was ignored.";
        AttributeUnknown = "attribute-unknown", SET_COOKIE, "An unknown attribute was ignored.";
        ExpiresUnparsable = "expires-unparsable", EXPIRES, "An Expires attribute is not a date \
         and was ignored.";
        MaxAgeInvalid = "max-age-invalid", MAX_AGE, "A Max-Age attribute is not a whole number \
         and was ignored.";
        MaxAgeNonPositive = "max-age-non-positive", MAX_AGE, "Max-Age is zero or negative: the \
         cookie expires at once.";
        DomainLeadingDot = "domain-leading-dot", DOMAIN, "The Domain attribute's leading dot was \
         ignored.";
        PathDefaulted = "path-defaulted", PATH, "The Path attribute does not begin with `/`, so \
         the default-path was taken.";
        SameSiteUnrecognized = "samesite-unrecognized", SAME_SITE, "The SameSite attribute is \
         none of Strict, Lax and None, so the default applies.";
        LifetimeCapped = "lifetime-capped", LIFETIME_LIMITS, "The cookie's lifetime was cut to \
         the user agent's limit.";
        DomainEmptyHostOnly = "domain-empty-host-only", STORAGE_MODEL, "The Domain attribute is \
         empty, so the cookie is host-only.";
        PublicSuffixHostOnly = "public-suffix-host-only", STORAGE_MODEL, "The Domain attribute is \
         a public suffix and the host itself, so the cookie is host-only.";
        Replaced = "replaced", STORAGE_MODEL, "The cookie replaced an older one and kept its \
         creation-time.";
        LaxAllowingUnsafe = "lax-allowing-unsafe", LAX_ALLOWING_UNSAFE, "The cookie is young \
         enough to be sent with an unsafe method for want of a SameSite attribute.";
        PreflightCached = "preflight-cached", CORS_PREFLIGHT_CACHE, "The preflight cache allows \
         the request, so no preflight was made.";
        AcaoWildcard = "acao-wildcard", CORS_CHECK, "Access-Control-Allow-Origin is `*`, and the \
         request has no credentials.";
        OriginNullAfterRedirect = "origin-null-after-redirect", HTTP_REDIRECT_FETCH,
            "After a cross-origin redirect the request's origin is sent as `null`.";
    }
}

codes! {
    /// The detail of a mismatch: what a person would change.
    Diagnosis {
        DomainMalformed = "domain-malformed", DOMAIN_MATCHING, "The Domain attribute is not a \
         host name.";
        DomainIpSuffix = "domain-ip-suffix", DOMAIN_MATCHING, "The host is an IP address, which \
         only matches itself.";
        DomainChild = "domain-child", DOMAIN_MATCHING, "The Domain attribute is a subdomain of \
         the host.";
        DomainSibling = "domain-sibling", DOMAIN_MATCHING, "The Domain attribute is another \
         subdomain of the same registrable domain.";
        DomainUnrelated = "domain-unrelated", DOMAIN_MATCHING, "The Domain attribute belongs to \
         another site.";
        AcaoEmpty = "acao-empty", CORS_CHECK, "Access-Control-Allow-Origin is empty.";
        AcaoMultiple = "acao-multiple", CORS_CHECK, "Access-Control-Allow-Origin holds more than \
         one value.";
        AcaoNull = "acao-null", CORS_CHECK, "Access-Control-Allow-Origin is `null`, and the \
         request's origin is not.";
        AcaoOfNullOrigin = "acao-of-null-origin", CORS_CHECK, "The request's origin is `null`, and \
         Access-Control-Allow-Origin names another one.";
        AcaoNoScheme = "acao-no-scheme", CORS_CHECK, "Access-Control-Allow-Origin has no scheme.";
        AcaoQuoted = "acao-quoted", CORS_CHECK, "Access-Control-Allow-Origin has quotes or \
         brackets, which are a part of its value.";
        AcaoPattern = "acao-pattern", CORS_CHECK, "Access-Control-Allow-Origin has a `*` in an \
         origin: there are no patterns.";
        AcaoUnset = "acao-unset", CORS_CHECK, "Access-Control-Allow-Origin is a variable that \
         nothing filled.";
        AcaoSign = "acao-sign", CORS_CHECK, "Access-Control-Allow-Origin ends with a sign that is \
         no part of an origin.";
        AcaoTrailingSlash = "acao-trailing-slash", CORS_CHECK, "Access-Control-Allow-Origin ends \
         with a slash.";
        AcaoPath = "acao-path", CORS_CHECK, "Access-Control-Allow-Origin has a path.";
        AcaoCase = "acao-case", CORS_CHECK, "Access-Control-Allow-Origin differs from the \
         request's origin in upper and lower case.";
        AcaoScheme = "acao-scheme", CORS_CHECK, "Access-Control-Allow-Origin has another scheme.";
        AcaoHost = "acao-host", CORS_CHECK, "Access-Control-Allow-Origin has another host.";
        AcaoPort = "acao-port", CORS_CHECK, "Access-Control-Allow-Origin has another port, or \
         writes out the default one.";
        AcacCase = "acac-case", CORS_CHECK, "Access-Control-Allow-Credentials must be \
         `true` in lower case: the value is compared by case.";
        AcacMultiple = "acac-multiple", CORS_CHECK, "Access-Control-Allow-Credentials holds more \
         than one value.";
        AcacOther = "acac-other", CORS_CHECK, "Access-Control-Allow-Credentials is some \
         other word.";
    }
}

codes! {
    /// Why a request, or the document of a script, is cross-site.
    CrossSiteCause {
        OpaqueSiteForCookies = "opaque-site-for-cookies", DOCUMENT_REQUESTS, "The client's origin \
         is opaque, so its site for cookies matches nothing.";
        CrossSiteAncestor = "cross-site-ancestor", DOCUMENT_REQUESTS, "The document or one of its \
         ancestors is cross-site with the top-level document.";
        CrossSiteInitiator = "cross-site-initiator", SAME_SITE_REQUESTS, "The client's site for \
         cookies is another site than the URL's.";
        CrossScheme = "cross-scheme", SAME_SITE_REQUESTS, "The sites differ in the scheme alone.";
        CrossSiteRedirect = "cross-site-redirect", SAME_SITE_REQUESTS, "The request went through \
         another site on its way.";
        ReloadInherits = "reload-inherits", SAME_SITE_REQUESTS, "A reload takes over that the \
         document was first navigated to cross-site.";
    }
}
