//! Virtual origins: how they are told apart, and the door behind which each one's server sits.

use std::collections::BTreeMap;
use std::fmt;

use axum::Router;
use axum::http::Uri;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use loopback::{EscapingStream, HostPort, MAX_HEADER_BYTES, MAX_HEADER_FIELDS};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use url::{Position, Url};

/// An origin that browsers know, and that only the name router knows where to find.
#[derive(Debug)]
pub(crate) struct VirtualOrigin {
    url: Url,
}

impl VirtualOrigin {
    /// Returns the origin of a URL.
    pub(crate) fn new(url: &Url) -> Self {
        let mut url = url.clone();
        url.set_path("/");
        url.set_query(None);
        url.set_fragment(None);
        Self { url }
    }

    /// Returns it as a URL with the path `/`.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Returns it as the `Origin` header field has it.
    pub(crate) fn ascii(&self) -> &str {
        &self.url[..Position::AfterPort]
    }

    /// Whether a `Host` header field or an `:authority` with this value means this origin.
    pub(crate) fn is_authority(&self, authority: &str) -> bool {
        self.url[Position::BeforeHost..Position::AfterPort].eq_ignore_ascii_case(authority)
    }

    /// Returns the whole URL of a request to it.
    pub(crate) fn url_of(&self, uri: &Uri) -> String {
        format!("{}{}", self.ascii(), uri.path_and_query().map_or("/", |path| path.as_str()))
    }
}

/// The way in to one origin's server, for one kind of visitor.
#[derive(Clone)]
pub(crate) struct OriginService {
    /// What makes a connection secure, where the origin is.
    pub(crate) tls: Option<TlsAcceptor>,
    /// What is served behind it.
    pub(crate) routes: Router,
}

impl fmt::Debug for OriginService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OriginService").field("secure", &self.tls.is_some()).finish_non_exhaustive()
    }
}

/// The doors of every origin.
pub(crate) type OriginServices = BTreeMap<HostPort, OriginService>;

impl OriginService {
    /// Serves one connection until it ends.
    pub(crate) async fn serve(self, stream: TcpStream) {
        match &self.tls {
            None => serve_http(stream, self.routes).await,
            Some(acceptor) => match acceptor.accept(stream).await {
                Ok(stream) => serve_http(stream, self.routes).await,
                // Browsers open connections that they never use.
                Err(error) => tracing::debug!(%error, "a TLS handshake was not finished"),
            },
        }
    }
}

async fn serve_http(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, routes: Router) {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().max_buf_size(MAX_HEADER_BYTES).max_headers(MAX_HEADER_FIELDS);
    builder.http2().max_header_list_size(MAX_HEADER_BYTES as u32);
    if let Err(error) = builder
        .serve_connection_with_upgrades(
            TokioIo::new(EscapingStream::of_server(stream)),
            TowerToHyperService::new(routes),
        )
        .await
    {
        tracing::debug!(error, "a connection ended early");
    }
}
