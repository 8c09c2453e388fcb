//! Hosts and paths that mean something else to a browser than to the server.

use spec_model::{BuiltInPublicSuffixes, PublicSuffixes, path_match};
use url::{Host, Url};

use crate::edit::is_inner_host;
use crate::odd_input::InputFinding;
use crate::question::Question;
use crate::question::relation::is_loopback;
use crate::set_cookie::attributes::{attribute_name, attributes};

/// Returns what in a question's addresses and cookies is probably of another place than meant.
pub(super) fn findings(question: &Question) -> Vec<InputFinding> {
    let mut found: Vec<InputFinding> = hosts(question).into_iter().collect();
    // What a proxy passes on comes from the page's own origin.
    if question.client().origin() == question.url.origin() && question.redirects.is_empty() {
        let lines = question.response.values("Set-Cookie");
        found.extend(lines.flat_map(|line| {
            proxied_domain(question, line).into_iter().chain(proxied_path(question, line))
        }));
    }
    found
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

fn proxied_domain(question: &Question, line: &str) -> Option<InputFinding> {
    let domain = value(line, "domain")?;
    let name = domain.trim_start_matches('.').to_ascii_lowercase();
    let is_public = name.contains('.') && BuiltInPublicSuffixes.lists_suffix_of(&name);
    (is_loopback(&question.url) && is_public).then(|| InputFinding::ProxiedDomain {
        domain: domain.to_owned(),
        host: question.url.host_str().unwrap_or_default().to_owned(),
    })
}

/// Finds a path that the request has none of, though what is behind its first segments has: or any
/// other path, on the developer's machine.
fn proxied_path(question: &Question, line: &str) -> Option<InputFinding> {
    let path = value(line, "path").filter(|path| path.starts_with('/'))?;
    let later = question.follow_up.as_ref().map_or(&question.url, |then| &then.url);
    let reaches = |url: &Url| path_match(url.path().as_bytes(), path.as_bytes());
    if reaches(&question.url) || reaches(later) {
        return None;
    }
    let asked = question.url.path();
    let mut tails = asked.match_indices('/').filter(|(place, _)| *place > 0);
    let is_cut = tails.any(|(place, _)| path_match(&asked.as_bytes()[place..], path.as_bytes()));
    (is_cut || is_loopback(&question.url))
        .then(|| InputFinding::ProxiedPath { path: path.to_owned(), asked: asked.to_owned() })
}

fn value<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let attribute = attributes(line).filter(|one| attribute_name(one) == name).last()?;
    attribute.split_once('=').map(|(_, value)| value.trim())
}
