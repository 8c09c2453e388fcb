//! Requests as fixture servers receive them.

use serde::{Deserialize, Serialize};

/// One request that reached a fixture server and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixtureExchange {
    /// What the request was for.
    pub purpose: RequestKind,
    /// The position in the URL list of the URL that it went to.
    pub hop: usize,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: String,
    /// The request's method.
    pub method: String,
    /// The whole URL as the browser knows it: virtual host and port.
    pub url: String,
    /// Request header fields in order, `Cookie` joined into one with `; ` where it came in pieces
    /// (HTTP/2).
    pub request_headers: Vec<(String, String)>,
    /// The status that was answered.
    pub status: u16,
    /// Response header fields in order.
    pub response_headers: Vec<(String, String)>,
}

impl FixtureExchange {
    /// Returns the value of the first request header field with this name (lower case), if there is
    /// one.
    pub fn request_header(&self, name: &str) -> Option<&str> {
        self.request_headers
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// What a request to a fixture server was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// The CORS preflight of the shape's own request.
    Preflight,
    /// The shape's own request, answered with its `Set-Cookie` lines.
    SetCookies,
    /// The second request, answered with the second lines of the shape's cookies; the answer is
    /// always allowed.
    SecondSet,
    /// The follow-up with the same credentials mode, whose answer is always allowed.
    FollowUp,
    /// A CORS preflight of the follow-up; there must be none.
    FollowUpPreflight,
}
