//! Serves a site.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use loopback::{CertificateAuthority, CertificateError, HostPort, HttpVersions, LoopbackListener};
use tokio::io::{AsyncRead, AsyncWrite};
use url::Url;

use crate::app::SampleApp;

/// Why a site cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum SampleServeError {
    /// No socket could be opened.
    #[error("no server could listen on 127.0.0.1")]
    Bind(#[source] io::Error),
    /// A certificate could not be made.
    #[error("no certificate could be made")]
    Certificate(#[from] CertificateError),
    /// A header line cannot be written.
    #[error("`{name}: {value}` is not a header line")]
    Line {
        /// The name.
        name: String,
        /// The value.
        value: String,
    },
    /// A URL has no server.
    #[error("`{0}` is not the URL of an HTTP server")]
    NotAnOrigin(Url),
}

/// A site that is up. Dropping it ends it.
#[derive(Debug)]
pub struct SampleServer {
    servers: BTreeMap<HostPort, LoopbackListener>,
}

/// What is said where, ready to be sent.
#[derive(Debug)]
struct SampleSite {
    page: Url,
    api: Url,
    document: String,
    response: Vec<(HeaderName, HeaderValue)>,
    preflight: Vec<(HeaderName, HeaderValue)>,
}

impl SampleServer {
    /// Starts a server for the page and one for the API.
    ///
    /// # Errors
    /// If a socket or a certificate is not to be had, or the site cannot be served as it is.
    pub async fn start(app: &SampleApp) -> Result<Self, SampleServeError> {
        let authority = CertificateAuthority::new("Sample apps")?;
        let site = Arc::new(SampleSite::new(app)?);
        let mut servers = BTreeMap::new();
        for url in [&site.page, &site.api] {
            let place =
                HostPort::of(url).ok_or_else(|| SampleServeError::NotAnOrigin(url.clone()))?;
            if servers.contains_key(&place) {
                continue;
            }
            let tls = if url.scheme() == "https" {
                Some(authority.acceptor(place.host(), HttpVersions::Http1)?)
            } else {
                None
            };
            let site = Arc::clone(&site);
            let serve = move |stream| {
                let (site, tls) = (Arc::clone(&site), tls.clone());
                async move {
                    match tls {
                        None => site.serve(stream).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => site.serve(stream).await,
                            Err(error) => {
                                tracing::debug!(%error, "a TLS handshake was not finished")
                            }
                        },
                    }
                }
            };
            servers.insert(
                place,
                LoopbackListener::bind(serve).await.map_err(SampleServeError::Bind)?,
            );
        }
        Ok(Self { servers })
    }

    /// Returns where each of its hosts really is.
    pub fn resolve(&self) -> BTreeMap<HostPort, SocketAddr> {
        self.servers.iter().map(|(place, server)| (place.clone(), server.address())).collect()
    }

    /// Ends all servers; they are gone when this returns.
    pub async fn stop(self) {
        for server in self.servers.into_values() {
            server.stop().await;
        }
    }
}

impl SampleSite {
    fn new(app: &SampleApp) -> Result<Self, SampleServeError> {
        let headers: BTreeMap<&str, &str> = app
            .script
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let document = include_str!("../../../fixtures/apps/page.html")
            .replace("{url}", app.script.url.as_str())
            .replace("{method}", &app.script.method)
            .replace("{headers}", &serde_json::json!(headers).to_string())
            .replace("{credentials}", &app.script.credentials);
        Ok(Self {
            page: app.page.clone(),
            api: app.script.url.clone(),
            document,
            response: fields(&app.answer.response)?,
            preflight: fields(&app.answer.preflight)?,
        })
    }

    async fn serve(self: Arc<Self>, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let service =
            service_fn(|request| std::future::ready(Ok::<_, Infallible>(self.answer(&request))));
        if let Err(error) =
            http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
        {
            tracing::debug!(%error, "a connection ended early");
        }
    }

    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path();
        if path == self.page.path() && request.method() == Method::GET {
            return said("text/html", self.document.clone(), &[]);
        }
        if path != self.api.path() {
            let mut response = said("text/plain", String::new(), &[]);
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        }
        if request.method() == Method::OPTIONS {
            return said("text/plain", String::new(), &self.preflight);
        }
        let cookies = request
            .headers()
            .get_all(COOKIE)
            .iter()
            .map(|cookies| String::from_utf8_lossy(cookies.as_bytes()));
        said(
            "text/plain",
            format!("cookies: {}", cookies.collect::<Vec<_>>().join("; ")),
            &self.response,
        )
    }
}

fn fields(lines: &[(String, String)]) -> Result<Vec<(HeaderName, HeaderValue)>, SampleServeError> {
    let field = |(name, value): &(String, String)| match (name.parse(), value.parse()) {
        (Ok(name), Ok(value)) => Ok((name, value)),
        _ => Err(SampleServeError::Line { name: name.clone(), value: value.clone() }),
    };
    lines.iter().map(field).collect()
}

fn said(
    content_type: &'static str,
    body: String,
    fields: &[(HeaderName, HeaderValue)],
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in fields {
        headers.append(name, value.clone());
    }
    response
}
