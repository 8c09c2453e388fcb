//! What a session's servers answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HOST, ORIGIN,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, request};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get, put};
use run_model::evidence::Purpose;
use run_model::protocol::Instruction;
use run_model::script::Nonce;
use url::Url;

use crate::batch::{Answer, LoadedBatch};
use crate::log::{Record, joined_cookies};
use crate::origin::Origin;
use crate::pages;
use crate::paths::{Asked, nonce};
use crate::state::SessionState;

/// One origin as a session sees it.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) origin: Arc<Origin>,
    pub(crate) session: Arc<SessionState>,
}

/// Returns the routes of a session on one origin; what `others` do not serve either is a stray request.
pub(crate) fn routes(visit: Visit, others: Router) -> Router {
    let number = visit.session.number;
    Router::new()
        .route(&number.page(), get(page))
        .route(&number.frame("{depth}"), get(frame))
        .route(&number.probe(), get(probe))
        .route(&number.page_desk(), put(page_desk).post(page_desk))
        .route(&number.probe_desk(), put(probe_desk).post(probe_desk))
        .route(&number.asked_pattern(Asked::Set), any(set))
        .route(&number.asked_pattern(Asked::Echo), any(echo))
        .route(&number.asked_pattern(Asked::Control), get(control))
        .fallback(stray)
        .method_not_allowed_fallback(stray)
        .layer(middleware::from_fn_with_state(visit.clone(), only_own_authority))
        .with_state(visit)
        .merge(others)
}

/// A browser that sends one origin's request over another's connection would be recorded as having asked the other.
async fn only_own_authority(State(visit): State<Visit>, request: Request, next: Next) -> Response {
    let field = || request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let authority = request.uri().authority().map(|authority| authority.as_str()).or_else(field);
    if authority.is_some_and(|authority| visit.origin.is_authority(authority)) {
        return next.run(request).await;
    }
    visit.count_stray(request.method(), request.uri());
    StatusCode::MISDIRECTED_REQUEST.into_response()
}

async fn page(State(visit): State<Visit>, method: Method, uri: Uri) -> Response {
    document(&visit, &method, &uri, 0)
}

async fn frame(State(visit): State<Visit>, Path(depth): Path<String>, method: Method, uri: Uri) -> Response {
    match depth.parse() {
        Ok(depth) if depth > 0 => document(&visit, &method, &uri, depth),
        _ => visit.stray(&method, &uri),
    }
}

/// Answers with the document at a depth of the loaded topology; it stands on its own origin alone.
fn document(visit: &Visit, method: &Method, uri: &Uri, depth: usize) -> Response {
    let Some(loaded) = visit.session.loaded() else { return visit.stray(method, uri) };
    let topology = &loaded.batch.topology;
    let mut documents = std::iter::once(&topology.page).chain(&topology.frames).skip(depth);
    match documents.next() {
        Some(own) if own.origin() == visit.origin.url().origin() => {}
        _ => return visit.stray(method, uri),
    }
    let number = visit.session.number;
    html(match documents.next() {
        Some(inner) => pages::frame(&url_on(inner, &number.frame(depth + 1))),
        None => pages::client(number, loaded.batch.id),
    })
}

async fn probe(State(visit): State<Visit>, method: Method, uri: Uri) -> Response {
    match visit.session.loaded() {
        Some(loaded) => html(pages::probe(visit.session.number, loaded.batch.id)),
        None => visit.stray(&method, &uri),
    }
}

async fn page_desk(State(visit): State<Visit>, headers: HeaderMap, body: Bytes) -> Response {
    instruction(match visit.session.loaded() {
        Some(loaded) => loaded.page.attend(&body, joined_cookies(&headers)).await,
        None => Instruction::Leave,
    })
}

async fn probe_desk(State(visit): State<Visit>, headers: HeaderMap, body: Bytes) -> Response {
    instruction(match visit.session.loaded() {
        Some(loaded) => loaded.probe.attend(&body, joined_cookies(&headers)).await,
        None => Instruction::Leave,
    })
}

fn instruction(instruction: Instruction) -> Response {
    match serde_json::to_string(&instruction) {
        Ok(body) => Answer::new(StatusCode::OK, HeaderMap::new(), body).into_response(),
        Err(error) => {
            tracing::error!(%error, "an instruction could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

type BatchAndShape = Path<(String, String)>;

async fn set(State(visit): State<Visit>, Path((batch, shape)): BatchAndShape, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let Some((loaded, nonce)) = visit.played(&batch, &shape) else { return visit.stray(&head.method, &head.uri) };
    let (purpose, answer) =
        if is_preflight(&head) { (Purpose::Preflight, loaded.preflight(nonce.shape)) } else { (Purpose::Set, loaded.answer(nonce.shape)) };
    match answer {
        Some(answer) => visit.logged(&loaded, nonce, purpose, head, answer),
        None => visit.stray(&head.method, &head.uri),
    }
}

async fn echo(State(visit): State<Visit>, Path((batch, shape)): BatchAndShape, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let Some((loaded, nonce)) = visit.played(&batch, &shape) else { return visit.stray(&head.method, &head.uri) };
    let (purpose, body) = if is_preflight(&head) { (Purpose::EchoPreflight, String::new()) } else { (Purpose::Echo, nonce.to_string()) };
    let answer = Answer::new(StatusCode::OK, permission(&head.headers), body);
    visit.logged(&loaded, nonce, purpose, head, answer)
}

async fn control(State(visit): State<Visit>, Path((batch, shape)): BatchAndShape, method: Method, uri: Uri) -> Response {
    let loaded = visit.session.loaded().zip(nonce(&batch, &shape)).filter(|(loaded, nonce)| nonce.batch == loaded.batch.id);
    match loaded.and_then(|(loaded, nonce)| loaded.control(nonce)) {
        Some(answer) => answer.into_response(),
        None => visit.stray(&method, &uri),
    }
}

async fn stray(State(visit): State<Visit>, method: Method, uri: Uri) -> Response {
    visit.stray(&method, &uri)
}

impl Visit {
    fn played(&self, batch: &str, shape: &str) -> Option<(Arc<LoadedBatch>, Nonce)> {
        self.session.loaded().zip(nonce(batch, shape)).filter(|(loaded, nonce)| loaded.plays(*nonce))
    }

    fn logged(&self, loaded: &LoadedBatch, nonce: Nonce, purpose: Purpose, head: request::Parts, answer: Answer) -> Response {
        let url = self.origin.url_of(&head.uri);
        loaded.log.add(nonce.shape, Record::new(purpose, url, head, answer.status, answer.headers.clone()));
        answer.into_response()
    }

    fn stray(&self, method: &Method, uri: &Uri) -> Response {
        self.count_stray(method, uri);
        StatusCode::NOT_FOUND.into_response()
    }

    fn count_stray(&self, method: &Method, uri: &Uri) {
        self.session.strays.count(format!("{method} {}", self.origin.url_of(uri)));
    }
}

/// Returns the URL of a path on an origin.
pub(crate) fn url_on(origin: &Url, path: &str) -> Url {
    let mut url = origin.clone();
    url.set_path(path);
    url
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

fn html(text: String) -> Response {
    (pages::NO_STORE, Html(text)).into_response()
}
