//! The host name that a Domain attribute was meant to be.

use url::Host;

use crate::set_cookie::attributes::{attribute_name, attributes};

/// Returns the host name in a line's Domain attribute where something else stands with it: a
/// scheme, a port, a path, quotes, `*.`, or letters that hosts are not written with, such as those
/// in upper case.
pub(super) fn meant_domain(line: &str) -> Option<String> {
    let domain = attributes(line).filter(|one| attribute_name(one) == "domain").last()?;
    let written = domain.split_once('=')?.1.trim();
    let bare = written.trim_matches(|c: char| "\"'`<>,; ".contains(c));
    let behind_scheme = bare.split_once("//").map_or(bare, |(_, rest)| rest);
    let authority = behind_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) | None => authority,
    };
    let name = host.trim_start_matches(['*', '.']).trim_end_matches('.');
    match Host::parse(name).ok()? {
        Host::Domain(name) => {
            let is_so = written.strip_prefix('.').unwrap_or(written) == name;
            // A single label names no domain that hosts share.
            (!is_so && name.contains('.')).then_some(name)
        }
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(domain: &str, meant: Option<&str>) {
        let line = format!("a=1; Domain=other.test; Path=/; domain={domain}; Secure");
        assert_eq!(meant_domain(&line).as_deref(), meant, "{domain}");
    }

    #[test]
    fn what_stands_around_a_host_name_goes() {
        for written in [
            "https://example.com",
            "https://example.com:8443/path?q#f",
            "//example.com",
            "example.com:443",
            "example.com/",
            "*.example.com",
            ".*.example.com",
            "\"example.com\"",
            "'.example.com'",
            "example.com,",
            "example.com.",
            "EXAMPLE.COM",
            ".Example.com",
        ] {
            check(written, Some("example.com"));
        }
        check("m\u{fc}nchen.de", Some("xn--mnchen-3ya.de"));
    }

    #[test]
    fn what_is_a_host_name_or_holds_none_is_left() {
        for written in [
            "example.com",
            ".example.com",
            "LOCALHOST",
            "localhost:3000",
            "127.0.0.1:80",
            "",
            "*",
            "a b",
        ] {
            check(written, None);
        }
        assert_eq!(meant_domain("a=1; Path=/"), None);
        assert_eq!(meant_domain("a=1; Domain"), None);
    }
}
