//! A browser that runs: its two windows and its jar, until it is stopped or a signal ends it.

mod evidence;
mod jar;
mod popups;
mod private_windows;
mod site;
pub(crate) mod stop_signals;

use std::time::Duration;

use matrix::StorageAccessAnswer;
use serde_json::json;
use url::Url;

use crate::browser::window_role::WindowRole;
use crate::error::WebDriverError;
use crate::launch::DriverConnection;
use crate::launch::safari;
use crate::launch::session_channel::SessionChannel;
use crate::{Browser, DriverSource, GridClient, GridError, LaunchError, LaunchOptions, OpenError};

/// How long a driver may take to close its browser before both are ended without its help.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a driver may take to give a further session before it is replaced; one takes about a
/// second.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(15);

/// Fetches a URL many times and returns the milliseconds that it took.
const TIME_FETCHES: &str = r#"
const [url, requests, atOnce] = given;
let left = requests;
const worker = async () => {
    while (left-- > 0) await (await fetch(url, { credentials: "omit", cache: "no-store" })).text();
};
const began = performance.now();
await Promise.all(Array.from({ length: atOnce }, worker));
return performance.now() - began;
"#;

/// A running browser with two windows, and more where its jar is seen from several; all of its
/// processes end with this value.
#[derive(Debug)]
pub struct BrowserSession {
    channel: SessionChannel,
    windows: Option<WindowHandles>,
    /// Windows from which the jar is seen too.
    observer_windows: Vec<String>,
    driver: DriverConnection,
    source: DriverSource,
    options: LaunchOptions,
}

pub use evidence::JarReading;
pub use private_windows::can_answer_storage_access;

#[derive(Debug)]
struct WindowHandles {
    page: String,
    probe: String,
}

impl BrowserSession {
    /// Starts the driver and through it the browser.
    ///
    /// # Errors
    ///
    /// If a program does not start or is not ready in time, the driver gives no session, or the
    /// profile is of a later version.
    pub async fn launch(source: DriverSource, options: LaunchOptions) -> Result<Self, LaunchError> {
        let driver = DriverConnection::start(source.clone(), &options).await?;
        let channel = driver.session().await?;
        tracing::debug!(browser = %driver.browser, version = channel.version(), "session started");
        let session =
            Self { channel, windows: None, observer_windows: Vec::new(), driver, source, options };
        if session.options.profile.is_of_version(session.version()) {
            return Ok(session);
        }
        let (profile, version) = (session.options.profile.clone(), session.version().to_owned());
        session.stop().await;
        Err(LaunchError::OtherVersion { profile: Box::new(profile), version })
    }

    /// Returns the browser.
    pub fn browser(&self) -> Browser {
        self.driver.browser
    }

    /// Returns the browser's version as it names it itself.
    pub fn version(&self) -> &str {
        self.channel.version()
    }

    /// Returns the version of its driver, as far as the driver names it.
    pub fn driver_version(&self) -> Option<&str> {
        self.channel.driver_version()
    }

    /// Returns the node of the grid that it runs on; `None` where it came from no grid.
    pub async fn node(&self) -> Option<String> {
        let status = self.grid()?.status().await.ok()??;
        Some(status.node_of(self.channel.id()?)?.to_owned())
    }

    /// Returns a future that ends when its grid has lost the session; `None` where it came from no
    /// grid.
    pub fn watch(&self) -> Option<impl Future<Output = GridError> + Send + use<>> {
        let (grid, id) = (self.grid()?.clone(), self.channel.id()?.to_owned());
        Some(async move { grid.lost_session(&id).await })
    }

    fn grid(&self) -> Option<&GridClient> {
        match &self.source {
            DriverSource::Installed(_) => None,
            DriverSource::Running(remote) => remote.grid.as_ref(),
        }
    }

    /// Returns whether something else stands in for the browser: Safari runs on macOS alone.
    pub fn is_stand_in(&self) -> bool {
        match self.browser() {
            Browser::Chromium | Browser::Firefox | Browser::Lightpanda | Browser::WebKitGtk => {
                false
            }
            Browser::Safari => !self.channel.platform().to_lowercase().starts_with("mac"),
        }
    }

