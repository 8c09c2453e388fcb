//! The documents of a session, and their channels.

use std::sync::PoisonError;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use run_model::plan::BatchId;
use run_model::protocol::DocumentInstruction;

use crate::exchange_log::joined_cookies;
use crate::fixture_response::FixtureResponse;
use crate::pages;
use crate::request_context::{RequestContext, url_on};

pub(crate) async fn page(
    State(context): State<RequestContext>,
    method: Method,
    uri: Uri,
) -> Response {
    document(&context, &method, &uri, 0)
}

pub(crate) async fn frame(
    State(context): State<RequestContext>,
    Path(depth): Path<String>,
    method: Method,
    uri: Uri,
) -> Response {
    match depth.parse() {
        Ok(depth) if depth > 0 => document(&context, &method, &uri, depth),
        _ => context.stray(&method, &uri),
    }
}

/// Answers with the document at a depth of the loaded topology; it stands on its own origin alone.
fn document(context: &RequestContext, method: &Method, uri: &Uri, depth: usize) -> Response {
    let Some(loaded) = context.session.loaded() else { return context.stray(method, uri) };
    let topology = &loaded.batch.topology;
    if let Some(response) = context.step_down(uri) {
        return response;
    }
    let mut documents = std::iter::once(&topology.page).chain(&topology.frames).skip(depth);
    match documents.next() {
        Some(own) if own.origin() == context.origin.url().origin() => {}
        _ => return context.stray(method, uri),
    }
    let number = context.session.number;
    let text = match documents.next() {
        Some(inner) => {
            let is_innermost = documents.next().is_none();
            pages::frame(
                &url_on(inner, &number.frame(depth + 1)),
                topology.sandbox.filter(|_| is_innermost),
            )
        }
        None => pages::client(number, loaded.batch.id),
    };
    // Only the document at the top can lead its window elsewhere.
    html(if depth == 0 { context.led(text) } else { text })
}

pub(crate) async fn probe(
    State(context): State<RequestContext>,
    method: Method,
    uri: Uri,
) -> Response {
    if let Some(response) = context.step_down(&uri) {
        return response;
    }
    match context.session.loaded() {
        Some(loaded) => html(context.led(pages::probe(context.session.number, loaded.batch.id))),
        None => context.stray(&method, &uri),
    }
}

/// Notes by which way a browser has reached the origin.
pub(crate) async fn arrival(State(context): State<RequestContext>, uri: Uri) -> Response {
    if let Some(response) = context.step_down(&uri) {
        return response;
    }
    let origin = context.origin.ascii().to_owned();
    let arrivals = &context.session.arrivals;
    arrivals.lock().unwrap_or_else(PoisonError::into_inner).insert(origin, context.entrance);
    html(pages::arrival())
}

pub(crate) async fn page_channel(
    State(context): State<RequestContext>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    instruction(match context.session.loaded() {
        Some(loaded) => loaded.page.handle_message(&body, joined_cookies(&headers)).await,
        None => DocumentInstruction::Leave,
    })
}

pub(crate) async fn page_presence(
    State(context): State<RequestContext>,
    Path(batch): Path<u32>,
) -> Response {
    if let Some(loaded) = context.session.loaded() {
        loaded.page.attend(BatchId(batch)).await;
    }
    (pages::NO_STORE, StatusCode::NO_CONTENT).into_response()
}

pub(crate) async fn probe_channel(
    State(context): State<RequestContext>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    instruction(match context.session.loaded() {
        Some(loaded) => loaded.probe.handle_message(&body, joined_cookies(&headers)).await,
        None => DocumentInstruction::Leave,
    })
}

fn instruction(instruction: DocumentInstruction) -> Response {
    match serde_json::to_string(&instruction) {
        Ok(body) => FixtureResponse::new(StatusCode::OK, HeaderMap::new(), body).into_response(),
        Err(error) => {
            tracing::error!(%error, "an instruction could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

pub(crate) fn html(text: String) -> Response {
    (pages::NO_STORE, Html(text)).into_response()
}
