//! The name router: leads each virtual host and port to its server, and refuses all others.

use std::sync::Arc;

use loopback::{HostPort, NameCounts};
use mutations::{HarnessMutation, mutated};

use crate::proxy_login::ProxyLogin;
use crate::virtual_origin::{OriginService, OriginServices};

/// Where the connections of a session lead.
#[derive(Debug)]
pub(crate) struct NameRouter {
    services: Arc<OriginServices>,
    refused: NameCounts,
    /// What a client must give.
    login: Option<ProxyLogin>,
}

impl NameRouter {
    pub(crate) fn new(services: Arc<OriginServices>, login: Option<ProxyLogin>) -> Self {
        Self { services, refused: NameCounts::default(), login }
    }

    /// Returns what was asked for and is not known.
    pub(crate) fn refused(&self) -> &NameCounts {
        &self.refused
    }

    pub(crate) fn login(&self) -> Option<&ProxyLogin> {
        self.login.as_ref()
    }

    /// Returns what a place leads to; where it leads to nothing, it is counted.
    pub(crate) fn find(&self, place: &HostPort) -> Option<OriginService> {
        let found = self.service(place);
        if found.is_none() {
            self.refused.count(place.to_string());
        }
        found
    }

    /// Returns what a place leads to.
    pub(crate) fn service(&self, place: &HostPort) -> Option<OriginService> {
        if mutated(HarnessMutation::RouterElsewhere) {
            return self.services.values().next().cloned();
        }
        self.services.get(place).cloned()
    }
}
