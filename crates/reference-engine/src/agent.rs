//! The model as a user agent: what it sends for documents, what it makes of answers, and its cookie
//! jar.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::StatusCode;
use matrix::{ContentKind, CookieReader, ScriptRequestBody, StorageAccessAnswer};
use oracle::{ClientDocument, NOW, ResponseVisibility, ScriptRequest, cookie_init, partition_key};
use run_model::UnixTime;
use run_model::evidence::JarCookie;
use run_model::plan::{RequestScript, StoreCall};
use run_model::protocol::NO_COOKIE_STORE;
use spec_model::fetch::{
    self, CheckedResponse, Headers, MixedContentDestination, PreflightCache, ResponseTainting,
    SetCookieSource, header_exposure, header_value_decision, is_redirect_status,
    mixed_content_decision, received_value, serialize_request_origin, set_cookie_gate,
};
use spec_model::{
    CookieContext, CookieJar, Decision, EngineModel, SameSiteStatus, StoredCookie, Timestamp,
    UserAgent,
};
use tokio_rustls::rustls::pki_types::CertificateDer;
use url::Url;

use crate::error::ReferenceError;
use crate::http::{HttpClient, OutgoingRequest, ReceivedResponse};

/// What all documents of an engine share.
#[derive(Debug)]
pub(crate) struct ReferenceAgent {
    model: EngineModel,
    jar: Mutex<CookieJar>,
    preflights: Mutex<PreflightCache>,
    storage_access: Mutex<Option<StorageAccessAnswer>>,
    http: HttpClient,
    /// Since [`NOW`].
    seconds_passed: AtomicI64,
}

/// How a request ended for the script that made it.
#[derive(Debug)]
pub(crate) enum FetchOutcome {
    /// It is a network error, by these rules.
    Failed(Decision),
    /// A document came of the response.
    Document,
    /// The response is not shown.
    Opaque,
    /// The response can be read.
    Response { status: StatusCode, body: String, field: Option<String> },
}

impl ReferenceAgent {
    pub(crate) fn new(
        model: EngineModel,
        proxy: SocketAddr,
        authority: &CertificateDer<'static>,
    ) -> Result<Self, ReferenceError> {
        let http = HttpClient::new(proxy, authority).map_err(ReferenceError::Authority)?;
        Ok(Self {
            model,
            jar: Mutex::default(),
            preflights: Mutex::default(),
            storage_access: Mutex::default(),
            http,
            seconds_passed: AtomicI64::default(),
        })
    }

