//! What a recorder is told at its start.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use loopback::HostPort;

use super::written_answers::WrittenAnswer;

/// Whom a recorder leads to, and how.
#[derive(Clone, Debug)]
pub struct ProxyOptions {
    /// The hosts that may be reached, on any port; an address is written without brackets.
    pub hosts: BTreeSet<String>,
    /// Where a place really is, for those that are not to be looked up.
    pub resolve: BTreeMap<HostPort, SocketAddr>,
    /// Which servers are believed to be who they say they are.
    pub tls_verification: TlsVerification,
    /// Who answers.
    pub source: AnswerSource,
    /// Returns the time since the beginning of 1970, UTC.
    pub clock: fn() -> Duration,
}

/// Who answers what browsers ask.
#[derive(Clone, Debug, Default)]
pub enum AnswerSource {
    /// The servers of the hosts.
    #[default]
    Servers,
    /// The recorder itself, as it is written down; it connects to no server. What nobody wrote down
    /// is not found.
    Written(Vec<WrittenAnswer>),
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
            source: AnswerSource::default(),
            clock,
        }
    }
}
