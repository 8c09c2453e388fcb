//! Serves a site.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, HOST, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use loopback::{CertificateAuthority, CertificateError, HostPort, HttpVersions, TaskListener};
use tokio::io::{AsyncRead, AsyncWrite};
use url::Url;

use crate::app::SampleApp;
use crate::flow::{SampleFlow, SampleRoute};

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
    /// A status is none of HTTP's.
    #[error("`{0}` is not a status code; expected one from 100 to 999")]
    Status(u16),
    /// A URL has no server.
    #[error("`{0}` is not the URL of an HTTP server")]
    NotAnOrigin(Url),
}

/// A site that is up. Dropping it ends it.
#[derive(Debug)]
pub struct SampleServer {
    servers: BTreeMap<HostPort, TaskListener>,
}

/// What is said where, ready to be sent.
#[derive(Debug)]
struct SampleSite {
    routes: Vec<ServedRoute>,
}

/// What is said at a URL.
#[derive(Debug)]
struct ServedRoute {
    url: Url,
    status: StatusCode,
    content_type: &'static str,
    /// `{cookies}` stands for the cookies of the request.
    body: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    preflight: Vec<(HeaderName, HeaderValue)>,
    /// The name of the cookie without which the status is 401.
    needs: Option<String>,
}

impl SampleServer {
    /// Starts a server for the page and one for the API.
    ///
    /// # Errors
    /// If no socket can be opened, no certificate can be made, or the site cannot be served as it
    /// is.
    pub async fn start(app: &SampleApp) -> Result<Self, SampleServeError> {
        Self::start_site(SampleSite::of_app(app)?).await
    }

    /// Starts a server for each host of a flow.
    ///
    /// # Errors
    /// If no socket can be opened, no certificate can be made, or a route cannot be served as it
    /// is.
    pub async fn start_flow(flow: &SampleFlow) -> Result<Self, SampleServeError> {
        Self::start_site(SampleSite::of_flow(flow)?).await
    }

    async fn start_site(site: SampleSite) -> Result<Self, SampleServeError> {
        let authority = CertificateAuthority::new("Sample apps")?;
        let site = Arc::new(site);
        let mut servers = BTreeMap::new();
        for url in site.routes.iter().map(|route| &route.url) {
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
            servers.insert(place, TaskListener::bind(serve).await.map_err(SampleServeError::Bind)?);
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
    fn of_app(app: &SampleApp) -> Result<Self, SampleServeError> {
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
        let page = ServedRoute {
            url: app.page.clone(),
            status: StatusCode::OK,
            content_type: "text/html",
            body: document,
            headers: Vec::new(),
            preflight: Vec::new(),
            needs: None,
        };
        let api = ServedRoute {
            url: app.script.url.clone(),
            status: StatusCode::OK,
            content_type: "text/plain",
            body: "cookies: {cookies}".to_owned(),
            headers: fields(&app.answer.response)?,
            preflight: fields(&app.answer.preflight)?,
            needs: None,
        };
        Ok(Self { routes: vec![page, api] })
    }

    fn of_flow(flow: &SampleFlow) -> Result<Self, SampleServeError> {
        let head = "<!doctype html><meta charset=utf-8><link rel=icon href=\"data:,\">\n";
        let route = |route: &SampleRoute| {
            let status = StatusCode::from_u16(route.status)
                .map_err(|_| SampleServeError::Status(route.status))?;
            Ok::<_, SampleServeError>(ServedRoute {
                url: route.url.clone(),
                status,
                content_type: "text/html",
                body: format!("{head}{}", route.html),
                headers: fields(&route.headers)?,
                preflight: Vec::new(),
                needs: route.needs.clone(),
            })
        };
        Ok(Self { routes: flow.routes.iter().map(route).collect::<Result<_, _>>()? })
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
        let Some(route) = self.routes.iter().find(|route| route.is_for(request)) else {
            return said(StatusCode::NOT_FOUND, "text/plain", String::new(), &[]);
        };
        if request.method() == Method::OPTIONS {
            return said(StatusCode::OK, "text/plain", String::new(), &route.preflight);
        }
        let cookies = request
            .headers()
            .get_all(COOKIE)
            .iter()
            .map(|cookies| String::from_utf8_lossy(cookies.as_bytes()));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let lacks = route.needs.as_ref().is_some_and(|name| {
            !cookies.split("; ").any(|pair| pair.split('=').next() == Some(name))
        });
        let status = if lacks { StatusCode::UNAUTHORIZED } else { route.status };
        let body = route.body.replace("{cookies}", &cookies);
        said(status, route.content_type, body, &route.headers)
    }
}

impl ServedRoute {
    /// Returns whether a request is for this URL; where it has no query, any query will do.
    fn is_for(&self, request: &Request<Incoming>) -> bool {
        let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
        let port = self.url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let own_host = format!("{}{port}", self.url.host_str().unwrap_or_default());
        let query = self.url.query();
        host == Some(own_host.as_str())
            && request.uri().path() == self.url.path()
            && (query.is_none() || request.uri().query() == query)
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
    status: StatusCode,
    content_type: &'static str,
    body: String,
    fields: &[(HeaderName, HeaderValue)],
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in fields {
        headers.append(name, value.clone());
    }
    response
}
