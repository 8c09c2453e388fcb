//! What a session's servers answer.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, Version, request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, put};
use matrix::{CookieSetter, RequestPath};
use mutations::{HarnessMutation, mutated};
use run_model::evidence::RequestKind;
use run_model::plan::ShapeTag;

use crate::batch::{LoadedBatch, ResponseContext};
use crate::cors_permission::{is_preflight, let_in_opaque, permission};
use crate::document_endpoints::{
    arrival, frame, html, page, page_channel, page_presence, probe, probe_channel,
};
use crate::exchange_log::LoggedExchange;
use crate::fixture_response::FixtureResponse;
use crate::mutated_answer;
use crate::pages;
use crate::paths::{PlayedEndpoint, ShapeEndpoint, StatusWord, tag};
use crate::progress::RequestProgress;
use crate::request_context::{RequestContext, url_on};
use crate::visit_endpoints;

/// How much of a request's body is read before it is answered; no script sends as much.
const MAX_BODY_BYTES: usize = 1 << 20;

/// How long a request, or the document that it leads to, may take to come. That it does not come
/// proves nothing, so the page that asks is given an error.
const PROGRESS_TIMEOUT: Duration = Duration::from_secs(30);

/// Returns the routes of a session on one origin; what `others` do not serve either is a stray
/// request.
pub(crate) fn routes(context: RequestContext, others: Router) -> Router {
    let number = context.session.number;
    // Preflights get as far as the layer; those that it does not answer are strays.
    let mut of_page = Router::new()
        .route(&number.page_channel(), put(page_channel).post(page_channel).options(stray))
        .route(&number.page_presence("{batch}"), put(page_presence).options(stray));
    let mut played = Router::new();
    for endpoint in PlayedEndpoint::ALL {
        of_page = of_page.route(&number.status_pattern(endpoint), status_routes(endpoint));
        let first = async move |State(context): State<RequestContext>,
                                Path((batch, shape)): BatchAndShape,
                                request: Request| {
            context.answer(endpoint, &batch, &shape, 0, request).await
        };
        let further = async move |State(context): State<RequestContext>,
                                  Path((batch, shape, hop)): BatchShapeAndHop,
                                  request: Request| {
            context.answer(endpoint, &batch, &shape, hop, request).await
        };
        played = played
            .route(&number.endpoint_pattern(endpoint), any(first))
            .route(&number.hop_pattern(endpoint), any(further));
    }
    Router::new()
        .merge(of_page.layer(middleware::from_fn(let_in_opaque)))
        .merge(played)
        .route(&number.page(), get(page))
        .route(&number.frame("{depth}"), get(frame))
        .route(&number.probe(), get(probe))
        .route(&number.arrival(), get(arrival))
        .route(&number.probe_channel(), put(probe_channel).post(probe_channel))
        .route("/{set}", any(set_in_root))
        .route(&number.endpoint_pattern(ShapeEndpoint::SecondSet), any(second_set))
        .route(&number.endpoint_pattern(ShapeEndpoint::Control), get(control))
        .route(&number.worker(), get(worker))
        .route(&number.entry(), get(visit_endpoints::entry))
        .route(&number.farewell(), get(visit_endpoints::farewell))
        .route(&number.lead(), get(visit_endpoints::lead))
        .route(&number.expiry("{batch}"), get(visit_endpoints::expiry))
        .fallback(stray)
        .method_not_allowed_fallback(stray)
        .layer(middleware::from_fn_with_state(context.clone(), admit))
        .with_state(context)
        .merge(others)
}

/// Returns what is answered where a page asks about a request, and a document says that it is
/// there.
fn status_routes(endpoint: PlayedEndpoint) -> MethodRouter<RequestContext> {
    let ask = async move |State(context): State<RequestContext>,
                          Path((batch, shape, word)): BatchShapeAndWord,
                          method: Method,
                          uri: Uri| {
        match context.status(endpoint, &batch, &shape, &word).await {
            Some(answer) => answer,
            None => context.stray(&method, &uri),
        }
    };
    let tell = async move |State(context): State<RequestContext>,
                           Path((batch, shape, word)): BatchShapeAndWord,
                           method: Method,
                           uri: Uri| {
        let known = context.document_loaded(endpoint, &batch, &shape, &word);
        known.unwrap_or_else(|| context.stray(&method, &uri))
    };
    get(ask).put(tell).options(stray)
}

/// Counts each request. A browser that sends one origin's over another's connection would be
/// recorded as having asked the other.
async fn admit(State(context): State<RequestContext>, request: Request, next: Next) -> Response {
    context.session.requests.fetch_add(1, Ordering::Relaxed);
    let field = || request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let authority = request.uri().authority().map(|authority| authority.as_str()).or_else(field);
    if authority.is_some_and(|authority| context.origin.is_authority(authority)) {
        return next.run(request).await;
    }
    context.count_stray(request.method(), request.uri());
    StatusCode::MISDIRECTED_REQUEST.into_response()
}

