//! The fixture servers themselves: one for each virtual origin.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use loopback::{CertificateAuthority, CertificateError, HostPort, HttpVersions, TaskListener};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::CertificateDer;
use url::Url;

use crate::endpoints;
use crate::paths::SessionNo;
use crate::playground::{self, IndexPage};
use crate::proxy_login::ProxyDoor;
use crate::random_token::random_token;
use crate::request_context::{RequestContext, url_on};
use crate::session::FixtureSession;
use crate::session_state::SessionState;
use crate::system_nets::{NetworkEntrance, SystemNets};
use crate::virtual_origin::{OriginService, OriginServices, VirtualOrigin};
use crate::visit::VisitWindow;

/// Why the servers did not start.
#[derive(Debug, thiserror::Error)]
pub enum FixtureStartError {
    /// No socket could be opened.
    #[error("no server could listen")]
    Bind(#[source] io::Error),
    /// A host's certificate could not be made.
    #[error("no certificate could be made for `{host}`")]
    Certificate {
        /// The host.
        host: String,
        /// What went wrong.
        source: CertificateError,
    },
    /// Two origins differ in their scheme alone: a port cannot speak both.
    #[error("`{origin}` has a port that another origin of its host needs for the other scheme")]
    Clash {
        /// The one that came second.
        origin: Url,
    },
    /// A URL has no host, or a scheme other than `http` and `https`.
    #[error("`{url}` is not the URL of an HTTP server")]
    NotAnOrigin {
        /// The URL.
        url: Url,
    },
}

/// One server for each virtual origin, on an ephemeral port of 127.0.0.1, besides what its sessions
/// listen on.
///
/// Dropping it closes the servers' own ports. A [`FixtureSession`] does not need them and goes on.
pub struct FixtureServers {
    authority: CertificateAuthority,
    servers: BTreeMap<HostPort, OriginServer>,
    index_page: Arc<IndexPage>,
    sessions: AtomicU32,
}

struct OriginServer {
    origin: Arc<VirtualOrigin>,
    tls: Option<TlsAcceptor>,
    certificate: Option<CertificateDer<'static>>,
    listener: TaskListener,
}

impl FixtureServers {
    /// Starts a server for each of these virtual origins, each of them once.
    ///
    /// # Errors
    /// If a URL is no origin, no certificate can be made, or no socket can be opened.
    pub async fn start(origins: &[Url]) -> Result<Self, FixtureStartError> {
        Self::start_with(origins, HttpVersions::default()).await
    }

    /// Starts the servers with these HTTP versions over TLS.
    ///
    /// # Errors
    /// If a URL is no origin, no certificate can be made, or no socket can be opened.
    pub async fn start_with(
        origins: &[Url],
        protocols: HttpVersions,
    ) -> Result<Self, FixtureStartError> {
        let places = places(origins)?;
        let index_page =
            Arc::new(IndexPage::new(places.values().map(|origin| origin.url().clone()).collect()));
        let failed = |host: &str| {
            let host = host.to_owned();
            move |source| FixtureStartError::Certificate { host, source }
        };
        let authority = CertificateAuthority::new("Gingersnap fixtures")
            .map_err(failed("the certificate authority"))?;
        let mut servers = BTreeMap::new();
        for (place, origin) in places {
            let (tls, certificate) = match origin.url().scheme() {
                "https" => authority
                    .secure(place.host(), protocols)
                    .map(|(tls, certificate)| (Some(tls), Some(certificate)))
                    .map_err(failed(place.host()))?,
                _ => (None, None),
            };
            let service = OriginService {
                tls: tls.clone(),
                routes: playground::routes(Arc::clone(&index_page)),
            };
            let listener = TaskListener::bind(move |stream| service.clone().serve(stream))
                .await
                .map_err(FixtureStartError::Bind)?;
            servers.insert(place, OriginServer { origin, tls, certificate, listener });
        }
        Ok(Self { authority, servers, index_page, sessions: AtomicU32::new(1) })
    }

