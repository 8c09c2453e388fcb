//! Browsers that turn navigations from `http` to `https`: what leads them back.
//!
//! The URL of a document on an `http` origin says so in its query. Where it arrives at the `https`
//! origin of the same host, the answer redirects to the URL that was asked for. Chromium and WebKit
//! take that for an upgrade that failed, and load the document by `http`.

use std::sync::atomic::Ordering;

use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use url::Url;

use crate::pages;
use crate::request_context::{RequestContext, url_on};

/// What the query of a document's URL begins with, where its origin is one of `http`.
const HTTP: &str = "http";

/// Returns the URL of a document at the top of a window, which says whether it is one of `http`.
pub(crate) fn document_url(origin: &Url, path: &str) -> Url {
    let mut url = url_on(origin, path);
    url.set_query((origin.scheme() == HTTP).then_some(HTTP));
    url
}

impl RequestContext {
    /// Leads a browser back that turned the navigation to a document from `http` to `https`.
    pub(crate) fn step_down(&self, uri: &Uri) -> Option<Response> {
        let is_of_http = uri.query()?.split('&').next() == Some(HTTP);
        (is_of_http && self.origin.url().scheme() != HTTP).then(|| self.stepped_down(uri))
    }

    /// Returns whether it is what a browser makes of an `http` origin when its window navigates
    /// there. Upgrades of mixed content are something else, and not to be led back.
    pub(crate) fn is_upgrade_of(&self, asked: &Url, headers: &HeaderMap) -> bool {
        let own = self.origin.url();
        headers.get("sec-fetch-dest").is_some_and(|to| to == "document")
            && own.scheme() != HTTP
            && asked.scheme() == HTTP
            && own.host() == asked.host()
            && (own.port(), asked.port()) == (None, None)
    }

    /// Leads a browser back by `http`. It is in no log: the request that counts is still to come.
    pub(crate) fn stepped_down(&self, uri: &Uri) -> Response {
        let mut wanted = self.origin.url().clone();
        let is_written = wanted.set_scheme(HTTP).is_ok();
        wanted.set_path(uri.path());
        wanted.set_query(uri.query());
        match HeaderValue::from_str(wanted.as_str()).ok().filter(|_| is_written) {
            Some(location) => {
                self.session.steps_down.fetch_add(1, Ordering::Relaxed);
                (StatusCode::FOUND, pages::NO_STORE, [(LOCATION, location)]).into_response()
            }
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}
