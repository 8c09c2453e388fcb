//! One browser's session, from the side of whoever conducts it.

mod system;
mod visiting;

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use loopback::{HostPort, TaskListener};
use matrix::{
    CookieReader, CookieSetter, FetchCredentials, RequestApi, RequestPath, SecondSetter,
    SetCookieResponse,
};
use mutations::{HarnessMutation, mutated};
use run_model::evidence::{FixtureExchange, PageReport, ProbeReport, RequestKind};
use run_model::plan::{BatchId, BatchScript, ShapeNo, ShapeTag};
use run_model::protocol::{
    DocumentInfo, DocumentInstruction, DocumentRole, ProbeReading, ShapeInstruction,
    StorageAccessReport,
};
use tokio::net::TcpListener;
use url::Url;

use crate::batch::{BatchLoadError, LoadedBatch};
use crate::document_channel::{ChannelError, DocumentChannel};
use crate::name_router::NameRouter;
use crate::paths::{SessionNo, ShapeEndpoint};
use crate::playground::{IndexPage, ListedProxy};
use crate::proxy_entrance;
use crate::proxy_login::ProxyDoor;
use crate::request_context::url_on;
use crate::session_state::SessionState;
use crate::step_down::document_url;
use crate::system_nets::SystemNets;
use crate::virtual_origin::OriginServices;

/// What the page said when it started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageHello {
    /// What it said of itself.
    pub greeting: DocumentInfo,
    /// The `Cookie` header of its request to the channel, which it makes without credentials; empty
    /// where none was sent.
    pub request_cookie: String,
}

/// What a probe said when it started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeHello {
    /// What it said of itself.
    pub greeting: DocumentInfo,
    /// The `Cookie` header of its request to the channel; empty where none was sent.
    pub request_cookie: String,
}

/// One browser's session: its own way to the servers, its batches, its log.
///
/// Dropping it closes its proxy and ends its connections; what it served is not served to anybody
/// else.
#[derive(Debug)]
pub struct FixtureSession {
    state: Arc<SessionState>,
    services: Arc<OriginServices>,
    router: Arc<NameRouter>,
    entrance: TaskListener,
    proxy: ListedProxy,
    doors: Vec<TaskListener>,
    /// Where the browser takes its proxy from the system.
    pub(crate) nets: Option<SystemNets>,
    channels: Option<DocumentChannels>,
}

#[derive(Debug)]
struct DocumentChannels {
    loaded: Arc<LoadedBatch>,
    page: DocumentChannel<Vec<PageReport>>,
    probe: DocumentChannel<ProbeReading>,
    /// Whether the window of a visit shows the page.
    is_at_page: bool,
}

impl FixtureSession {
    /// Opens a session whose connections go through these doors, and through a proxy: on a port of
    /// 127.0.0.1, unless it is to be elsewhere.
    pub(crate) async fn open(
        state: Arc<SessionState>,
        services: Arc<OriginServices>,
        index_page: Arc<IndexPage>,
        doors: Vec<TaskListener>,
        proxy: Option<ProxyDoor>,
    ) -> io::Result<Self> {
        let (address, login) = match proxy {
            Some(ProxyDoor { address, login }) => (address, login),
            None => ((Ipv4Addr::LOCALHOST, 0).into(), None),
        };
        if !address.ip().is_loopback() && login.is_none() {
            let why = "a proxy that others reach needs a login";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
        }
        let router = Arc::new(NameRouter::new(Arc::clone(&services), login));
        let serving = Arc::clone(&router);
        let listener = TcpListener::bind(address).await?;
        let entrance = TaskListener::of(listener, move |stream| {
            proxy_entrance::serve(Arc::clone(&serving), stream)
        })?;
        let proxy = index_page.show(entrance.address());
        Ok(Self { state, services, router, entrance, proxy, doors, nets: None, channels: None })
    }

    /// Returns the address of its proxy, which knows the virtual origins and nothing else. It
    /// speaks SOCKS5, and HTTP.
    pub fn proxy(&self) -> SocketAddr {
        self.proxy.address()
    }

