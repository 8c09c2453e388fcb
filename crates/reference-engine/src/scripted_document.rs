//! A document that follows its channel: it says hello, follows instructions and reports, as the
//! fixtures' scripts do.

use std::sync::Arc;

use matrix::{CookieReader, FetchCredentials, RequestApi, ScriptRequestBody};
use run_model::UnixTime;
use run_model::error_chain;
use run_model::evidence::{PageReport, ScriptOutcome};
use run_model::plan::{BatchId, RequestScript, ShapeNo};
use run_model::protocol::{
    DocumentInfo, DocumentInstruction, DocumentMessage, DocumentRole, MessageEnvelope,
    ProbeReading, ScriptWrite, ShapeInstruction, StorageAccessReport,
};
use serde::Serialize;
use url::{Origin, Url};

use crate::agent::{FetchOutcome, ReferenceAgent};
use crate::error::ReferenceError;
use crate::markup::attribute;
use oracle::ClientDocument;

/// A loaded document on its channel.
#[derive(Debug)]
pub(crate) struct ScriptedDocument {
    agent: Arc<ReferenceAgent>,
    who: DocumentRole,
    document: ClientDocument,
    channel: Url,
    batch: BatchId,
    is_top_level: bool,
}

impl ScriptedDocument {
    /// Loads the document at `url`, and those in its frames, of which the innermost has the
    /// channel.
    pub(crate) async fn load(
        agent: Arc<ReferenceAgent>,
        who: DocumentRole,
        url: &Url,
    ) -> Result<Self, ReferenceError> {
        let mut html = agent.navigate(url).await?;
        let mut document = ClientDocument::top_level(url.clone(), agent.now(), agent.user_agent());
        let mut frames: Vec<Origin> = Vec::new();
        while let Some(source) = attribute(&html, "iframe", "src") {
            let inner = document
                .url
                .join(&source)
                .map_err(|_| lacks(&document.url, "valid address for its frame"))?;
            let sandbox = attribute(&html, "iframe", "sandbox");
            let is_opaque = sandbox.is_some_and(|tokens| {
                !tokens.split_whitespace().any(|token| token == "allow-same-origin")
            });
            html = agent.navigate_frame(&document, &inner).await?;
            frames.push(inner.origin());
            document =
                ClientDocument::new(inner, url.origin(), &frames, agent.now(), agent.user_agent());
            if is_opaque {
                document = document.sandboxed(agent.user_agent());
            }
        }
        let data = |name, missing| {
            attribute(&html, "body", name).ok_or_else(|| lacks(&document.url, missing))
        };
        let channel = data("data-channel", "channel")?;
        let channel = document
            .url
            .join(&channel)
            .map_err(|_| lacks(&document.url, "valid address for its channel"))?;
        let batch = data("data-batch", "batch")?
            .parse()
            .map_err(|_| lacks(&document.url, "valid batch"))?;
        Ok(Self {
            agent,
            who,
            channel,
            batch: BatchId(batch),
            is_top_level: frames.is_empty(),
            document,
        })
    }

    /// Says hello and follows instructions until there are no more.
    pub(crate) async fn run(mut self) {
        let Err(error) = self.follow_all().await else { return };
        let fault = DocumentMessage::<()>::Fault {
            name: "ReferenceError".to_owned(),
            message: error_chain(&error),
        };
        if let Err(error) = self.say(fault).await {
            // The channel misses a report, which the runner will notice.
            tracing::warn!(error = %error_chain(&error), "a fault could not be reported");
        }
    }

    async fn follow_all(&mut self) -> Result<(), ReferenceError> {
        let document_cookie = self.agent.document_cookie(&self.document);
        let (href, origin) =
            (self.document.url.to_string(), self.document.client.origin.ascii_serialization());
        let (top_level, now) = (self.is_top_level, UnixTime(self.agent.now().0));
        let greeting = DocumentInfo { href, origin, top_level, now, document_cookie };
        let mut instruction = self.say(DocumentMessage::<()>::Hello(greeting)).await?;
        loop {
            self.document.now = self.agent.now();
            instruction = match (self.who, instruction) {
                (_, DocumentInstruction::Leave) => return Ok(()),
                (DocumentRole::Page, DocumentInstruction::RunShapes { shapes }) => {
                    let mut reports = Vec::with_capacity(shapes.len());
                    for play in &shapes {
                        reports.push(self.play(play).await?);
                    }
                    self.say(DocumentMessage::Report(reports)).await?
                }
                (DocumentRole::Page, DocumentInstruction::RequestStorageAccess) => {
                    let report = self.request_storage_access();
                    self.say(DocumentMessage::<()>::StorageAccess(report)).await?
                }
                (DocumentRole::Probe, DocumentInstruction::Fetch { shape, path, reader }) => {
                    self.fetch_path(&path).await?;
                    self.say(DocumentMessage::Report(self.reading(shape, reader))).await?
                }
                (DocumentRole::Probe, DocumentInstruction::Read { shape, reader }) => {
                    self.say(DocumentMessage::Report(self.reading(shape, reader))).await?
                }
                (who, instruction) => {
                    return Err(ReferenceError::Unsuited {
                        who,
                        instruction: Box::new(instruction),
                    });
                }
            };
        }
    }

