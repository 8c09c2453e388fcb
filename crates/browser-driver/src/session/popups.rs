//! The probe window of a browser that gives a session one window: the page's document opens it.

use serde_json::{Value, json};
use url::Url;

use super::BrowserSession;
use crate::OpenError;
use crate::browser::window_role::WindowRole;

/// Opens a popup at a URL, or brings the one that the document has opened there. It closes when the
/// window of its opener is navigated.
const OPEN_POPUP: &str = "const [url] = given; return window.open(url, 'probe', 'popup') !== null;";

impl BrowserSession {
    /// Brings the popup of the page's document to a URL. The command does not wait for it.
    pub(super) async fn open_popup(&self, url: &Url) -> Result<(), OpenError> {
        let opened = async {
            match self.channel.run(OPEN_POPUP, &[json!(url)]).await? {
                Value::Bool(true) => Ok(()),
                other => Err(self.channel.unexpected("script.callFunction", &other)),
            }
        };
        opened.await.map_err(|source| OpenError::Command {
            window: WindowRole::Probe,
            url: url.clone(),
            source,
        })
    }
}
