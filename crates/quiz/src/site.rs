//! The server of all sites of a quiz: every host leads to it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use diagnosis::{DocumentPlace, PriorCookie, Question, ResponseHead};
use loopback::{HostAcceptors, HostConnection, HostPort, NameCounts, TaskListener, serve_socks5};
use matrix::{ContentKind, RequestApi};
use tokio::io::{AsyncRead, AsyncWrite, BufStream};
use tokio::net::TcpStream;
use tokio::sync::watch;
use url::Url;

use crate::http::{SiteRequest, SiteResponse};

/// The query of empty documents, which belong to no step of a question.
pub(crate) const EMPTY_DOCUMENT: &str = "empty-document";

/// What a document that a navigation leads to asks for, to say that it is there.
const LANDED: &str = "/landed";

/// An image of one pixel.
const IMAGE: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\
    \x01\0\x01\0\0\x02\x02D\x01\0;";

/// A SOCKS5 proxy that serves every host itself. Dropping it ends all connections.
#[derive(Debug)]
pub struct QuizSite {
    listener: TaskListener,
    state: Arc<SiteState>,
}

#[derive(Debug)]
struct SiteState {
    acceptors: HostAcceptors,
    story: Mutex<ServedStory>,
    /// How many documents that navigations led to have said that they are there.
    landed: watch::Sender<u64>,
}

/// What the sites serve.
#[derive(Debug, Default)]
struct ServedStory {
    question: Option<Question>,
    /// The URLs of the request and of the redirects behind it.
    hops: Vec<Url>,
    /// The requests that the question is about, in order.
    requests: Vec<SeenRequest>,
    /// Whether the request is made again: what is set then is no part of the question.
    is_repeated: bool,
}

/// A request that a question is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenRequest {
    /// Where it is among the request's hops; `None` for the later request.
    pub hop: Option<usize>,
    /// The scheme that it came by, which may be better than what was asked for.
    pub scheme: &'static str,
    /// Its `Cookie` field.
    pub cookies: String,
}

impl QuizSite {
    /// Starts to listen on an ephemeral port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If no socket can be opened, or no certificate authority can be made.
    pub async fn start() -> io::Result<Self> {
        let state = Arc::new(SiteState {
            acceptors: HostAcceptors::new("Gingersnap quiz").map_err(io::Error::other)?,
            story: Mutex::default(),
            landed: watch::Sender::new(0),
        });
        let serving = Arc::clone(&state);
        let listener =
            TaskListener::bind(move |stream| serve(stream, Arc::clone(&serving))).await?;
        Ok(Self { listener, state })
    }

    /// Returns the address of the proxy.
    pub fn proxy(&self) -> SocketAddr {
        self.listener.address()
    }

    /// Serves this question from now on, and forgets the requests of the one before.
    pub fn ask(&self, question: Question) {
        let hops = hops(&question);
        let question = Some(question);
        *self.state.story() = ServedStory { question, hops, ..ServedStory::default() };
    }

    /// Returns the requests since this was asked last, without preflights.
    pub fn take_requests(&self) -> Vec<SeenRequest> {
        std::mem::take(&mut self.state.story().requests)
    }

    /// Sets no more cookies: the request is made again, to see which ones it carries.
    pub fn set_no_more(&self) {
        self.state.story().is_repeated = true;
    }

    /// Returns what changes when a document that a navigation led to is there.
    pub fn landings(&self) -> watch::Receiver<u64> {
        self.state.landed.subscribe()
    }

    /// Ends all connections; they are gone when this returns.
    pub async fn stop(self) {
        self.listener.stop().await;
    }
}

/// Returns the URLs of a question's request and of the redirects behind it, as documents have them.
pub(crate) fn hops(question: &Question) -> Vec<Url> {
    let mut hops = vec![question.url.clone()];
    for redirect in &question.redirects {
        let location = redirect.values("Location").next().unwrap_or_default();
        let next = hops.last().and_then(|url| url.join(location).ok());
        hops.extend(next);
    }
    hops
}

async fn serve(stream: TcpStream, state: Arc<SiteState>) {
    let none_is_refused = NameCounts::default();
    let every_place = |place: &HostPort| Some(place.clone());
    serve_socks5(stream, &none_is_refused, every_place, |stream, place| {
        serve_host(stream, place, state)
    })
    .await;
}

async fn serve_host(stream: TcpStream, place: HostPort, state: Arc<SiteState>) -> io::Result<()> {
    match state.acceptors.accept(stream, place.host()).await? {
        None => Ok(()),
        Some(HostConnection::Plain(stream)) => serve_http(stream, "http", state).await,
        Some(HostConnection::Secure(stream)) => serve_http(*stream, "https", state).await,
    }
}