    /// Returns whether it is to play in one window: safaridriver confuses several.
    pub fn has_one_window(&self) -> bool {
        match self.browser() {
            Browser::Chromium | Browser::Firefox | Browser::Lightpanda | Browser::WebKitGtk => {
                false
            }
            Browser::Safari => true,
        }
    }

    /// Sends its one window to a document. The document itself has to say that it is there: a
    /// script that is to ask where the window is may wait for ever behind a navigation.
    ///
    /// # Errors
    ///
    /// If the command fails.
    pub async fn send_one_window(
        &mut self,
        window: WindowRole,
        url: &Url,
    ) -> Result<(), OpenError> {
        let sent = self.channel.navigate(url).await;
        sent.map_err(|source| OpenError::Command { window, url: url.clone(), source })
    }

    /// Brings the page window and then the probe window to their documents, and leaves the focus of
    /// WebDriver on the probe window.
    ///
    /// # Errors
    ///
    /// If a command fails, or a window ends up elsewhere.
    pub async fn open(&mut self, page: &Url, probe: &Url) -> Result<(), OpenError> {
        match self.browser() {
            Browser::Lightpanda => self.navigate(WindowRole::Page, page).await?,
            Browser::Chromium | Browser::Firefox | Browser::Safari | Browser::WebKitGtk => {
                self.bring_page(page, Self::navigate).await?;
            }
        }
        self.navigate_probe(probe).await
    }

    /// Brings the probe window to a document and leaves the focus of WebDriver on it. Where the
    /// window is a popup, only its document can say whether it has arrived.
    ///
    /// # Errors
    ///
    /// If a command fails, or the window ends up elsewhere.
    pub async fn navigate_probe(&mut self, probe: &Url) -> Result<(), OpenError> {
        if self.browser() == Browser::Lightpanda {
            return self.open_popup(probe).await;
        }
        if let Some(windows) = &self.windows {
            let focused = self.focus(&windows.probe).await;
            focused.map_err(|source| OpenError::Command {
                window: WindowRole::Probe,
                url: probe.clone(),
                source,
            })?;
        }
        self.navigate(WindowRole::Probe, probe).await
    }

    /// Returns whether it gives a document storage access where its driver says so in the user's
    /// place.
    pub fn can_give_storage_access(&self) -> bool {
        match self.browser() {
            Browser::Chromium | Browser::Firefox => !self.options.profile.refuses_storage_access(),
            Browser::Lightpanda | Browser::Safari | Browser::WebKitGtk => false,
        }
    }

    /// Says what the document in the innermost of `depth` nested frames of the page window is to be
    /// answered when it asks for storage access; `None` is what it is without this. The focus of
    /// WebDriver is on the probe window afterwards.
    ///
    /// # Errors
    ///
    /// If a command fails, as it does where the driver cannot do this.
    pub async fn set_storage_access(
        &mut self,
        answer: Option<StorageAccessAnswer>,
        depth: usize,
    ) -> Result<(), WebDriverError> {
        let Some(windows) = &self.windows else { return Ok(()) };
        self.focus(&windows.page).await?;
        let state = answer.map_or("prompt", StorageAccessAnswer::as_str);
        self.set_storage_access_permission(state, depth).await?;
        self.focus(&windows.probe).await
    }

    /// Has the document in the window that has the focus of WebDriver fetch `url` so many times
    /// without credentials, `at_once` of them at a time, and returns how long that took by its own
    /// clock.
    ///
    /// # Errors
    ///
    /// If the command fails, or a request does.
    pub async fn time_fetches(
        &self,
        url: &Url,
        requests: u32,
        at_once: u32,
    ) -> Result<Duration, WebDriverError> {
        let arguments = [json!(url), json!(requests), json!(at_once)];
        let answer = self.channel.run(TIME_FETCHES, &arguments).await?;
        match answer.as_f64() {
            Some(milliseconds) => Ok(Duration::from_secs_f64(milliseconds / 1000.0)),
            None => Err(self.channel.unexpected("POST execute/async", &answer)),
        }
    }

    /// Closes the browser, ends every process that was started and removes the user data.
    pub async fn stop(self) {
        let Self { mut channel, mut driver, .. } = self;
        if !matches!(tokio::time::timeout(CLOSE_TIMEOUT, channel.close()).await, Ok(Ok(()))) {
            tracing::debug!(browser = %driver.browser, "did not close when asked to");
        }
        driver.end().await;
    }

