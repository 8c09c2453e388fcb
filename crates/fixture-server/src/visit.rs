//! The one window of a browser that nobody drives: where it is to be, and how it learns that.
//!
//! Each document at the top of the window asks, by a request that is held until the window is to be
//! elsewhere. Whatever a person does to the window, the document that is there leads it back.

use axum::extract::{Path, Query, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use run_model::plan::BatchId;
use serde::Deserialize;
use tokio::sync::watch;
use url::Url;

use crate::cors_permission::permission;
use crate::document_endpoints::html;
use crate::pages;
use crate::request_context::RequestContext;

/// The one window of a visit.
#[derive(Debug)]
pub(crate) struct VisitWindow {
    entry: Url,
    wanted: watch::Sender<WindowPlace>,
    progress: watch::Sender<VisitProgress>,
}

/// How far a window has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum VisitProgress {
    /// Nobody has opened the URL.
    Awaited,
    /// It asks where it is to be.
    Led,
    /// It has got the document with which the visit ends.
    Ended,
}

/// Where the window is to be, and what it says there.
#[derive(Clone, Debug)]
struct WindowPlace {
    /// How often it was led.
    step: u32,
    url: Url,
    text: String,
}

impl VisitWindow {
    /// Returns a window that is to stay where the visit begins.
    pub(crate) fn at(entry: Url) -> Self {
        let place = WindowPlace { step: 0, url: entry.clone(), text: String::new() };
        let progress = watch::Sender::new(VisitProgress::Awaited);
        Self { entry, wanted: watch::Sender::new(place), progress }
    }

    /// Returns the URL of the document with which the visit begins.
    pub(crate) fn entry(&self) -> &Url {
        &self.entry
    }

    /// Leads the window to a new document at this URL, also where one is there already: the URL is
    /// given a query of its own.
    pub(crate) fn lead(&self, mut url: Url, text: &str) {
        self.wanted.send_modify(|place| {
            place.step += 1;
            url.set_query(Some(&place.step.to_string()));
            place.url = url;
            text.clone_into(&mut place.text);
        });
    }

    /// Waits until the window has asked for the first time where it is to be.
    pub(crate) async fn arrival(&self) {
        self.reaches(VisitProgress::Led).await;
    }

    /// Waits until the window has got the document with which the visit ends.
    pub(crate) async fn departure(&self) {
        self.reaches(VisitProgress::Ended).await;
    }

    async fn reaches(&self, wanted: VisitProgress) {
        // The sender lives as long as this value: the wait ends with it.
        _ = self.progress.subscribe().wait_for(|progress| *progress >= wanted).await;
    }

    /// Waits until the window is to be elsewhere, and returns where.
    async fn next(&self, here: &str) -> Option<Url> {
        self.progress.send_modify(|progress| *progress = (*progress).max(VisitProgress::Led));
        let mut wanted = self.wanted.subscribe();
        let elsewhere = wanted.wait_for(|place| place.url.as_str() != here).await;
        elsewhere.ok().map(|place| place.url.clone())
    }
}

/// The document that asks where its window is to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeadQuestion {
    here: String,
}

pub(crate) async fn lead(
    State(context): State<RequestContext>,
    Query(question): Query<LeadQuestion>,
    method: Method,
    uri: Uri,
) -> Response {
    match &context.session.visit {
        Some(visit) => {
            let go = visit.next(&question.here).await;
            (pages::NO_STORE, serde_json::json!({ "go": go }).to_string()).into_response()
        }
        None => context.stray(&method, &uri),
    }
}

pub(crate) async fn entry(
    State(context): State<RequestContext>,
    method: Method,
    uri: Uri,
) -> Response {
    match &context.session.visit {
        Some(_) => html(context.led(pages::entry())),
        None => context.stray(&method, &uri),
    }
}

pub(crate) async fn farewell(
    State(context): State<RequestContext>,
    method: Method,
    uri: Uri,
) -> Response {
    match &context.session.visit {
        Some(visit) => {
            visit.progress.send_replace(VisitProgress::Ended);
            html(pages::farewell(&visit.wanted.borrow().text))
        }
        None => context.stray(&method, &uri),
    }
}

/// Expires every cookie that the loaded batch may have set in the context of the request.
pub(crate) async fn expiry(
    State(context): State<RequestContext>,
    Path(batch): Path<u32>,
    headers: HeaderMap,
    method: Method,
    uri: Uri,
) -> Response {
    let loaded = context.session.loaded().filter(|loaded| loaded.batch.id == BatchId(batch));
    match loaded.and_then(|loaded| loaded.expiry(permission(&headers)).ok()) {
        Some(answer) => answer.into_response(),
        None => context.stray(&method, &uri),
    }
}

impl RequestContext {
    /// Returns the document of a visit's window with the script that leads it on; other documents
    /// stay as they are.
    pub(crate) fn led(&self, document: String) -> String {
        let Some(visit) = &self.session.visit else { return document };
        pages::led(&document, &self.session.number.lead(), &visit.wanted.borrow().text)
    }

    /// Leads a browser back that turned the navigation of a visit's window from `http` to `https`:
    /// it takes that for an upgrade that failed.
    pub(crate) fn step_down(&self, uri: &Uri) -> Option<Response> {
        let own = self.origin.url();
        let wanted = self.session.visit.as_ref()?.wanted.borrow().url.clone();
        let is_upgraded = own.scheme() == "https"
            && wanted.scheme() == "http"
            && wanted.host() == own.host()
            && wanted.path() == uri.path();
        let location = HeaderValue::from_str(wanted.as_str()).ok().filter(|_| is_upgraded)?;
        Some((StatusCode::FOUND, pages::NO_STORE, [(LOCATION, location)]).into_response())
    }
}
