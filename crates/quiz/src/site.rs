//! The server of all sites of a quiz: every host leads to it.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use diagnosis::{Question, ResponseHead};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, HOST, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use loopback::{
    HostAcceptors, HostConnection, HostPort, LoopbackListener, NameCounts, accept_socks5,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// The query of empty documents, which belong to no question.
pub(crate) const EMPTY_DOCUMENT: &str = "empty-document";

/// A SOCKS5 proxy that serves every host itself. Dropping it ends all connections.
#[derive(Debug)]
pub struct QuizSite {
    listener: LoopbackListener,
    state: Arc<SiteState>,
}

struct SiteState {
    acceptors: HostAcceptors,
    question: Mutex<Option<Question>>,
    /// The `Cookie` fields of the requests that the question is about, in order.
    requests: Mutex<Vec<String>>,
}

impl std::fmt::Debug for SiteState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SiteState").field("question", &self.question).finish_non_exhaustive()
    }
}

impl QuizSite {
    /// Starts to listen on an ephemeral port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If no socket or no certificate authority is to be had.
    pub async fn start() -> io::Result<Self> {
        let state = Arc::new(SiteState {
            acceptors: HostAcceptors::new("Gingersnap quiz").map_err(io::Error::other)?,
            question: Mutex::default(),
            requests: Mutex::default(),
        });
        let serving = Arc::clone(&state);
        let listener =
            LoopbackListener::bind(move |stream| serve(stream, Arc::clone(&serving))).await?;
        Ok(Self { listener, state })
    }

    /// Returns the address of the proxy.
    pub fn proxy(&self) -> SocketAddr {
        self.listener.address()
    }

    /// Serves this question from now on, and forgets the requests of the one before.
    pub fn ask(&self, question: Question) {
        lock(&self.state.requests).clear();
        *lock(&self.state.question) = Some(question);
    }

    /// Returns the `Cookie` fields of the requests so far, without preflights.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.state.requests).clone()
    }

    /// Ends all connections; they are gone when this returns.
    pub async fn stop(self) {
        self.listener.stop().await;
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(mut stream: TcpStream, state: Arc<SiteState>) {
    let none_is_refused = NameCounts::default();
    let led = accept_socks5(&mut stream, &none_is_refused, |place| Some(place.clone())).await;
    let served = match led {
        Ok(Some(place)) => serve_host(stream, &place, state).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = served {
        // Browsers open connections that they never use.
        tracing::debug!(%error, "a connection of the browser came to nothing");
    }
}

async fn serve_host(stream: TcpStream, place: &HostPort, state: Arc<SiteState>) -> io::Result<()> {
    match state.acceptors.accept(stream, place.host()).await? {
        None => {}
        Some(HostConnection::Plain(stream)) => serve_http(stream, state).await,
        Some(HostConnection::Secure(stream)) => serve_http(*stream, state).await,
    }
    Ok(())
}

async fn serve_http(stream: impl AsyncRead + AsyncWrite + Unpin, state: Arc<SiteState>) {
    let service =
        service_fn(|request| std::future::ready(Ok::<_, Infallible>(state.answer(&request))));
    if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
    {
        tracing::debug!(%error, "a connection ended early");
    }
}

impl SiteState {
    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let question = lock(&self.question).clone();
        let (host, path) = (field(request, HOST), request.uri().path());
        let is = |url: &url::Url| url.path() == path && authority(url) == host;
        match question {
            Some(_) if request.uri().query() == Some(EMPTY_DOCUMENT) => document(),
            Some(question) if is(&question.page) => document(),
            Some(question) if is(&question.url) => {
                if request.method() == Method::OPTIONS {
                    head(question.preflight.as_ref().unwrap_or(&question.response))
                } else {
                    lock(&self.requests).push(field(request, COOKIE));
                    head(&question.response)
                }
            }
            Some(_) | None => {
                let mut response = document();
                *response.status_mut() = StatusCode::NOT_FOUND;
                response
            }
        }
    }
}

/// Returns host and port as the `Host` field has them.
fn authority(url: &url::Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

fn field(request: &Request<Incoming>, name: HeaderName) -> String {
    let values = request.headers().get_all(name).iter();
    values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect::<Vec<_>>().join("; ")
}

fn document() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"<!doctype html>")));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn head(head: &ResponseHead) -> Response<Full<Bytes>> {
    let mut response = document();
    *response.status_mut() = StatusCode::from_u16(head.status).unwrap_or(StatusCode::OK);
    for (name, value) in &head.headers {
        // The questions are made of fields that can be written.
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
