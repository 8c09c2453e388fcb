//! Mixed content: what a secure document cannot fetch.

use url::{Host, Origin, Url};

use crate::context::is_localhost_name;
use crate::decision::Decision;
use crate::policy::LocalhostNames;
use crate::quirk::Quirk;
use crate::reason::Reason;
use crate::site::Client;
use crate::user_agent::UserAgent;

/// What a request is for, as far as mixed content is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MixedContentDestination {
    /// A top-level document, which is never mixed content.
    TopLevelDocument,
    /// An image, audio or video, which is upgraded to https where the URL's host is a name.
    Media,
    /// Anything else.
    Other,
}

/// Returns whether an origin is potentially trustworthy.
///
/// Spec: [Secure Contexts §3.1](https://www.w3.org/TR/secure-contexts/#is-origin-trustworthy).
/// Steps 6 to 8 (`file`, schemes and origins that a user agent trusts) are left out: no such origin
/// has cookies.
pub fn is_potentially_trustworthy_origin(origin: &Origin, user_agent: UserAgent<'_>) -> bool {
    match origin {
        // Step 1.
        Origin::Opaque(_) => false,
        // Steps 3 to 5.
        Origin::Tuple(scheme, host, _) => match (scheme.as_str(), host) {
            ("https" | "wss", _) => true,
            (_, Host::Ipv4(address)) => address.is_loopback(),
            (_, Host::Ipv6(address)) => address.is_loopback(),
            (_, Host::Domain(domain)) => {
                user_agent.policy().localhost_names == LocalhostNames::Trustworthy
                    && is_localhost_name(domain)
            }
        },
    }
}

/// Returns whether a URL is potentially trustworthy.
///
/// Spec: [Secure Contexts §3.2](https://www.w3.org/TR/secure-contexts/#is-url-trustworthy).
pub fn is_potentially_trustworthy_url(url: &Url, user_agent: UserAgent<'_>) -> bool {
    // Steps 1 to 3.
    matches!(url.as_str(), "about:blank" | "about:srcdoc")
        || url.scheme() == "data"
        || is_potentially_trustworthy_origin(&url.origin(), user_agent)
}

/// Decides whether a client may have what only secure contexts have, such as service workers.
///
/// Spec: [HTML, secure
/// contexts](https://html.spec.whatwg.org/multipage/webappapis.html#secure-contexts): the document
/// and all above it are potentially trustworthy. A sandbox does not take that away: what counts is
/// the URL.
pub fn secure_context_decision(client: &Client, user_agent: UserAgent<'_>) -> Decision {
    let mut decision = Decision::default();
    let mut origins = [&client.url_origin, &client.top_level].into_iter().chain(&client.ancestors);
    decision.violate_if(
        !origins.all(|origin| is_potentially_trustworthy_origin(origin, user_agent)),
        Reason::InsecureContext,
    );
    decision
}

/// Upgrades the URL of an image, audio or video to https where it would be mixed content.
///
/// Spec: [Mixed Content §4.1](https://www.w3.org/TR/mixed-content/#upgrade-algorithm).
pub fn upgrade_mixed_content(
    client: &Client,
    url: &mut Url,
    destination: MixedContentDestination,
    user_agent: UserAgent<'_>,
) {
    let is_upgradeable = match destination {
        // Quirk: the step is missing.
        _ if user_agent.has(Quirk::NoMixedContent) => false,
        MixedContentDestination::Media => true,
        MixedContentDestination::TopLevelDocument | MixedContentDestination::Other => false,
    };
    if is_upgradeable
        && url.scheme() == "http"
        && matches!(url.host(), Some(Host::Domain(_)))
        && !is_potentially_trustworthy_url(url, user_agent)
        && prohibits_mixed_security_contexts(client, user_agent)
    {
        // Both schemes are special, so one can take the place of the other.
        _ = url.set_scheme("https");
    }
}

/// Decides whether a client may fetch from a URL.
///
/// Spec: [Mixed Content §4.4](https://www.w3.org/TR/mixed-content/#should-block-fetch).
pub fn mixed_content_decision(
    client: &Client,
    url: &Url,
    destination: MixedContentDestination,
    user_agent: UserAgent<'_>,
) -> Decision {
    let mut decision = Decision::default();
    let is_restricted = prohibits_mixed_security_contexts(client, user_agent)
        && match destination {
            MixedContentDestination::TopLevelDocument => false,
            MixedContentDestination::Media | MixedContentDestination::Other => true,
        };
    let is_trustworthy = is_potentially_trustworthy_url(url, user_agent);
    let quirks = user_agent.quirks();
    decision.violate_but_for(
        is_restricted && !is_trustworthy,
        Reason::MixedContent,
        Quirk::NoMixedContent,
        quirks,
    );
    // Quirk, no step: whatever is http is not trustworthy here, but for images, audio and video.
    let is_loopback_http = is_restricted
        && is_trustworthy
        && url.scheme() == "http"
        && destination != MixedContentDestination::Media;
    decision.violate_by(is_loopback_http, Quirk::LoopbackUrlsAreMixedContent, quirks);
    decision
}

/// Spec: [Mixed Content §4.3](https://www.w3.org/TR/mixed-content/#categorize-settings-object): the
/// client or a document above it is potentially trustworthy.
fn prohibits_mixed_security_contexts(client: &Client, user_agent: UserAgent<'_>) -> bool {
    let mut origins = [&client.origin, &client.top_level].into_iter().chain(&client.ancestors);
    origins.any(|origin| {
        // Quirk: what counts is https, which differs for documents on loopback hosts.
        if user_agent.has(Quirk::MixedContentByHttps) {
            return matches!(origin, Origin::Tuple(scheme, ..) if scheme == "https");
        }
        is_potentially_trustworthy_origin(origin, user_agent)
    })
}
