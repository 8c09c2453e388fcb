//! Random hosts and ports: who asks whom.

use fastrand::Rng;

use super::{chance, pick};

/// The ends of registrable domains: listed ones, those below which everybody registers, one that
/// makes of the domain a public suffix of its own, and some that no list has.
const SUFFIXES: [&str; 9] =
    ["com", "co.uk", "test", "github.io", "example", "com", "internal", "ck", "org"];

/// Who takes part in a question, as origins.
#[derive(Clone, Debug)]
pub(super) struct QuizPlaces {
    /// The page's.
    pub(super) page: String,
    frames: Vec<String>,
    /// The innermost document's.
    pub(super) client: String,
    /// The target's.
    pub(super) target: String,
    /// Another site's.
    pub(super) stranger: String,
    /// Another host of the target's site, or the target.
    sibling: String,
    /// The path that is asked for.
    pub(super) path: &'static str,
    /// The host of the target.
    pub(super) target_host: String,
    /// The site of the target, without its scheme.
    pub(super) site: String,
    /// Another site, without its scheme.
    pub(super) other: String,
}

impl QuizPlaces {
    /// Returns the URLs of the frames, outermost first.
    pub(super) fn frames(&self) -> Vec<String> {
        let numbered = self.frames.iter().enumerate();
        numbered.map(|(number, origin)| format!("{origin}/frame{number}")).collect()
    }

    pub(super) fn is_framed(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Returns whether a document of https, or one below it, asks a host of http.
    pub(super) fn is_mixed(&self) -> bool {
        self.target.starts_with("http:") && self.has_secure_document()
    }

    fn has_secure_document(&self) -> bool {
        self.frames.iter().chain([&self.page]).any(|origin| origin.starts_with("https:"))
    }

    /// Returns where a redirect may lead.
    pub(super) fn redirect_origin(&self, random: &mut Rng) -> String {
        let choices =
            [(4, &self.target), (3, &self.client), (3, &self.stranger), (2, &self.sibling)];
        let chosen: &String = pick(random, &choices);
        if self.has_secure_document() {
            // Whatever is mixed content is so on the first hop.
            return chosen.replace("http:", "https:");
        }
        chosen.clone()
    }

    /// Returns a URL of the target, or of another host of its site.
    pub(super) fn url_beside_target(&self, random: &mut Rng) -> String {
        let origin: &String = pick(random, &[(3, &self.target), (1, &self.sibling)]);
        let path = pick(random, &[(2, self.path), (2, "/me"), (1, "/api/me"), (1, "/")]);
        format!("{origin}{path}")
    }
}

/// Returns random places.
pub(super) fn random_places(random: &mut Rng) -> QuizPlaces {
    match pick(random, &[(18, 0), (1, 1), (1, 2), (1, 3)]) {
        0 => named(random),
        1 => loopback(random),
        2 => addresses(random, "{ip}.1", "{ip}.2"),
        _ => addresses(random, "{ip6}", "{ip6}"),
    }
}

fn path(random: &mut Rng) -> &'static str {
    pick(random, &[(2, "/session"), (1, "/api/session"), (1, "/auth/"), (1, "/"), (1, "/a/b/c")])
}

