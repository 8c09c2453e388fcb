//! The proxy itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use loopback::{
    CertificateError, HostAcceptors, HostConnection, HostPort, NameCounts, TaskListener,
    serve_socks5,
};
use tokio::net::TcpStream;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::CertificateDer;
use url::Url;

use super::exchange::ProxyExchange;
use super::forward::{self, ConnectionRecord, OWN_DOCUMENT};
use super::options::{AnswerSource, ProxyOptions};
use super::tls_verification::client_config;
use super::traffic_log::TrafficLog;
use super::upstream::UpstreamAddress;
use super::written_answers::WrittenAnswers;

/// Why a recorder did not start.
#[derive(Debug, thiserror::Error)]
pub enum ProxyStartError {
    /// No certificate authority could be made.
    #[error("no certificate authority could be made")]
    Authority(#[source] CertificateError),
    /// No socket could be opened.
    #[error("no proxy could listen on 127.0.0.1")]
    Bind(#[source] io::Error),
    /// The TLS library would not start.
    #[error("the TLS library could not be set up")]
    Tls(#[source] tokio_rustls::rustls::Error),
}

/// A proxy for one browser. Dropping it ends all connections.
pub struct RecordingProxy {
    listener: TaskListener,
    shared: Arc<ProxyState>,
}

/// What all connections share.
struct ProxyState {
    log: Arc<TrafficLog>,
    hosts: BTreeSet<String>,
    resolve: BTreeMap<HostPort, SocketAddr>,
    written: Option<Arc<WrittenAnswers>>,
    acceptors: HostAcceptors,
    tls: Arc<ClientConfig>,
    refused: NameCounts,
}

impl RecordingProxy {
    /// Starts to listen on an ephemeral port of 127.0.0.1.
    ///
    /// # Errors
    /// If no socket can be opened, or no certificate authority can be made.
    pub async fn start(options: ProxyOptions) -> Result<Self, ProxyStartError> {
        let ProxyOptions { hosts, resolve, tls_verification, source, clock } = options;
        let written = match source {
            AnswerSource::Servers => None,
            AnswerSource::Written(answers) => Some(Arc::new(WrittenAnswers::new(answers))),
        };
        let shared = Arc::new(ProxyState {
            log: Arc::new(TrafficLog::new(clock)),
            hosts,
            resolve,
            written,
            acceptors: HostAcceptors::new("Gingersnap recorder")
                .map_err(ProxyStartError::Authority)?,
            tls: Arc::new(client_config(tls_verification).map_err(ProxyStartError::Tls)?),
            refused: NameCounts::default(),
        });
        let serving = Arc::clone(&shared);
        let listener = TaskListener::bind(move |stream| serve(stream, Arc::clone(&serving)))
            .await
            .map_err(ProxyStartError::Bind)?;
        Ok(Self { listener, shared })
    }

    /// Returns the address of its SOCKS5 proxy.
    pub fn proxy(&self) -> SocketAddr {
        self.listener.address()
    }

    /// Returns the certificate of the authority that vouches for every host towards the browser,
    /// made anew at each start.
    pub fn authority(&self) -> &CertificateDer<'static> {
        self.shared.acceptors.certificate()
    }

    /// Returns all exchanges so far, in the order in which the requests came.
    pub fn exchanges(&self) -> Vec<ProxyExchange> {
        self.shared.log.read()
    }

    /// Returns how many further exchanges there were that could not be kept.
    pub fn dropped(&self) -> u64 {
        self.shared.log.dropped()
    }

    /// Returns the hosts and ports that were refused, each with how often it was asked for.
    pub fn refused(&self) -> BTreeMap<String, u64> {
        self.shared.refused.counts()
    }

    /// Returns the URL of an empty document with the origin and the path of this URL. It is the
    /// recorder's own: no server hears of it.
    pub fn own_document(on: &Url) -> Url {
        let mut url = on.clone();
        url.set_query(Some(OWN_DOCUMENT));
        url.set_fragment(None);
        url
    }

    /// Ends all connections; all is done when this returns.
    pub async fn stop(self) {
        self.listener.stop().await;
    }
}

impl fmt::Debug for RecordingProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingProxy")
            .field("proxy", &self.proxy())
            .field("hosts", &self.shared.hosts)
            .finish_non_exhaustive()
    }
}

async fn serve(stream: TcpStream, shared: Arc<ProxyState>) {
    let named = |place: &HostPort| shared.hosts.contains(place.host()).then(|| place.clone());
    serve_socks5(stream, &shared.refused, named, |stream, place| {
        serve_place(stream, place, &shared)
    })
    .await;
}

/// Serves a connection to one place, which is secure if the browser begins it so.
async fn serve_place(stream: TcpStream, place: HostPort, shared: &ProxyState) -> io::Result<()> {
    let accepted = shared.acceptors.accept(stream, place.host()).await?;
    let address = shared.resolve.get(&place).copied();
    let destination = UpstreamAddress { address, place, tls: None };
    let record = ConnectionRecord { log: Arc::clone(&shared.log), written: shared.written.clone() };
    match accepted {
        None => {}
        Some(HostConnection::Plain(stream)) => forward::serve(stream, destination, record).await,
        Some(HostConnection::Secure(stream)) => {
            let tls = Some(Arc::clone(&shared.tls));
            forward::serve(*stream, UpstreamAddress { tls, ..destination }, record).await;
        }
    }
    Ok(())
}
