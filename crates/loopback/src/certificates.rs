//! The certificate authority of one start, and what it vouches for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use crate::clock::since_epoch;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a certificate is valid. Apple's systems [refuse](https://support.apple.com/102028) more
/// than 398 days for a host. An authority that somebody forgets to distrust ends as soon.
const VALIDITY: Duration = Duration::from_secs(397 * 24 * 60 * 60);

/// Why no certificate could be made.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The certificate itself could not be made or signed.
    #[error("the certificate could not be signed")]
    Sign(#[from] rcgen::Error),
    /// The TLS library did not take it.
    #[error("the TLS library refused the certificate")]
    Serve(#[from] tokio_rustls::rustls::Error),
}

/// The HTTP versions that TLS connections may agree on; without TLS a client chooses by how it
/// begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpVersions {
    /// HTTP/2 before HTTP/1.1.
    #[default]
    Both,
    /// HTTP/1.1 alone.
    Http1,
    /// HTTP/2 alone.
    Http2,
}

impl HttpVersions {
    fn alpn(self) -> Vec<Vec<u8>> {
        let names: &[&[u8]] = match self {
            Self::Both => &[b"h2", b"http/1.1"],
            Self::Http1 => &[b"http/1.1"],
            Self::Http2 => &[b"h2"],
        };
        names.iter().map(|name| name.to_vec()).collect()
    }

    /// Returns what secures connections by the same certificate, and agrees on these versions.
    #[must_use]
    pub fn agreed_by(self, acceptor: &TlsAcceptor) -> TlsAcceptor {
        let mut config = ServerConfig::clone(acceptor.config());
        config.alpn_protocols = self.alpn();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// A certificate authority that lives as long as this value.
pub struct CertificateAuthority {
    issuer: Issuer<'static, KeyPair>,
    certificate: Certificate,
}

impl CertificateAuthority {
    /// Makes a new one of this name, with a key that no other start knows.
    ///
    /// # Errors
    /// If its certificate cannot be made.
    pub fn new(common_name: &str) -> Result<Self, CertificateError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::default();
        params.distinguished_name = name(common_name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        limit_validity(&mut params);
        let certificate = params.self_signed(&key)?;
        Ok(Self { certificate, issuer: Issuer::new(params, key) })
    }

    /// Returns its own certificate.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        self.certificate.der()
    }

    /// Returns its own certificate in PEM, as programs take it that are to trust it.
    pub fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// Makes what secures the connections to one host, a name or an address.
    ///
    /// # Errors
    /// If the host can stand in no certificate.
    pub fn acceptor(
        &self,
        host: &str,
        protocols: HttpVersions,
    ) -> Result<TlsAcceptor, CertificateError> {
        self.secure(host, protocols).map(|(acceptor, _)| acceptor)
    }

    /// Makes what secures the connections to one host, and returns the host's certificate besides.
    ///
    /// # Errors
    /// If the host can stand in no certificate.
    pub fn secure(
        &self,
        host: &str,
        protocols: HttpVersions,
    ) -> Result<(TlsAcceptor, CertificateDer<'static>), CertificateError> {
        let key = KeyPair::generate()?;
        // One certificate for each host, so that no browser sends one host's requests over
        // another's HTTP/2 connection.
        let mut params = CertificateParams::new([host.to_owned()])?;
        limit_validity(&mut params);
        params.distinguished_name = name(host);
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.signed_by(&key, &self.issuer)?;
        let private_key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private_key.into())?;
        config.alpn_protocols = protocols.alpn();
        Ok((TlsAcceptor::from(Arc::new(config)), certificate.der().clone()))
    }
}

impl fmt::Debug for CertificateAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateAuthority").finish_non_exhaustive()
    }
}

/// Makes a certificate valid from yesterday on: clocks differ.
fn limit_validity(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(1970, 1, 1) + since_epoch().saturating_sub(DAY);
    params.not_after = params.not_before + VALIDITY;
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}