async fn serve_http(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    scheme: &'static str,
    state: Arc<SiteState>,
) -> io::Result<()> {
    let mut stream = BufStream::new(stream);
    while let Some(request) = SiteRequest::read(&mut stream).await? {
        state.answer(scheme, &request).write(&mut stream, &request).await?;
    }
    Ok(())
}

impl SiteState {
    fn story(&self) -> std::sync::MutexGuard<'_, ServedStory> {
        self.story.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, scheme: &'static str, request: &SiteRequest) -> SiteResponse {
        if request.target == LANDED {
            self.landed.send_modify(|landed| *landed += 1);
            return document(None);
        }
        self.story().answer(scheme, request)
    }
}

impl ServedStory {
    fn answer(&mut self, scheme: &'static str, request: &SiteRequest) -> SiteResponse {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let host = request.field("Host");
        let is = |url: &Url| {
            let asked = url.query().unwrap_or_default();
            url.path() == path && asked == query && authority(url) == host
        };
        let Some(question) = &self.question else { return missing() };
        if query == EMPTY_DOCUMENT {
            return document(None);
        }
        let places = question.follow_up.iter().map(|then| &then.document);
        if let Some(document) =
            [&question.document()].into_iter().chain(places).find_map(|place| frame(place, is))
        {
            return document;
        }
        let visited = |prior: &PriorCookie| match prior {
            PriorCookie::Visit { url, line } if is(url) => {
                Some(("Set-Cookie".to_owned(), line.clone()))
            }
            PriorCookie::Visit { .. }
            | PriorCookie::Script { .. }
            | PriorCookie::Response { .. } => None,
        };
        let fields: Vec<_> = question.prior.iter().filter_map(visited).collect();
        if !fields.is_empty() {
            return SiteResponse { fields, ..document(None) };
        }
        if let Some(then) = &question.follow_up
            && is(&then.url)
        {
            self.requests.push(SeenRequest { hop: None, scheme, cookies: request.field("Cookie") });
            return answered(&ResponseHead::ok(), then.request.api, scheme);
        }
        let Some(hop) = self.hops.iter().position(is) else { return missing() };
        if request.method == "OPTIONS" {
            let preflight = question.preflight.as_ref().unwrap_or(&question.response);
            return answered(preflight, question.request.api, scheme);
        }
        self.requests.push(SeenRequest {
            hop: Some(hop),
            scheme,
            cookies: request.field("Cookie"),
        });
        let head = question.heads().nth(hop).unwrap_or(&question.response);
        let mut answer = answered(head, question.request.api, scheme);
        if self.is_repeated {
            answer.fields.retain(|(name, _)| !name.eq_ignore_ascii_case("Set-Cookie"));
        }
        answer
    }
}

/// Returns the document of a place that is asked for, with the frame in it.
fn frame(place: &DocumentPlace, is: impl Fn(&Url) -> bool) -> Option<SiteResponse> {
    let urls: Vec<&Url> = [&place.page].into_iter().chain(&place.frames).collect();
    let asked = urls.iter().position(|url| is(url))?;
    Some(document(urls.get(asked + 1).copied()))
}

/// Returns host and port as the `Host` field has them.
fn authority(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

fn document(frame: Option<&Url>) -> SiteResponse {
    let frame = frame.map(|url| format!("<iframe src=\"{url}\"></iframe>")).unwrap_or_default();
    SiteResponse {
        status: 200,
        fields: Vec::new(),
        content_type: "text/html; charset=utf-8",
        body: format!("<!doctype html><title>Quiz</title><body>{frame}").into_bytes(),
    }
}

fn missing() -> SiteResponse {
    SiteResponse { status: 404, ..document(None) }
}

/// Returns an answer with what makes of it a response that whatever asked for it can use.
fn answered(head: &ResponseHead, api: RequestApi, scheme: &str) -> SiteResponse {
    let kind = match api {
        RequestApi::Mechanism(mechanism) => mechanism.content(),
        RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Xhr { .. } => {
            ContentKind::Text
        }
    };
    let (content_type, body): (_, &[u8]) = match kind {
        ContentKind::Document => (
            "text/html",
            b"<!doctype html><script>fetch('/landed', { credentials: 'omit' })</script>",
        ),
        ContentKind::EventStream => ("text/event-stream", b"data: 1\n\n"),
        ContentKind::Image => ("image/gif", IMAGE),
        ContentKind::Script => ("text/javascript", b""),
        ContentKind::Style => ("text/css", b""),
        ContentKind::Font | ContentKind::Media | ContentKind::Text => ("text/plain", b"ok"),
    };
    // What is said of https is said of HTTP/2, which has no other letters.
    let cased = |name: &String| match scheme {
        "https" => name.to_ascii_lowercase(),
        _ => name.clone(),
    };
    let fields = head.headers.iter().map(|(name, value)| (cased(name), value.clone()));
    SiteResponse {
        status: head.status,
        fields: fields.collect(),
        content_type,
        body: body.to_vec(),
    }
}