    async fn play(&self, play: &ShapeInstruction) -> Result<PageReport, ReferenceError> {
        self.write(&play.write);
        let set = self.ask(play.set_url.as_ref(), &play.request).await?;
        if let (Some(ScriptOutcome::Exposed { .. }), Some(again)) = (&set, &play.again) {
            self.ask(play.set_url.as_ref(), again).await?;
        }
        self.write(&play.second_write);
        let second_set = self.ask(play.second_set_url.as_ref(), &play.follow_up).await?;
        let follow_up =
            outcome(self.agent.fetch(&self.document, &play.follow_up_url, &play.follow_up).await?);
        let readable_cookies = self.agent.readable_cookies(&self.document, play.reader);
        Ok(PageReport { shape: play.shape, set, second_set, follow_up, readable_cookies })
    }

    fn request_storage_access(&mut self) -> StorageAccessReport {
        let decision = self.agent.storage_access_decision(&self.document);
        let has = decision.is_allowed();
        if has {
            self.document.activate_storage_access();
        }
        let requested = if has { Ok(()) } else { Err("NotAllowedError".to_owned()) };
        StorageAccessReport { requested, has }
    }

    async fn ask(
        &self,
        url: Option<&Url>,
        request: &RequestScript,
    ) -> Result<Option<ScriptOutcome>, ReferenceError> {
        Ok(match url {
            Some(url) => Some(outcome(self.agent.fetch(&self.document, url, request).await?)),
            None => None,
        })
    }

    fn write(&self, writings: &[ScriptWrite]) {
        for writing in writings {
            match writing {
                ScriptWrite::CookieStore(call) => {
                    self.agent.call_cookie_store(&self.document, call)
                }
                ScriptWrite::DocumentCookie(line) => self.agent.write_cookie(&self.document, line),
            }
        }
    }

    fn reading(&self, shape: ShapeNo, reader: CookieReader) -> ProbeReading {
        ProbeReading {
            shape,
            readable_cookies: self.agent.readable_cookies(&self.document, reader),
        }
    }

    async fn fetch_path(&self, path: &str) -> Result<(), ReferenceError> {
        let url = self
            .channel
            .join(path)
            .map_err(|_| lacks(&self.document.url, "valid address for what it is to fetch"))?;
        self.fetch_own(&url, "GET", FetchCredentials::Include, None).await?;
        Ok(())
    }

    /// Posts a message and returns the next instruction. The page's own calls carry no cookies, so
    /// that they change nothing; a probe's do, as the server reads them off the request.
    async fn say<R: Serialize>(
        &self,
        said: DocumentMessage<R>,
    ) -> Result<DocumentInstruction, ReferenceError> {
        let credentials = match self.who {
            DocumentRole::Page => FetchCredentials::Omit,
            DocumentRole::Probe => FetchCredentials::Include,
        };
        let malformed = |source| ReferenceError::Instruction { url: self.channel.clone(), source };
        let message = serde_json::to_string(&MessageEnvelope { batch: self.batch, said })
            .map_err(malformed)?;
        let answer = self
            .fetch_own(&self.channel, "POST", credentials, Some(ScriptRequestBody::Text(message)))
            .await?;
        serde_json::from_str(&answer).map_err(malformed)
    }

    /// Fetches from the document's own origin, where nothing but the answer 200 is right.
    async fn fetch_own(
        &self,
        url: &Url,
        method: &str,
        credentials: FetchCredentials,
        body: Option<ScriptRequestBody>,
    ) -> Result<String, ReferenceError> {
        let script = RequestScript {
            method: method.to_owned(),
            body,
            ..RequestScript::bare(RequestApi::Fetch(credentials))
        };
        match self.agent.fetch(&self.document, url, &script).await? {
            FetchOutcome::Response { status, body, .. } if status == hyper::StatusCode::OK => {
                Ok(body)
            }
            FetchOutcome::Response { status, .. } => {
                Err(ReferenceError::Status { url: url.clone(), status })
            }
            FetchOutcome::Document | FetchOutcome::Failed(_) | FetchOutcome::Opaque => {
                Err(lacks(&self.document.url, "right to its own origin"))
            }
        }
    }
}

fn lacks(url: &Url, missing: &'static str) -> ReferenceError {
    ReferenceError::Markup { url: url.clone(), missing }
}

fn outcome(fetched: FetchOutcome) -> ScriptOutcome {
    match fetched {
        FetchOutcome::Failed(decision) => {
            let codes: Vec<&str> = decision.reasons.iter().map(|reason| reason.code()).collect();
            ScriptOutcome::Failed { message: codes.join(", ") }
        }
        FetchOutcome::Document => ScriptOutcome::Navigated,
        FetchOutcome::Opaque => ScriptOutcome::Opaque,
        FetchOutcome::Response { status, body, field } => {
            ScriptOutcome::Exposed { status: status.as_u16(), body, field }
        }
    }
}
