//! The session of a browser that nobody drives: its one window is led from document to document.

use std::time::Duration;

use matrix::CookieReader;
use run_model::evidence::ProbeReport;
use run_model::plan::ShapeNo;
use run_model::protocol::DocumentInstruction;
use url::Url;

use super::{FixtureSession, PageHello, ProbeHello};
use crate::document_channel::ChannelError;
use crate::request_context::url_on;
use crate::visit::VisitWindow;

impl FixtureSession {
    /// Returns the URL of the document with which a visit begins; `None` where a driver opens the
    /// windows.
    pub fn entry_url(&self) -> Option<&Url> {
        self.state.visit.as_ref().map(VisitWindow::entry)
    }

    /// Waits until a visit's window has asked for the first time where it is to be.
    pub async fn arrival(&self) {
        if let Some(visit) = &self.state.visit {
            visit.arrival().await;
        }
    }

    /// Leads the one window of a visit to the page of the loaded batch, and waits for its hello.
    ///
    /// # Errors
    /// If the document that is there does not leave, or the page does not come, within `timeout`.
    pub async fn lead_to_page(
        &mut self,
        progress: &str,
        timeout: Duration,
    ) -> Result<PageHello, ChannelError> {
        let origin = self.channels()?.loaded.batch.topology.page.clone();
        let url = self.page_url(&origin);
        self.lead(url, progress, timeout).await?;
        self.page_hello(timeout).await
    }

    /// Leads the one window of a visit to the first-party document on an origin, and waits for its
    /// hello.
    ///
    /// # Errors
    /// If the document that is there does not leave, or the other does not come, within `timeout`.
    pub async fn lead_to_probe(
        &mut self,
        origin: &Url,
        progress: &str,
        timeout: Duration,
    ) -> Result<ProbeHello, ChannelError> {
        self.lead(self.probe_url(origin), progress, timeout).await?;
        self.probe_hello(timeout).await
    }

    /// Ends a visit: its window is led to the result. Returns once it has asked for it, or after
    /// `timeout`.
    pub async fn bid_farewell(&mut self, result: &str, timeout: Duration) {
        self.channels = None;
        if let (Some(visit), Some(entry)) = (&self.state.visit, self.entry_url()) {
            visit.lead(url_on(entry, &self.state.number.farewell()), result);
            // A window that was closed asks for nothing more.
            _ = tokio::time::timeout(timeout, visit.departure()).await;
        }
    }

    /// Leads the window elsewhere, once no document there waits for anything.
    async fn lead(
        &mut self,
        url: Url,
        progress: &str,
        timeout: Duration,
    ) -> Result<(), ChannelError> {
        self.dismiss()?;
        if let Some(visit) = &self.state.visit {
            visit.lead(url, progress);
        }
        self.page_departure(timeout).await
    }

    /// Has the page ask these origins to expire the cookies of the loaded batch.
    ///
    /// # Errors
    /// If the page does not report within `timeout`, or says anything else.
    pub async fn expire_by_page(
        &mut self,
        origins: &[Url],
        timeout: Duration,
    ) -> Result<(), ChannelError> {
        let number = self.state.number;
        let channels = self.channels()?;
        let path = number.expiry(channels.loaded.batch.id.0);
        let urls = origins.iter().map(|origin| url_on(origin, &path)).collect();
        let instruction = DocumentInstruction::Expire { urls };
        channels.page.instruct(instruction, Vec::new(), timeout).await.map(drop)
    }

    /// Has the probe ask its own origin to expire the cookies of the loaded batch, and returns
    /// what it sees then.
    ///
    /// # Errors
    /// If the probe does not report within `timeout`, or says anything else.
    pub async fn expire_by_probe(
        &mut self,
        timeout: Duration,
    ) -> Result<ProbeReport, ChannelError> {
        let number = self.state.number;
        let path = number.expiry(self.channels()?.loaded.batch.id.0);
        let (shape, reader) = (ShapeNo(0), CookieReader::DocumentCookie);
        let instruction = DocumentInstruction::Fetch { shape, path, reader };
        self.read_by_probe(instruction, shape, timeout).await
    }
}
