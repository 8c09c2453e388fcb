//! Why a cookie is not stored or not included, and why a response is not shared: one code for each
//! rule, in order of evaluation.

use crate::codes::codes;
use crate::quirk::Quirk;

codes! {
    /// A rule that was violated.
    Reason or Quirk {
        // Gates before a cookie is looked at.
        ResponseHeaderInvalid = "response-header-invalid", HEADERS, "The header value holds NUL, \
         CR or LF, so the whole response is a network error.";
        ResponseHeaderTooLong = "response-header-too-long", HEADERS, "A header of the response is \
         longer than this user agent takes, so the whole response is a network error.";
        ForbiddenResponseHeader = "forbidden-response-header", HEADERS, "The response was made by \
         script, where `Set-Cookie` is a forbidden response-header name.";
        ForbiddenRequestHeader = "forbidden-request-header", HEADERS, "`Cookie` set by script is \
         a forbidden request-header and is dropped.";
        PreflightUncredentialed = "preflight-uncredentialed", CORS_AND_CREDENTIALS,
            "A CORS preflight carries no cookies, and its response sets none.";
        CredentialsOmit = "credentials-omit", HTTP_NETWORK_OR_CACHE_FETCH, "The request's \
         credentials mode is `omit`.";
        CredentialsSameOriginCrossOrigin = "credentials-same-origin-cross-origin",
            HTTP_NETWORK_OR_CACHE_FETCH,
            "The credentials mode is `same-origin` and the request is cross-origin.";
        CoepCredentialless = "coep-credentialless", EMBEDDER_POLICY, "The embedder policy \
         `credentialless` drops credentials of a cross-origin request in mode `no-cors`.";
        PolicyIgnored = "policy-ignored", USER_CONTROLS, "The user agent is configured to ignore \
         cookies.";
        ThirdPartyBlocked = "third-party-blocked", THIRD_PARTY, "The user agent blocks \
         cookies of third parties.";
        SchemeNotCookieable = "scheme-not-cookieable", SET_COOKIE, "The URL's scheme has no \
         cookies.";

        // document.cookie.
        CookieAverseDocument = "cookie-averse-document", DOCUMENT_COOKIE, "The document is \
         cookie-averse: it has no browsing context, or its URL is not HTTP(S).";
        OpaqueOrigin = "opaque-origin", DOCUMENT_COOKIE, "The document's origin is opaque, so \
         `document.cookie` throws a SecurityError.";

        StorageAccessDenied = "storage-access-denied", REQUEST_STORAGE_ACCESS, "The document \
         asked for storage access, and the user or the user agent refused it.";

        // The Cookie Store API.
        CookieStoreTypeError = "cookie-store-type-error", COOKIE_STORE_SET, "The Cookie Store API \
         rejects the call with a TypeError.";

        // Parsing and storing, by the steps of the storage model.
        ControlChar = "control-char", SET_COOKIE, "The line holds a control character other \
         than tab.";
        NameValueTooLong = "name-value-too-long", SET_COOKIE, "Name and value together are longer \
         than 4096 octets.";
        EmptyCookie = "empty-cookie", STORAGE_MODEL, "Name and value are both empty.";
        TabChar = "tab-char", USER_AGENT_IGNORES, "Name or value holds a tab inside, which this \
         user agent refuses.";
        AmbiguousSerialization = "ambiguous-serialization", USER_AGENT_IGNORES, "A cookie without \
         a name whose value holds `=` would be read back as another cookie, which this user agent \
         refuses.";
        DomainNonAscii = "domain-non-ascii", STORAGE_MODEL, "The Domain attribute holds a \
         character outside ASCII.";
        HostNotCanonicalizable = "host-not-canonicalizable", STORAGE_MODEL, "The request's host \
         cannot be canonicalized.";
        PublicSuffix = "public-suffix", STORAGE_MODEL, "The Domain attribute is a public suffix \
         and not the host itself.";
        DomainMismatch = "domain-mismatch", DOMAIN_MATCHING, "The host does not domain-match the \
         cookie's domain.";
        SecureFromInsecure = "secure-from-insecure", STORAGE_MODEL, "A Secure cookie cannot be \
         set from an insecure URL.";
        HttpOnlyFromScript = "httponly-from-script", STORAGE_MODEL, "Script can neither set nor \
         read an HttpOnly cookie.";
        OverlaySecure = "overlay-secure", STORAGE_MODEL, "A cookie from an insecure URL would \
         shadow a Secure cookie of the same name.";
        SameSiteCrossSiteScript = "samesite-cross-site-script", STORAGE_MODEL,
            "Script in a document whose site for cookies is cross-site can only set SameSite=None \
             cookies.";
        SameSiteStrictCrossSiteSet = "samesite-strict-cross-site-set", STORAGE_MODEL,
            "A SameSite=Strict cookie cannot be set by the response to a cross-site subrequest.";
        SameSiteLaxCrossSiteSet = "samesite-lax-cross-site-set", STORAGE_MODEL, "A SameSite=Lax \
         cookie cannot be set by the response to a cross-site subrequest.";
        SameSiteDefaultCrossSiteSet = "samesite-default-cross-site-set", STORAGE_MODEL,
            "A cookie without a valid SameSite is treated as Lax and cannot be set by the response \
             to a cross-site subrequest.";
        SameSiteNoneRequiresSecure = "samesite-none-requires-secure", STORAGE_MODEL,
            "SameSite=None needs Secure.";
        PrefixSecure = "prefix-secure", STORAGE_MODEL, "A name that begins with `__Secure-` \
         needs Secure.";
        PrefixHostNotSecure = "prefix-host-not-secure", STORAGE_MODEL, "A name that begins with \
         `__Host-` needs Secure.";
        PrefixHostDomain = "prefix-host-domain", STORAGE_MODEL, "A name that begins with \
         `__Host-` must be host-only: no Domain attribute.";
        PrefixHostPath = "prefix-host-path", STORAGE_MODEL, "A name that begins with `__Host-` \
         needs a Path attribute, and the path `/`.";
        PrefixHttp = "prefix-http", LAYERED_STORE, "A name that begins with `__Http-` needs \
         Secure and HttpOnly.";
        PrefixHostHttp = "prefix-host-http", LAYERED_STORE, "A name that begins with \
         `__Host-Http-` needs all that `__Host-` and `__Http-` need.";
        PrefixNameless = "prefix-nameless", STORAGE_MODEL, "A cookie without a name whose value \
         begins with a prefix would impersonate a prefixed cookie.";
        PartitionedRequiresSecure = "partitioned-requires-secure", PARTITIONED,
            "Partitioned needs Secure.";
        OverwriteHttpOnlyFromScript = "overwrite-httponly-from-script", STORAGE_MODEL,
            "Script cannot replace an HttpOnly cookie.";
        ExpiredOnArrival = "expired-on-arrival", STORAGE_MODEL, "The cookie is expired when it \
         arrives, so it is not kept.";
        Deleted = "deleted", STORAGE_MODEL, "An expired cookie replaced one of the same name, \
         domain and path, which deletes it.";
        Overwritten = "overwritten", STORAGE_MODEL, "A later cookie of the same name, domain and \
         path took its place.";
        EvictedHostLimit = "evicted-host-limit", LIMITS, "The host had too many cookies, and this \
         one went first.";
        EvictedPartitionLimit = "evicted-partition-limit", PARTITIONED_LIMITS,
            "The site's partition was full, and this cookie went first.";
        EvictedGlobalLimit = "evicted-global-limit", LIMITS, "The cookie store had too many \
         cookies, and this one went first.";

        // Retrieving.
        HostOnlyMismatch = "host-only-mismatch", RETRIEVAL, "The cookie has no Domain attribute \
         and belongs to another host.";
        PublicSuffixNow = "public-suffix-now", RETRIEVAL, "The cookie's domain has become a \
         public suffix.";
        PathMismatch = "path-mismatch", PATHS, "The URL's path does not path-match the \
         cookie's path.";
        SecureOnInsecure = "secure-on-insecure", RETRIEVAL, "A Secure cookie is not sent to an \
         insecure URL.";
        PartitionMismatch = "partition-mismatch", PARTITIONED_RETRIEVAL, "The cookie lies in \
         another partition than the request's.";
        SameSiteStrict = "samesite-strict", RETRIEVAL, "A SameSite=Strict cookie is not included \
         cross-site.";
        SameSiteLaxSubresource = "samesite-lax-subresource", RETRIEVAL, "A SameSite=Lax cookie is \
         included cross-site in top-level navigations alone.";
        SameSiteDefaultSubresource = "samesite-default-subresource", RETRIEVAL, "A cookie without \
         a valid SameSite is treated as Lax, and included cross-site in top-level \
         navigations alone.";
        SameSiteLaxUnsafeMethod = "samesite-lax-unsafe-method", RETRIEVAL, "A SameSite=Lax cookie \
         is not included in a cross-site navigation with an unsafe method.";
        SameSiteDefaultUnsafeMethod = "samesite-default-unsafe-method", RETRIEVAL,
            "A cookie without a valid SameSite is treated as Lax, and not included in a cross-site \
             navigation with an unsafe method.";
        Expired = "expired", STORAGE_MODEL, "The cookie's expiry-time has passed.";

        // What script asks for, and where it goes.
        UrlCredentials = "url-credentials", REQUEST_CONSTRUCTOR, "The URL has a user name or a \
         password, so `fetch()` throws a TypeError and makes no request.";
        MethodInvalid = "method-invalid", REQUEST_CONSTRUCTOR, "The method is not a token, so the \
         script gets an exception and no request is made.";
        ForbiddenMethod = "forbidden-method", METHODS, "Script cannot use the methods CONNECT, \
         TRACE and TRACK: it gets an exception, and no request is made.";
        RequestHeaderInvalid = "request-header-invalid", HEADERS, "A header of the request has a \
         name that is not a token or a value with NUL, CR or LF. The script gets a TypeError, and \
         no request is made.";
        RequestOptionInvalid = "request-option-invalid", REQUEST_CONSTRUCTOR, "An option of the \
         call has a value that `fetch()` does not take, so it throws a TypeError and makes no \
         request.";
        NoCorsMethod = "no-cors-method", REQUEST_CONSTRUCTOR, "In mode `no-cors`, `fetch()` takes \
         the methods GET, HEAD and POST alone: it throws a TypeError and makes no request.";
        BodyOfGet = "body-of-get", REQUEST_CONSTRUCTOR, "A request by GET or HEAD has no body: \
         `fetch()` throws a TypeError and makes no request.";
        BadPort = "bad-port", PORT_BLOCKING, "The URL's port belongs to another protocol than \
         HTTP. User agents block it, so no request is made.";

        // Which way a request goes.
        MixedContent = "mixed-content", SHOULD_BLOCK_FETCH, "A secure document cannot fetch from \
         a URL that is not potentially trustworthy.";
        InsecureContext = "insecure-context", SECURE_CONTEXTS, "The document is no secure \
         context, so it has neither service workers nor a `cookieStore`.";
        ModeSameOriginViolation = "mode-same-origin-violation", MAIN_FETCH, "The request's mode \
         is `same-origin` and its URL is cross-origin.";
        NoCorsRedirectMode = "no-cors-redirect-mode", MAIN_FETCH, "A request in mode `no-cors` \
         must have the redirect mode `follow`.";
        CorsNonHttpScheme = "cors-non-http-scheme", MAIN_FETCH, "CORS is for HTTP(S) URLs alone.";
        CorpBlocked = "corp-blocked", CORP, "The response's Cross-Origin-Resource-Policy keeps it \
         from this document.";

        // Preflight.
        PreflightNetworkError = "preflight-network-error", CORS_PREFLIGHT_FETCH, "The preflight \
         got no response.";
        PreflightRedirect = "preflight-redirect", CORS_PREFLIGHT_FETCH, "The preflight was \
         answered with a redirect, which is not followed.";
        PreflightAcaoMissing = "preflight-acao-missing", CORS_PREFLIGHT_FETCH, "The preflight's \
         response has no Access-Control-Allow-Origin.";
        PreflightAcaoWildcardWithCredentials = "preflight-acao-wildcard-with-credentials",
            CORS_PREFLIGHT_FETCH,
            "The preflight's Access-Control-Allow-Origin is `*`, which does not allow a request \
             with credentials.";
        PreflightAcaoMismatch = "preflight-acao-mismatch", CORS_PREFLIGHT_FETCH, "The preflight's \
         Access-Control-Allow-Origin is not the request's origin.";
        PreflightAcacMissing = "preflight-acac-missing", CORS_PREFLIGHT_FETCH, "The preflight's \
         response has no Access-Control-Allow-Credentials, and the request it is for has \
         credentials.";
        PreflightAcacNotTrue = "preflight-acac-not-true", CORS_PREFLIGHT_FETCH, "The preflight's \
         Access-Control-Allow-Credentials is not exactly `true`.";
        PreflightBadStatus = "preflight-bad-status", CORS_PREFLIGHT_FETCH, "The preflight's \
         status is not an ok status (200 to 299).";
        PreflightAcamMalformed = "preflight-acam-malformed", CORS_PREFLIGHT_FETCH,
            "Access-Control-Allow-Methods is not a list of methods.";
        PreflightAcahMalformed = "preflight-acah-malformed", CORS_PREFLIGHT_FETCH,
            "Access-Control-Allow-Headers is not a list of field names.";
        PreflightMethodNotAllowed = "preflight-method-not-allowed", CORS_PREFLIGHT_FETCH,
            "Access-Control-Allow-Methods does not list the method; the comparison is \
             case-sensitive.";
        PreflightAcamWildcardWithCredentials = "preflight-acam-wildcard-with-credentials",
            CORS_PREFLIGHT_FETCH,
            "Access-Control-Allow-Methods: `*` is no wildcard for a request with credentials.";
        PreflightAuthorizationNotListed = "preflight-authorization-not-listed",
            CORS_PREFLIGHT_FETCH,
            "`Authorization` must be listed by name; `*` does not cover it.";
        PreflightHeaderNotAllowed = "preflight-header-not-allowed", CORS_PREFLIGHT_FETCH,
            "Access-Control-Allow-Headers does not list a header of the request.";
        PreflightAcahWildcardWithCredentials = "preflight-acah-wildcard-with-credentials",
            CORS_PREFLIGHT_FETCH,
            "Access-Control-Allow-Headers: `*` is no wildcard for a request with credentials.";

        // CORS check.
        AcaoMissing = "acao-missing", CORS_CHECK, "The response has no \
         Access-Control-Allow-Origin.";
        AcaoWildcardWithCredentials = "acao-wildcard-with-credentials", CORS_CHECK,
            "Access-Control-Allow-Origin is `*`, which does not allow a request with credentials.";
        AcaoMismatch = "acao-mismatch", CORS_CHECK, "Access-Control-Allow-Origin is not the \
         request's origin.";
        AcacMissing = "acac-missing", CORS_CHECK, "The response has no \
         Access-Control-Allow-Credentials, and the request has credentials.";
        AcacNotTrue = "acac-not-true", CORS_CHECK, "Access-Control-Allow-Credentials is not \
         exactly `true`.";

        // What an element or an interface takes.
        ScriptStatus = "script-status", FETCHING_SCRIPTS, "The response's status is not 200 to \
         299, so the script does not run.";
        ScriptTypeBlocked = "script-type-blocked", BLOCKED_MIME_TYPES, "The Content-Type is \
         audio, an image, video or CSV, which no script is.";
        ModuleScriptType = "module-script-type", FETCHING_SCRIPTS, "The Content-Type is not \
         JavaScript, which a module script must have.";
        StyleSheetStatus = "style-sheet-status", LINK_TYPE_STYLESHEET, "The response's status is \
         not 200 to 299, so the style sheet does not apply.";
        StyleSheetType = "style-sheet-type", LINK_TYPE_STYLESHEET, "The Content-Type is not \
         `text/css`, so the style sheet does not apply.";
        NosniffBlocked = "nosniff-blocked", NOSNIFF, "`X-Content-Type-Options: nosniff` blocks a \
         script or a style sheet that the Content-Type does not call one.";
        EventStreamStatus = "event-stream-status", EVENT_SOURCE, "The response's status is not \
         200, so the `EventSource` fails and does not try again.";
        EventStreamType = "event-stream-type", EVENT_SOURCE, "The Content-Type is not \
         `text/event-stream`, so the `EventSource` fails and does not try again.";
        FrameAncestors = "frame-ancestors", FRAME_ANCESTORS, "Content-Security-Policy allows no \
         frame in this page by `frame-ancestors`: an error stands in place of the document.";
        FrameOptions = "frame-options", X_FRAME_OPTIONS, "X-Frame-Options allows no frame in this \
         page: an error stands in place of the document.";
        HandshakeStatus = "handshake-status", OPENING_HANDSHAKE, "The response's status is not \
         101, so the WebSocket does not open.";

        // The connection.
        PrefetchNotMade = "prefetch-not-made", LINK_TYPE_PREFETCH, "`<link rel=prefetch>` is a \
         hint, and this user agent makes no request for it.";
        StreamOverHttp1 = "stream-over-http1", HTTP_NETWORK_FETCH, "The request's body is a \
         stream, which HTTP/1.x cannot carry.";

        // Redirects.
        RedirectInvalidLocation = "redirect-invalid-location", HTTP_REDIRECT_FETCH,
            "The redirect's Location is not a URL.";
        RedirectNonHttp = "redirect-non-http", HTTP_REDIRECT_FETCH, "The redirect leads to a URL \
         that is not HTTP(S).";
        RedirectLoop = "redirect-loop", HTTP_REDIRECT_FETCH, "The request was redirected more \
         than 20 times.";
        RedirectUrlCredentials = "redirect-url-credentials", HTTP_REDIRECT_FETCH, "A CORS request \
         is redirected to a URL with a user name or a password.";
        RedirectStreamBody = "redirect-stream-body", HTTP_REDIRECT_FETCH, "The request's body is \
         a stream and cannot be sent again.";
        RedirectModeManual = "redirect-mode-manual", HTTP_FETCH, "The request's redirect mode is \
         `manual`: the script gets an opaque redirect, without status, fields and body.";
        RedirectModeError = "redirect-mode-error", HTTP_REDIRECT_FETCH, "The request's redirect \
         mode is `error`.";

        // Header exposure.
        AcehNotListed = "aceh-not-listed", EXPOSE_HEADERS, "Access-Control-Expose-Headers does \
         not list the header.";
        AcehWildcardWithCredentials = "aceh-wildcard-with-credentials", EXPOSE_HEADERS,
            "Access-Control-Expose-Headers: `*` is no wildcard for a request with credentials.";
        SetCookieNeverExposed = "set-cookie-never-exposed", HEADERS, "`Set-Cookie` is a forbidden \
         response-header name and is never shown to script.";
    }
}
