//! Who may use the proxy of a session, and where it listens.

use std::fmt;
use std::net::SocketAddr;

use axum::http::HeaderMap;
use axum::http::header::PROXY_AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

/// User name and password of a proxy.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyLogin {
    /// The value of `Proxy-Authorization` behind `Basic`.
    credentials: String,
}

impl ProxyLogin {
    /// Reads `USER:PASSWORD`; `None` where either is missing.
    pub fn read(text: &str) -> Option<Self> {
        let (user, password) = text.split_once(':')?;
        let is_given = !user.is_empty() && !password.is_empty();
        is_given.then(|| Self { credentials: STANDARD.encode(text) })
    }

    /// Returns whether a request has them.
    ///
    /// Spec: [RFC 7617 §2](https://www.rfc-editor.org/rfc/rfc7617.html#section-2).
    pub(crate) fn admits(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(PROXY_AUTHORIZATION).and_then(|value| value.to_str().ok());
        given.and_then(|value| value.split_once(' ')).is_some_and(|(scheme, credentials)| {
            // How long digests take to compare tells nothing of what they are of.
            let ours = digest(&SHA256, self.credentials.as_bytes());
            let theirs = digest(&SHA256, credentials.trim().as_bytes());
            scheme.eq_ignore_ascii_case("basic") && ours.as_ref() == theirs.as_ref()
        })
    }
}

impl fmt::Debug for ProxyLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyLogin")
    }
}

/// Where the proxy of a session listens, and who may use it.
#[derive(Clone, Debug)]
pub struct ProxyDoor {
    /// The address. Where it is not of this machine alone, there must be a login.
    pub address: SocketAddr,
    /// What a client must give; with it no client speaks SOCKS5.
    pub login: Option<ProxyLogin>,
}
