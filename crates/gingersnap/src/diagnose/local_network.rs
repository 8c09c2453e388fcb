//! Requests of public pages to private addresses, which browsers may refuse for that reason alone.

use diagnosis::is_local_address;
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
    if is_local_address(address(page)?) {
        return None;
    }
    let private =
        capture.exchanges.iter().find(|one| address(one).is_some_and(is_local_address))?;
    let url = &private.request.url;
    Some(format!(
        "{url} is at a private address and the page at a public one: Chrome asks the user before \
         such a request (Local Network Access). Behind the recorder it does not, so this was not \
         tested"
    ))
}
