//! Whose requests are answered: only those that name this machine and come from this site's pages.
//!
//! A page elsewhere can let its own host name resolve to a loopback address (DNS rebinding), and it
//! can send forms anywhere. The first has another `Host`, the second another `Origin`.

use std::net::SocketAddr;

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderName, Method, StatusCode};
use url::{Host, Url};

/// The site that is served, by where it listens.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnSite {
    address: SocketAddr,
}

impl OwnSite {
    /// Returns the site that listens at a loopback address.
    pub(super) fn at(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Returns why a request is not answered, if it is not.
    pub(super) fn refusal(self, request: &Request) -> Option<(StatusCode, String)> {
        let field = |name: HeaderName| Some(request.headers().get(name)?.to_str().unwrap_or(""));
        let host = field(HOST).unwrap_or_default();
        if !self.is_own(&format!("http://{host}")) {
            let why = format!("this host is not served here; open http://{}/", self.address);
            return Some((StatusCode::MISDIRECTED_REQUEST, why));
        }
        // Programs send no Origin, and browsers send one with each POST.
        let origin = field(ORIGIN).filter(|_| request.method() != Method::GET)?;
        let is_same = origin.strip_prefix("http://") == Some(host);
        (!is_same).then(|| {
            (StatusCode::FORBIDDEN, "the form was sent by a page of another origin".to_owned())
        })
    }

    /// Returns whether an origin is this machine at the port that is served.
    fn is_own(self, origin: &str) -> bool {
        let Ok(url) = Url::parse(origin) else { return false };
        let is_loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        let is_origin = url.path() == "/" && url.username().is_empty();
        is_loopback && is_origin && url.port_or_known_default() == Some(self.address.port())
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    /// Checks the status with which a request is refused, if it is.
    #[track_caller]
    fn check(method: &str, host: &str, origin: Option<&str>, refused: Option<u16>) {
        let mut request = Request::builder().method(method).header(HOST, host);
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        let request = request.body(Body::empty()).unwrap();
        let site = OwnSite::at(SocketAddr::from(([127, 0, 0, 1], 4711)));
        let status = site.refusal(&request).map(|(status, _)| status.as_u16());
        assert_eq!(status, refused, "{method} {host} {origin:?}");
    }

    #[test]
    fn only_names_of_this_machine_with_its_port_are_served() {
        for host in ["127.0.0.1:4711", "localhost:4711", "LOCALHOST:4711", "[::1]:4711"] {
            check("GET", host, None, None);
        }
        let others = [
            "rebound.example:4711",
            "localhost.example:4711",
            "127.0.0.1",
            "127.0.0.1:80",
            "10.0.0.1:4711",
            "u@127.0.0.1:4711",
            "127.0.0.1:4711/x",
            "",
        ];
        for host in others {
            check("GET", host, None, Some(421));
        }
    }

    #[test]
    fn forms_come_from_the_own_pages() {
        let own = "127.0.0.1:4711";
        check("POST", own, Some("http://127.0.0.1:4711"), None);
        check("POST", own, None, None);
        for origin in ["null", "https://evil.example", "http://localhost:4711", "http://"] {
            check("POST", own, Some(origin), Some(403));
        }
    }
}