    /// Opens a session: a proxy of its own through which a browser reaches all the servers.
    ///
    /// # Errors
    /// If no socket could be opened for the proxy.
    pub async fn open_session(&self) -> io::Result<FixtureSession> {
        let number = SessionNo(self.sessions.fetch_add(1, Ordering::Relaxed).into());
        self.session(Arc::new(SessionState::new(number, None)), Vec::new(), None).await
    }

    /// Opens a session whose proxy listens where others know it.
    ///
    /// # Errors
    /// If the socket cannot be opened, or others would reach it without a login.
    pub async fn open_tunnel_session(&self, proxy: ProxyDoor) -> io::Result<FixtureSession> {
        let number = SessionNo(self.sessions.fetch_add(1, Ordering::Relaxed).into());
        self.session(Arc::new(SessionState::new(number, None)), Vec::new(), Some(proxy)).await
    }

    /// Opens a session for a browser that takes its proxy from the system's settings, or none.
    ///
    /// # Errors
    /// If no socket could be opened, or the machine gives no random number.
    pub async fn open_system_session(&self) -> io::Result<FixtureSession> {
        let number = SessionNo(self.sessions.fetch_add(1, Ordering::Relaxed).into());
        self.system_session(SessionState::new(number, None)).await
    }

    /// Opens a session for a browser that nobody drives: its one window goes where the session
    /// leads it, from the document at [`FixtureSession::entry_url`] on.
    ///
    /// # Errors
    /// If no socket could be opened for the proxy.
    pub async fn open_visit(&self) -> io::Result<FixtureSession> {
        let number = SessionNo(self.sessions.fetch_add(1, Ordering::Relaxed).into());
        let entry = url_on(self.entry_origin(), &number.entry());
        self.visit(number, entry, Vec::new()).await
    }

    /// Opens a visit for a browser that takes its proxy from the system's settings, or none.
    ///
    /// # Errors
    /// If no socket could be opened, or the machine gives no random number.
    pub async fn open_system_visit(&self) -> io::Result<FixtureSession> {
        let number = SessionNo(self.sessions.fetch_add(1, Ordering::Relaxed).into());
        let entry = url_on(self.entry_origin(), &number.entry());
        self.system_session(SessionState::new(number, Some(VisitWindow::at(entry)))).await
    }

    /// Opens a visit for browsers that reach these sockets without a proxy, each at its origin.
    /// Nobody can guess the paths of its documents, and all else is refused there.
    ///
    /// # Errors
    /// If no socket could be opened for the proxy, or the machine gives no random number.
    pub async fn open_network_visit(
        &self,
        listeners: Vec<(Url, TcpListener)>,
    ) -> io::Result<FixtureSession> {
        let number = SessionNo(random_token()?);
        let entry = listeners.first().map_or_else(|| self.entry_origin(), |(origin, _)| origin);
        let entry = url_on(entry, &number.entry());
        self.visit(number, entry, listeners).await
    }

    /// Returns the origin where visits begin: one without TLS, as a browser that does not know the
    /// certificates can show what is wrong there; on the usual port, if any is.
    fn entry_origin(&self) -> &Url {
        let origins = || self.servers.values().map(|server| server.origin.url());
        let plain = || origins().filter(|origin| origin.scheme() == "http");
        let usual = plain().find(|origin| origin.port().is_none());
        usual
            .or_else(|| plain().next())
            .or_else(|| origins().next())
            .expect("servers are started for an origin")
    }

    async fn visit(
        &self,
        number: SessionNo,
        entry: Url,
        listeners: Vec<(Url, TcpListener)>,
    ) -> io::Result<FixtureSession> {
        let state = SessionState::new(number, Some(VisitWindow::at(entry)));
        self.session(Arc::new(state), listeners, None).await
    }

    async fn system_session(&self, state: SessionState) -> io::Result<FixtureSession> {
        let state = Arc::new(state);
        let [by_proxy, by_address] = [NetworkEntrance::Proxy, NetworkEntrance::Address]
            .map(|entrance| over_http1(self.services(&state, entrance)));
        let mut session =
            FixtureSession::open(state, by_proxy.into(), self.index_page(), Vec::new(), None)
                .await?;
        session.nets = Some(SystemNets::open(session.proxy(), by_address).await?);
        Ok(session)
    }

