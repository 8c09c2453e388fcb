//! The session of a browser that reaches the servers by the system's settings, in one window.

use std::io;
use std::net::SocketAddr;
use std::sync::PoisonError;
use std::time::Duration;

use url::{Position, Url};

use super::{FixtureSession, PageHello};
use crate::document_channel::ChannelError;
use crate::step_down::document_url;
use crate::system_nets::{NetworkEntrance, SystemNets};

impl FixtureSession {
    /// Returns the URL of the automatic proxy's settings; `None` where the browser is given its
    /// proxy.
    pub fn pac_url(&self) -> Option<&Url> {
        self.nets.as_ref().map(SystemNets::pac_url)
    }

    /// Returns the lines that the hosts file is to have: an address, and a name for it.
    pub fn hosts_lines(&self) -> String {
        self.nets.as_ref().map(SystemNets::hosts_lines).unwrap_or_default()
    }

    /// Opens the addresses of the hosts file, which must be this machine's by now; returns those
    /// that could not be opened.
    pub async fn open_doors(&mut self) -> Vec<(SocketAddr, io::Error)> {
        match &mut self.nets {
            Some(nets) => nets.open_doors().await,
            None => Vec::new(),
        }
    }

    /// Returns the URL of a document on an origin that shows by which way it is reached.
    pub fn arrival_url(&self, origin: &Url) -> Url {
        document_url(origin, &self.state.number.arrival())
    }

    /// Takes out by which way that document has come, if it has.
    pub fn take_arrival(&self, origin: &Url) -> Option<NetworkEntrance> {
        let mut arrivals = self.state.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        arrivals.remove(&origin[..Position::AfterPort])
    }

    /// Tells the documents of the one window that nothing more is wanted of them.
    ///
    /// # Errors
    /// If no batch is loaded.
    pub fn dismiss(&mut self) -> Result<(), ChannelError> {
        let channels = self.channels()?;
        channels.page.dismiss();
        channels.probe.dismiss();
        Ok(())
    }

    /// Forgets that the page has left: the driver navigated it.
    ///
    /// # Errors
    /// If no batch is loaded.
    pub fn forget_page(&mut self) -> Result<(), ChannelError> {
        self.channels()?.page.forget_departures();
        Ok(())
    }

    /// Waits until the page has left the one window, where it was there.
    ///
    /// # Errors
    /// If it does not within `timeout`.
    pub(crate) async fn page_departure(&mut self, timeout: Duration) -> Result<(), ChannelError> {
        let channels = self.channels()?;
        if std::mem::take(&mut channels.is_at_page) {
            channels.page.departure(timeout).await?;
        }
        Ok(())
    }

    /// Waits until the page of the one window has said that it is there.
    ///
    /// # Errors
    /// If it does not within `timeout`, or says anything else.
    pub async fn page_hello(&mut self, timeout: Duration) -> Result<PageHello, ChannelError> {
        let channels = self.channels()?;
        let (greeting, request_cookie) = channels.page.hello(timeout).await?;
        channels.is_at_page = true;
        Ok(PageHello { greeting, request_cookie })
    }
}
