//! The certificate authority of one start, and what it vouches for.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use crate::servers::Protocols;

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

/// A certificate authority that lives as long as the servers.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    der: CertificateDer<'static>,
    pem: String,
}

impl Authority {
    /// Makes a new one, with a key that no other start knows.
    pub(crate) fn new() -> Result<Self, CertificateError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::default();
        params.distinguished_name = name("Gingersnap fixtures");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&key)?;
        Ok(Self { der: certificate.der().clone(), pem: certificate.pem(), issuer: Issuer::new(params, key) })
    }

    /// Returns its own certificate.
    pub(crate) fn certificate(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// Returns its own certificate in PEM.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// Makes what secures the connections to one host, a name or an address.
    pub(crate) fn acceptor(&self, host: &str, protocols: Protocols) -> Result<TlsAcceptor, CertificateError> {
        let key = KeyPair::generate()?;
        // One certificate for each host, so that no browser sends one host's requests over another's HTTP/2 connection.
        let mut params = CertificateParams::new([host.to_owned()])?;
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
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}
