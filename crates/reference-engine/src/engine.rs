//! The engine as its owner holds it: two windows, a jar, and their end.

use std::net::SocketAddr;
use std::sync::Arc;

use matrix::StorageAccessAnswer;
use run_model::UnixTime;
use run_model::evidence::JarCookie;
use run_model::protocol::DocumentRole;
use spec_model::EngineModel;
use tokio_rustls::rustls::pki_types::CertificateDer;
use url::Url;

use crate::abort_on_drop::AbortOnDrop;
use crate::agent::ReferenceAgent;
use crate::error::ReferenceError;
use crate::scripted_document::ScriptedDocument;

/// A user agent whose every decision is the model's. It is driven like a browser, and dropping it
/// ends all that it does.
///
/// It needs a Tokio runtime with I/O.
#[derive(Debug)]
pub struct ReferenceEngine {
    agent: Arc<ReferenceAgent>,
    page: Option<AbortOnDrop>,
    probe: Option<AbortOnDrop>,
}

impl ReferenceEngine {
    /// Returns an engine with an empty jar that reaches its servers through a SOCKS5 proxy and
    /// trusts this authority alone.
    ///
    /// # Errors
    /// If the authority's certificate is none.
    pub fn new(
        model: EngineModel,
        proxy: SocketAddr,
        authority: &CertificateDer<'static>,
    ) -> Result<Self, ReferenceError> {
        Ok(Self {
            agent: Arc::new(ReferenceAgent::new(model, proxy, authority)?),
            page: None,
            probe: None,
        })
    }

    /// Returns what it is, with its version.
    pub fn version() -> &'static str {
        concat!("Gingersnap's model ", env!("CARGO_PKG_VERSION"))
    }

    /// Returns the time as it has it, which stands still but for [`Self::pass`].
    pub fn now(&self) -> UnixTime {
        UnixTime(self.agent.now().0)
    }

    /// Lets so many seconds go by at once.
    pub fn pass(&self, secs: u16) {
        self.agent.pass(secs);
    }

    /// Empties the jar.
    pub fn clear_cookies(&mut self) {
        self.agent.empty_jar();
    }

    /// Loads these top-level documents in the two windows and has them follow their channels; those
    /// that were there before are gone then.
    ///
    /// # Errors
    /// If a document, or one in its frames, cannot be loaded.
    pub async fn open(&mut self, page: &Url, probe: &Url) -> Result<(), ReferenceError> {
        let (page, probe) = tokio::try_join!(
            self.load(DocumentRole::Page, page),
            self.load(DocumentRole::Probe, probe)
        )?;
        replace_document(&mut self.page, page).await;
        replace_document(&mut self.probe, probe).await;
        Ok(())
    }

    /// Loads another top-level document in the probe's window.
    ///
    /// # Errors
    /// If the document cannot be loaded.
    pub async fn navigate_probe(&mut self, probe: &Url) -> Result<(), ReferenceError> {
        let probe = self.load(DocumentRole::Probe, probe).await?;
        replace_document(&mut self.probe, probe).await;
        Ok(())
    }

    /// Sets what documents are answered that ask for storage access; nobody answers where it is
    /// `None`.
    pub fn set_storage_access(&mut self, answer: Option<StorageAccessAnswer>) {
        self.agent.set_storage_access(answer);
    }

    /// Returns all cookies of the jar with their partitions.
    pub fn read_jar(&self) -> Vec<JarCookie> {
        self.agent.read_jar()
    }

    /// Closes both windows; their documents have ended when this returns.
    pub async fn stop(self) {
        for task in [self.page, self.probe].into_iter().flatten() {
            task.stop().await;
        }
    }

    async fn load(&self, who: DocumentRole, url: &Url) -> Result<ScriptedDocument, ReferenceError> {
        ScriptedDocument::load(Arc::clone(&self.agent), who, url).await
    }
}

/// Has a document sit down once the one before it has left the window.
async fn replace_document(window: &mut Option<AbortOnDrop>, document: ScriptedDocument) {
    if let Some(before) = window.take() {
        before.stop().await;
    }
    *window = Some(AbortOnDrop::spawn(document.run()));
}
