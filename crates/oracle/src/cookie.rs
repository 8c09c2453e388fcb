//! What becomes of one cookie: stored, readable, sent.

use std::sync::Arc;

use run_model::evidence::JarPartitionKey;
use run_model::results::{CookieLifetime, CookieOutcome, JarPlacement};
use spec_model::Decision;

use crate::decisions::both;

/// By what the harness knows of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CookieVisibility {
    /// Whether name or value still hold the marker by which it is known.
    pub has_marker: bool,
    /// Whether a document that the driver looks at would be sent it.
    pub is_listed: bool,
}

impl CookieVisibility {
    /// All that there is to know.
    pub const FULL: Self = Self { has_marker: true, is_listed: true };
}

/// What must become of a cookie, and why.
///
/// What happens to a cookie later depends on what happened before, so the rules that keep it from
/// being stored stand before those that would keep it from being read or sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookiePrediction {
    /// Whether its line can be on the response that is asked about: one that is no header's value
    /// makes a network error of it.
    pub carried: Decision,
    /// Whether the response with it comes and its `Set-Cookie` fields are looked at.
    pub received: bool,
    /// Whether it is stored.
    pub stored: Decision,
    /// The partition that it lies in if it is stored; `None` is the jar that every top-level site
    /// shares.
    pub partition: Option<Arc<JarPartitionKey>>,
    /// How long it is kept if it is stored; `None` where nobody asks.
    pub lifetime: Option<CookieLifetime>,
    /// Whether it comes back other than its line writes it; `false` where nobody asks.
    pub changed: bool,
    /// Whether `document.cookie` shows it in the document that makes the request.
    pub readable_on_page: Decision,
    /// Whether `document.cookie` shows it in a first-party document on the target.
    pub readable_on_target: Decision,
    /// Whether the follow-up carries it.
    pub sent: Decision,
    /// By what the harness knows of it.
    pub visibility: CookieVisibility,
}

impl CookiePrediction {
    /// Returns the outcome without its reasons.
    pub fn outcome(&self) -> CookieOutcome {
        let stored = match &self.partition {
            _ if !self.stored.is_allowed() => JarPlacement::No,
            Some(key) => JarPlacement::Partitioned(Arc::clone(key)),
            None => JarPlacement::Yes,
        };
        let outcome = CookieOutcome {
            lifetime: self.lifetime.filter(|_| stored != JarPlacement::No),
            stored,
            readable_on_page: self.readable_on_page.is_allowed(),
            readable_on_target: self.readable_on_target.is_allowed(),
            sent: self.sent.is_allowed(),
            changed: false,
        };
        CookieOutcome { changed: self.changed && outcome != CookieOutcome::NOTHING, ..outcome }
    }
}

/// What the standards say of a cookie by itself, were it received and were the follow-up made with
/// cookies.
#[derive(Clone, Debug)]
pub(crate) struct StandaloneCookie {
    /// Whether it is stored.
    pub(crate) stored: Decision,
    /// The partition that it goes to.
    pub(crate) partition: Option<Arc<JarPartitionKey>>,
    /// How long it is kept, where that is asked.
    pub(crate) lifetime: Option<CookieLifetime>,
    /// Whether it comes back other than its line writes it, where that is asked.
    pub(crate) changed: bool,
    /// Whether, being stored, it is shown to the document that made the request.
    pub(crate) readable_on_page: Decision,
    /// Whether, being stored, it is shown to a first-party document on the target.
    pub(crate) readable_on_target: Decision,
    /// Whether it is stored as far as these two documents know.
    pub(crate) stored_to_documents: StoredToDocuments,
    /// Whether, being stored, it goes with the follow-up.
    pub(crate) sent: Decision,
    /// By what the harness knows of it.
    pub(crate) visibility: CookieVisibility,
}

/// Whether a cookie is stored as far as documents know: what they show besides the jar.
#[derive(Clone, Debug)]
pub(crate) struct StoredToDocuments {
    /// The document that made the request.
    pub(crate) page: Decision,
    /// The first-party document on the target.
    pub(crate) target: Decision,
}

impl StandaloneCookie {
    /// Returns the prediction, given whether the line can be on a response, whether it is received,
    /// and whether the follow-up is made with cookies.
    pub(crate) fn prediction(
        &self,
        carried: Decision,
        received: &Decision,
        follow_up: &Decision,
    ) -> CookiePrediction {
        let stored = both(received, &self.stored);
        CookiePrediction {
            carried,
            received: received.is_allowed(),
            readable_on_page: both(
                &both(received, &self.stored_to_documents.page),
                &self.readable_on_page,
            ),
            readable_on_target: both(
                &both(received, &self.stored_to_documents.target),
                &self.readable_on_target,
            ),
            sent: both(&both(&stored, follow_up), &self.sent),
            partition: self.partition.clone(),
            lifetime: self.lifetime,
            changed: self.changed,
            visibility: self.visibility,
            stored,
        }
    }
}

/// Returns a partition key as evidence names it.
pub fn partition_key(key: &spec_model::PartitionKey) -> JarPartitionKey {
    JarPartitionKey {
        top_level_site: key.top_level_site.serialize(),
        cross_site_ancestor: key.has_cross_site_ancestor,
    }
}
