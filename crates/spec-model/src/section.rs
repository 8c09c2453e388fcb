//! Sections of the standards that rules are quoted from.

/// A section of a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StandardSection {
    /// The standard with its draft number, as people cite it.
    pub standard: &'static str,
    /// The section's number where it has one, and its title.
    pub title: &'static str,
    /// Where it can be read.
    pub link: &'static str,
}

macro_rules! sections {
    ($standard:literal, $base:literal; $($name:ident = $anchor:literal, $title:literal;)*) => {
        $(pub(crate) const $name: StandardSection = StandardSection {
            standard: $standard,
            title: $title,
            link: concat!($base, $anchor),
        };)*
    };
}

sections! {
    "RFC 6265bis-22", "https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html";
    COOKIE_DATES = "#section-5.1.1", "5.1.1 Dates";
    DOMAIN_MATCHING = "#section-5.1.3", "5.1.3 Domain Matching";
    PATHS = "#section-5.1.4", "5.1.4 Paths and Path-Match";
    SAME_SITE_REQUESTS = "#section-5.2", "5.2 \"Same-site\" and \"cross-site\" Requests";
    DOCUMENT_REQUESTS = "#section-5.2.1", "5.2.1 Document-based requests";
    SHARED_WORKERS = "#section-5.2.2.1", "5.2.2.1 Dedicated and Shared Workers";
    SERVICE_WORKERS = "#section-5.2.2.2", "5.2.2.2 Service Workers";
    LIFETIME_LIMITS = "#section-5.5", "5.5 Cookie Lifetime Limits";
    SET_COOKIE = "#section-5.6", "5.6 The Set-Cookie Header Field";
    EXPIRES = "#section-5.6.1", "5.6.1 The Expires Attribute";
    MAX_AGE = "#section-5.6.2", "5.6.2 The Max-Age Attribute";
    DOMAIN = "#section-5.6.3", "5.6.3 The Domain Attribute";
    PATH = "#section-5.6.4", "5.6.4 The Path Attribute";
    SAME_SITE = "#section-5.6.7", "5.6.7 The SameSite Attribute";
    LAX_ALLOWING_UNSAFE = "#section-5.6.7.2", "5.6.7.2 \"Lax-Allowing-Unsafe\" enforcement";
    STORAGE_MODEL = "#section-5.7", "5.7 Storage Model";
    USER_AGENT_IGNORES = "#section-5.7", "5.7 Storage Model, step 1: what a user agent may ignore";
    RETRIEVAL = "#section-5.8.3", "5.8.3 Retrieval Algorithm";
    LIMITS = "#section-6.1", "6.1 Limits";
    THIRD_PARTY = "#section-7.1", "7.1 Third-Party Cookies";
    USER_CONTROLS = "#section-7.3", "7.3 User Controls";
}

sections! {
    "Layered Cookies-02", "https://www.ietf.org/archive/id/draft-ietf-httpbis-layered-cookies-02.html";
    LAYERED_STORE = "#section-5.4.3", "5.4.3 Store a Cookie";
}

sections! {
    "CHIPS-01", "https://www.ietf.org/archive/id/draft-cutler-httpbis-partitioned-cookies-01.html";
    PARTITIONED = "", "Using Set-Cookie with Partitioned";
    PARTITIONED_RETRIEVAL = "", "Attaching a Partitioned Cookie to a Request";
    PARTITIONED_LIMITS = "", "Applying Limits to Partitioned Cookie Jars";
}