    pub(crate) fn user_agent(&self) -> UserAgent<'_> {
        UserAgent::new(&self.model)
    }

    /// Returns what time it is.
    pub(crate) fn now(&self) -> Timestamp {
        NOW.plus_secs(self.seconds_passed.load(Ordering::Relaxed))
    }

    /// Lets so many seconds go by.
    pub(crate) fn pass(&self, secs: u16) {
        self.seconds_passed.fetch_add(secs.into(), Ordering::Relaxed);
    }

    /// Forgets all cookies.
    pub(crate) fn empty_jar(&self) {
        *self.jar() = CookieJar::default();
    }

    /// Sets what documents are answered that ask for storage access.
    pub(crate) fn set_storage_access(&self, answer: Option<StorageAccessAnswer>) {
        *self.storage_access.lock().unwrap_or_else(PoisonError::into_inner) = answer;
    }

    /// Decides whether a document gets storage access for which it asks.
    pub(crate) fn storage_access_decision(&self, document: &ClientDocument) -> Decision {
        let answer = *self.storage_access.lock().unwrap_or_else(PoisonError::into_inner);
        document.storage_access_decision(answer, self.user_agent())
    }

    /// Returns all cookies, in order of insertion.
    pub(crate) fn read_jar(&self) -> Vec<JarCookie> {
        self.jar().cookies().iter().map(jar_cookie).collect()
    }

    /// Returns the cookies that a document's script reads so, or the name of what stands in the
    /// way.
    pub(crate) fn readable_cookies(
        &self,
        document: &ClientDocument,
        reader: CookieReader,
    ) -> Result<String, String> {
        match reader {
            CookieReader::DocumentCookie => self.document_cookie(document),
            CookieReader::CookieStore => {
                match document.reader_gate(reader, self.user_agent()).reason() {
                    None => Ok(text(&self.cookies(&document.script_context(self.user_agent())))),
                    Some(spec_model::Reason::InsecureContext) => Err(NO_COOKIE_STORE.to_owned()),
                    Some(reason) => Err(reason.code().to_owned()),
                }
            }
        }
    }

    /// Writes a line to a document's `document.cookie`.
    pub(crate) fn write_cookie(&self, document: &ClientDocument, line: &str) {
        if document.cookie_gate().is_allowed() {
            self.jar().receive(line.as_bytes(), &document.script_context(self.user_agent()));
        }
    }

    /// Makes a call of a document's Cookie Store API, where there is one.
    pub(crate) fn call_cookie_store(&self, document: &ClientDocument, call: &StoreCall) {
        if document.reader_gate(CookieReader::CookieStore, self.user_agent()).is_allowed() {
            let context = document.script_context(self.user_agent());
            self.jar().store(&cookie_init(call).parsed(&document.url, &context), &context);
        }
    }

    /// Returns a document's `document.cookie`, or the name of the exception that reading it throws.
    pub(crate) fn document_cookie(&self, document: &ClientDocument) -> Result<String, String> {
        let gate = document.cookie_gate();
        match gate.reason() {
            None => Ok(text(&self.cookies(&document.script_context(self.user_agent())))),
            Some(spec_model::Reason::OpaqueOrigin) => Err("SecurityError".to_owned()),
            Some(_) => Ok(String::new()),
        }
    }

    /// Loads a top-level document, as when a user types its address.
    pub(crate) async fn navigate(&self, url: &Url) -> Result<String, ReferenceError> {
        self.load(
            url,
            &CookieContext::of_navigation(
                url,
                SameSiteStatus::SameSite,
                self.now(),
                self.user_agent(),
            ),
        )
        .await
    }

    /// Loads the document of a frame that is in the document `parent`.
    pub(crate) async fn navigate_frame(
        &self,
        parent: &ClientDocument,
        url: &Url,
    ) -> Result<String, ReferenceError> {
        let gate = mixed_content_decision(
            &parent.client,
            url,
            MixedContentDestination::Other,
            self.user_agent(),
        );
        if let Some(reason) = gate.reason() {
            return Err(ReferenceError::FrameRefused { url: url.clone(), reason });
        }
        self.load(url, &parent.request_context(url, self.user_agent())).await
    }

    async fn load(&self, url: &Url, context: &CookieContext<'_>) -> Result<String, ReferenceError> {
        let mut headers = Headers::new(&[("Accept", "text/html,*/*;q=0.8")]);
        self.add_cookies(context, &mut headers);
        let answer = self
            .http
            .send(OutgoingRequest { method: "GET", url, headers, body: String::new() })
            .await?;
        self.receive(&answer, context, &Decision::default());
        if answer.status == StatusCode::OK {
            Ok(answer.body)
        } else {
            Err(ReferenceError::Status { url: url.clone(), status: answer.status })
        }
    }

    /// Makes a request of a document's script, with a preflight where one is due, and follows
    /// redirects.
    pub(crate) async fn fetch(
        &self,
        document: &ClientDocument,
        url: &Url,
        script: &RequestScript,
    ) -> Result<FetchOutcome, ReferenceError> {
        let mut request = ScriptRequest::new(document, url, script, self.user_agent());
        let body = match &script.body {
            None => "",
            Some(ScriptRequestBody::Stream(text) | ScriptRequestBody::Text(text)) => text,
        };
        loop {
            if !request.may_be_sent.is_allowed() {
                return Ok(FetchOutcome::Failed(request.may_be_sent));
            }
            if let Some(refusal) = self.preflight(&request).await? {
                return Ok(FetchOutcome::Failed(refusal));
            }
            if !request.connection.is_allowed() {
                return Ok(FetchOutcome::Failed(request.connection));
            }
            let answer = match self.send(document, &request, body).await? {
                Ok(answer) => answer,
                Err(refusal) => return Ok(FetchOutcome::Failed(refusal)),
            };
            let status = answer.status.as_u16();
            let location = answer.headers.get("Location").filter(|_| is_redirect_status(status));
            let checked = match location {
                Some(_) => CheckedResponse::Redirect,
                None => CheckedResponse::Final,
            };
            let check = request.response_check(&answer.headers, checked, self.user_agent());
            if !check.is_allowed() {
                return Ok(FetchOutcome::Failed(check));
            }
            match location {
                Some(location) => {
                    match request.redirected(document, status, &text(&location), self.user_agent())
                    {
                        Ok(next) => request = next,
                        Err(refusal) => return Ok(FetchOutcome::Failed(refusal)),
                    }
                }
                None => {
                    return Ok(
                        match (request.parameters.visibility, request.request.response_tainting) {
                            (ResponseVisibility::Navigation, _) => FetchOutcome::Document,
                            (ResponseVisibility::Event, _)
                            | (ResponseVisibility::Full, ResponseTainting::Opaque) => {
                                FetchOutcome::Opaque
                            }
                            (
                                ResponseVisibility::Full,
                                ResponseTainting::Basic | ResponseTainting::Cors,
                            ) => {
                                let field = script.reads.as_ref().filter(|name| {
                                    header_exposure(
                                        &request.request,
                                        &answer.headers,
                                        name,
                                        self.user_agent().quirks(),
                                    )
                                    .is_allowed()
                                });
                                let field = field
                                    .and_then(|name| answer.headers.get(name))
                                    .map(|value| text(&value));
                                let body = if script.api.content() == ContentKind::EventStream {
                                    event_data(&answer.body)
                                } else {
                                    answer.body
                                };
                                FetchOutcome::Response { status: answer.status, body, field }
                            }
                        },
                    );
                }
            }
        }
    }

    /// Sends a request to its current URL, with cookies where it has credentials; its answer's
    /// cookies are taken before the CORS check and whatever its result. No answer is one with a
    /// header that can be none: it is refused, by these rules.
    async fn send(
        &self,
        document: &ClientDocument,
        request: &ScriptRequest,
        body: &str,
    ) -> Result<Result<ReceivedResponse, Decision>, ReferenceError> {
        let mut headers = request.request.headers.clone();
        if !headers.contains("Accept") {
            headers.0.push(("Accept".to_owned(), b"*/*".to_vec()));
        }
        self.add_origin(request, &mut headers);
        let method = request.request.method.as_str();
        let context = request.context(document, self.user_agent());
        if request.credentials.is_allowed() {
            self.add_cookies(&context, &mut headers);
        }
        let body = if request.request.body == fetch::RequestBody::None {
            String::new()
        } else {
            body.to_owned()
        };
        let answer =
            self.http.send(OutgoingRequest { method, url: request.url(), headers, body }).await?;
        if let Some(refusal) = answer
            .set_cookie
            .iter()
            .map(|line| header_value_decision(line, self.user_agent()))
            .find(|decision| !decision.is_allowed())
        {
            return Ok(Err(refusal));
        }
        self.receive(&answer, &context, &request.credentials);
        Ok(Ok(answer))
    }

    /// Makes a request's preflight, if it has one, and returns the rules by which its answer
    /// forbids the request, if it does.
    async fn preflight(&self, request: &ScriptRequest) -> Result<Option<Decision>, ReferenceError> {
        let Some(preflight) = request.preflight(&self.preflights(), self.user_agent()) else {
            return Ok(None);
        };
        let mut headers = preflight.headers;
        self.add_origin(request, &mut headers);
        let answer = self
            .http
            .send(OutgoingRequest {
                method: preflight.method,
                url: request.url(),
                headers,
                body: String::new(),
            })
            .await?;
        let check =
            request.preflight_check(answer.status.as_u16(), &answer.headers, self.user_agent());
        self.preflights().remember(&request.request, &check, NOW);
        Ok((!check.decision.is_allowed()).then_some(check.decision))
    }

    /// Spec: [Fetch, append a request `Origin`
    /// header](https://fetch.spec.whatwg.org/#append-a-request-origin-header), for requests in mode
    /// `cors`.
    fn add_origin(&self, request: &ScriptRequest, headers: &mut Headers) {
        let request = &request.request;
        if request.response_tainting == ResponseTainting::Cors
            || !matches!(request.method.as_str(), "GET" | "HEAD")
        {
            let origin = serialize_request_origin(request, self.user_agent().public_suffixes);
            headers.0.push(("Origin".to_owned(), origin.into_bytes()));
        }
    }

    fn add_cookies(&self, context: &CookieContext<'_>, headers: &mut Headers) {
        let cookies = self.cookies(context);
        if !cookies.is_empty() {
            headers.0.push(("Cookie".to_owned(), cookies));
        }
    }

    fn cookies(&self, context: &CookieContext<'_>) -> Vec<u8> {
        self.jar().retrieve(context).cookie_string()
    }

    fn receive(
        &self,
        answer: &ReceivedResponse,
        context: &CookieContext<'_>,
        credentials: &Decision,
    ) {
        let mut jar = self.jar();
        for line in &answer.set_cookie {
            let gate =
                set_cookie_gate(line, SetCookieSource::Network, credentials, self.user_agent());
            if gate.is_allowed() {
                jar.receive(&received_value(line, self.user_agent()), context);
            }
        }
    }

    fn preflights(&self) -> MutexGuard<'_, PreflightCache> {
        self.preflights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn jar(&self) -> MutexGuard<'_, CookieJar> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn jar_cookie(cookie: &StoredCookie) -> JarCookie {
    JarCookie {
        name: text(&cookie.name),
        value: text(&cookie.value),
        domain: if cookie.host_only {
            cookie.domain.clone()
        } else {
            format!(".{}", cookie.domain)
        },
        path: text(&cookie.path),
        secure: cookie.secure_only,
        http_only: cookie.http_only,
        expires: cookie.expiry_time.map(|time| UnixTime(time.0)),
        same_site: cookie.same_site.attribute_value().map(str::to_owned),
        partition: cookie.partition.as_ref().map(partition_key),
    }
}

/// Returns the data of the first event of a stream.
fn event_data(stream: &str) -> String {
    stream.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or_default().to_owned()
}

/// Cookies are octets; people and scripts see them as UTF-8.
fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}
