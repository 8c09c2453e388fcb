//! What has happened to the requests of a batch, for documents that are told nothing of it by their
//! user agent.

use std::collections::BTreeSet;
use std::time::Duration;

use run_model::plan::ShapeNo;
use tokio::sync::watch;

use crate::paths::PlayedEndpoint;

/// What can happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RequestProgress {
    /// It reached the server.
    Received,
    /// A document came of its response.
    DocumentLoaded,
}

/// What has happened so far.
#[derive(Debug, Default)]
pub(crate) struct ProgressLog(watch::Sender<BTreeSet<(ShapeNo, PlayedEndpoint, RequestProgress)>>);

impl ProgressLog {
    /// Records that something has happened to what is asked for a shape.
    pub(crate) fn add(&self, shape: ShapeNo, endpoint: PlayedEndpoint, progress: RequestProgress) {
        self.0.send_modify(|all| _ = all.insert((shape, endpoint, progress)));
    }

    /// Returns whether something has happened to what is asked for a shape.
    pub(crate) fn has(
        &self,
        shape: ShapeNo,
        endpoint: PlayedEndpoint,
        progress: RequestProgress,
    ) -> bool {
        self.0.borrow().contains(&(shape, endpoint, progress))
    }

    /// Waits until it has happened and returns true, or false after the timeout.
    pub(crate) async fn wait(
        &self,
        shape: ShapeNo,
        endpoint: PlayedEndpoint,
        progress: RequestProgress,
        timeout: Duration,
    ) -> bool {
        let mut all = self.0.subscribe();
        let happened = all.wait_for(|all| all.contains(&(shape, endpoint, progress)));
        tokio::time::timeout(timeout, happened).await.is_ok_and(|seen| seen.is_ok())
    }
}
