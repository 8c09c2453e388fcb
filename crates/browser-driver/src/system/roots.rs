//! Which authorities this machine believes.

use tokio_rustls::rustls::RootCertStore;

/// Reads the machine's own store, or the file that `SSL_CERT_FILE` names. What cannot be read of it
/// vouches for nobody.
pub fn system_roots() -> RootCertStore {
    let loaded = rustls_native_certs::load_native_certs();
    for error in &loaded.errors {
        tracing::debug!(%error, "a certificate of the system's store could not be read");
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(loaded.certs);
    roots
}
