//! Fields that let other origins ask, where no shape decides it.

use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// For how many seconds a page in a sandbox need not ask its channel for permission again.
const OPAQUE_MAX_AGE_SECS: &str = "600";

/// A page in a sandbox is cross-origin with its own channel: its requests are allowed as any other
/// origin's would have to be.
pub(crate) async fn let_in_opaque(request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    if head.headers.get(ORIGIN).is_none_or(|origin| origin != "null") {
        return next.run(Request::from_parts(head, body)).await;
    }
    let permission = permission(&head.headers);
    if is_preflight(&head) {
        return (permission, [(ACCESS_CONTROL_MAX_AGE, OPAQUE_MAX_AGE_SECS)]).into_response();
    }
    let mut response = next.run(Request::from_parts(head, body)).await;
    response.headers_mut().extend(permission);
    response
}

/// Spec: [Fetch §3.3.2](https://fetch.spec.whatwg.org/#http-requests), "CORS-preflight request".
pub(crate) fn is_preflight(head: &request::Parts) -> bool {
    head.method == Method::OPTIONS && head.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Returns the fields that allow a request, or the one that a preflight announces, to whoever asks.
pub(crate) fn permission(request: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let origin = request.get(ORIGIN).cloned().unwrap_or(HeaderValue::from_static("*"));
    headers.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    let mut copy = |from: HeaderName, to: HeaderName| {
        if let Some(value) = request.get(from) {
            headers.append(to, value.clone());
        }
    };
    copy(ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_ALLOW_METHODS);
    copy(ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS);
    headers
}