type BatchAndShape = Path<(String, String)>;
type BatchShapeAndHop = Path<(String, String, usize)>;

/// Answers the request that sets the cookies of a shape, where its URL has one segment.
async fn set_in_root(State(context): State<RequestContext>, request: Request) -> Response {
    let path = RequestPath::unplaced(request.uri().path());
    let asked = context.session.number.endpoint_at(&path);
    match path.split('/').collect::<Vec<_>>()[..] {
        [_, _, batch, shape, _]
            if asked.is_some_and(|(_, of)| of == ShapeEndpoint::SET_COOKIES) =>
        {
            context.answer(PlayedEndpoint::SetCookies, batch, shape, 0, request).await
        }
        _ => context.stray(request.method(), request.uri()),
    }
}

async fn second_set(
    State(context): State<RequestContext>,
    Path((batch, shape)): BatchAndShape,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let Some((loaded, tag)) = context.played(&batch, &shape) else {
        return context.stray(&head.method, &head.uri);
    };
    let Ok(answer) = loaded.second_answer(
        tag.shape,
        permission(&head.headers),
        &context.response_context(&loaded, &head, tag),
    ) else {
        return context.stray(&head.method, &head.uri);
    };
    loaded.log.add(
        tag.shape,
        LoggedExchange::new(
            RequestKind::SecondSet,
            0,
            context.origin.url_of(&head.uri),
            head,
            &answer,
        ),
    );
    answer.into_response()
}

async fn control(
    State(context): State<RequestContext>,
    Path((batch, shape)): BatchAndShape,
    method: Method,
    uri: Uri,
) -> Response {
    let loaded = context
        .session
        .loaded()
        .zip(tag(&batch, &shape))
        .filter(|(loaded, tag)| tag.batch == loaded.batch.id);
    match loaded.and_then(|(loaded, tag)| loaded.control(tag).ok()) {
        Some(answer) => answer.into_response(),
        None => context.stray(&method, &uri),
    }
}

