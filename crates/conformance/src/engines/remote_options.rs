//! Browsers that run elsewhere: which drivers, by which proxy, asked for what.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use browser_driver::{ExtraCapabilities, MissingVariable};
use fixture_server::{ProxyDoor, ProxyLogin};
use miette::Diagnostic;
use runner::BrowserRoute;
use serde_json::{Map, Value};

use crate::engines::named_browser::RunningDriver;

/// The variable of the environment that has the user name and the password of a tunnel's proxy.
const LOGIN_VARIABLE: &str = "GINGERSNAP_PROXY_LOGIN";

/// Browsers that run elsewhere.
#[derive(Clone, Debug)]
pub struct RemoteOptions {
    /// WebDrivers that run already.
    pub drivers: Vec<RunningDriver>,
    /// How browsers reach the fixtures.
    pub proxy: ProxyChoice,
    /// The file with what these drivers are asked for besides, as a JSON object.
    pub capabilities: Option<PathBuf>,
    /// The environment.
    pub variable: fn(&str) -> Option<String>,
}

impl Default for RemoteOptions {
    fn default() -> Self {
        let proxy = ProxyChoice::Socks5;
        Self { drivers: Vec::new(), proxy, capabilities: None, variable: |_| None }
    }
}

/// How browsers reach the fixtures: `socks5`, `http`, `tunnel:127.0.0.1:8899`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyChoice {
    /// They are given a proxy that speaks HTTP.
    Http,
    /// They are given a proxy that speaks SOCKS5.
    #[default]
    Socks5,
    /// A tunnel leads them to a proxy at this address.
    Tunnel(SocketAddr),
}

/// Why a text names no way to the fixtures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `socks5`, `http`, or `tunnel:ADDRESS:PORT` such as `tunnel:127.0.0.1:8899`")]
pub struct ParseProxyError;

impl FromStr for ProxyChoice {
    type Err = ParseProxyError;

    fn from_str(text: &str) -> Result<Self, ParseProxyError> {
        match (text, text.strip_prefix("tunnel:")) {
            ("http", _) => Ok(Self::Http),
            ("socks5", _) => Ok(Self::Socks5),
            (_, Some(address)) => match address.parse::<SocketAddr>() {
                Ok(address) if address.port() > 0 => Ok(Self::Tunnel(address)),
                _ => Err(ParseProxyError),
            },
            (_, None) => Err(ParseProxyError),
        }
    }
}

/// Why browsers that run elsewhere cannot be asked for.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum RemoteOptionsError {
    /// The file with capabilities holds none.
    #[error("`{}` is no JSON object", path.display())]
    #[diagnostic(help("write it as `{{\"browserVersion\": \"156\"}}`"))]
    Capabilities {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// Others reach the proxy of a tunnel, and nobody keeps them out.
    #[error("the proxy at `{address}` is open to others")]
    #[diagnostic(help(
        "set {LOGIN_VARIABLE} to `USER:PASSWORD` and give the tunnel both, or listen on 127.0.0.1"
    ))]
    Open {
        /// Where it would listen.
        address: SocketAddr,
    },
    /// The login of a tunnel's proxy is none.
    #[error("{LOGIN_VARIABLE} is not of the form `USER:PASSWORD`")]
    #[diagnostic(help("neither may be empty"))]
    Login,
    /// The file with capabilities cannot be read.
    #[error("failed to read `{}`", path.display())]
    #[diagnostic(help("--capabilities takes a file with a JSON object"))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The capabilities name a variable that is not set.
    #[error("failed to fill in `{}`", path.display())]
    #[diagnostic(help("set the variable, or write another value in its place"))]
    Variable {
        /// The file.
        path: PathBuf,
        /// Which one.
        source: MissingVariable,
    },
}

impl RemoteOptions {
    /// Returns the way from a browser to the fixtures.
    pub(crate) fn route(&self) -> Result<BrowserRoute, RemoteOptionsError> {
        let address = match self.proxy {
            ProxyChoice::Http => return Ok(BrowserRoute::Http),
            ProxyChoice::Socks5 => return Ok(BrowserRoute::Socks5),
            ProxyChoice::Tunnel(address) => address,
        };
        let login = (self.variable)(LOGIN_VARIABLE);
        let login = login.map(|text| ProxyLogin::read(&text).ok_or(RemoteOptionsError::Login));
        let login = login.transpose()?;
        if login.is_none() && !address.ip().is_loopback() {
            return Err(RemoteOptionsError::Open { address });
        }
        Ok(BrowserRoute::Tunnel(ProxyDoor { address, login }))
    }

    /// Returns what running drivers are asked for besides.
    pub(crate) fn extra_capabilities(&self) -> Result<ExtraCapabilities, RemoteOptionsError> {
        let Some(path) = &self.capabilities else { return Ok(ExtraCapabilities::default()) };
        let text = fs::read_to_string(path)
            .map_err(|source| RemoteOptionsError::Read { path: path.clone(), source })?;
        let wanted: Map<String, Value> = serde_json::from_str(&text)
            .map_err(|source| RemoteOptionsError::Capabilities { path: path.clone(), source })?;
        ExtraCapabilities::new(wanted, self.variable)
            .map_err(|source| RemoteOptionsError::Variable { path: path.clone(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(proxy: &str, login: fn(&str) -> Option<String>) -> RemoteOptions {
        let proxy = proxy.parse().unwrap();
        RemoteOptions { proxy, variable: login, ..RemoteOptions::default() }
    }

    #[test]
    fn a_proxy_is_a_protocol_or_the_address_of_a_tunnel() {
        assert_eq!("http".parse(), Ok(ProxyChoice::Http));
        assert_eq!("socks5".parse(), Ok(ProxyChoice::Socks5));
        let address = "127.0.0.1:8899".parse().unwrap();
        assert_eq!("tunnel:127.0.0.1:8899".parse(), Ok(ProxyChoice::Tunnel(address)));
        for wrong in ["", "https", "tunnel", "tunnel:8899", "tunnel:localhost:1", "tunnel:[::1]:0"]
        {
            assert_eq!(wrong.parse::<ProxyChoice>(), Err(ParseProxyError), "{wrong}");
        }
    }

    #[test]
    fn a_proxy_that_others_reach_needs_a_login() {
        let open = options("tunnel:0.0.0.0:8899", |_| None).route();
        assert!(matches!(open, Err(RemoteOptionsError::Open { .. })));
        let half = options("tunnel:0.0.0.0:8899", |_| Some("user".to_owned())).route();
        assert!(matches!(half, Err(RemoteOptionsError::Login)));
        let login = options("tunnel:0.0.0.0:8899", |_| Some("user:password".to_owned())).route();
        assert!(matches!(login, Ok(BrowserRoute::Tunnel(ProxyDoor { login: Some(_), .. }))));
        let own = options("tunnel:127.0.0.1:8899", |_| None).route();
        assert!(matches!(own, Ok(BrowserRoute::Tunnel(ProxyDoor { login: None, .. }))));
    }
}
