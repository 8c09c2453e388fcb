//! Hosts and paths that mean something else to a browser than to the server.

use url::Host;

use crate::edit::{is_inner_host, is_loopback};
use crate::odd_input::InputFinding;
use crate::question::Question;

/// Returns what in a question's addresses is probably of another place than meant.
pub(super) fn findings(question: &Question) -> Vec<InputFinding> {
    hosts(question).into_iter().collect()
}

fn hosts(question: &Question) -> Option<InputFinding> {
    let (client, url) = (question.client(), &question.url);
    let is_of_lan = matches!(client.host(), Some(Host::Ipv4(address)) if address.is_private());
    if is_loopback(client) && is_inner_host(url) {
        Some(InputFinding::InnerHost { host: url.host_str()?.to_owned() })
    } else if is_of_lan && is_loopback(url) {
        Some(InputFinding::OwnMachine { page: client.host_str()?.to_owned() })
    } else {
        None
    }
}
