//! The log of the requests that reached a session's servers.

use std::sync::{Mutex, PoisonError};

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Version, request};
use loopback::unescaped;
use matrix::FieldNameCase;
use run_model::evidence::{FixtureExchange, RequestKind};
use run_model::plan::ShapeNo;

use crate::fixture_response::FixtureResponse;

/// The requests of one batch by shape, in order of arrival.
///
/// It holds header fields as they came; they are written out when they are taken. The order of
/// fields with different names is kept, and fields with one name stand together. `Content-Length`
/// and `Date` of a response are the HTTP library's and are not in it.
#[derive(Debug)]
pub(crate) struct ExchangeLog(Mutex<Vec<Vec<LoggedExchange>>>);

/// One request and its answer.
#[derive(Debug)]
pub(crate) struct LoggedExchange {
    purpose: RequestKind,
    hop: usize,
    version: Version,
    method: String,
    url: String,
    request: HeaderMap,
    status: StatusCode,
    response: HeaderMap,
    /// In which case the names of the response's fields are.
    field_names: FieldNameCase,
}

impl LoggedExchange {
    /// Records a request to the whole URL `url`, which has this position in its list, and what is
    /// answered.
    pub(crate) fn new(
        purpose: RequestKind,
        hop: usize,
        url: String,
        request: request::Parts,
        answer: &FixtureResponse,
    ) -> Self {
        let (method, version, status, response) =
            (request.method.to_string(), request.version, answer.status, answer.headers.clone());
        let (request, field_names) = (request.headers, answer.field_names);
        Self { purpose, hop, version, method, url, request, status, response, field_names }
    }

    /// Returns a field of the response as it is sent.
    fn written(&self, value: &HeaderValue) -> String {
        match self.version {
            Version::HTTP_2 => text(value),
            _ => String::from_utf8_lossy(&unescaped(value.as_bytes())).into_owned(),
        }
    }

    fn write(self) -> FixtureExchange {
        let mut request_headers = Vec::with_capacity(self.request.len());
        for name in self.request.keys() {
            if name == COOKIE {
                request_headers.push((name.to_string(), joined_cookies(&self.request)));
            } else {
                request_headers.extend(
                    self.request.get_all(name).iter().map(|value| (name.to_string(), text(value))),
                );
            }
        }
        let response_headers = self
            .response
            .iter()
            .map(|(name, value)| (self.field_names.written(name.as_str()), self.written(value)))
            .collect();
        FixtureExchange {
            purpose: self.purpose,
            hop: self.hop,
            version: format!("{:?}", self.version),
            method: self.method,
            url: self.url,
            request_headers,
            status: self.status.as_u16(),
            response_headers,
        }
    }
}

impl ExchangeLog {
    /// Returns an empty log of this many shapes.
    pub(crate) fn new(shapes: usize) -> Self {
        Self(Mutex::new(std::iter::repeat_with(Vec::new).take(shapes).collect()))
    }

    /// Adds a record to its shape's.
    pub(crate) fn add(&self, shape: ShapeNo, record: LoggedExchange) {
        if let Some(records) =
            self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(shape.0 as usize)
        {
            records.push(record);
        }
    }

    /// Returns whether a request with this purpose has come for a shape.
    pub(crate) fn has(&self, shape: ShapeNo, purpose: RequestKind) -> bool {
        let records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        records
            .get(shape.0 as usize)
            .is_some_and(|records| records.iter().any(|record| record.purpose == purpose))
    }

    /// Takes out what is there of a shape.
    pub(crate) fn take(&self, shape: ShapeNo) -> Vec<FixtureExchange> {
        let records = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_mut(shape.0 as usize)
            .map(std::mem::take);
        records.unwrap_or_default().into_iter().map(LoggedExchange::write).collect()
    }
}

/// Returns the cookies of a request as one field: over HTTP/2 they may come in pieces.
///
/// Spec: [RFC 9113 §8.2.3](https://www.rfc-editor.org/rfc/rfc9113.html#section-8.2.3). Over HTTP/2
/// nothing is escaped; what could be taken for an escape there is no UTF-8, and is lost in a text
/// anyway.
pub(crate) fn joined_cookies(headers: &HeaderMap) -> String {
    let pieces: Vec<String> = headers
        .get_all(COOKIE)
        .iter()
        .map(|value| String::from_utf8_lossy(&unescaped(value.as_bytes())).into_owned())
        .collect();
    pieces.join("; ")
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}
