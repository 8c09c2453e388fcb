//! How the parties of a topology are related. Two topologies with the same relation are the same
//! case.

use std::fmt;

use matrix::{Sandbox, StorageAccessAnswer, Topology};
use spec_model::{
    BuiltInPublicSuffixes, PublicSuffixes, public_suffix, registrable_domain, request_url_origin,
};
use url::{Host, Url};

/// How the parties of a topology are related, apart from names and ports.
///
/// Two topologies with the same relation differ in nothing that a rule of cookies or CORS looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TopologyRelation {
    /// Scheme and host of the page, of each frame and of the target.
    parties: Vec<(String, HostKind)>,
    /// Each two of them, in order.
    pairs: Vec<OriginRelation>,
    /// The sandbox of the requesting document.
    sandbox: Option<Sandbox>,
    /// What came of its request for storage access.
    storage_access: Option<StorageAccessAnswer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HostKind {
    Ipv4Address,
    Ipv6Address,
    Localhost,
    LoopbackIpv4Address,
    LoopbackIpv6Address,
    /// A name with a registrable domain.
    Name,
    /// A name with a registrable domain below a suffix that no list has, such as `test`.
    NameBelowUnlistedSuffix,
    /// A name below `localhost`.
    NameOfLocalhost,
    /// A public suffix itself, or a single label.
    Suffix,
}

/// How two origins are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginRelation {
    /// They are one.
    SameOrigin,
    /// One host, another port or scheme.
    SameHost,
    /// The second lies below the first.
    Child,
    /// The first lies below the second.
    Parent,
    /// Both lie below one registrable domain.
    Sibling,
    /// Different registrable domains below one public suffix of several labels, such as
    /// `github.io`.
    PublicSuffixSibling,
    /// Nothing in common.
    CrossSite,
}

impl TopologyRelation {
    /// Returns the relation of a topology's parties.
    pub(crate) fn of(topology: &Topology) -> Self {
        let parties: Vec<&Url> = std::iter::once(&topology.page)
            .chain(&topology.frames)
            .chain([&topology.target])
            .collect();
        let earlier = |(second, url): (usize, &&Url)| {
            parties[..second].iter().map(|one| OriginRelation::of(one, url)).collect::<Vec<_>>()
        };
        Self {
            pairs: parties.iter().enumerate().flat_map(earlier).collect(),
            parties: parties
                .iter()
                .map(|url| (url.scheme().to_owned(), HostKind::of(url)))
                .collect(),
            sandbox: topology.sandbox,
            storage_access: topology.storage_access,
        }
    }

    /// Returns the same with every suffix taken for a listed one, as the standards do.
    pub(crate) fn as_if_listed(&self) -> Self {
        let mut listed = self.clone();
        for (_, host) in &mut listed.parties {
            if *host == HostKind::NameBelowUnlistedSuffix {
                *host = HostKind::Name;
            }
        }
        listed
    }
}

impl HostKind {
    fn of(url: &Url) -> Self {
        match url.host() {
            Some(Host::Ipv4(address)) if address.is_loopback() => Self::LoopbackIpv4Address,
            Some(Host::Ipv6(address)) if address.is_loopback() => Self::LoopbackIpv6Address,
            Some(Host::Ipv4(_)) => Self::Ipv4Address,
            Some(Host::Ipv6(_)) => Self::Ipv6Address,
            Some(Host::Domain("localhost")) => Self::Localhost,
            Some(Host::Domain(name)) if name.ends_with(".localhost") => Self::NameOfLocalhost,
            Some(Host::Domain(name))
                if registrable_domain(name, &BuiltInPublicSuffixes).is_some() =>
            {
                if BuiltInPublicSuffixes.lists_suffix_of(name) {
                    Self::Name
                } else {
                    Self::NameBelowUnlistedSuffix
                }
            }
            Some(Host::Domain(_)) | None => Self::Suffix,
        }
    }
}

/// Returns whether a URL has a scheme that only apps have: such a page is a site of its own.
pub(crate) fn is_of_app(url: &Url) -> bool {
    !matches!(url.scheme(), "http" | "https" | "ws" | "wss")
}

