//! What the documents of a visit ask for: where their window is to be, and how its cookies expire.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use run_model::plan::BatchId;
use serde::Deserialize;

use crate::cors_permission::permission;
use crate::document_endpoints::html;
use crate::pages;
use crate::request_context::RequestContext;

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
            visit.depart();
            html(pages::farewell(&visit.text()))
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
        pages::led(&document, &self.session.number.lead(), &visit.text())
    }
}
