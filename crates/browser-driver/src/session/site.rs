//! What is done on a site that is no fixture: it may send its visitors elsewhere, and has no
//! channel where its documents wait for work.

use run_model::evidence::JarCookie;
use serde_json::{Value, json};
use url::Url;

use super::BrowserSession;
use crate::{OpenError, error::WebDriverError};

/// One of a session's two windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowRole {
    /// The one with the page.
    Page,
    /// The one with a first-party document of the target.
    Probe,
}

impl BrowserSession {
    /// Brings the page window to a site's document, which may redirect, and the probe window to one
    /// that does not; returns the URL that the page window shows then. The focus of WebDriver is on
    /// the probe window.
    ///
    /// # Errors
    ///
    /// If a command fails, or a window shows no document of a site, or the probe window another
    /// one.
    pub async fn visit(&mut self, page: &Url, probe: &Url) -> Result<Url, OpenError> {
        let shown = self.bring_page(page, Self::follow).await?;
        let shown = match Url::parse(&shown) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => url,
            // A navigation that failed ends on a document of the browser's own.
            _ => return Err(self.elsewhere("page", page, shown)),
        };
        self.navigate_probe(probe).await?;
        Ok(shown)
    }

    /// Runs the body of an async function in a window's document, and returns what its promise came
    /// to.
    ///
    /// It is run with the rights of the document, whose policies hold for the requests that it
    /// makes.
    ///
    /// # Errors
    ///
    /// If a command fails, the script throws, or takes longer than a page may take to load.
    pub async fn run_in(
        &mut self,
        window: WindowRole,
        body: &str,
        arguments: &[Value],
    ) -> Result<Value, WebDriverError> {
        if let Some(windows) = &self.windows {
            let handle = match window {
                WindowRole::Page => &windows.page,
                WindowRole::Probe => &windows.probe,
            };
            self.focus(handle).await?;
        }
        // A promise that a script returns is awaited, but not by every driver: the callback is what
        // all of them know.
        let script = format!(
            "const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, \
             -1);
             (async (...given) => {{ {body} }})(...given).then(value => done({{ value }}), error \
             => done({{ error: String(error) }}));"
        );
        let mut answer = self
            .webdriver
            .post("execute/async", json!({ "script": script, "args": arguments }))
            .await?;
        if answer["error"].is_string() {
            return Err(self.webdriver.unexpected("POST execute/async", &answer));
        }
        Ok(answer["value"].take())
    }

    /// Puts a cookie into the jar; it must belong to the probe window's document, which has the
    /// focus after [`Self::visit`] and [`Self::navigate_probe`]. A domain with a leading dot is one
    /// that shares it with subdomains.
    ///
    /// # Errors
    ///
    /// If the browser does not take it.
    pub async fn add_cookie(&mut self, added: &JarCookie) -> Result<(), WebDriverError> {
        let JarCookie {
            name,
            value,
            domain,
            path,
            secure,
            http_only,
            expires,
            same_site,
            partition: _,
        } = added;
        let mut cookie = json!({
            "name": name, "value": value, "path": path, "secure": secure, "httpOnly": http_only
        });
        if domain.starts_with('.') {
            cookie["domain"] = json!(domain);
        }
        if let Some(same_site) = same_site {
            cookie["sameSite"] = json!(same_site);
        }
        if let Some(expires) = expires {
            cookie["expiry"] = json!(expires.0);
        }
        self.webdriver.post("cookie", json!({ "cookie": cookie })).await.map(drop)
    }
}
