//! What is kept of a request and its answer.

use std::net::SocketAddr;
use std::time::Duration;

use hyper::HeaderMap;

/// A request that a browser made, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyExchange {
    /// When the request came, as the time since the beginning of 1970, UTC.
    pub started: Duration,
    /// How long it took until the head of the answer, or the failure, was there.
    pub took: Duration,
    /// The server's real address, where one was reached.
    pub server: Option<SocketAddr>,
    /// The request as the browser sent it.
    pub request: ProxyRequest,
    /// What became of it.
    pub outcome: ProxyOutcome,
}

/// The head of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyRequest {
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The header fields as they were sent; fields of one name are in order and stand together.
    pub fields: Vec<HeaderField>,
    /// How many bytes of a body went by so far.
    pub body_bytes: u64,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxyOutcome {
    /// The server answered.
    Answered(ProxyResponse),
    /// There was no answer, and the proxy answered the browser in its place.
    Failed(AnswerFailure),
    /// There is no answer yet.
    Pending,
}

/// Why a server gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AnswerFailure {
    /// At what it failed.
    pub stage: FailureStage,
    /// Why, for people.
    pub message: String,
}

/// At what a request to a server can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureStage {
    /// The connection.
    Connect,
    /// The exchange of request and answer.
    Exchange,
    /// The TLS handshake.
    Tls,
}

/// The head of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyResponse {
    /// The status.
    pub status: u16,
    /// The header fields as they were sent; fields of one name are in order and stand together.
    pub fields: Vec<HeaderField>,
    /// How many bytes of a body went by so far, in the coding in which they were sent.
    pub body_bytes: u64,
}

/// One line of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderField {
    /// The name in lower case.
    pub name: String,
    /// The value, byte for byte.
    pub value: Vec<u8>,
}

impl ProxyExchange {
    /// Returns whether this is a CORS preflight: a browser makes no other `OPTIONS` request with
    /// such a field.
    pub fn is_preflight(&self) -> bool {
        let mut fields = self.request.fields.iter();
        self.request.method == "OPTIONS"
            && fields.any(|field| field.name == "access-control-request-method")
    }

    /// Returns the answer, where there was one.
    pub fn response(&self) -> Option<&ProxyResponse> {
        match &self.outcome {
            ProxyOutcome::Answered(response) => Some(response),
            ProxyOutcome::Failed(_) | ProxyOutcome::Pending => None,
        }
    }
}

/// Writes header fields out.
pub(crate) fn fields(headers: &HeaderMap) -> Vec<HeaderField> {
    headers
        .iter()
        .map(|(name, value)| HeaderField {
            name: name.as_str().to_owned(),
            value: value.as_bytes().to_vec(),
        })
        .collect()
}