fn named(random: &mut Rng) -> QuizPlaces {
    let suffix = |random: &mut Rng| SUFFIXES[random.usize(..SUFFIXES.len())];
    let page_site = format!("q{{n}}.{}", suffix(random));
    let other = format!("r{{n}}.{}", suffix(random));
    let third = format!("s{{n}}.{}", suffix(random));
    let page_host = match pick(random, &[(6, 0), (4, 1), (2, 2), (1, 3)]) {
        0 => format!("www.{page_site}"),
        1 => page_site.clone(),
        2 => format!("app.eu.{page_site}"),
        _ => format!("xn--bcher-kva.{page_site}"),
    };
    let page_scheme = pick(random, &[(4, "https"), (1, "http")]);
    let page_port = pick(random, &[(4, ""), (1, ":8443")]);
    let page = format!("{page_scheme}://{page_host}{page_port}");
    // A frame of http is kept from a page of https.
    let frame_scheme = pick(random, &[(4, page_scheme), (1, "https")]);
    let frame = |random: &mut Rng| {
        let host = match pick(random, &[(3, 0), (1, 1), (1, 2), (1, 3)]) {
            0 => format!("widget.{other}"),
            1 => format!("shop.{page_site}"),
            2 => format!("cdn.{third}"),
            _ => page_host.clone(),
        };
        format!("{frame_scheme}://{host}")
    };
    let frames: Vec<String> =
        (0..pick(random, &[(7, 0), (2, 1), (1, 2)])).map(|_| frame(random)).collect();
    let client = frames.last().unwrap_or(&page).clone();
    let client_scheme = if frames.is_empty() { page_scheme } else { frame_scheme };
    let (site, target_host) = match pick(random, &[(4, 0), (4, 1), (2, 2), (1, 3), (1, 4)]) {
        0 => (&page_site, format!("api.{page_site}")),
        1 => (&other, format!("api.{other}")),
        2 => (&page_site, page_host.clone()),
        3 => (&page_site, page_site.clone()),
        _ => (&other, format!("widget.{other}")),
    };
    let target_scheme = pick(random, &[(8, client_scheme), (1, "https"), (1, "http")]);
    let target_port = pick(random, &[(4, ""), (1, ":8080")]);
    let other = if *site == page_site { other.clone() } else { page_site.clone() };
    let sibling = pick(random, &[(2, "id."), (1, "")]);
    QuizPlaces {
        target: format!("{target_scheme}://{target_host}{target_port}"),
        sibling: format!("{target_scheme}://{sibling}{site}"),
        stranger: format!("{client_scheme}://www.{third}"),
        path: path(random),
        site: site.clone(),
        target_host,
        other,
        page,
        frames,
        client,
    }
}

/// Returns places of which some are on localhost.
fn loopback(random: &mut Rng) -> QuizPlaces {
    let (page, target_host) = match random.u32(0..6) {
        0 => ("http://localhost:{port}", "localhost"),
        1 => ("http://app.localhost:{port}", "api.localhost"),
        2 => ("http://localhost:{port}", "{ip}.1"),
        3 => ("http://localhost:{port}", "api.q{n}.com"),
        4 => ("https://www.q{n}.com", "localhost"),
        _ => ("http://www.q{n}.com", "localhost"),
    };
    let scheme = pick(random, &[(4, "http"), (1, "https")]);
    let target = format!("{scheme}://{target_host}:{{other-port}}");
    QuizPlaces {
        page: page.to_owned(),
        frames: Vec::new(),
        client: page.to_owned(),
        sibling: target.clone(),
        target,
        stranger: format!("{}://www.s{{n}}.com", page.split(':').next().unwrap_or_default()),
        path: path(random),
        target_host: target_host.to_owned(),
        site: target_host.to_owned(),
        other: "r{n}.com".to_owned(),
    }
}

/// Returns places whose hosts are addresses.
fn addresses(random: &mut Rng, page: &str, other: &str) -> QuizPlaces {
    let scheme = pick(random, &[(3, "http"), (1, "https")]);
    let target_host = if chance(random, 60) { page } else { other };
    let client = format!("{scheme}://{page}:{{port}}");
    let target = format!("{scheme}://{target_host}:{{other-port}}");
    QuizPlaces {
        page: client.clone(),
        frames: Vec::new(),
        client,
        sibling: target.clone(),
        target,
        stranger: format!("{scheme}://www.s{{n}}.com"),
        path: path(random),
        target_host: target_host.to_owned(),
        site: target_host.to_owned(),
        other: "r{n}.com".to_owned(),
    }
}
