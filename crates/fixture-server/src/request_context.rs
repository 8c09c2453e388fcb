//! A request to one origin of a session: what it belongs to, or that it belongs to nothing.

use std::sync::Arc;

use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use run_model::plan::ShapeTag;
use url::Url;

use crate::batch::LoadedBatch;
use crate::paths::tag;
use crate::session_state::SessionState;
use crate::system_nets::NetworkEntrance;
use crate::virtual_origin::VirtualOrigin;

/// One origin as a session sees it.
#[derive(Clone, Debug)]
pub(crate) struct RequestContext {
    pub(crate) origin: Arc<VirtualOrigin>,
    pub(crate) session: Arc<SessionState>,
    pub(crate) entrance: NetworkEntrance,
}

impl RequestContext {
    /// Returns the loaded batch and the shape that a path names, if it is played.
    pub(crate) fn played(&self, batch: &str, shape: &str) -> Option<(Arc<LoadedBatch>, ShapeTag)> {
        self.session.loaded().zip(tag(batch, shape)).filter(|(loaded, tag)| loaded.plays(*tag))
    }

    pub(crate) fn stray(&self, method: &Method, uri: &Uri) -> Response {
        self.count_stray(method, uri);
        StatusCode::NOT_FOUND.into_response()
    }

    pub(crate) fn count_stray(&self, method: &Method, uri: &Uri) {
        self.session.stray_requests.count(format!("{method} {}", self.origin.url_of(uri)));
    }
}

/// Returns the URL of a path on an origin.
pub(crate) fn url_on(origin: &Url, path: &str) -> Url {
    let mut url = origin.clone();
    url.set_path(path);
    url
}
