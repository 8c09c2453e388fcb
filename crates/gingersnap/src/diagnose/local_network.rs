//! Requests of public pages to private addresses, which browsers may refuse for that reason alone.

use std::net::IpAddr;

use inspection::SiteCapture;
use inspection::proxy::ProxyExchange;
use url::Url;

/// Returns a note on the first request of a public page to a private address, if there was one.
///
/// Spec: [Local Network Access](https://wicg.github.io/local-network-access/).
pub(super) fn local_network_note(capture: &SiteCapture) -> Option<String> {
    let host = |exchange: &ProxyExchange| {
        Url::parse(&exchange.request.url).ok()?.host().map(|host| host.to_owned())
    };
    let address = |exchange: &ProxyExchange| exchange.server.map(|server| server.ip());
    let mut exchanges = capture.exchanges.iter();
    let page = exchanges.find(|exchange| {
        host(exchange).as_ref() == capture.page.host().map(|host| host.to_owned()).as_ref()
    })?;
    if is_private(address(page)?) {
        return None;
    }
    let private = capture.exchanges.iter().find(|one| address(one).is_some_and(is_private))?;
    let url = &private.request.url;
    Some(format!(
        "{url} is at a private address and the page at a public one: Chrome asks the user before \
         such a request (Local Network Access). Behind the recorder it does not, so this was not \
         tested"
    ))
}

/// Returns whether an address belongs to this machine or to a local network.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private(IpAddr::V4(v4)),
            None => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_local_networks_are_private() {
        let private = ["127.0.0.1", "10.1.2.3", "192.168.0.7", "169.254.0.1", "::1", "fd00::1"];
        for address in private.iter().chain(&["fe80::1", "::ffff:10.0.0.1"]) {
            assert!(is_private(address.parse().unwrap()), "{address}");
        }
        for address in ["93.184.215.14", "2606:2800:21f::1", "172.32.0.1"] {
            assert!(!is_private(address.parse().unwrap()), "{address}");
        }
    }
}
