//! What can keep an inspection from seeing anything.

use std::collections::BTreeMap;
use std::time::Duration;

use browser_driver::{JarError, LaunchError, OpenError, WebDriverError, WindowRole};
use url::Url;

use crate::page_action::PageAction;
use crate::proxy::AnswerFailure;

/// A site could not be inspected.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// Something could not be done on the page.
    #[error("failed to {action} on the page")]
    Action {
        /// What was to be done.
        action: PageAction,
        /// What the driver said.
        #[source]
        source: WebDriverError,
    },
    /// An element that was waited for did not come.
    #[error("no element of the page matched `{selector}` within {waited:?}")]
    ActionTimeout {
        /// The selector.
        selector: String,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The browser did not take a cookie.
    #[error("the browser did not take the cookie `{name}` for `{domain}`")]
    Cookie {
        /// The cookie's name.
        name: String,
        /// The domain that it was for.
        domain: String,
        /// What the driver said.
        #[source]
        source: WebDriverError,
    },
    /// The jar could not be emptied or read.
    #[error("the cookie jar could not be emptied or read")]
    Jar(#[from] JarError),
    /// The browser could not be launched.
    #[error("the browser could not be launched")]
    Launch(#[from] LaunchError),
    /// A page could not be opened.
    #[error("`{url}` could not be opened{}", also_refused(refused))]
    Open {
        /// The page.
        url: Url,
        /// The hosts that were refused so far.
        refused: BTreeMap<String, u64>,
        /// What went wrong.
        #[source]
        source: Box<OpenError>,
    },
    /// A request got no answer of its server.
    #[error("`{url}` got no answer")]
    NoAnswer {
        /// The request's URL.
        url: String,
        /// Why not.
        source: AnswerFailure,
    },
    /// There is nothing to be seen.
    #[error("no page was opened")]
    NothingOpened,
    /// The recording proxy did not start.
    #[error("the recording proxy did not start")]
    Proxy(#[from] crate::proxy::ProxyStartError),
    /// The browser reused the first response where a second request was to be made.
    #[error(
        "the second request to `{url}` never reached the network: the browser reused the first \
         response"
    )]
    Reused {
        /// The request's URL.
        url: Url,
    },
    /// A script could not be run in a window.
    #[error("a script could not be run in the {window} window")]
    Script {
        /// The window.
        window: WindowRole,
        /// What the driver said.
        #[source]
        source: WebDriverError,
    },
    /// The browser's own reasons could not be read.
    #[error("the browser's own reasons could not be read")]
    Reasons(#[source] WebDriverError),
}

fn also_refused(refused: &BTreeMap<String, u64>) -> String {
    if refused.is_empty() {
        return String::new();
    }
    let places: Vec<&str> = refused.keys().map(String::as_str).collect();
    format!("; these hosts were refused, as no option names them: {}", places.join(", "))
}
