//! How Chrome wrote its messages up to 2020, as older apps with a web view still do.

use url::Url;

use crate::console::message_texts::MessageText;
use crate::console::message_url::http_url;

/// What stands before the URL of a request whose response is kept from a script.
const BEGINNINGS: [&str; 3] =
    ["Failed to load http", "Fetch API cannot load http", "XMLHttpRequest cannot load http"];

/// Why a response was kept from a script, where the words have changed since.
pub(super) const RESPONSE: &[MessageText] = &[
    ("Response for preflight has invalid HTTP status code", "PreflightInvalidStatus"),
    ("Response for preflight is invalid (redirect)", "PreflightDisallowedRedirect"),
    ("A wildcard '*' cannot be used in the", "WildcardOriginNotAllowed"),
    (
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is",
        "InvalidAllowCredentials",
    ),
];

/// Why a cookie was not sent.
pub(super) const SENT: &[MessageText] = &[
    ("was set without the SameSite attribute", "SameSiteUnspecifiedTreatedAsLax"),
    ("was set with SameSite=None but without Secure", "SameSiteNoneInsecure"),
];

/// Returns the URL of a request whose response is kept from a script.
pub(super) fn blocked_url(text: &str) -> Option<Url> {
    let behind = |beginning: &&str| {
        let (_, rest) = text.split_once(*beginning)?;
        Some(format!("http{rest}"))
    };
    let url = BEGINNINGS.iter().find_map(behind)?;
    http_url(url.split(' ').next()?.trim_end_matches([':', '.']), ' ')
}

/// Returns the URL of the cookie that a message is about.
pub(super) fn cookie_url(text: &str) -> Option<Url> {
    let (_, rest) = text.split_once("resource at ")?;
    http_url(rest, ' ')
}