    /// Returns the hosts and ports that the proxy did not know, each with how often it was asked
    /// for it.
    pub fn refused(&self) -> BTreeMap<String, u64> {
        self.router.refused().counts()
    }

    /// Returns how many requests have come so far, but for what `/` shows to people.
    pub fn requests(&self) -> u64 {
        self.state.requests.load(Ordering::Relaxed)
    }

    /// Returns how often a browser turned the navigation to a document from `http` to `https`, and
    /// was led back.
    pub fn steps_down(&self) -> u64 {
        self.state.steps_down.load(Ordering::Relaxed)
    }

    /// Returns the requests, as method and URL, that are no part of any batch that was loaded when
    /// they came, each with how often it came.
    pub fn stray_requests(&self) -> BTreeMap<String, u64> {
        self.state.stray_requests.counts()
    }

    /// Returns a stray request below the directory of a batch, if there was one: some shape's, that
    /// came to a server which does not play it, or was not understood. The log lacks it, and so it
    /// must not be concluded from the log that it was never made.
    pub fn stray_request_of(&self, batch: BatchId) -> Option<String> {
        let directory = self.state.number.batch(batch);
        let is_below = |request: &String| {
            let url = request.split_once(' ').and_then(|(_, url)| Url::parse(url).ok());
            url.is_some_and(|url| RequestPath::unplaced(url.path()).starts_with(&directory))
        };
        self.stray_requests().into_keys().find(is_below)
    }

    /// Returns the URL of the top-level document on the origin of the loaded topology's page.
    pub fn page_url(&self, origin: &Url) -> Url {
        document_url(origin, &self.state.number.page())
    }

    /// Returns the URL of the first-party document on an origin.
    pub fn probe_url(&self, origin: &Url) -> Url {
        document_url(origin, &self.state.number.probe())
    }

    /// Returns the URL of a follow-up: a request that the loaded batch's target always answers,
    /// with a short text.
    pub fn follow_up_url(&self, target: &Url, tag: ShapeTag) -> Url {
        url_on(target, &self.state.number.endpoint_path(tag, ShapeEndpoint::FOLLOW_UP))
    }

    /// Returns the URL of a document on an origin that does nothing.
    pub fn observer_url(&self, origin: &Url) -> Url {
        url_on(origin, "/")
    }

    /// Makes this the current batch, with an empty log and no document on the channels; documents
    /// of the one before are told to leave.
    ///
    /// # Errors
    /// If the batch has origins without a server, or an answer that cannot be written.
    pub fn load(&mut self, batch: BatchScript) -> Result<(), BatchLoadError> {
        for origin in batch.origins() {
            if !HostPort::of(origin).is_some_and(|place| self.services.contains_key(&place)) {
                return Err(BatchLoadError::UnknownOrigin { origin: origin.clone() });
            }
        }
        let (page_sender, page) = DocumentChannel::open(DocumentRole::Page, batch.id);
        let (probe_sender, probe) = DocumentChannel::open(DocumentRole::Probe, batch.id);
        let loaded =
            Arc::new(LoadedBatch::new(self.state.number, batch, page_sender, probe_sender)?);
        self.state.load(Arc::clone(&loaded));
        self.channels = Some(DocumentChannels { loaded, page, probe, is_at_page: false });
        Ok(())
    }

    /// Waits until page and probe have said that they are there.
    ///
    /// # Errors
    /// If either does not within `timeout`, or says anything else.
    pub async fn hello(
        &mut self,
        timeout: Duration,
    ) -> Result<(PageHello, ProbeHello), ChannelError> {
        let DocumentChannels { page, probe, .. } = self.channels()?;
        let ((page, page_cookie), (probe, probe_cookie)) =
            tokio::try_join!(page.hello(timeout), probe.hello(timeout))?;
        Ok((
            PageHello { greeting: page, request_cookie: page_cookie },
            ProbeHello { greeting: probe, request_cookie: probe_cookie },
        ))
    }

