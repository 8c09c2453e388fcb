//! What is done on a site that is no fixture: it may send its visitors elsewhere, and has no
//! channel where its documents wait for work.

use run_model::evidence::JarCookie;
use serde_json::Value;
use url::Url;

use super::BrowserSession;
use crate::browser::window_role::WindowRole;
use crate::error::WebDriverError;
use crate::{Browser, OpenError};

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
        let shown = self.visit_page(page).await?;
        self.navigate_probe(probe).await?;
        Ok(shown)
    }

    /// Brings the page window to a site's document, which may redirect, and returns the URL that it
    /// shows then. The focus of WebDriver is on it.
    ///
    /// # Errors
    ///
    /// If a command fails, or the window shows no document of a site.
    pub async fn visit_page(&mut self, page: &Url) -> Result<Url, OpenError> {
        let shown = self.bring_page(page, Self::follow).await?;
        match Url::parse(&shown) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
            // A navigation that failed ends on a document of the browser's own.
            _ => Err(self.elsewhere(WindowRole::Page, page, shown)),
        }
    }

    /// Hides the only window of a session that nobody sees, so that no time goes into drawing it.
    ///
    /// WebKitGTK and Safari draw on: without a window manager they wait for ever.
    ///
    /// # Errors
    ///
    /// If the command fails.
    pub async fn hide_window(&mut self) -> Result<(), WebDriverError> {
        match self.browser() {
            Browser::Chromium | Browser::Firefox => self.channel.minimize().await,
            Browser::Lightpanda | Browser::Safari | Browser::WebKitGtk => Ok(()),
        }
    }

    /// Brings the only window of a session to a site's document, and returns the URL that it shows
    /// then with what the body of an async function comes to there.
    ///
    /// # Errors
    ///
    /// If a command fails, the script throws, or the window shows no document of a site.
    pub async fn show(&mut self, page: &Url, body: &str) -> Result<(Url, Value), OpenError> {
        let failed =
            |source| OpenError::Command { window: WindowRole::Page, url: page.clone(), source };
        self.channel.navigate(page).await.map_err(failed)?;
        let body = format!("return [location.href, await (async () => {{ {body} }})()];");
        let mut answer = self.channel.run(&body, &[]).await.map_err(failed)?;
        match answer[0].as_str().and_then(|shown| Url::parse(shown).ok()) {
            Some(url) if matches!(url.scheme(), "http" | "https") => Ok((url, answer[1].take())),
            // A navigation that failed ends on a document of the browser's own.
            _ => Err(self.elsewhere(WindowRole::Page, page, answer[0].to_string())),
        }
    }

    /// Runs the body of an async function as [`Self::run_in`] does, in the document of the
    /// innermost of `depth` nested frames of the page window.
    ///
    /// # Errors
    ///
    /// As [`Self::run_in`], and if there are not so many frames.
    pub async fn run_in_frame(
        &mut self,
        depth: usize,
        body: &str,
        arguments: &[Value],
    ) -> Result<Value, WebDriverError> {
        self.focus_page().await?;
        if depth > 0 {
            self.channel.enter_frames(depth).await?;
        }
        let answer = self.channel.run(body, arguments).await;
        if depth > 0 {
            self.channel.leave_frames().await?;
        }
        answer
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
                WindowRole::Observer => self.observer_windows.last(),
                WindowRole::Page => Some(&windows.page),
                WindowRole::Probe => Some(&windows.probe),
            };
            if let Some(handle) = handle {
                self.focus(handle).await?;
            }
        }
        self.channel.run(body, arguments).await
    }

    /// Clicks on the first element of the page that a CSS selector matches, as a person would. A
    /// navigation that follows is waited for.
    ///
    /// # Errors
    ///
    /// If there is no such element, or it cannot be clicked.
    pub async fn click(&mut self, selector: &str) -> Result<(), WebDriverError> {
        self.focus_page().await?;
        self.channel.click(selector).await
    }

    /// Types a text into the first element of the page that a CSS selector matches, in place of
    /// what is there.
    ///
    /// # Errors
    ///
    /// If there is no such element, or nothing can be typed into it.
    pub async fn fill(&mut self, selector: &str, text: &str) -> Result<(), WebDriverError> {
        self.focus_page().await?;
        self.channel.fill(selector, text).await
    }

    async fn focus_page(&self) -> Result<(), WebDriverError> {
        match &self.windows {
            Some(windows) => self.focus(&windows.page).await,
            None => Ok(()),
        }
    }

    /// Puts a cookie into the jar; it must belong to the probe window's document, which has the
    /// focus after [`Self::visit`] and [`Self::navigate_probe`]. A domain with a leading dot is one
    /// that shares it with subdomains.
    ///
    /// # Errors
    ///
    /// If the browser does not take it.
    pub async fn add_cookie(&mut self, added: &JarCookie) -> Result<(), WebDriverError> {
        self.channel.add_cookie(added).await
    }
}
