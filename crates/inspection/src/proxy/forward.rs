//! One connection of the browser: each request goes to its server, and into the log.

use std::convert::Infallible;
use std::sync::Arc;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCESS_CONTROL_REQUEST_METHOD, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderMap, HeaderName,
    HeaderValue, TRANSFER_ENCODING, UPGRADE,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper::{Method, Request, Response, StatusCode, Uri, Version};
use hyper_util::rt::TokioIo;
use loopback::{MAX_HEADER_BYTES, MAX_HEADER_FIELDS};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Mutex;

use super::counting_body::CountingBody;
use super::exchange::{ProxyOutcome, ProxyResponse as Recorded, fields};
use super::traffic_log::TrafficLog;
use super::upstream::{UpstreamAddress, UpstreamServer};
use super::written_answers::{AnsweredRequest, WrittenAnswers};

/// The query that marks a document of the recorder's own.
pub(crate) const OWN_DOCUMENT: &str = "gingersnap-own-document";

/// Fields that concern one connection only and are made anew on the other side.
///
/// Spec: [RFC 9110 §7.6.1](https://www.rfc-editor.org/rfc/rfc9110.html#section-7.6.1).
const CONNECTION_FIELDS: [HeaderName; 5] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    TRANSFER_ENCODING,
    UPGRADE,
];

type ProxyBody = BoxBody<Bytes, hyper::Error>;

/// What a connection's requests are recorded in, and answered from where no server is.
#[derive(Debug)]
pub(crate) struct ConnectionRecord {
    pub(crate) log: Arc<TrafficLog>,
    pub(crate) written: Option<Arc<WrittenAnswers>>,
}

/// Serves one connection of the browser until it ends.
pub(crate) async fn serve<S>(stream: S, destination: UpstreamAddress, record: ConnectionRecord)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let scheme = if destination.tls.is_some() { "https" } else { "http" };
    let origin = format!("{scheme}://{}", destination.place);
    let upstream = Mutex::new(UpstreamServer::new(destination));
    let tunnel = Mutex::new(None);
    let service = service_fn(|request| async {
        Ok::<_, Infallible>(answer(request, &origin, &upstream, &tunnel, &record).await)
    });
    let mut builder = http1::Builder::new();
    builder
        .max_headers(MAX_HEADER_FIELDS)
        .max_buf_size(MAX_HEADER_BYTES)
        .preserve_header_case(true);
    let served = builder.serve_connection(TokioIo::new(stream), service).with_upgrades().await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection of the browser ended early");
    }
    if let Some(tunnel) = tunnel.into_inner()
        && let Err(error) = tunnel.carry().await
    {
        tracing::debug!(%error, "a WebSocket ended early");
    }
}

/// Both ends of a connection that changed to another protocol: a WebSocket.
#[derive(Debug)]
struct UpgradeTunnel {
    browser: OnUpgrade,
    server: OnUpgrade,
}

impl UpgradeTunnel {
    /// Carries octets in both directions until either end closes.
    async fn carry(self) -> std::io::Result<()> {
        let upgraded = tokio::try_join!(self.browser, self.server);
        let (browser, server) = upgraded.map_err(std::io::Error::other)?;
        let (mut browser, mut server) = (TokioIo::new(browser), TokioIo::new(server));
        tokio::io::copy_bidirectional(&mut browser, &mut server).await.map(drop)
    }
}

