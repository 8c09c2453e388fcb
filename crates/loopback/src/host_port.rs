//! Hosts and ports as clients of a proxy name them.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

/// A host and a port, as a proxy client names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostPort {
    host: String,
    port: u16,
}

impl HostPort {
    /// Returns the place that a client means by this name, which may be an address written out.
    pub fn named(host: &str, port: u16) -> Self {
        host.parse().map_or_else(
            |_| Self { host: host.to_ascii_lowercase(), port },
            |address| Self::at(address, port),
        )
    }

    /// Returns the place with this address for a host.
    pub fn at(address: IpAddr, port: u16) -> Self {
        Self { host: address.to_string(), port }
    }

    /// Returns the place of a URL's server, or `None` where the URL has none.
    pub fn of(url: &Url) -> Option<Self> {
        let port = url.port_or_known_default()?;
        Some(match url.host()? {
            Host::Domain(name) => Self::named(name, port),
            Host::Ipv4(address) => Self::at(address.into(), port),
            Host::Ipv6(address) => Self::at(address.into(), port),
        })
    }

    /// Returns the host alone, an IPv6 address without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}
