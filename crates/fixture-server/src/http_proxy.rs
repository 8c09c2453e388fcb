//! The router for clients that speak HTTP to their proxy: tunnels by `CONNECT`, and requests in
//! absolute form.
//!
//! Spec: [RFC 9110 §9.3.6](https://www.rfc-editor.org/rfc/rfc9110.html#section-9.3.6),
//! [RFC 9112 §3.2.2](https://www.rfc-editor.org/rfc/rfc9112.html#section-3.2.2).

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::header::{HeaderName, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION};
use axum::http::{Method, Request, Response, StatusCode, Uri};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use loopback::{EscapingStream, HostPort, MAX_HEADER_BYTES, MAX_HEADER_FIELDS};
use tokio::net::TcpStream;

use crate::name_router::NameRouter;
use crate::virtual_origin::OriginService;

/// A field of clients that take a proxy for an old one.
const PROXY_CONNECTION: HeaderName = HeaderName::from_static("proxy-connection");

/// A tunnel that a client was promised.
type TunnelPromise = Mutex<Option<(OnUpgrade, OriginService)>>;

/// A plain request leads nowhere: its connection ends, as it does for a client of SOCKS5.
#[derive(Debug, thiserror::Error)]
#[error("the client asked for what no server answers")]
struct ConnectionEnd;

/// Serves one connection of a client until it ends, the tunnel that it asks for included.
pub(crate) async fn serve(stream: TcpStream, router: &Arc<NameRouter>) {
    let promised = Arc::new(TunnelPromise::default());
    let answer = service_fn(|request| {
        let (router, promised) = (Arc::clone(router), Arc::clone(&promised));
        async move { answer(request, &router, &promised).await }
    });
    // What goes past the library is a plain request's: a tunnel gets the stream itself.
    let connection = http1::Builder::new()
        .max_buf_size(MAX_HEADER_BYTES)
        .max_headers(MAX_HEADER_FIELDS)
        .serve_connection(TokioIo::new(EscapingStream::of_server(stream)), answer)
        .with_upgrades();
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection to the proxy ended early");
    }
    let promised = promised.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some((upgrade, service)) = promised else { return };
    match upgrade.await.map_err(io::Error::other).and_then(tunnelled) {
        Ok(stream) => service.serve(stream).await,
        Err(error) => tracing::debug!(%error, "a tunnel was not used"),
    }
}

/// Returns the stream itself behind an answer to `CONNECT`.
fn tunnelled(upgraded: Upgraded) -> io::Result<TcpStream> {
    let early = || io::Error::other("the client spoke before its tunnel was open");
    let parts = upgraded.downcast::<TokioIo<EscapingStream<TcpStream>>>();
    let parts = parts.map_err(|_| io::Error::other("the stream is another one"))?;
    if !parts.read_buf.is_empty() {
        return Err(early());
    }
    parts.io.into_inner().into_inner().ok_or_else(early)
}

async fn answer(
    mut request: Request<Incoming>,
    router: &NameRouter,
    promised: &TunnelPromise,
) -> Result<Response<Body>, ConnectionEnd> {
    if router.login().is_some_and(|login| !login.admits(request.headers())) {
        let mut response = with_status(StatusCode::PROXY_AUTHENTICATION_REQUIRED);
        let challenge = axum::http::HeaderValue::from_static("Basic realm=\"gingersnap\"");
        response.headers_mut().insert(PROXY_AUTHENTICATE, challenge);
        return Ok(response);
    }
    let is_tunnel = request.method() == Method::CONNECT;
    let Some(place) = place(request.uri(), is_tunnel) else {
        return Ok(with_status(StatusCode::BAD_REQUEST));
    };
    let service = router.find(&place);
    if is_tunnel {
        let Some(service) = service else { return Ok(with_status(StatusCode::FORBIDDEN)) };
        let upgrade = hyper::upgrade::on(&mut request);
        *promised.lock().unwrap_or_else(PoisonError::into_inner) = Some((upgrade, service));
        return Ok(with_status(StatusCode::OK));
    }
    // A server that speaks TLS does not answer a plain request.
    let service = service.filter(|service| service.tls.is_none()).ok_or(ConnectionEnd)?;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    *request.uri_mut() = path.parse().unwrap_or_default();
    for name in [PROXY_AUTHORIZATION, PROXY_CONNECTION] {
        request.headers_mut().remove(name);
    }
    let answered = TowerToHyperService::new(service.routes).call(request).await;
    match answered {
        Ok(response) => Ok(response),
        Err(never) => match never {},
    }
}

/// Returns where a request goes, or `None` where it has no place in its target.
fn place(uri: &Uri, is_tunnel: bool) -> Option<HostPort> {
    let host = uri.host()?.trim_matches(['[', ']']);
    let port = match uri.port_u16() {
        None if !is_tunnel && uri.scheme_str() == Some("http") => 80,
        port => port?,
    };
    Some(HostPort::named(host, port))
}

fn with_status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