async fn answer(
    mut request: Request<Incoming>,
    origin: &str,
    upstream: &Mutex<UpstreamServer>,
    tunnel: &Mutex<Option<UpgradeTunnel>>,
    record: &ConnectionRecord,
) -> Response<ProxyBody> {
    if request.uri().query() == Some(OWN_DOCUMENT) {
        return own_document();
    }
    let url = url(origin, request.uri());
    let entry = record.log.begin(request.method().as_str(), url.clone(), request.headers());
    let end = |server, outcome| record.log.end(&entry, server, outcome);
    if let Some(written) = &record.written {
        let response = written_response(written, &url, &request);
        end(None, ProxyOutcome::Answered(recorded(&response)));
        return response;
    }
    let browser = request
        .headers()
        .get(UPGRADE)
        .cloned()
        .map(|protocol| (protocol, hyper::upgrade::on(&mut request)));
    let mut upstream = upstream.lock().await;
    let mut request = outgoing(request, &entry.sent);
    if let Some((protocol, _)) = &browser {
        set_upgrade(request.headers_mut(), protocol);
    }
    let sent = upstream.send(request).await;
    match sent {
        Ok(mut response) => {
            end(upstream.server(), ProxyOutcome::Answered(recorded(&response)));
            let protocol = response.headers().get(UPGRADE).cloned();
            without_connection_fields(response.headers_mut());
            if response.status() == StatusCode::SWITCHING_PROTOCOLS
                && let (Some((_, browser)), Some(protocol)) = (browser, protocol)
            {
                set_upgrade(response.headers_mut(), &protocol);
                let server = hyper::upgrade::on(&mut response);
                *tunnel.lock().await = Some(UpgradeTunnel { browser, server });
            }
            *response.version_mut() = Version::HTTP_11;
            response.map(|body| CountingBody::new(body, Arc::clone(&entry.received)).boxed())
        }
        Err(error) => {
            end(upstream.server(), ProxyOutcome::Failed(error.failure()));
            fault(StatusCode::BAD_GATEWAY, error.to_string())
        }
    }
}

/// Returns the answer that is written down, with a document as its body.
fn written_response(
    written: &WrittenAnswers,
    url: &str,
    request: &Request<Incoming>,
) -> Response<ProxyBody> {
    let is_preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let to = if is_preflight { AnsweredRequest::Preflight } else { AnsweredRequest::Request };
    let Some(answer) = written.next(url, to) else {
        return fault(StatusCode::NOT_FOUND, "no answer is written down for this URL".to_owned());
    };
    let mut response = own_document();
    *response.status_mut() = answer.status;
    let own = std::mem::replace(response.headers_mut(), answer.fields);
    for (name, value) in &own {
        response.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    response
}

/// Returns the head of an answer as it is kept.
fn recorded<B>(response: &Response<B>) -> Recorded {
    let (status, fields) = (response.status().as_u16(), fields(response.headers()));
    Recorded { status, fields, body_bytes: 0 }
}

/// Returns the request as it goes to the server.
fn outgoing(
    request: Request<Incoming>,
    sent: &Arc<std::sync::atomic::AtomicU64>,
) -> Request<CountingBody> {
    let (mut head, body) = request.into_parts();
    without_connection_fields(&mut head.headers);
    head.version = Version::HTTP_11;
    Request::from_parts(head, CountingBody::new(body, Arc::clone(sent)))
}

/// Says that a connection is to change to another protocol, or changes to it.
fn set_upgrade(headers: &mut HeaderMap, protocol: &HeaderValue) {
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, protocol.clone());
}

fn without_connection_fields(headers: &mut HeaderMap) {
    for name in CONNECTION_FIELDS {
        headers.remove(name);
    }
}

/// Returns the whole URL of a request; a default port is not written.
fn url(origin: &str, uri: &Uri) -> String {
    let whole = format!("{origin}{}", uri.path_and_query().map_or("/", |path| path.as_str()));
    url::Url::parse(&whole).map_or(whole, String::from)
}

/// Returns a document that asks for nothing, not even an icon.
fn own_document() -> Response<ProxyBody> {
    let page = "<!doctype html><meta charset=utf-8><link rel=icon \
     href=\"data:,\"><title>Gingersnap</title>";
    said(StatusCode::OK, "text/html", page.to_owned())
}

/// Tells the browser of a fault of ours. The log says so, too.
fn fault(status: StatusCode, message: String) -> Response<ProxyBody> {
    said(status, "text/plain; charset=utf-8", format!("Gingersnap: {message}\n"))
}

fn said(status: StatusCode, content_type: &'static str, text: String) -> Response<ProxyBody> {
    let body = Full::new(Bytes::from(text)).map_err(|never| match never {}).boxed();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
