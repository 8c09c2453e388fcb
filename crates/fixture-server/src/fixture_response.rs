//! Responses as they are written, and what no header field can carry.

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

use crate::content;

/// A header field whose value HTTP cannot carry.
#[derive(Debug, thiserror::Error)]
#[error("a header field has a value that HTTP cannot carry")]
pub(crate) struct UnwritableFieldError;

/// What is written in response to a request: status, header fields, body.
#[derive(Debug)]
pub(crate) struct FixtureResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl FixtureResponse {
    /// Returns a response whose body is text.
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: String) -> Self {
        Self::with_body(status, headers, (content::TEXT, body.into()))
    }

    /// Returns a response with a body of a media type. No response may be cached.
    pub(crate) fn with_body(
        status: StatusCode,
        mut headers: HeaderMap,
        (media_type, body): (&'static str, Bytes),
    ) -> Self {
        headers.append(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.append(CONTENT_TYPE, HeaderValue::from_static(media_type));
        let bodiless = matches!(
            status,
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
        );
        Self { status, headers, body: if bodiless { Bytes::new() } else { body } }
    }

    /// Returns it in the HTTP library's terms.
    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// Returns text or octets as a field's value, without copying them.
pub(crate) fn field_value(value: impl Into<Bytes>) -> Result<HeaderValue, UnwritableFieldError> {
    HeaderValue::from_maybe_shared(value.into()).map_err(|_| UnwritableFieldError)
}
