//! How a session talks to its browser: through a driver, or with the browser itself.

use run_model::evidence::JarCookie;
use serde_json::{Value, json};
use url::Url;

use crate::bidi::BidiClient;
use crate::error::WebDriverError;
use crate::webdriver::WebDriverClient;

/// The way to a browser. What it is asked for goes to the window or frame that has the focus.
#[derive(Debug)]
pub(crate) enum SessionChannel {
    /// Through a driver, by WebDriver.
    Driver(Box<WebDriverClient>),
    /// With the browser itself, by WebDriver BiDi.
    Browser(Box<BidiClient>),
}

impl SessionChannel {
    /// Returns the browser's version as it names it itself.
    pub(crate) fn version(&self) -> &str {
        match self {
            Self::Driver(client) => client.version(),
            Self::Browser(client) => client.version(),
        }
    }

    /// Returns the system that the browser runs on, as a driver names it.
    pub(crate) fn platform(&self) -> &str {
        match self {
            Self::Driver(client) => client.platform(),
            Self::Browser(_) => std::env::consts::OS,
        }
    }

    /// Returns the driver, for a command that has no other way.
    pub(crate) fn driver(&self, command: &str) -> Result<&WebDriverClient, WebDriverError> {
        match self {
            Self::Driver(client) => Ok(client),
            Self::Browser(client) => Err(client.needs_driver(command)),
        }
    }

    /// Returns the window that has the focus.
    pub(crate) async fn window(&self) -> Result<String, WebDriverError> {
        match self {
            Self::Driver(client) => {
                let window = client.get("window").await?;
                let handle = window.as_str().map(str::to_owned);
                handle.ok_or_else(|| client.unexpected("GET window", &window))
            }
            Self::Browser(client) => Ok(client.window()),
        }
    }

    /// Opens a further window, which does not get the focus.
    ///
    /// A window and not a tab: the document of a tab behind another one is hidden and its timers
    /// are slowed down.
    pub(crate) async fn open_window(&self) -> Result<String, WebDriverError> {
        match self {
            Self::Driver(client) => {
                let opened = client.post("window/new", json!({ "type": "window" })).await?;
                let handle = opened["handle"].as_str().map(str::to_owned);
                handle.ok_or_else(|| client.unexpected("POST window/new", &opened))
            }
            Self::Browser(client) => client.open_window().await,
        }
    }

    /// Gives a window the focus.
    pub(crate) async fn focus(&self, window: &str) -> Result<(), WebDriverError> {
        match self {
            Self::Driver(client) => {
                client.post("window", json!({ "handle": window })).await.map(drop)
            }
            Self::Browser(client) => {
                client.focus(window);
                Ok(())
            }
        }
    }

    /// Gives the innermost of `depth` nested frames the focus.
    pub(crate) async fn enter_frames(&self, depth: usize) -> Result<(), WebDriverError> {
        match self {
            Self::Driver(client) => {
                for _ in 0..depth {
                    client.post("frame", json!({ "id": 0 })).await?;
                }
                Ok(())
            }
            Self::Browser(client) => client.enter_frames(depth).await,
        }
    }

    /// Gives the window the focus again.
    pub(crate) async fn leave_frames(&self) -> Result<(), WebDriverError> {
        match self {
            Self::Driver(client) => client.post("frame", json!({ "id": null })).await.map(drop),
            Self::Browser(client) => {
                client.leave_frames();
                Ok(())
            }
        }
    }

    /// Navigates, and waits until the document is loaded.
    pub(crate) async fn navigate(&self, url: &Url) -> Result<(), WebDriverError> {
        match self {
            Self::Driver(client) => client.post("url", json!({ "url": url })).await.map(drop),
            Self::Browser(client) => client.navigate(url).await,
        }
    }

    /// Returns the URL that the document says it has.
    pub(crate) async fn shown_url(&self) -> Result<Value, WebDriverError> {
        match self {
            Self::Driver(client) => client.shown_url().await,
            Self::Browser(client) => client.run("return location.href", &[]).await,
        }
    }

    /// Runs the body of an async function, whose arguments are `given`, and returns what its
    /// promise came to.
    pub(crate) async fn run(
        &self,
        body: &str,
        arguments: &[Value],
    ) -> Result<Value, WebDriverError> {
        match self {
            Self::Driver(client) => client.run(body, arguments).await,
            Self::Browser(client) => client.run(body, arguments).await,
        }
    }

    /// Runs the body of a function with the rights of the browser itself; Firefox alone lets it.
    pub(crate) async fn run_privileged(&self, body: &str) -> Result<Value, WebDriverError> {
        match self {
            Self::Driver(client) => {
                client.post("moz/context", json!({ "context": "chrome" })).await?;
                let answer =
                    client.post("execute/sync", json!({ "script": body, "args": [] })).await;
                client.post("moz/context", json!({ "context": "content" })).await?;
                answer
            }
            Self::Browser(client) => client.run_privileged(body).await,
        }
    }

    /// Clicks on the first element that a CSS selector matches, as a person would. A navigation
    /// that follows is waited for.
    pub(crate) async fn click(&self, selector: &str) -> Result<(), WebDriverError> {
        match self {
            Self::Driver(client) => client.click(selector).await,
            Self::Browser(client) => client.click(selector).await,
        }
    }

    /// Types a text into the first element that a CSS selector matches, in place of what is there.
    pub(crate) async fn fill(&self, selector: &str, text: &str) -> Result<(), WebDriverError> {
        match self {
            Self::Driver(client) => client.fill(selector, text).await,
            Self::Browser(client) => client.fill(selector, text).await,
        }
    }

    /// Puts a cookie of the document into the jar.
    pub(crate) async fn add_cookie(&self, added: &JarCookie) -> Result<(), WebDriverError> {
        match self {
            Self::Driver(client) => client.add_cookie(added).await,
            Self::Browser(client) => client.add_cookie(added).await,
        }
    }

    /// Returns the browser itself, for a command that drivers do not have.
    pub(crate) fn browser(&self, command: &str) -> Result<&BidiClient, WebDriverError> {
        match self {
            Self::Driver(client) => Err(client.needs_bidi(command)),
            Self::Browser(client) => Ok(client),
        }
    }

    /// Hides the only window.
    pub(crate) async fn minimize(&self) -> Result<(), WebDriverError> {
        match self {
            Self::Driver(client) => client.post("window/minimize", json!({})).await.map(drop),
            Self::Browser(client) => client.minimize().await,
        }
    }

    /// Returns the driver's version, as far as it names it.
    pub(crate) fn driver_version(&self) -> Option<&str> {
        match self {
            Self::Driver(client) => client.driver_version(),
            Self::Browser(_) => None,
        }
    }

    /// Returns what a driver calls the session.
    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Self::Driver(client) => Some(client.id()),
            Self::Browser(_) => None,
        }
    }

    /// Ends the session and closes the browser.
    pub(crate) async fn close(&mut self) -> Result<(), WebDriverError> {
        match self {
            Self::Driver(client) => client.close().await,
            Self::Browser(client) => client.close().await,
        }
    }

    /// Returns the error of a command that was answered with something else than was asked for.
    pub(crate) fn unexpected(&self, command: &str, answer: &Value) -> WebDriverError {
        match self {
            Self::Driver(client) => client.unexpected(command, answer),
            Self::Browser(client) => client.unexpected(command, answer),
        }
    }
}
