//! A small HTTP client behind a SOCKS5 proxy, one connection a client.

use std::net::SocketAddr;
use std::sync::Arc;

use fixture_server::FixtureServers;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::{http1, http2};
use hyper::header::HOST;
use hyper::{HeaderMap, Method, Request, StatusCode, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Position, Url};

enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

/// One connection to one origin.
pub(crate) struct Client {
    origin: Url,
    sender: Sender,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) version: Version,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// Returns the values of all fields with this name.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
    }
}

impl Client {
    /// Connects to the origin; `alpn` are the protocols offered over TLS.
    pub(crate) async fn connect(
        servers: &FixtureServers,
        proxy: SocketAddr,
        origin: &str,
        alpn: &[&str],
    ) -> Self {
        let stream = socks(proxy, &origin.parse().unwrap()).await;
        let stream = stream.unwrap_or_else(|reply| panic!("refused with {reply}"));
        Self::over(servers, stream, origin, alpn).await
    }

    /// Speaks to the origin over a stream that leads there.
    pub(crate) async fn over(
        servers: &FixtureServers,
        stream: TcpStream,
        origin: &str,
        alpn: &[&str],
    ) -> Self {
        let origin: Url = origin.parse().unwrap();
        let sender = if origin.scheme() == "https" {
            let stream = tls(servers, stream, &origin, alpn).await;
            match stream.get_ref().1.alpn_protocol() {
                Some(b"h2") => Sender::Http2(spawn_http2(stream).await),
                _ => Sender::Http1(spawn_http1(stream).await),
            }
        } else {
            Sender::Http1(spawn_http1(stream).await)
        };
        Self { origin, sender }
    }

    /// Sends a request and reads its answer.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.try_send(method, path, headers, body).await.unwrap()
    }

    /// Sends a `GET` request and reads its answer.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    /// Sends a request, and reads its answer if there is one.
    pub(crate) async fn try_send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> hyper::Result<Answer> {
        let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = Full::new(Bytes::from(body.to_owned()));
        let response = match &mut self.sender {
            Sender::Http1(sender) => {
                if !headers.iter().any(|(name, _)| *name == "host") {
                    request = request
                        .header(HOST, &self.origin[Position::BeforeHost..Position::AfterPort]);
                }
                sender.send_request(request.uri(path).body(body).unwrap()).await?
            }
            Sender::Http2(sender) => {
                let uri = self.origin.join(path).unwrap();
                sender.send_request(request.uri(uri.as_str()).body(body).unwrap()).await?
            }
        };
        let (head, body) = response.into_parts();
        let body = String::from_utf8(body.collect().await?.to_bytes().to_vec()).unwrap();
        Ok(Answer { status: head.status, version: head.version, headers: head.headers, body })
    }
}

async fn spawn_http1(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> http1::SendRequest<Full<Bytes>> {
    let (sender, connection) =
        http1::Builder::new().max_headers(1024).handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

async fn spawn_http2(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> http2::SendRequest<Full<Bytes>> {
    let (sender, connection) = http2::Builder::new(TokioExecutor::new())
        .max_header_list_size(1 << 20)
        .handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    sender
}

async fn tls(
    servers: &FixtureServers,
    stream: TcpStream,
    origin: &Url,
    alpn: &[&str],
) -> tokio_rustls::client::TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(servers.authority().clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    let host = origin.host_str().unwrap().trim_matches(['[', ']']).to_owned();
    let host = ServerName::try_from(host).unwrap();
    TlsConnector::from(Arc::new(config)).connect(host, stream).await.unwrap()
}

/// Goes through the proxy; the error is the reply field of a refusal.
pub(crate) async fn socks(proxy: SocketAddr, origin: &Url) -> Result<TcpStream, u8> {
    let mut request = vec![5, 1, 0];
    match origin.host().unwrap() {
        Host::Domain(name) => {
            request.extend([3, u8::try_from(name.len()).unwrap()]);
            request.extend(name.bytes());
        }
        Host::Ipv4(address) => {
            request.push(1);
            request.extend(address.octets());
        }
        Host::Ipv6(address) => {
            request.push(4);
            request.extend(address.octets());
        }
    }
    request.extend(origin.port_or_known_default().unwrap().to_be_bytes());
    let mut stream = TcpStream::connect(proxy).await.unwrap();
    stream.write_all(&[5, 1, 0]).await.unwrap();
    let mut agreed = [0; 2];
    stream.read_exact(&mut agreed).await.unwrap();
    assert_eq!(agreed, [5, 0]);
    stream.write_all(&request).await.unwrap();
    let mut reply = [0; 10];
    stream.read_exact(&mut reply).await.unwrap();
    if reply[1] == 0 { Ok(stream) } else { Err(reply[1]) }
}
