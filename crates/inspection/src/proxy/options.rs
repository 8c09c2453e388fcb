//! What a recorder is told at its start.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use loopback::HostPort;

/// Whom a recorder leads to, and how.
#[derive(Clone, Debug)]
pub struct ProxyOptions {
    /// The hosts that may be reached, on any port; an address is written without brackets.
    pub hosts: BTreeSet<String>,
    /// Where a place really is, for those that are not to be looked up.
    pub resolve: BTreeMap<HostPort, SocketAddr>,
    /// Which servers are believed to be who they say they are.
    pub tls_verification: TlsVerification,
    /// Returns the time since the beginning of 1970, UTC.
    pub clock: fn() -> Duration,
}

/// Which certificates of servers are accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TlsVerification {
    /// Those that this machine's own store vouches for.
    #[default]
    SystemRoots,
    /// Any.
    Off,
}

impl ProxyOptions {
    /// Returns options that let nobody be reached.
    pub fn new(clock: fn() -> Duration) -> Self {
        Self {
            hosts: BTreeSet::new(),
            resolve: BTreeMap::new(),
            tls_verification: TlsVerification::default(),
            clock,
        }
    }
}