    async fn renew(&mut self) -> Result<(), LaunchError> {
        self.windows = None;
        self.observer_windows.clear();
        // The driver has one session at a time. A session that is already lost is no reason not to
        // take a new one.
        let closed = tokio::time::timeout(CLOSE_TIMEOUT, self.channel.close()).await;
        if let Ok(Err(error)) = &closed {
            tracing::debug!(browser = %self.browser(), %error, "the old session did not close");
        }
        if closed.is_ok() {
            let (pause, limit) = match self.browser() {
                Browser::Safari => (safari::RELEASE_PAUSE, safari::RENEWAL_TIMEOUT),
                Browser::Chromium | Browser::Firefox | Browser::Lightpanda | Browser::WebKitGtk => {
                    (Duration::ZERO, RENEWAL_TIMEOUT)
                }
            };
            tokio::time::sleep(pause).await;
            if let Ok(channel) = tokio::time::timeout(limit, self.driver.session()).await {
                self.channel = channel?;
                return Ok(());
            }
        }
        // About once in some hundred sessions WebKitWebDriver waits for ever for the browser that
        // it started: a new one does not.
        tracing::debug!(browser = %self.browser(), "the driver gave no new session and is \
         replaced");
        self.driver.end().await;
        self.driver = DriverConnection::start(self.source.clone(), &self.options).await?;
        self.channel = self.driver.session().await?;
        Ok(())
    }

    /// Brings the page window to a document by `navigate`, with the probe window beside it.
    async fn bring_page<T>(
        &mut self,
        page: &Url,
        navigate: impl AsyncFnOnce(&Self, WindowRole, &Url) -> Result<T, OpenError>,
    ) -> Result<T, OpenError> {
        let failed =
            |source| OpenError::Command { window: WindowRole::Page, url: page.clone(), source };
        let windows = match self.windows.take() {
            Some(windows) => {
                self.focus(&windows.page).await.map_err(failed)?;
                windows
            }
            // The focus is on the page window still. WebKitGTK answers a change of focus only when
            // the new window's process is up; the page is loaded meanwhile.
            None => self.open_windows().await.map_err(failed)?,
        };
        let navigated = navigate(self, WindowRole::Page, page).await?;
        self.windows = Some(windows);
        Ok(navigated)
    }

    async fn open_windows(&self) -> Result<WindowHandles, WebDriverError> {
        let page = self.channel.window().await?;
        Ok(WindowHandles { page, probe: self.open_window().await? })
    }

    async fn focus(&self, window: &str) -> Result<(), WebDriverError> {
        self.channel.focus(window).await
    }

    /// Brings the window that has the focus to a document, and nowhere else.
    async fn navigate(&self, window: WindowRole, url: &Url) -> Result<(), OpenError> {
        let shown = self.follow(window, url).await?;
        // WebKitGTK reports no failed navigation at all, and a browser may redirect one by rules of
        // its own.
        if shown == url.as_str() { Ok(()) } else { Err(self.elsewhere(window, url, shown)) }
    }

    /// Navigates the window that has the focus, and returns the URL that it shows then.
    async fn follow(&self, window: WindowRole, url: &Url) -> Result<String, OpenError> {
        let href = async {
            self.channel.navigate(url).await?;
            self.channel.shown_url().await
        };
        let shown =
            href.await.map_err(|source| OpenError::Command { window, url: url.clone(), source })?;
        Ok(shown.as_str().map_or_else(|| shown.to_string(), str::to_owned))
    }

    fn elsewhere(&self, window: WindowRole, url: &Url, shown: String) -> OpenError {
        OpenError::Elsewhere { window, url: url.clone(), shown, way_out: way_out(self.browser()) }
    }
}

/// What usually lies behind a navigation that ended elsewhere.
fn way_out(browser: Browser) -> &'static str {
    match browser {
        Browser::Chromium | Browser::Firefox | Browser::Lightpanda => {
            "look into the fixture server's log whether the request arrived"
        }
        Browser::Safari => {
            "Safari takes no proxy from its driver: the system's settings must lead it here"
        }
        Browser::WebKitGtk => {
            "look into the fixture server's log whether the request arrived; https needs the \
             package `glib-networking`"
        }
    }
}
