//! What the harness can see of a cookie: rules of observation, which hold for every model.

use matrix::EngineKind;
use run_model::results::{CookieOutcome, JarPlacement};

use crate::cookie::CookiePrediction;

/// How a driver shows an engine's jar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JarListing {
    /// It lists the cookies of documents: what none of them would be sent is not seen, unless a
    /// script reads it or a request carries it.
    OfDocuments,
    /// It lists all cookies.
    Whole,
}

impl JarListing {
    /// Returns how the driver of an engine shows its jar.
    pub fn of(engine: EngineKind) -> Self {
        match engine {
            EngineKind::Chromium
            | EngineKind::Firefox
            | EngineKind::Lightpanda
            | EngineKind::Reference => Self::Whole,
            EngineKind::Safari | EngineKind::WebKitGtk => Self::OfDocuments,
        }
    }
}

impl CookiePrediction {
    /// Returns what is seen of the outcome.
    ///
    /// A cookie is known by its marker, and one that lost it is not seen at all. Beside a jar that
    /// is not seen whole, a document that reads a cookie is believed.
    pub fn seen(&self, view: JarListing) -> CookieOutcome {
        let mut outcome = self.outcome();
        if !self.visibility.has_marker {
            return CookieOutcome::NOTHING;
        }
        if view == JarListing::OfDocuments {
            let is_read = outcome.readable_on_page || outcome.readable_on_target;
            if is_read && outcome.stored == JarPlacement::No {
                outcome.stored = JarPlacement::Yes;
            } else if !is_read && !outcome.sent && !self.visibility.is_listed {
                return CookieOutcome::NOTHING;
            }
        }
        outcome
    }
}
