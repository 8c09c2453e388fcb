//! What the servers show to people: an index, and a form to try cookies with.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, SET_COOKIE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use url::Url;

use crate::cors_permission::permission;
use crate::exchange_log::joined_cookies;
use crate::fixture_response::FixtureResponse;
use crate::pages;

/// What a person needs to know to find the servers.
#[derive(Debug)]
pub(crate) struct IndexPage {
    origins: Vec<Url>,
    proxies: Mutex<BTreeSet<SocketAddr>>,
}

impl IndexPage {
    pub(crate) fn new(origins: Vec<Url>) -> Self {
        Self { origins, proxies: Mutex::default() }
    }

    /// Shows a session's proxy for as long as what is returned lives.
    pub(crate) fn show(self: Arc<Self>, proxy: SocketAddr) -> ListedProxy {
        self.proxies().insert(proxy);
        ListedProxy { index_page: self, proxy }
    }

    fn proxies(&self) -> MutexGuard<'_, BTreeSet<SocketAddr>> {
        self.proxies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A proxy that the index lists until this is dropped.
#[derive(Debug)]
pub(crate) struct ListedProxy {
    index_page: Arc<IndexPage>,
    proxy: SocketAddr,
}

impl ListedProxy {
    /// Returns the proxy's address.
    pub(crate) fn address(&self) -> SocketAddr {
        self.proxy
    }
}

impl Drop for ListedProxy {
    fn drop(&mut self) {
        self.index_page.proxies().remove(&self.proxy);
    }
}

/// Returns the routes that every origin has for people.
pub(crate) fn routes(index_page: Arc<IndexPage>) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/try", get(form))
        .route("/try/set", get(set))
        .route("/try/echo", get(echo))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .with_state(index_page)
}

async fn index(State(index_page): State<Arc<IndexPage>>) -> Html<String> {
    Html(pages::index(&index_page.origins, &index_page.proxies()))
}

async fn form(State(index_page): State<Arc<IndexPage>>) -> Html<String> {
    Html(pages::form(&index_page.origins))
}

/// The header fields that a person chose; one that is absent is not sent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PlaygroundHeaders {
    set_cookie: Option<String>,
    allow_origin: Option<String>,
    allow_credentials: Option<String>,
}

async fn set(Query(chosen): Query<PlaygroundHeaders>) -> Response {
    let fields = [
        (SET_COOKIE, chosen.set_cookie),
        (ACCESS_CONTROL_ALLOW_ORIGIN, chosen.allow_origin),
        (ACCESS_CONTROL_ALLOW_CREDENTIALS, chosen.allow_credentials),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        let Some(value) = value else { continue };
        match HeaderValue::try_from(value) {
            Ok(value) => headers.append(name, value),
            Err(_) => {
                return (
                    StatusCode::BAD_REQUEST,
                    format!("{name} has characters that no header field can carry"),
                )
                    .into_response();
            }
        };
    }
    FixtureResponse::new(StatusCode::OK, headers, String::new()).into_response()
}

async fn echo(request: HeaderMap) -> Response {
    FixtureResponse::new(StatusCode::OK, permission(&request), joined_cookies(&request))
        .into_response()
}
