//! TLS for every host that a client asks for, where the client begins it.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};

use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::server::TlsStream;

use crate::certificates::{CertificateAuthority, CertificateError, HttpVersions};

/// What the first byte of a TLS connection says: a handshake follows.
const TLS_HANDSHAKE: u8 = 0x16;

/// Takes connections for any host, secure or not. A host's certificate is made when it is first
/// needed, and speaks for HTTP/1.1.
pub struct HostAcceptors {
    authority: CertificateAuthority,
    acceptors: Mutex<BTreeMap<String, TlsAcceptor>>,
}

/// A connection as the client began it.
#[derive(Debug)]
pub enum HostConnection {
    /// Without TLS.
    Plain(TcpStream),
    /// With TLS.
    Secure(Box<TlsStream<TcpStream>>),
}

impl fmt::Debug for HostAcceptors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostAcceptors").field("authority", &self.authority).finish_non_exhaustive()
    }
}

impl HostAcceptors {
    /// Makes a certificate authority of this name for them.
    ///
    /// # Errors
    /// If its certificate cannot be made.
    pub fn new(common_name: &str) -> Result<Self, CertificateError> {
        let authority = CertificateAuthority::new(common_name)?;
        Ok(Self { authority, acceptors: Mutex::default() })
    }

    /// Returns the certificate of their authority.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        self.authority.certificate()
    }

    /// Takes a connection for a host; `None` where the client closed it unused, as browsers do.
    ///
    /// # Errors
    /// If the connection breaks, or the client does not finish its TLS handshake.
    pub async fn accept(
        &self,
        stream: TcpStream,
        host: &str,
    ) -> io::Result<Option<HostConnection>> {
        let mut first = [0];
        if stream.peek(&mut first).await? == 0 {
            return Ok(None);
        }
        if first[0] != TLS_HANDSHAKE {
            return Ok(Some(HostConnection::Plain(stream)));
        }
        let acceptor = self.acceptor(host).map_err(io::Error::other)?;
        Ok(Some(HostConnection::Secure(Box::new(acceptor.accept(stream).await?))))
    }

    fn acceptor(&self, host: &str) -> Result<TlsAcceptor, CertificateError> {
        let mut acceptors = self.acceptors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(acceptor) = acceptors.get(host) {
            return Ok(acceptor.clone());
        }
        let acceptor = self.authority.acceptor(host, HttpVersions::Http1)?;
        acceptors.insert(host.to_owned(), acceptor.clone());
        Ok(acceptor)
    }
}
