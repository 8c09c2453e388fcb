//! What the servers show to people: an index, and a form to try cookies with.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use url::Url;

/// What a person needs to know to find the servers.
#[derive(Debug)]
pub(crate) struct Guide {
    origins: Vec<Url>,
    proxies: Mutex<BTreeSet<SocketAddr>>,
}

impl Guide {
    pub(crate) fn new(origins: Vec<Url>) -> Self {
        Self { origins, proxies: Mutex::default() }
    }

    /// Shows a session's proxy for as long as what is returned lives.
    pub(crate) fn show(self: Arc<Self>, proxy: SocketAddr) -> Shown {
        self.proxies().insert(proxy);
        Shown { guide: self, proxy }
    }

    fn proxies(&self) -> MutexGuard<'_, BTreeSet<SocketAddr>> {
        self.proxies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A proxy that the guide shows.
#[derive(Debug)]
pub(crate) struct Shown {
    guide: Arc<Guide>,
    proxy: SocketAddr,
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.guide.proxies().remove(&self.proxy);
    }
}

/// Returns the routes that every origin has for people.
pub(crate) fn routes(guide: Arc<Guide>) -> Router {
    Router::new().route("/favicon.ico", get(async || StatusCode::NO_CONTENT)).with_state(guide)
}