sections! {
    "Fetch", "https://fetch.spec.whatwg.org/";
    METHODS = "#methods", "2.2.1 Methods";
    HEADERS = "#terminology-headers", "2.2.2 Headers";
    PORT_BLOCKING = "#port-blocking", "2.9 Port blocking";
    BLOCKED_MIME_TYPES = "#should-response-to-request-be-blocked-due-to-mime-type?",
        "2.10 Should response to request be blocked due to its MIME type?";
    NOSNIFF = "#x-content-type-options-header", "3.6 `X-Content-Type-Options` header";
    CORP = "#cross-origin-resource-policy-header", "3.7 `Cross-Origin-Resource-Policy` header";
    HEADERS_AND_BODIES = "#bodyinit-unions", "5.2 BodyInit unions";
    EXPOSE_HEADERS = "#http-access-control-expose-headers", "3.3.3 HTTP responses";
    CORS_AND_CREDENTIALS = "#cors-protocol-and-credentials", "3.3.5 CORS protocol and credentials";
    MAIN_FETCH = "#concept-main-fetch", "4.1 Main fetch";
    HTTP_FETCH = "#concept-http-fetch", "4.4 HTTP fetch";
    HTTP_REDIRECT_FETCH = "#concept-http-redirect-fetch", "4.5 HTTP-redirect fetch";
    HTTP_NETWORK_OR_CACHE_FETCH =
        "#concept-http-network-or-cache-fetch", "4.6 HTTP-network-or-cache fetch";
    HTTP_NETWORK_FETCH = "#concept-http-network-fetch", "4.7 HTTP-network fetch";
    CORS_PREFLIGHT_FETCH = "#cors-preflight-fetch", "4.8 CORS-preflight fetch";
    CORS_PREFLIGHT_CACHE = "#concept-cache", "4.9 CORS-preflight cache";
    CORS_CHECK = "#concept-cors-check", "4.10 CORS check";
    REQUEST_CONSTRUCTOR = "#dom-request", "5.4 Request class";
}

sections! {
    "RFC 9112", "https://www.rfc-editor.org/rfc/rfc9112";
    MESSAGE_PARSING = "#section-2.2", "2.2 Message Parsing";
}

sections! {
    "HTML", "https://html.spec.whatwg.org/multipage/";
    DOCUMENT_COOKIE = "dom.html#dom-document-cookie", "document.cookie";
    EMBEDDER_POLICY = "browsers.html#coep", "Cross-origin embedder policies";
    LINK_TYPE_PREFETCH = "links.html#link-type-prefetch", "Link type \"prefetch\"";
    EVENT_SOURCE = "server-sent-events.html#the-eventsource-interface", "The EventSource interface";
    FETCHING_SCRIPTS = "webappapis.html#fetching-scripts", "Fetching scripts";
    LINK_TYPE_STYLESHEET = "links.html#link-type-stylesheet", "Link type \"stylesheet\"";
    X_FRAME_OPTIONS = "document-lifecycle.html#the-x-frame-options-header",
        "The `X-Frame-Options` header";
    SECURE_CONTEXTS = "webappapis.html#secure-contexts", "Secure contexts";
}

sections! {
    "CSP Level 3", "https://www.w3.org/TR/CSP3/";
    FRAME_ANCESTORS = "#directive-frame-ancestors", "6.4.2 frame-ancestors";
}

sections! {
    "WebSockets", "https://websockets.spec.whatwg.org/";
    OPENING_HANDSHAKE = "#concept-websocket-establish", "Opening handshake";
}

sections! {
    "Cookie Store", "https://cookiestore.spec.whatwg.org/";
    COOKIE_STORE_SET = "#set-a-cookie", "Set a cookie";
    COOKIE_STORE_DELETE = "#delete-a-cookie", "Delete a cookie";
}

sections! {
    "CSS Fonts", "https://drafts.csswg.org/css-fonts-4/";
    FONT_FETCHING = "#font-fetching-requirements", "4.8.2 Font fetching requirements";
}

sections! {
    "Storage Access API", "https://privacycg.github.io/storage-access/";
    REQUEST_STORAGE_ACCESS =
        "#dom-document-requeststorageaccess", "document.requestStorageAccess()";
    STORAGE_ACCESS_FETCH = "#fetch-integration", "Fetch integration";
}

sections! {
    "Mixed Content", "https://www.w3.org/TR/mixed-content/";
    CATEGORIZE_SETTINGS = "#categorize-settings-object", "4.3 Does settings prohibit mixed \
     security contexts?";
    SHOULD_BLOCK_FETCH = "#should-block-fetch", "4.4 Should fetching request be blocked as mixed \
     content?";
}
