//! What a running browser shows of its jar, and what it says itself.

use run_model::evidence::{JarCookie, JarView};
use serde_json::{Value, json};
use url::Url;

use super::BrowserSession;
use crate::browser::reasons::{
    FIREFOX_LISTEN, FIREFOX_MESSAGES, chromium_reasons, firefox_reasons,
};
use crate::browser::window_role::WindowRole;
use crate::error::{JarError, OpenError, WebDriverError};
use crate::session::jar::{
    FIREFOX_EMPTY, FIREFOX_ENTRY, FIREFOX_READ, FIREFOX_READ_CURRENT, chromium_cookie,
    firefox_cookie, lightpanda_cookie, webdriver_cookie,
};
use crate::{Browser, BrowserMessage, ReasonCollection};

/// When the jar is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JarReading {
    /// Once after each shape: a reading is quick and shows the jar of that moment.
    AfterEachShape,
    /// Once at the end of a batch: a reading is slow and shows every cookie that the jar held since
    /// it was emptied.
    AtBatchEnd,
}

impl BrowserSession {
    /// Returns when the jar of this browser is to be read.
    pub fn jar_reading(&self) -> JarReading {
        match self.browser() {
            Browser::Chromium | Browser::Lightpanda | Browser::Safari | Browser::WebKitGtk => {
                JarReading::AfterEachShape
            }
            Browser::Firefox => JarReading::AtBatchEnd,
        }
    }

    /// Empties the jar and proves that it is empty.
    ///
    /// WebKitGTK and Safari have no command for it: there it is a new session with a jar of its
    /// own, which closes both windows. No document may still wait for an answer, as the cookies of
    /// that answer would be in the fresh jar.
    ///
    /// # Errors
    ///
    /// If a command fails, or the jar is not empty afterwards.
    pub async fn clear_cookies(&mut self) -> Result<(), JarError> {
        let left = match self.browser() {
            Browser::Chromium => {
                let clear = self.jar_commands().clear;
                self.cdp(clear).await.map_err(|source| self.jar_error(source))?;
                self.chromium_jar().await?
            }
            Browser::Firefox if self.options.reasons == ReasonCollection::On => {
                self.firefox_script(&format!("{FIREFOX_LISTEN}{FIREFOX_EMPTY}")).await?
            }
            Browser::Firefox => self.firefox_script(FIREFOX_EMPTY).await?,
            Browser::Lightpanda => {
                let emptied = async {
                    let client = self.channel.browser("storage.deleteCookies")?;
                    client.delete_cookies().await?;
                    client.cookies().await
                };
                emptied.await.map_err(|source| self.jar_error(source))?
            }
            Browser::Safari | Browser::WebKitGtk => {
                self.renew()
                    .await
                    .map_err(|source| JarError::Renew { browser: self.browser(), source })?;
                Vec::new()
            }
        };
        let Some(first) = left.first() else { return Ok(()) };
        let first = first.as_str().or(first["name"].as_str()).unwrap_or_default().to_owned();
        Err(JarError::NotEmpty { browser: self.browser(), left: left.len(), first })
    }

