//! Connections to a driver on which no answer is longer than a bound: the client takes an answer
//! whole, and one without end would fill all memory.

use std::{
    error::Error,
    fmt::Debug,
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, LazyLock},
    task::{Context, Poll, ready},
};

use hyper::Uri;
use hyper_util::{
    client::legacy::connect::{Connected, Connection, HttpConnector},
    rt::TokioIo,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use tower_service::Service;

use crate::system::roots::system_roots;

/// How long an answer may be: a jar of 10,000 cookies takes some megabytes.
const MAX_ANSWER_BYTES: usize = 64 << 20;

/// How connections by `https` are secured. The machine's store is read once, and only if a driver
/// is reached so.
static BY_SYSTEM_ROOTS: LazyLock<Result<Arc<ClientConfig>, String>> =
    LazyLock::new(|| believing(system_roots()).map_err(|error| error.to_string()));

type ConnectError = Box<dyn Error + Send + Sync>;

/// Opens such connections, by `http` or `https`.
#[derive(Clone, Debug)]
pub(crate) struct BoundedConnector(HttpConnector);

impl BoundedConnector {
    /// Opens connections on which small requests are sent at once.
    pub(crate) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.enforce_http(false);
        Self(connector)
    }
}

impl Service<Uri> for BoundedConnector {
    type Response = TokioIo<BoundedConnection>;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, place: Uri) -> Self::Future {
        let connected = self.0.call(place.clone());
        Box::pin(async move {
            let stream = connected.await?.into_inner();
            let stream: Box<dyn DriverStream> = if place.scheme_str() == Some("https") {
                secured(stream, &place, by_system_roots()?).await?
            } else {
                Box::new(stream)
            };
            Ok(TokioIo::new(BoundedConnection { stream, most: MAX_ANSWER_BYTES, answered: 0 }))
        })
    }
}

fn by_system_roots() -> Result<Arc<ClientConfig>, ConnectError> {
    BY_SYSTEM_ROOTS.clone().map_err(Into::into)
}

/// Returns how connections are secured to servers for which one of these authorities vouches.
fn believing(roots: RootCertStore) -> Result<Arc<ClientConfig>, tokio_rustls::rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

async fn secured(
    stream: TcpStream,
    place: &Uri,
    config: Arc<ClientConfig>,
) -> Result<Box<dyn DriverStream>, ConnectError> {
    // An IPv6 address has brackets in a URI alone.
    let host = place.host().unwrap_or_default().trim_matches(['[', ']']);
    let name = ServerName::try_from(host.to_owned())?;
    Ok(Box::new(TlsConnector::from(config).connect(name, stream).await?))
}

/// What a driver is spoken to on.
trait DriverStream: AsyncRead + AsyncWrite + Debug + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Debug + Send + Unpin> DriverStream for T {}

/// A connection that fails once an answer is too long.
#[derive(Debug)]
pub(crate) struct BoundedConnection {
    stream: Box<dyn DriverStream>,
    /// How many bytes an answer may have.
    most: usize,
    /// How many bytes came since the last request.
    answered: usize,
}

impl Connection for BoundedConnection {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for BoundedConnection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.answered += buffer.filled().len() - before;
        if self.answered > self.most {
            let why = format!("the driver's answer is longer than {} bytes", self.most);
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::FileTooLarge, why)));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for BoundedConnection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.answered = 0;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::ServerConfig;

    use super::*;

    #[tokio::test]
    async fn an_answer_without_end_is_an_error_and_several_short_ones_are_none() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut driver, _) = listener.accept().await.unwrap();
        let mut connection =
            BoundedConnection { stream: Box::new(stream), most: 1_000, answered: 0 };
        let mut answer = [0; 900];
        for _ in 0..3 {
            connection.write_all(b"a request").await.unwrap();
            driver.write_all(&[b'a'; 900]).await.unwrap();
            connection.read_exact(&mut answer).await.unwrap();
        }
        driver.write_all(&[b'a'; 101]).await.unwrap();
        let error = connection.read_exact(&mut answer).await.unwrap_err();
        assert_eq!(error.to_string(), "the driver's answer is longer than 1000 bytes");
    }

    /// Sends a word to a server with a certificate for `localhost`, which one client believes, and
    /// returns what comes back.
    async fn check_secured(place: &'static str, is_believed: bool) -> Result<String, String> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let mut roots = RootCertStore::empty();
        if is_believed {
            roots.add(cert.der().clone()).unwrap();
        }
        let key = signing_key.serialize_der().try_into().unwrap();
        let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            if let Ok(mut stream) = TlsAcceptor::from(Arc::new(server)).accept(stream).await {
                let mut word = [0; 4];
                stream.read_exact(&mut word).await.unwrap();
                stream.write_all(&word).await.unwrap();
            }
        });
        let place = Uri::from_static(place);
        let config = believing(roots).unwrap();
        let mut stream =
            secured(stream, &place, config).await.map_err(|error| error.to_string())?;
        stream.write_all(b"word").await.unwrap();
        let mut answer = [0; 4];
        stream.read_exact(&mut answer).await.unwrap();
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    #[tokio::test]
    async fn a_driver_is_reached_by_https_if_an_authority_vouches_for_its_name() {
        assert_eq!(check_secured("https://localhost:1", true).await, Ok("word".to_owned()));
        let other_name = check_secured("https://grid.example:1", true).await.unwrap_err();
        assert!(other_name.contains("not valid for name"), "{other_name}");
        let unknown = check_secured("https://localhost:1", false).await.unwrap_err();
        assert!(unknown.contains("UnknownIssuer"), "{unknown}");
    }
}
