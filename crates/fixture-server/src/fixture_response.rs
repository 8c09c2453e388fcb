//! Responses as they are written, and what no header field can carry.

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use loopback::escaped_name;
use matrix::FieldNameCase;

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
    /// In which case the names of its fields are written.
    pub(crate) field_names: FieldNameCase,
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
        let body = if bodiless { Bytes::new() } else { body };
        Self { status, headers, field_names: FieldNameCase::Lower, body }
    }

    /// Returns it in the HTTP library's terms.
    pub(crate) fn into_response(self) -> Response {
        let headers = self.written_headers();
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = headers;
        response
    }

    /// Returns its fields with their names as the library accepts them.
    pub(crate) fn written_headers(&self) -> HeaderMap {
        if self.field_names == FieldNameCase::Lower {
            return self.headers.clone();
        }
        let field = |(name, value): (&HeaderName, &HeaderValue)| {
            let written = escaped_name(&self.field_names.written(name.as_str()));
            let written = HeaderName::from_bytes(written.as_bytes());
            let written = written.expect("a name stays one when it is escaped");
            (written, value.clone())
        };
        self.headers.iter().map(field).collect()
    }
}

/// Returns text or octets as a field's value, without copying them.
pub(crate) fn field_value(value: impl Into<Bytes>) -> Result<HeaderValue, UnwritableFieldError> {
    HeaderValue::from_maybe_shared(value.into()).map_err(|_| UnwritableFieldError)
}