impl OriginRelation {
    /// Returns how the origins of two URLs are related.
    pub fn of(first: &Url, second: &Url) -> Self {
        let (Some(one), Some(other)) = (first.host_str(), second.host_str()) else {
            return Self::CrossSite;
        };
        if is_of_app(first) || is_of_app(second) {
            return Self::CrossSite;
        }
        if request_url_origin(first) == request_url_origin(second) {
            return Self::SameOrigin;
        }
        if one == other {
            return Self::SameHost;
        }
        if !matches!((first.host(), second.host()), (Some(Host::Domain(_)), Some(Host::Domain(_))))
        {
            return Self::CrossSite;
        }
        let below = |name: &str, parent: &str| {
            name.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
        };
        match (
            registrable_domain(one, &BuiltInPublicSuffixes),
            registrable_domain(other, &BuiltInPublicSuffixes),
        ) {
            (Some(a), Some(b)) if a == b => {
                if below(other, one) {
                    Self::Child
                } else if below(one, other) {
                    Self::Parent
                } else {
                    Self::Sibling
                }
            }
            (Some(_), Some(_)) => {
                let suffix = |name| {
                    public_suffix(name, &BuiltInPublicSuffixes)
                        .filter(|suffix| suffix.contains('.'))
                };
                if suffix(one).is_some() && suffix(one) == suffix(other) {
                    Self::PublicSuffixSibling
                } else {
                    Self::CrossSite
                }
            }
            _ => Self::CrossSite,
        }
    }
}

impl fmt::Display for OriginRelation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SameOrigin => "same origin",
            Self::SameHost => "same host, cross-origin",
            Self::Child | Self::Parent | Self::Sibling => "same registrable domain, cross-origin",
            Self::PublicSuffixSibling => "cross-site, below one public suffix",
            Self::CrossSite => "cross-site",
        })
    }
}

/// Returns whether two hosts have one registrable domain, or are one.
pub(crate) fn is_of_site(one: &Url, other: &Url) -> bool {
    let domain = |url: &Url| {
        let host = url.host_str()?;
        Some(registrable_domain(host, &BuiltInPublicSuffixes).unwrap_or(host).to_owned())
    };
    domain(one).is_some() && domain(one) == domain(other)
}

/// Returns whether a URL is of this machine itself, by its host.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback() || is_unspecified(url),
        Some(Host::Ipv6(address)) => address.is_loopback() || is_unspecified(url),
        None => false,
    }
}

/// Returns whether a URL's host is the address that stands for every one of a machine's. Servers
/// print it.
pub(crate) fn is_unspecified(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_unspecified(),
        Some(Host::Ipv6(address)) => address.is_unspecified(),
        Some(Host::Domain(_)) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first: &str, second: &str, pair: OriginRelation) {
        assert_eq!(OriginRelation::of(&first.parse().unwrap(), &second.parse().unwrap()), pair);
    }

    #[test]
    fn pairs_are_told_apart() {
        check("https://a.test/x", "https://a.test:443/y", OriginRelation::SameOrigin);
        check("https://a.test", "http://a.test", OriginRelation::SameHost);
        check("https://shop.test", "https://api.shop.test", OriginRelation::Child);
        check("https://www.shop.test", "https://shop.test", OriginRelation::Parent);
        check("https://www.shop.test", "https://api.shop.test", OriginRelation::Sibling);
        check(
            "https://alice.github.io",
            "https://bob.github.io",
            OriginRelation::PublicSuffixSibling,
        );
        check("https://shop.test", "https://pay.test", OriginRelation::CrossSite);
        check("http://localhost", "http://127.0.0.1", OriginRelation::CrossSite);
        check("http://www.localhost", "http://api.localhost", OriginRelation::CrossSite);
    }

    #[test]
    fn no_two_topologies_of_a_suite_are_the_same_case() {
        let matrix = matrix::read("matrix.toml", include_str!("../../../../matrix.toml")).unwrap();
        for suite in matrix.suites.values().filter(|suite| suite.has_plain_lines()) {
            let full = matrix::Selection::full(suite);
            let relations: Vec<_> = full
                .topologies()
                .map(|(name, topology)| (name, TopologyRelation::of(topology)))
                .collect();
            for (number, (name, relation)) in relations.iter().enumerate() {
                assert_eq!(
                    relations[..number].iter().find(|(_, other)| other == relation),
                    None,
                    "{}: {name}",
                    suite.name
                );
            }
        }
    }
}