async fn worker() -> Response {
    let javascript = (CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    ([javascript], pages::NO_STORE, pages::worker()).into_response()
}

type BatchShapeAndWord = Path<(String, String, String)>;

async fn stray(State(context): State<RequestContext>, method: Method, uri: Uri) -> Response {
    context.stray(&method, &uri)
}

impl RequestContext {
    /// Returns what an answer with cookies depends on.
    fn response_context(
        &self,
        loaded: &LoadedBatch,
        head: &request::Parts,
        tag: ShapeTag,
    ) -> ResponseContext {
        ResponseContext {
            version: head.version,
            tag,
            directory: self.session.number.directory(tag),
            now: loaded.batch.now,
        }
    }

    /// Answers a request of a shape to the URL at a position of its list. Beyond the list's end is
    /// where the preflight is redirected to.
    async fn answer(
        &self,
        endpoint: PlayedEndpoint,
        batch: &str,
        shape: &str,
        hop: usize,
        request: Request,
    ) -> Response {
        let (mut head, body) = request.into_parts();
        let handshake = WebSocketUpgrade::from_request_parts(&mut head, &()).await.ok();
        if handshake.is_none() {
            // An HTTP/1.1 connection is closed behind an answer to half a request: who uses it for
            // the next, as libsoup may, loses that.
            _ = to_bytes(body, MAX_BODY_BYTES).await;
        }
        let Some((loaded, tag)) = self.played(batch, shape) else {
            return self.stray(&head.method, &head.uri);
        };
        let script = loaded.script(tag.shape);
        let url_list = match (endpoint, script.set_by) {
            (PlayedEndpoint::SetCookies, CookieSetter::FirstParty) => {
                std::slice::from_ref(&loaded.batch.topology.target)
            }
            (PlayedEndpoint::FollowUp | PlayedEndpoint::SetCookies, _) => &script.url_list,
        };
        let place = |hop: usize| {
            url_list
                .get(hop)
                .or(script.preflight_location.as_ref().filter(|_| hop == url_list.len()))
        };
        match place(hop) {
            Some(own) if own.origin() == self.origin.url().origin() => {}
            Some(own) if self.is_upgrade_of(own, &head.headers) => {
                return self.stepped_down(&head.uri);
            }
            Some(_) | None => return self.stray(&head.method, &head.uri),
        }
        let url_of =
            |hop: usize| Some(url_on(place(hop)?, &self.session.number.hop(tag, endpoint, hop)));
        let next = if hop + 1 < url_list.len() { url_of(hop + 1) } else { None };
        let response_context = self.response_context(&loaded, &head, tag);
        let is_listed = hop < url_list.len();
        let (purpose, answer) = match (endpoint, is_preflight(&head)) {
            (PlayedEndpoint::SetCookies, false) if is_listed => (
                RequestKind::SetCookies,
                loaded.answer(tag.shape, hop, next.as_ref(), &response_context),
            ),
            (PlayedEndpoint::SetCookies, true) if is_listed => {
                let location =
                    script.preflight_location.as_ref().and_then(|_| url_of(url_list.len()));
                (
                    RequestKind::Preflight,
                    loaded.preflight(tag.shape, location.as_ref(), &response_context),
                )
            }
            (PlayedEndpoint::SetCookies, true) => (
                RequestKind::Preflight,
                Ok(FixtureResponse::new(StatusCode::OK, permission(&head.headers), String::new())),
            ),
            (PlayedEndpoint::FollowUp, false) if is_listed => (
                RequestKind::FollowUp,
                loaded.follow_up(tag.shape, permission(&head.headers), next.as_ref()),
            ),
            (PlayedEndpoint::FollowUp, true) if is_listed => (
                RequestKind::FollowUpPreflight,
                Ok(FixtureResponse::new(StatusCode::OK, permission(&head.headers), String::new())),
            ),
            (PlayedEndpoint::FollowUp | PlayedEndpoint::SetCookies, _) => {
                return self.stray(&head.method, &head.uri);
            }
        };
        let Ok(mut answer) = answer else { return self.stray(&head.method, &head.uri) };
        if head.version != Version::HTTP_2 {
            answer.field_names = script.field_names;
        }
        mutated_answer::spoil(&mut answer, purpose);
        if mutated(HarnessMutation::AnswerLate) {
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        if handshake.is_some() {
            answer.status = StatusCode::SWITCHING_PROTOCOLS;
        }
        loaded.log.add(
            tag.shape,
            LoggedExchange::new(purpose, hop, self.origin.url_of(&head.uri), head, &answer),
        );
        if matches!(purpose, RequestKind::FollowUp | RequestKind::SetCookies) {
            loaded.progress.add(tag.shape, endpoint, RequestProgress::Received);
        }
        match handshake {
            Some(handshake) => switching(handshake, &answer.written_headers()),
            None if mutated(HarnessMutation::AnswerCut) => mutated_answer::cut(answer),
            None => answer.into_response(),
        }
    }

    /// Waits until something has happened to what is asked for a shape, or leads there.
    async fn status(
        &self,
        endpoint: PlayedEndpoint,
        batch: &str,
        shape: &str,
        word: &str,
    ) -> Option<Response> {
        let (loaded, tag) = self.played(batch, shape)?;
        let happened = async |progress| {
            let wait = loaded.progress.wait(tag.shape, endpoint, progress, PROGRESS_TIMEOUT);
            if wait.await {
                return Some((pages::NO_STORE, StatusCode::NO_CONTENT).into_response());
            }
            let has_come = loaded.progress.has(tag.shape, endpoint, RequestProgress::Received);
            let missing = if has_come {
                "the request has come, but no document has reported"
            } else {
                "the request has not come"
            };
            Some((StatusCode::GATEWAY_TIMEOUT, pages::NO_STORE, missing).into_response())
        };
        let target = || {
            Some(url_on(
                loaded.script(tag.shape).url_list.first()?,
                &self.session.number.endpoint_path(tag, endpoint),
            ))
        };
        match StatusWord::named(word)? {
            StatusWord::Arrived => happened(RequestProgress::Received).await,
            StatusWord::Landed => happened(RequestProgress::DocumentLoaded).await,
            StatusWord::MetaRefresh => Some(html(pages::meta_refresh(&target()?))),
            StatusWord::RefreshHeader => {
                let refresh = HeaderValue::from_str(&format!("0;url={}", target()?)).ok()?;
                Some(
                    ([(HeaderName::from_static("refresh"), refresh)], html(pages::refreshed()))
                        .into_response(),
                )
            }
        }
    }

    /// Records that a document has come of what was asked for a shape.
    fn document_loaded(
        &self,
        endpoint: PlayedEndpoint,
        batch: &str,
        shape: &str,
        word: &str,
    ) -> Option<Response> {
        let has_landed = StatusWord::named(word) == Some(StatusWord::Landed);
        let (loaded, tag) = self.played(batch, shape).filter(|_| has_landed)?;
        loaded.progress.add(tag.shape, endpoint, RequestProgress::DocumentLoaded);
        Some(StatusCode::NO_CONTENT.into_response())
    }
}

/// Returns the answer to a WebSocket's handshake, with these further fields. Nothing is said on the
/// connection.
fn switching(handshake: WebSocketUpgrade, fields: &HeaderMap) -> Response {
    let mut response = handshake
        .on_upgrade(|mut socket| async move { while let Some(Ok(_)) = socket.recv().await {} });
    for (name, value) in fields {
        response.headers_mut().append(name, value.clone());
    }
    response
}