    /// Waits until a further probe, on another origin, has said that it is there.
    ///
    /// # Errors
    /// If it does not within `timeout`, or says anything else.
    pub async fn probe_hello(&mut self, timeout: Duration) -> Result<ProbeHello, ChannelError> {
        let (greeting, request_cookie) = self.channels()?.probe.hello(timeout).await?;
        Ok(ProbeHello { greeting, request_cookie })
    }

    /// Has the page ask for storage access, and returns what came of it.
    ///
    /// # Errors
    /// If the page does not say so within `timeout`, or says anything else.
    pub async fn request_storage_access(
        &mut self,
        timeout: Duration,
    ) -> Result<StorageAccessReport, ChannelError> {
        self.channels()?.page.request_storage_access(timeout).await
    }

    /// Returns the directory of what is asked for a shape of a batch.
    pub fn directory(&self, tag: ShapeTag) -> String {
        self.state.number.directory(tag)
    }

    /// Has the probe, a first-party document of the target, make the request that sets a shape's
    /// cookies.
    ///
    /// # Errors
    /// If the probe does not report within `timeout`, or says anything else.
    pub async fn set_first_party(
        &mut self,
        shape: ShapeNo,
        timeout: Duration,
    ) -> Result<(), ChannelError> {
        let loaded = &self.channels()?.loaded;
        let tag = ShapeTag { batch: loaded.batch.id, shape };
        let place = loaded.script(shape).request_path;
        let path = self.state.number.set_path(tag, place);
        self.fetch_by_probe(path, shape, timeout).await.map(drop)
    }

    /// Has the page play these shapes, one after the other; where another document sets the
    /// cookies, that must have happened.
    ///
    /// # Errors
    /// If the page does not report on them within `timeout`, or says anything else.
    ///
    /// # Panics
    /// If the batch has no such shapes.
    pub async fn play(
        &mut self,
        shapes: &[ShapeNo],
        timeout: Duration,
    ) -> Result<Vec<PageReport>, ChannelError> {
        let number = self.state.number;
        let DocumentChannels { loaded, page, .. } = self.channels()?;
        let plays = shapes.iter().map(|shape| play(loaded, number, *shape)).collect();
        let (reports, _) = page
            .instruct(DocumentInstruction::RunShapes { shapes: plays }, shapes.to_vec(), timeout)
            .await?;
        Ok(reports)
    }

    /// Has the probe say what it sees after a shape.
    ///
    /// # Errors
    /// If the probe does not within `timeout`, or says anything else.
    ///
    /// # Panics
    /// If the batch has no such shape.
    pub async fn probe(
        &mut self,
        shape: ShapeNo,
        timeout: Duration,
    ) -> Result<ProbeReport, ChannelError> {
        let reader = self.channels()?.loaded.script(shape).reads_cookies_by;
        self.read_by_probe(DocumentInstruction::Read { shape, reader }, shape, timeout).await
    }

    /// Has the probe fetch the control on its own origin and say what it sees then. The number
    /// marks the control's cookies, and may be beyond those of the batch's shapes.
    ///
    /// # Errors
    /// If the probe does not within `timeout`, or says anything else.
    pub async fn control(
        &mut self,
        shape: ShapeNo,
        timeout: Duration,
    ) -> Result<ProbeReport, ChannelError> {
        let tag = ShapeTag { batch: self.channels()?.loaded.batch.id, shape };
        let path = self.state.number.endpoint_path(tag, ShapeEndpoint::Control);
        self.fetch_by_probe(path, shape, timeout).await
    }

    /// Takes out what the log has of a shape, in order of arrival; nothing if another batch is
    /// loaded.
    pub fn take_exchanges(&self, batch: BatchId, shape: ShapeNo) -> Vec<FixtureExchange> {
        match &self.channels {
            Some(channels) if channels.loaded.batch.id == batch => channels.loaded.log.take(shape),
            _ => Vec::new(),
        }
    }