    async fn session(
        &self,
        state: Arc<SessionState>,
        listeners: Vec<(Url, TcpListener)>,
        proxy: Option<ProxyDoor>,
    ) -> io::Result<FixtureSession> {
        let services = self.services(&state, NetworkEntrance::Proxy);
        let doors = listeners.into_iter().filter_map(|(origin, listener)| {
            let server = self.servers.get(&HostPort::of(&origin)?)?;
            // The pages for people are not for everybody in the network.
            let context = context(server, &state, NetworkEntrance::Address);
            let routes = endpoints::routes(context, Router::new());
            let service = OriginService { tls: server.tls.clone(), routes };
            Some(TaskListener::of(listener, move |stream| service.clone().serve(stream)))
        });
        let doors = doors.collect::<io::Result<_>>()?;
        FixtureSession::open(state, services.into(), self.index_page(), doors, proxy).await
    }

    fn index_page(&self) -> Arc<IndexPage> {
        Arc::clone(&self.index_page)
    }

    /// Returns each virtual origin with the address on which its server really listens.
    pub fn directory(&self) -> Vec<(Url, SocketAddr)> {
        self.servers
            .values()
            .map(|server| (server.origin.url().clone(), server.listener.address()))
            .collect()
    }

    /// Returns the certificate of the authority that vouches for every host, made anew at each
    /// start.
    pub fn authority(&self) -> &CertificateDer<'static> {
        self.authority.certificate()
    }

    /// Returns the same certificate in PEM.
    pub fn authority_pem(&self) -> String {
        self.authority.pem()
    }

    /// Returns the certificate of each origin that has one, with its host and port.
    pub fn certificates(&self) -> impl Iterator<Item = (&HostPort, &CertificateDer<'static>)> {
        self.servers
            .iter()
            .filter_map(|(place, server)| Some((place, server.certificate.as_ref()?)))
    }

    /// Closes the servers' own ports and ends the connections to them; both are done when this
    /// returns.
    pub async fn stop(self) {
        for server in self.servers.into_values() {
            server.listener.stop().await;
        }
    }

    /// Returns the doors of every origin for a session, by one way to them.
    fn services(&self, state: &Arc<SessionState>, entrance: NetworkEntrance) -> OriginServices {
        let service = |server: &OriginServer| {
            let others: Router = playground::routes(self.index_page());
            let routes = endpoints::routes(context(server, state, entrance), others);
            OriginService { tls: server.tls.clone(), routes }
        };
        self.servers.iter().map(|(place, server)| (place.clone(), service(server))).collect()
    }
}

/// Has browsers that choose their way to the origins by themselves speak HTTP/1.1: what they may
/// keep in cookies, such as control characters, ends a connection of HTTP/2.
fn over_http1(mut services: OriginServices) -> OriginServices {
    for service in services.values_mut() {
        service.tls = service.tls.as_ref().map(|tls| HttpVersions::Http1.agreed_by(tls));
    }
    services
}

fn context(
    server: &OriginServer,
    state: &Arc<SessionState>,
    entrance: NetworkEntrance,
) -> RequestContext {
    RequestContext { origin: Arc::clone(&server.origin), session: Arc::clone(state), entrance }
}

impl fmt::Debug for FixtureServers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FixtureServers")
            .field("directory", &self.directory())
            .finish_non_exhaustive()
    }
}

fn places(origins: &[Url]) -> Result<BTreeMap<HostPort, Arc<VirtualOrigin>>, FixtureStartError> {
    let mut places: BTreeMap<HostPort, Arc<VirtualOrigin>> = BTreeMap::new();
    for url in origins {
        let place = HostPort::of(url).filter(|_| matches!(url.scheme(), "http" | "https"));
        let place = place.ok_or_else(|| FixtureStartError::NotAnOrigin { url: url.clone() })?;
        let known = places.entry(place).or_insert_with(|| Arc::new(VirtualOrigin::new(url)));
        if known.url().scheme() != url.scheme() {
            return Err(FixtureStartError::Clash { origin: url.clone() });
        }
    }
    Ok(places)
}
