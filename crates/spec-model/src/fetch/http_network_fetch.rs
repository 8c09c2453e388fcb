//! What a connection cannot carry.

use super::{Request, RequestBody};
use crate::decision::Decision;
use crate::reason::Reason;

/// The version of HTTP that a connection speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HttpVersion {
    /// HTTP/1.0 or HTTP/1.1.
    One,
    /// HTTP/2, or HTTP/3.
    Two,
}

/// Decides whether a request can be sent over a connection.
///
/// Spec: [Fetch §4.7](https://fetch.spec.whatwg.org/#concept-http-network-fetch), the step on
/// HTTP/1.x: a body without a source is a network error.
pub fn http_network_fetch_decision(request: &Request, version: HttpVersion) -> Decision {
    let mut decision = Decision::default();
    let is_stream = request.body == RequestBody::Stream;
    decision.violate_if(is_stream && version == HttpVersion::One, Reason::StreamOverHttp1);
    decision
}
