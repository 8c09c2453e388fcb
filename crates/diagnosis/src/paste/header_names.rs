//! The names of header fields that a paste is recognized by.

/// Fields that only requests have.
pub(crate) const OF_REQUESTS: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "access-control-request-private-network",
    "authorization",
    "cookie",
    "dnt",
    "expect",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "origin",
    "priority",
    "range",
    "referer",
    "sec-ch-ua",
    "sec-ch-ua-mobile",
    "sec-ch-ua-platform",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-user",
    "sec-gpc",
    "sec-websocket-key",
    "sec-websocket-version",
    "te",
    "upgrade-insecure-requests",
    "user-agent",
    "x-csrf-token",
    "x-requested-with",
    "x-xsrf-token",
];

/// Fields that only responses have.
pub(crate) const OF_RESPONSES: &[&str] = &[
    "accept-ranges",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-allow-private-network",
    "access-control-expose-headers",
    "access-control-max-age",
    "age",
    "allow",
    "alt-svc",
    "cf-cache-status",
    "cf-ray",
    "clear-site-data",
    "content-disposition",
    "content-security-policy",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "etag",
    "expires",
    "last-modified",
    "location",
    "nel",
    "p3p",
    "permissions-policy",
    "referrer-policy",
    "report-to",
    "retry-after",
    "sec-websocket-accept",
    "server",
    "server-timing",
    "set-cookie",
    "strict-transport-security",
    "timing-allow-origin",
    "vary",
    "via",
    "www-authenticate",
    "x-cache",
    "x-content-type-options",
    "x-frame-options",
    "x-powered-by",
    "x-request-id",
    "x-xss-protection",
];

/// Fields that both have.
const OF_BOTH: &[&str] = &[
    "cache-control",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "pragma",
    "transfer-encoding",
    "upgrade",
];

/// Returns whether a name is one that people meet every day.
pub(crate) fn is_known(name: &str) -> bool {
    [OF_REQUESTS, OF_RESPONSES, OF_BOTH].iter().any(|names| has(names, name))
}

/// Returns whether a name is that of a field by which cookies are set, or of one of CORS.
pub(crate) fn is_decisive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "set-cookie" || name.starts_with("access-control-")
}

/// Returns whether a list has a name, whatever its case.
pub(crate) fn has(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
