//! The one window in which a batch is played: led by the documents' held requests, or by a driver.

use browser_driver::{BrowserSession, WindowRole};
use fixture_server::{FixtureSession, PageHello, ProbeHello};
use matrix::Topology;
use run_model::evidence::{JarCookie, JarView};
use run_model::plan::ShapeScript;
use url::Url;

use crate::documents::{HELLO_TIMEOUT, check_document, check_probe};
use crate::error::BatchRunError;
use crate::jar_visibility::view_of_document;

/// What leads the one window.
#[derive(Debug)]
pub(crate) enum OneWindow<'a> {
    /// A driver.
    Driven(&'a mut BrowserSession),
    /// The documents that are there; the window says this meanwhile.
    Led(&'a str),
}

impl OneWindow<'_> {
    /// Leads the window to the first-party document on an origin.
    pub(crate) async fn show_probe(
        &mut self,
        session: &mut FixtureSession,
        origin: &Url,
    ) -> Result<ProbeHello, BatchRunError> {
        let hello = match self {
            Self::Led(progress) => session.lead_to_probe(origin, progress, HELLO_TIMEOUT).await?,
            Self::Driven(browser) => {
                session.dismiss()?;
                browser.send_one_window(WindowRole::Probe, &session.probe_url(origin)).await?;
                session.forget_page()?;
                session.probe_hello(HELLO_TIMEOUT).await?
            }
        };
        check_probe(origin, &hello.greeting)?;
        Ok(hello)
    }

    /// Leads the window to the page.
    pub(crate) async fn show_page(
        &mut self,
        session: &mut FixtureSession,
        topology: &Topology,
    ) -> Result<PageHello, BatchRunError> {
        let hello = match self {
            Self::Led(progress) => session.lead_to_page(progress, HELLO_TIMEOUT).await?,
            Self::Driven(browser) => {
                session.dismiss()?;
                let url = session.page_url(&topology.page);
                browser.send_one_window(WindowRole::Page, &url).await?;
                session.forget_page()?;
                session.page_hello(HELLO_TIMEOUT).await?
            }
        };
        check_document("page", topology.client(), topology.client_origin(), &hello.greeting)?;
        Ok(hello)
    }

    /// Reads what the jar has for the document that the window shows; nothing without a driver.
    pub(crate) async fn read_jar(&mut self) -> Result<Vec<JarCookie>, BatchRunError> {
        match self {
            Self::Driven(browser) => Ok(browser.read_jar().await?),
            Self::Led(_) => Ok(Vec::new()),
        }
    }

    /// Returns how much of the jar is seen for a shape.
    pub(crate) fn jar_view(&self, script: &ShapeScript) -> JarView {
        match self {
            Self::Driven(_) => view_of_document(script),
            Self::Led(_) => JarView::Nothing,
        }
    }
}