    /// Returns whose request has this URL, and whether it is the shape's own, or the follow-up;
    /// `None` where it is neither.
    pub fn shape_of(&self, url: &str) -> Option<(ShapeTag, RequestKind)> {
        let (tag, endpoint) = self.state.number.endpoint_at(Url::parse(url).ok()?.path())?;
        match endpoint {
            ShapeEndpoint::Control | ShapeEndpoint::SecondSet => None,
            ShapeEndpoint::FOLLOW_UP => Some((tag, RequestKind::FollowUp)),
            ShapeEndpoint::SET_COOKIES => Some((tag, RequestKind::SetCookies)),
        }
    }

    /// Closes the proxy and ends all connections; both are done when this returns.
    pub async fn stop(self) {
        tracing::debug!(steps_down = self.steps_down(), "a session ends");
        // Held requests are answered before their connections end.
        drop(self.channels);
        drop((self.doors, self.nets));
        self.entrance.stop().await;
    }

    fn channels(&mut self) -> Result<&mut DocumentChannels, ChannelError> {
        self.channels.as_mut().ok_or(ChannelError::NothingLoaded)
    }

    async fn fetch_by_probe(
        &mut self,
        path: String,
        shape: ShapeNo,
        timeout: Duration,
    ) -> Result<ProbeReport, ChannelError> {
        let reader = CookieReader::DocumentCookie;
        let instruction = DocumentInstruction::Fetch { shape, path, reader };
        self.read_by_probe(instruction, shape, timeout).await
    }

    async fn read_by_probe(
        &mut self,
        instruction: DocumentInstruction,
        shape: ShapeNo,
        timeout: Duration,
    ) -> Result<ProbeReport, ChannelError> {
        let (reading, request_cookie) =
            self.channels()?.probe.instruct(instruction, vec![shape], timeout).await?;
        Ok(ProbeReport { shape, readable_cookies: reading.readable_cookies, request_cookie })
    }
}

/// Returns what the page is to do for a shape.
fn play(loaded: &LoadedBatch, number: SessionNo, shape: ShapeNo) -> ShapeInstruction {
    let batch = &loaded.batch;
    let script = loaded.script(shape);
    let tag = ShapeTag { batch: batch.id, shape };
    let url = |endpoint| url_on(&script.url_list[0], &number.endpoint_path(tag, endpoint));
    let first_url = || url_on(&script.url_list[0], &number.set_path(tag, script.request_path));
    let (set_url, write) = match script.set_by {
        CookieSetter::Client => (Some(first_url()), Vec::new()),
        CookieSetter::CookieStore => {
            (None, loaded.called_by_script(shape, script.lines_on(SetCookieResponse::Response(0))))
        }
        CookieSetter::FirstParty => (None, Vec::new()),
        CookieSetter::Script => {
            (None, loaded.written_by_script(shape, script.lines_on(SetCookieResponse::Response(0))))
        }
    };
    let (second_set_url, second_write) = match script.then_by {
        SecondSetter::Response => {
            (script.second_lines().next().map(|_| url(ShapeEndpoint::SecondSet)), Vec::new())
        }
        SecondSetter::CookieStore => (None, loaded.called_by_script(shape, script.second_lines())),
        SecondSetter::Script => (None, loaded.written_by_script(shape, script.second_lines())),
    };
    let (mut request, mut follow_up) = (script.request.clone(), script.request.follow_up());
    if mutated(HarnessMutation::PageMethodPost) {
        request.method = "POST".to_owned();
    }
    if mutated(HarnessMutation::PageFollowUpOmit) && matches!(follow_up.api, RequestApi::Fetch(_)) {
        follow_up.api = RequestApi::Fetch(FetchCredentials::Omit);
    }
    ShapeInstruction {
        shape,
        set_url,
        write,
        second_set_url,
        second_write,
        follow_up_url: url(ShapeEndpoint::FOLLOW_UP),
        request,
        again: script.again.clone(),
        follow_up,
        reader: script.reads_cookies_by,
    }
}
