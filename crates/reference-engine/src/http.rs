//! A plain HTTP/1.1 client behind a SOCKS5 proxy, which keeps connections.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{HOST, HeaderValue, SET_COOKIE};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use loopback::{EscapingStream, unescaped};
use spec_model::fetch::Headers;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};
use tokio_socks::tcp::Socks5Stream;
use url::{Position, Url};

use crate::abort_on_drop::AbortOnDrop;
use crate::error::ReferenceError;

/// How many header fields a response may have; each cookie of a shape is one.
const MAX_HEADER_FIELDS: usize = 4096;

/// Sends requests through a proxy.
#[derive(Debug)]
pub(crate) struct HttpClient {
    proxy: SocketAddr,
    tls: Arc<ClientConfig>,
    /// By origin, the connections on which nothing is going on.
    idle: Mutex<BTreeMap<String, Vec<HttpConnection>>>,
}

/// A request as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct OutgoingRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a Url,
    pub(crate) headers: Headers,
    pub(crate) body: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct ReceivedResponse {
    pub(crate) status: StatusCode,
    /// The header fields but for `Set-Cookie`.
    pub(crate) headers: Headers,
    /// The values of the `Set-Cookie` fields.
    pub(crate) set_cookie: Vec<Vec<u8>>,
    pub(crate) body: String,
}

#[derive(Debug)]
struct HttpConnection {
    sender: SendRequest<Full<Bytes>>,
    _driver: AbortOnDrop,
}

impl HttpClient {
    /// Returns a client that trusts this authority alone.
    pub(crate) fn new(
        proxy: SocketAddr,
        authority: &CertificateDer<'static>,
    ) -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.add(authority.clone())?;
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { proxy, tls: Arc::new(tls), idle: Mutex::default() })
    }

    /// Sends a request and reads its answer.
    pub(crate) async fn send(
        &self,
        outgoing: OutgoingRequest<'_>,
    ) -> Result<ReceivedResponse, ReferenceError> {
        let url = outgoing.url;
        let mut request = request(outgoing)?;
        let (response, connection) = loop {
            let (mut connection, is_new) = self.connection(url).await?;
            match connection.sender.try_send_request(request).await {
                Ok(response) => break (response, connection),
                // The server may have closed a kept connection before the request left on it.
                Err(mut error) => match error.take_message() {
                    Some(unsent) if !is_new => request = unsent,
                    _ => {
                        return Err(ReferenceError::Exchange {
                            url: url.clone(),
                            source: error.into_error(),
                        });
                    }
                },
            }
        };
        let answer = read(response)
            .await
            .map_err(|source| ReferenceError::Exchange { url: url.clone(), source })?;
        self.lock().entry(key(url)).or_default().push(connection);
        Ok(answer)
    }

    /// Returns a kept connection, or a new one and true.
    async fn connection(&self, url: &Url) -> Result<(HttpConnection, bool), ReferenceError> {
        while let Some(mut connection) = self.take_idle(url) {
            if connection.sender.ready().await.is_ok() {
                return Ok((connection, false));
            }
        }
        Ok((self.connect(url).await?, true))
    }

    fn take_idle(&self, url: &Url) -> Option<HttpConnection> {
        self.lock().get_mut(&key(url))?.pop()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Vec<HttpConnection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self, url: &Url) -> Result<HttpConnection, ReferenceError> {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let place = (host, url.port_or_known_default().unwrap_or_default());
        let stream = Socks5Stream::connect(self.proxy, place).await;
        let stream = stream
            .map_err(|source| ReferenceError::Proxy { url: url.clone(), source })?
            .into_inner();
        let tls_failed = |source| ReferenceError::Tls { url: url.clone(), source };
        stream.set_nodelay(true).map_err(tls_failed)?;
        let connection = if url.scheme() == "https" {
            let name = ServerName::try_from(host.to_owned())
                .map_err(|error| tls_failed(std::io::Error::other(error)))?;
            handshake(
                TlsConnector::from(Arc::clone(&self.tls))
                    .connect(name, stream)
                    .await
                    .map_err(tls_failed)?,
            )
            .await
        } else {
            handshake(stream).await
        };
        connection.map_err(|source| ReferenceError::Exchange { url: url.clone(), source })
    }
}

fn key(url: &Url) -> String {
    url.origin().ascii_serialization()
}

async fn handshake(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> hyper::Result<HttpConnection> {
    let (sender, connection) = http1::Builder::new()
        .max_headers(MAX_HEADER_FIELDS)
        .handshake(TokioIo::new(EscapingStream::of_client(stream)))
        .await?;
    let driver = async move {
        // What breaks a connection is told to whoever uses it.
        _ = connection.await;
    };
    Ok(HttpConnection { sender, _driver: AbortOnDrop::spawn(driver) })
}

fn request(outgoing: OutgoingRequest<'_>) -> Result<Request<Full<Bytes>>, ReferenceError> {
    let OutgoingRequest { method, url, headers, body } = outgoing;
    let unwritable = |name: &str| ReferenceError::Field { url: url.clone(), name: name.to_owned() };
    let mut builder =
        Request::builder().method(method).uri(&url[Position::BeforePath..Position::AfterQuery]);
    builder = builder.header(HOST, &url[Position::BeforeHost..Position::AfterPort]);
    for (name, value) in headers.0 {
        let value =
            HeaderValue::from_maybe_shared(Bytes::from(value)).map_err(|_| unwritable(&name))?;
        builder = builder.header(name, value);
    }
    // Method, address and the names of script's own fields are all that is left to fail.
    builder.body(Full::new(Bytes::from(body))).map_err(|_| unwritable(method))
}

async fn read(response: Response<Incoming>) -> hyper::Result<ReceivedResponse> {
    let (head, body) = response.into_parts();
    let mut answer = ReceivedResponse {
        status: head.status,
        headers: Headers::default(),
        set_cookie: Vec::new(),
        body: String::new(),
    };
    for (name, value) in &head.headers {
        if name == SET_COOKIE {
            answer.set_cookie.push(unescaped(value.as_bytes()));
        } else {
            answer.headers.0.push((name.as_str().to_owned(), value.as_bytes().to_vec()));
        }
    }
    answer.body = String::from_utf8_lossy(&body.collect().await?.to_bytes()).into_owned();
    Ok(answer)
}