    /// Opens these documents in windows of their own, so that [`Self::read_jar`] shows what belongs
    /// to them too. An engine that shows all of its jar needs none. The focus of WebDriver is on
    /// the probe window afterwards.
    ///
    /// # Errors
    ///
    /// If a command fails, or a window ends up elsewhere.
    pub async fn open_observer_windows(&mut self, documents: &[Url]) -> Result<(), OpenError> {
        match self.browser() {
            Browser::Chromium | Browser::Firefox | Browser::Lightpanda => return Ok(()),
            Browser::Safari | Browser::WebKitGtk => {}
        }
        for document in documents {
            let failed = |source| OpenError::Command {
                window: WindowRole::Observer,
                url: document.clone(),
                source,
            };
            let observer = self.open_window().await.map_err(failed)?;
            self.focus(&observer).await.map_err(failed)?;
            self.navigate(WindowRole::Observer, document).await?;
            self.observer_windows.push(observer);
            if let Some(windows) = &self.windows {
                self.focus(&windows.probe).await.map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Reads the jar, as far as the engine shows it.
    ///
    /// Chromium and Lightpanda show all of it. Firefox shows all of it and, before that, each
    /// cookie that was added or changed since [`Self::clear_cookies`]. WebKitGTK and Safari show
    /// what belongs to the documents of the probe window and of those that
    /// [`Self::open_observer_windows`] opened, `HttpOnly` cookies included.
    ///
    /// # Errors
    ///
    /// If a command fails or its answer cannot be read as cookies.
    pub async fn read_jar(&mut self) -> Result<Vec<JarCookie>, JarError> {
        match self.browser() {
            Browser::Chromium => self.chromium_jar().await?.iter().map(chromium_cookie).collect(),
            Browser::Firefox => {
                self.firefox_script(FIREFOX_READ).await?.iter().map(firefox_cookie).collect()
            }
            Browser::Lightpanda => {
                let read = async { self.channel.browser("storage.getCookies")?.cookies().await };
                let entries = read.await.map_err(|source| self.jar_error(source))?;
                entries.iter().map(lightpanda_cookie).collect()
            }
            browser @ (Browser::Safari | Browser::WebKitGtk) => {
                let mut entries = self.shown_cookies().await?;
                for observer in &self.observer_windows {
                    self.focus(observer).await.map_err(|source| self.jar_error(source))?;
                    entries.extend(self.shown_cookies().await?);
                }
                if let (Some(windows), [_, ..]) = (&self.windows, self.observer_windows.as_slice())
                {
                    self.focus(&windows.probe).await.map_err(|source| self.jar_error(source))?;
                }
                entries.iter().map(|entry| webdriver_cookie(browser, entry)).collect()
            }
        }
    }

    /// Reads the jar as it is at this moment, as far as the engine shows it.
    ///
    /// # Errors
    ///
    /// If a command fails or its answer cannot be read as cookies.
    pub async fn read_current_jar(&mut self) -> Result<Vec<JarCookie>, JarError> {
        match self.browser() {
            Browser::Firefox => self
                .firefox_script(FIREFOX_READ_CURRENT)
                .await?
                .iter()
                .map(firefox_cookie)
                .collect(),
            Browser::Chromium | Browser::Lightpanda | Browser::Safari | Browser::WebKitGtk => {
                self.read_jar().await
            }
        }
    }

    /// Returns how much of the jar the engine shows.
    pub fn jar_view(&self) -> JarView {
        match self.browser() {
            Browser::Chromium | Browser::Firefox | Browser::Lightpanda => JarView::Whole,
            Browser::Safari | Browser::WebKitGtk => JarView::OfDocument,
        }
    }

    /// Returns what the browser has said itself since this was asked last, or at least since
    /// [`Self::clear_cookies`]; nothing where its reasons are not collected. Lightpanda, WebKitGTK
    /// and Safari give none.
    ///
    /// # Errors
    ///
    /// If a command fails, or its answer is not a list.
    pub async fn read_reasons(&mut self) -> Result<Vec<BrowserMessage>, WebDriverError> {
        if self.options.reasons == ReasonCollection::Off {
            return Ok(Vec::new());
        }
        match self.browser() {
            Browser::Chromium => Ok(chromium_reasons(&self.chromium_log().await?)),
            Browser::Firefox => {
                let messages = self.channel.run_privileged(FIREFOX_MESSAGES).await?;
                Ok(firefox_reasons(&self.list("POST execute/sync", messages)?))
            }
            Browser::Lightpanda | Browser::Safari | Browser::WebKitGtk => Ok(Vec::new()),
        }
    }

    /// Returns what belongs to the document of the window that has the focus.
    async fn shown_cookies(&self) -> Result<Vec<Value>, JarError> {
        let answer = async { self.channel.driver("GET cookie")?.get("cookie").await };
        let answer = answer.await.map_err(|source| self.jar_error(source))?;
        self.entries("GET cookie", answer)
    }

    async fn cdp(&self, command: &str) -> Result<Value, WebDriverError> {
        let body = json!({ "cmd": command, "params": {} });
        let driver = self.channel.driver(command)?;
        driver.post(format!("{}/cdp/execute", driver.vendor().prefix()), body).await
    }

    async fn chromium_jar(&self) -> Result<Vec<Value>, JarError> {
        let read = self.jar_commands().read;
        let mut answer = self.cdp(read).await.map_err(|source| self.jar_error(source))?;
        self.entries(read, answer["cookies"].take())
    }

    /// Returns the log of both windows: the driver takes in what a window has to say when it has
    /// the focus.
    async fn chromium_log(&self) -> Result<Vec<Value>, WebDriverError> {
        let mut log = Vec::new();
        let windows = self.windows.as_ref();
        for window in windows.iter().flat_map(|windows| [&windows.page, &windows.probe]) {
            self.focus(window).await?;
            let driver = self.channel.driver("POST se/log")?;
            let entries = driver.post("se/log", json!({ "type": "performance" })).await?;
            log.extend(self.list("POST se/log", entries)?);
        }
        Ok(log)
    }

    async fn firefox_script(&self, script: &str) -> Result<Vec<Value>, JarError> {
        let answer = self
            .channel
            .run_privileged(&format!("{FIREFOX_ENTRY}{script}"))
            .await
            .map_err(|source| self.jar_error(source))?;
        self.entries("POST execute/sync", answer)
    }

    fn entries(&self, command: &str, answer: Value) -> Result<Vec<Value>, JarError> {
        self.list(command, answer).map_err(|source| self.jar_error(source))
    }

    fn list(&self, command: &str, answer: Value) -> Result<Vec<Value>, WebDriverError> {
        match answer {
            Value::Array(entries) => Ok(entries),
            other => Err(self.channel.unexpected(command, &other)),
        }
    }

    fn jar_error(&self, source: WebDriverError) -> JarError {
        JarError::Command { browser: self.browser(), source }
    }
}
