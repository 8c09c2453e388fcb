//! What plays: a browser, or the model in its place. Both do the same few things.

use browser_driver::{BrowserMessage, BrowserSession, GridError, JarReading};
use matrix::StorageAccessAnswer;
use reference_engine::ReferenceEngine;
use run_model::UnixTime;
use run_model::evidence::{JarCookie, JarView};
use url::Url;

use crate::clock::{AgeingTime, MachineTime};
use crate::error::BatchRunError;

/// A user agent with two windows and a jar.
#[derive(Debug)]
pub(crate) enum EngineSession {
    Browser(Box<BrowserSession>),
    Reference(Box<ReferenceEngine>),
}

/// A browser has the machine's time.
impl AgeingTime for EngineSession {
    fn now(&self) -> UnixTime {
        match self {
            Self::Browser(_) => MachineTime.now(),
            Self::Reference(reference) => reference.now(),
        }
    }

    async fn wait(&mut self, secs: u16) {
        match self {
            Self::Browser(_) => MachineTime.wait(secs).await,
            Self::Reference(reference) => reference.pass(secs),
        }
    }
}

impl EngineSession {
    pub(crate) async fn clear_cookies(&mut self) -> Result<(), BatchRunError> {
        match self {
            Self::Browser(browser) => Ok(browser.clear_cookies().await?),
            Self::Reference(reference) => {
                reference.clear_cookies();
                Ok(())
            }
        }
    }

    pub(crate) async fn open(&mut self, page: &Url, probe: &Url) -> Result<(), BatchRunError> {
        match self {
            Self::Browser(browser) => Ok(browser.open(page, probe).await?),
            Self::Reference(reference) => Ok(reference.open(page, probe).await?),
        }
    }

    pub(crate) async fn navigate_probe(&mut self, probe: &Url) -> Result<(), BatchRunError> {
        match self {
            Self::Browser(browser) => Ok(browser.navigate_probe(probe).await?),
            Self::Reference(reference) => Ok(reference.navigate_probe(probe).await?),
        }
    }

    /// Returns whether it can be told to give a document storage access.
    pub(crate) fn can_give_storage_access(&self) -> bool {
        match self {
            Self::Browser(browser) => browser.can_give_storage_access(),
            Self::Reference(_) => true,
        }
    }

    /// Tells it what its user says to the document in the innermost of `depth` nested frames when
    /// it asks for storage access.
    pub(crate) async fn set_storage_access(
        &mut self,
        answer: Option<StorageAccessAnswer>,
        depth: usize,
    ) -> Result<(), BatchRunError> {
        match self {
            Self::Browser(browser) => {
                browser.set_storage_access(answer, depth).await.map_err(BatchRunError::Permission)
            }
            Self::Reference(reference) => {
                reference.set_storage_access(answer);
                Ok(())
            }
        }
    }

    /// Has the jar's readings show what belongs to these documents too.
    pub(crate) async fn open_observer_windows(
        &mut self,
        documents: &[Url],
    ) -> Result<(), BatchRunError> {
        match self {
            Self::Browser(browser) => Ok(browser.open_observer_windows(documents).await?),
            Self::Reference(_) => Ok(()),
        }
    }

    pub(crate) fn jar_reading(&self) -> JarReading {
        match self {
            Self::Browser(browser) => browser.jar_reading(),
            Self::Reference(_) => JarReading::AfterEachShape,
        }
    }

    pub(crate) async fn read_jar(&mut self) -> Result<Vec<JarCookie>, BatchRunError> {
        match self {
            Self::Browser(browser) => Ok(browser.read_jar().await?),
            Self::Reference(reference) => Ok(reference.read_jar()),
        }
    }

    /// Reads the jar as it is at this moment.
    pub(crate) async fn read_current_jar(&mut self) -> Result<Vec<JarCookie>, BatchRunError> {
        match self {
            Self::Browser(browser) => Ok(browser.read_current_jar().await?),
            Self::Reference(reference) => Ok(reference.read_jar()),
        }
    }

    pub(crate) fn jar_view(&self) -> JarView {
        match self {
            Self::Browser(browser) => browser.jar_view(),
            Self::Reference(_) => JarView::Whole,
        }
    }

    /// Returns what the engine has said itself since it was asked last.
    pub(crate) async fn read_reasons(&mut self) -> Result<Vec<BrowserMessage>, BatchRunError> {
        match self {
            Self::Browser(browser) => browser.read_reasons().await.map_err(BatchRunError::Reasons),
            Self::Reference(_) => Ok(Vec::new()),
        }
    }

    /// Returns a future that ends when a grid has lost the session.
    pub(crate) fn lost(&self) -> impl Future<Output = GridError> + Send + use<> {
        let watch = match self {
            Self::Browser(browser) => browser.watch(),
            Self::Reference(_) => None,
        };
        async {
            match watch {
                Some(watch) => watch.await,
                None => std::future::pending().await,
            }
        }
    }

    pub(crate) async fn stop(self) {
        match self {
            Self::Browser(browser) => browser.stop().await,
            Self::Reference(reference) => reference.stop().await,
        }
    }
}
