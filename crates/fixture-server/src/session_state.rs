//! What the servers know of a session.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::batch::LoadedBatch;
use crate::paths::SessionNo;
use crate::system_nets::NetworkEntrance;
use crate::visit::VisitWindow;
use loopback::NameCounts;

/// What a session's runner and its servers share.
#[derive(Debug)]
pub(crate) struct SessionState {
    pub(crate) number: SessionNo,
    /// How many requests have come, strays among them.
    pub(crate) requests: AtomicU64,
    /// How many navigations a browser turned to `https` and was led back.
    pub(crate) steps_down: AtomicU64,
    /// Requests that no document of the session should have made.
    pub(crate) stray_requests: NameCounts,
    /// The one window of a visit; a session whose windows a driver opens has none.
    pub(crate) visit: Option<VisitWindow>,
    /// By which way the document came that says so, by the origin that it was asked of.
    pub(crate) arrivals: Mutex<BTreeMap<String, NetworkEntrance>>,
    loaded: RwLock<Option<Arc<LoadedBatch>>>,
}

impl SessionState {
    /// Returns the state of a session that has loaded nothing.
    pub(crate) fn new(number: SessionNo, visit: Option<VisitWindow>) -> Self {
        Self {
            number,
            requests: AtomicU64::new(0),
            steps_down: AtomicU64::new(0),
            stray_requests: NameCounts::default(),
            visit,
            arrivals: Mutex::default(),
            loaded: RwLock::default(),
        }
    }

    /// Makes this batch the current one.
    pub(crate) fn load(&self, batch: Arc<LoadedBatch>) {
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Some(batch);
    }

    /// Returns the current batch.
    pub(crate) fn loaded(&self) -> Option<Arc<LoadedBatch>> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
