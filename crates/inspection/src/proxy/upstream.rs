//! The connection to the real server behind one connection of the browser.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use loopback::{HostPort, MAX_HEADER_BYTES, MAX_HEADER_FIELDS};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::counting_body::CountingBody;
use super::exchange::{AnswerFailure, FailureStage};

/// How long a server may take to be reached, and again for its TLS handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// How long a server may take to begin its answer: a page that holds a request open waits less.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(120);

/// Why a server gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UpstreamError {
    /// It was not there.
    #[error("`{place}` could not be reached: {source}")]
    Connect { place: HostPort, source: io::Error },
    /// It is not who it should be, or speaks no TLS.
    #[error("no secure connection to `{place}`: {source}")]
    Secure { place: HostPort, source: io::Error },
    /// It speaks no HTTP, or stopped to.
    #[error("`{place}` gave no answer: {source}")]
    Exchange { place: HostPort, source: hyper::Error },
    /// It took too long.
    #[error("`{place}` was silent for {waited:?}")]
    Silent { place: HostPort, waited: Duration },
}

impl UpstreamError {
    /// Returns the failure as it is kept.
    pub(crate) fn failure(&self) -> AnswerFailure {
        let stage = match self {
            Self::Connect { .. } => FailureStage::Connect,
            Self::Secure { .. } => FailureStage::Tls,
            Self::Exchange { .. } | Self::Silent { .. } => FailureStage::Exchange,
        };
        AnswerFailure { stage, message: self.to_string() }
    }
}

/// Where a server is, and how it is spoken to.
#[derive(Clone, Debug)]
pub(crate) struct UpstreamAddress {
    pub(crate) place: HostPort,
    /// Its real address, where it is not to be looked up.
    pub(crate) address: Option<SocketAddr>,
    /// What secures the connection, where it is to be.
    pub(crate) tls: Option<Arc<ClientConfig>>,
}

/// The way to one server, with a connection that is kept from one request to the next.
#[derive(Debug)]
pub(crate) struct UpstreamServer {
    destination: UpstreamAddress,
    connection: Option<UpstreamConnection>,
}

#[derive(Debug)]
struct UpstreamConnection {
    server: SocketAddr,
    sender: SendRequest<CountingBody>,
    driver: JoinHandle<()>,
}

impl Drop for UpstreamConnection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl UpstreamServer {
    pub(crate) fn new(destination: UpstreamAddress) -> Self {
        Self { destination, connection: None }
    }

    /// Returns the server's real address, where it is connected.
    pub(crate) fn server(&self) -> Option<SocketAddr> {
        self.connection.as_ref().map(|connection| connection.server)
    }

    /// Sends a request and returns its answer, the body of which is still to come.
    pub(crate) async fn send(
        &mut self,
        mut request: Request<CountingBody>,
    ) -> Result<Response<Incoming>, UpstreamError> {
        let place = &self.destination.place;
        loop {
            let (mut connection, is_new) = match self.connection.take() {
                Some(kept) if !kept.sender.is_closed() => (kept, false),
                _ => (self.destination.connect().await?, true),
            };
            let sent = timeout(RESPONSE_TIMEOUT, connection.sender.try_send_request(request)).await;
            let sent = sent.map_err(|_| UpstreamError::Silent {
                place: place.clone(),
                waited: RESPONSE_TIMEOUT,
            })?;
            match sent {
                Ok(response) => {
                    self.connection = Some(connection);
                    return Ok(response);
                }
                // The server may have closed a kept connection before the request left on it.
                Err(mut error) => match error.take_message() {
                    Some(unsent) if !is_new => request = unsent,
                    _ => {
                        return Err(UpstreamError::Exchange {
                            place: place.clone(),
                            source: error.into_error(),
                        });
                    }
                },
            }
        }
    }
}

impl UpstreamAddress {
    async fn connect(&self) -> Result<UpstreamConnection, UpstreamError> {
        let place = &self.place;
        let failed = |source| UpstreamError::Connect { place: place.clone(), source };
        let silent = |_| UpstreamError::Silent { place: place.clone(), waited: CONNECT_TIMEOUT };
        let connecting = async {
            match self.address {
                Some(address) => TcpStream::connect(address).await,
                None => TcpStream::connect((place.host(), place.port())).await,
            }
        };
        let stream = timeout(CONNECT_TIMEOUT, connecting).await.map_err(silent)?.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        let server = stream.peer_addr().map_err(failed)?;
        let Some(tls) = &self.tls else { return self.handshake(server, stream).await };
        let insecure = |source| UpstreamError::Secure { place: place.clone(), source };
        let name = ServerName::try_from(place.host().to_owned())
            .map_err(|error| insecure(io::Error::other(error)))?;
        let securing = TlsConnector::from(Arc::clone(tls)).connect(name, stream);
        let stream = timeout(CONNECT_TIMEOUT, securing).await.map_err(silent)?.map_err(insecure)?;
        self.handshake(server, stream).await
    }

    async fn handshake<S>(
        &self,
        server: SocketAddr,
        stream: S,
    ) -> Result<UpstreamConnection, UpstreamError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let mut builder = http1::Builder::new();
        builder
            .max_headers(MAX_HEADER_FIELDS)
            .max_buf_size(MAX_HEADER_BYTES)
            .preserve_header_case(true);
        let shaken = builder.handshake(TokioIo::new(stream)).await;
        let (sender, connection) = shaken
            .map_err(|source| UpstreamError::Exchange { place: self.place.clone(), source })?;
        let driver = tokio::spawn(async move {
            // What breaks a connection is told to whoever uses it.
            _ = connection.with_upgrades().await;
        });
        Ok(UpstreamConnection { server, sender, driver })
    }
}
