//! Addresses of this machine and of local networks, which pages of public sites may not simply
//! request.

use std::net::{IpAddr, Ipv4Addr};

use url::{Host, Url};

use crate::question::{Question, navigates_top_level};

/// Endings of names that are in no public DNS.
const LOCAL_ENDINGS: [&str; 9] = [
    ".corp",
    ".home",
    ".home.arpa",
    ".intern",
    ".internal",
    ".intranet",
    ".lan",
    ".local",
    ".localdomain",
];

/// Returns whether an address belongs to this machine or to a local network.
///
/// Spec: [Local Network Access](https://wicg.github.io/local-network-access/).
pub fn is_local_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            v4.is_loopback() || v4.is_private() || v4.is_link_local() || is_behind_carrier(v4)
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_local_address(IpAddr::V4(v4)),
            None => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
        },
    }
}

/// Returns whether an address is one of 100.64.0.0/10, which carriers and VPNs give out.
fn is_behind_carrier(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && (64..128).contains(&second)
}

/// How far from this machine something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum AddressSpace {
    Loopback,
    Local,
    Public,
}

impl Question {
    /// Returns the host that a page requests though it is nearer to this machine than the page: of
    /// this machine or of a local network, as far as the names tell.
    pub(crate) fn nearer_host(&self) -> Option<String> {
        let is_of_web = matches!(self.page.scheme(), "http" | "https");
        let asks = is_of_web && !navigates_top_level(self.request.api);
        let is_nearer = AddressSpace::of(&self.url) < AddressSpace::of(&self.page);
        self.url.host_str().filter(|_| asks && is_nearer).map(str::to_owned)
    }
}

impl Question {
    /// Returns whether an http page asks a nearer host, which Chrome allows to pages over https
    /// alone.
    ///
    /// Spec: [Local Network Access](https://wicg.github.io/local-network-access/).
    pub fn lacks_secure_page(&self) -> bool {
        self.page.scheme() == "http" && self.nearer_host().is_some()
    }

    /// Returns whether a page requests what names itself as of a local network: by an address, or
    /// by a name below `local`.
    pub(crate) fn names_local_network(&self) -> bool {
        let names_itself = match self.url.host() {
            Some(Host::Domain(name)) => name.ends_with(".local"),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
            None => false,
        };
        names_itself
            && self.nearer_host().is_some()
            && AddressSpace::of(&self.url) == AddressSpace::Local
    }
}

impl AddressSpace {
    fn of(url: &Url) -> Self {
        let of_address = |address: IpAddr| match is_local_address(address) {
            true if address.is_loopback() => Self::Loopback,
            true => Self::Local,
            false => Self::Public,
        };
        match url.host() {
            Some(Host::Ipv4(address)) => of_address(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => of_address(IpAddr::V6(address)),
            Some(Host::Domain(name)) if name == "localhost" || name.ends_with(".localhost") => {
                Self::Loopback
            }
            Some(Host::Domain(name)) => {
                let is_local = !name.contains('.')
                    || LOCAL_ENDINGS.iter().any(|ending| name.ends_with(ending));
                if is_local { Self::Local } else { Self::Public }
            }
            None => Self::Public,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(space: AddressSpace, hosts: &[&str]) {
        for host in hosts {
            let url = format!("http://{host}/").parse().unwrap();
            assert_eq!(AddressSpace::of(&url), space, "{host}");
        }
    }

    #[test]
    fn addresses_of_local_networks_are_local() {
        check(AddressSpace::Loopback, &["127.0.0.1", "[::1]"]);
        check(AddressSpace::Local, &["10.1.2.3", "192.168.0.7", "169.254.0.1", "[fd00::1]"]);
        check(AddressSpace::Local, &["[fe80::1]", "[::ffff:10.0.0.1]"]);
        check(AddressSpace::Local, &["100.64.0.0", "100.127.255.255"]);
        check(AddressSpace::Public, &["100.63.255.255", "100.128.0.0"]);
        check(AddressSpace::Public, &["93.184.215.14", "[2606:2800:21f::1]", "172.32.0.1"]);
    }

    #[test]
    fn names_that_no_public_server_knows_are_local() {
        check(AddressSpace::Loopback, &["localhost", "api.localhost"]);
        check(AddressSpace::Local, &["router", "nas.local", "wiki.corp"]);
        check(AddressSpace::Public, &["www.example.com", "api.shop.test", "local.example.com"]);
    }
}
