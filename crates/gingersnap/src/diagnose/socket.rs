//! WebSockets that a page opened: their handshakes, as the recorder saw them.

use std::fmt;

use inspection::SiteCapture;
use inspection::proxy::{ProxyExchange, ProxyOutcome};
use run_model::evidence::cookie_pair;

/// The handshake of a WebSocket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SocketSighting {
    /// Its URL, with the scheme of WebSockets.
    pub(crate) url: String,
    /// The status of the answer; `None` where there was none.
    pub(crate) status: Option<u16>,
    /// The names of the cookies that it carried.
    pub(crate) cookies: Vec<String>,
}

impl SocketSighting {
    /// Returns the handshakes that were seen, in order.
    pub(crate) fn all(capture: &SiteCapture) -> Vec<Self> {
        capture.exchanges.iter().filter_map(Self::of).collect()
    }

    fn of(exchange: &ProxyExchange) -> Option<Self> {
        let fields = |name: &'static str| {
            let fields = exchange.request.fields.iter().filter(move |field| field.name == name);
            fields.map(|field| String::from_utf8_lossy(&field.value).into_owned())
        };
        if !fields("upgrade").any(|protocol| protocol.eq_ignore_ascii_case("websocket")) {
            return None;
        }
        let name = |pair: &str| cookie_pair(pair).0.to_owned();
        Some(Self {
            url: exchange.request.url.replacen("http", "ws", 1),
            status: match &exchange.outcome {
                ProxyOutcome::Answered(response) => Some(response.status),
                ProxyOutcome::Failed(_) | ProxyOutcome::Pending => None,
            },
            cookies: fields("cookie")
                .flat_map(|line| line.split("; ").map(name).collect::<Vec<_>>())
                .collect(),
        })
    }
}

impl fmt::Display for SocketSighting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = match self.status {
            Some(101) => "opened (101)".to_owned(),
            Some(status) => format!("refused by the server ({status})"),
            None => "not answered".to_owned(),
        };
        let cookies = match self.cookies.as_slice() {
            [] => "without a cookie".to_owned(),
            names => format!("with {}", names.join(", ")),
        };
        write!(f, "{} {cookies}: {status}", self.url)
    }
}
