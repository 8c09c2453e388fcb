//! What a connection cannot carry.

use super::{Request, RequestBody};
use crate::decision::Decision;
use crate::quirk::{Quirk, QuirkSet};
use crate::reason::Reason;

/// Decides whether `fetch()` makes a request with this body.
///
/// Spec: [Fetch, BodyInit unions](https://fetch.spec.whatwg.org/#bodyinit-unions): with any.
pub fn request_body_decision(request: &Request, quirks: QuirkSet) -> Decision {
    let mut decision = Decision::default();
    // Quirk: with none that is a stream.
    let is_stream = request.body == RequestBody::Stream;
    decision.violate_by(is_stream, Quirk::NoRequestStreams, quirks);
    decision
}

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
