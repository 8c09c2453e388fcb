//! A browser on a site, from its launch to what was seen.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use crate::proxy::{ProxyExchange, ProxyOptions, ProxyOutcome, RecordingProxy};
use browser_driver::{
    Browser, BrowserSession, DriverSource, LaunchOptions, OpenError, ReasonCollection, WindowMode,
    WindowRole,
};
use matrix::Profile;
use run_model::evidence::JarCookie;
use serde_json::Value;
use url::Url;

use crate::capture::{CookieReading, FetchResult, InspectionStep, SiteCapture};
use crate::error::InspectError;
use crate::outcome::is_of_host;
use crate::page_action::PageAction;
use crate::request::PageRequest;

/// At how many hosts and paths WebKitGTK's jar is looked into at most.
const MAX_COOKIE_URLS: usize = 32;

/// How long an element may take to be there.
const ELEMENT_TIMEOUT: Duration = Duration::from_secs(10);
/// How often it is looked for.
const ELEMENT_INTERVAL: Duration = Duration::from_millis(50);

/// What is needed to start.
#[derive(Clone, Debug)]
pub struct InspectorOptions {
    /// Where the browser's driver comes from.
    pub driver: DriverSource,
    /// The browser's configuration.
    pub profile: Profile,
    /// Whether a person can see the browser.
    pub window_mode: WindowMode,
    /// The folder for logs and user data.
    pub work_dir: PathBuf,
    /// Whom the browser may reach, and how.
    pub proxy: ProxyOptions,
}

/// A browser with its recorder. Dropping it ends both.
#[derive(Debug)]
pub struct SiteInspector {
    session: BrowserSession,
    proxy: RecordingProxy,
    opened: Option<OpenPage>,
    steps: Vec<InspectionStep>,
}

/// What is known once the page is there.
#[derive(Clone, Debug)]
struct OpenPage {
    first_page: Url,
    page: Url,
    target: Url,
    before: CookieReading,
}

impl SiteInspector {
    /// Starts recorder and browser, with an empty jar.
    ///
    /// # Errors
    /// If either does not start, or the jar cannot be emptied.
    pub async fn start(setup: InspectorOptions) -> Result<Self, InspectError> {
        let InspectorOptions { driver, profile, window_mode, work_dir, proxy } = setup;
        let proxy = RecordingProxy::start(proxy).await?;
        let mut options = LaunchOptions::new(profile, proxy.proxy(), work_dir);
        options.window_mode = window_mode;
        options.reasons = ReasonCollection::On;
        let mut session = BrowserSession::launch(driver, options).await?;
        session.clear_cookies().await?;
        Ok(Self { session, proxy, opened: None, steps: Vec::new() })
    }

    /// Puts cookies into the jar that belong to one of these URLs' hosts; returns those that belong
    /// to none and were left out.
    ///
    /// # Errors
    /// If the browser does not take one.
    pub async fn add_cookies<'a>(
        &mut self,
        cookies: &'a [JarCookie],
        sites: &[&Url],
    ) -> Result<Vec<&'a JarCookie>, InspectError> {
        let mut left_out = Vec::new();
        for added in cookies {
            let Some(site) = sites.iter().find(|site| is_of_host(added, site)) else {
                left_out.push(added);
                continue;
            };
            let mut document = (*site).clone();
            document.set_path("/");
            self.probe(&document).await?;
            self.session.add_cookie(added).await.map_err(|source| InspectError::Cookie {
                name: added.name.clone(),
                domain: added.domain.clone(),
                source,
            })?;
        }
        Ok(left_out)
    }

    /// Opens the page, and beside it an empty first-party document with the URL of what is going to
    /// be asked; returns the URL that the page's window shows then.
    ///
    /// # Errors
    /// If either cannot be opened, or the page's server gives no answer.
    pub async fn open(&mut self, page: &Url, target: &Url) -> Result<Url, InspectError> {
        let visited = self.session.visit(page, &RecordingProxy::own_document(target)).await;
        self.answered(|exchange| exchange.request.url == page.as_str())?;
        let shown = visited.map_err(|source| self.not_opened(page, source))?;
        let before = self.read(target).await?;
        let mut target = target.clone();
        target.set_fragment(None);
        let (first_page, page) = (shown.clone(), shown.clone());
        self.opened = Some(OpenPage { first_page, page, target, before });
        Ok(shown)
    }

    /// Does something on the page, which may lead to another one. An element is waited for.
    ///
    /// # Errors
    /// If it cannot be done.
    pub async fn act(&mut self, action: &PageAction) -> Result<(), InspectError> {
        // The action before may have led to a page that is not there yet.
        match action {
            PageAction::Click(selector)
            | PageAction::Fill { selector, .. }
            | PageAction::WaitFor(selector) => self.wait_for(selector).await?,
            PageAction::Run(_) => {}
        }
        let done = match action {
            PageAction::Click(selector) => self.session.click(selector).await,
            PageAction::Fill { selector, text } => self.session.fill(selector, text).await,
            PageAction::Run(script) => {
                self.session.run_in(WindowRole::Page, script, &[]).await.map(drop)
            }
            PageAction::WaitFor(_) => Ok(()),
        };
        done.map_err(|source| InspectError::Action { action: action.clone(), source })
    }

    /// Waits until the page has an element. A script that a navigation ends is run again.
    async fn wait_for(&mut self, selector: &str) -> Result<(), InspectError> {
        const IS_THERE: &str = "return document.querySelector(given[0]) !== null;";
        let arguments = [Value::from(selector)];
        let waiting = async {
            loop {
                let found = self.session.run_in(WindowRole::Page, IS_THERE, &arguments).await;
                if found.is_ok_and(|found| found == true) {
                    return;
                }
                tokio::time::sleep(ELEMENT_INTERVAL).await;
            }
        };
        tokio::time::timeout(ELEMENT_TIMEOUT, waiting).await.map_err(|_| {
            InspectError::ActionTimeout { selector: selector.to_owned(), waited: ELEMENT_TIMEOUT }
        })
    }

    /// Takes what is there now for what was there before anything was asked: the page that is
    /// shown, and the cookies.
    ///
    /// # Errors
    /// If no page is open, or jar or documents cannot be read.
    pub async fn begin_here(&mut self) -> Result<(), InspectError> {
        let Some(OpenPage { first_page, page, target, .. }) = self.opened.clone() else {
            return Err(InspectError::NothingOpened);
        };
        let shown = self.run(WindowRole::Page, "return location.href;", &[]).await?;
        let page = shown.as_str().and_then(|shown| Url::parse(shown).ok()).unwrap_or(page);
        let before = self.read(&target).await?;
        self.opened = Some(OpenPage { first_page, page, target, before });
        Ok(())
    }

    /// Makes a request on the page, and then again.
    ///
    /// # Errors
    /// If the script cannot be run, the server gives no answer, or the browser asks it once alone.
    pub async fn make_request(&mut self, request: &PageRequest) -> Result<(), InspectError> {
        let mut url = request.url.clone();
        url.set_fragment(None);
        let mut was_asked = false;
        for _ in 0..2 {
            let start = self.proxy.exchanges().len();
            let answer =
                self.run(WindowRole::Page, PageRequest::SCRIPT, &request.arguments()).await?;
            let result = match (
                answer["failed"].as_str(),
                answer["status"].as_u64().and_then(|status| u16::try_from(status).ok()),
            ) {
                _ if answer["unread"] == true => FetchResult::Unread,
                (None, Some(status)) => FetchResult::Response { status },
                (message, _) => {
                    FetchResult::Failed(message.unwrap_or("the script returned nothing").to_owned())
                }
            };
            let is_of_url = |exchange: &ProxyExchange| exchange.request.url == url.as_str();
            self.answered(is_of_url)?;
            let is_asked = self.proxy.exchanges()[start..].iter().any(is_of_url);
            if was_asked && !is_asked {
                return Err(InspectError::Reused { url });
            }
            was_asked = is_asked;
            self.steps.push(InspectionStep {
                url: Some(url.clone()),
                result: Some(result),
                exchanges: start..self.proxy.exchanges().len(),
            });
        }
        Ok(())
    }

    /// Lets the page do what it does by itself.
    pub async fn watch(&mut self, duration: Duration) {
        tokio::time::sleep(duration).await;
        self.steps.push(InspectionStep {
            url: None,
            result: None,
            exchanges: 0..self.proxy.exchanges().len(),
        });
    }

    /// Reads what there is to read, closes the browser and returns what was seen.
    ///
    /// # Errors
    /// If no page is open, or jar, documents or reasons cannot be read.
    pub async fn finish(mut self) -> Result<SiteCapture, InspectError> {
        let Some(OpenPage { first_page, page, target, before }) = self.opened.clone() else {
            return Err(InspectError::NothingOpened);
        };
        let after = self.read(&target).await?;
        let reasons = self.session.read_reasons().await.map_err(InspectError::Reasons)?;
        let (browser, version) = (self.session.browser(), self.session.version().to_owned());
        self.session.stop().await;
        let Self { proxy, steps, .. } = self;
        let (exchanges, dropped, refused) = (proxy.exchanges(), proxy.dropped(), proxy.refused());
        proxy.stop().await;
        Ok(SiteCapture {
            browser,
            version,
            first_page,
            page,
            target,
            before,
            after,
            steps,
            reasons,
            exchanges,
            dropped,
            refused,
        })
    }

    async fn read(&mut self, target: &Url) -> Result<CookieReading, InspectError> {
        const COOKIES: &str = "return document.cookie;";
        let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
        let page_cookie = text(self.run(WindowRole::Page, COOKIES, &[]).await?);
        self.probe(target).await?;
        let target_cookie = text(self.run(WindowRole::Probe, COOKIES, &[]).await?);
        Ok(CookieReading { page_cookie, target_cookie, jar: self.read_jar(target).await? })
    }

    /// Reads the jar: all of it, or where the engine shows only what belongs to a document, all
    /// that belongs to where cookies were set.
    async fn read_jar(&mut self, target: &Url) -> Result<Vec<JarCookie>, InspectError> {
        let mut jar = self.session.read_jar().await?;
        match self.session.browser() {
            Browser::Chromium | Browser::Firefox | Browser::Lightpanda => return Ok(jar),
            Browser::Safari | Browser::WebKitGtk => {}
        }
        for document in cookie_urls(&self.proxy.exchanges()).into_iter().take(MAX_COOKIE_URLS) {
            self.probe(&document).await?;
            for cookie in self.session.read_jar().await? {
                if !jar.contains(&cookie) {
                    jar.push(cookie);
                }
            }
        }
        self.probe(target).await?;
        Ok(jar)
    }

    /// Brings the probe window to the recorder's own document with this URL.
    async fn probe(&mut self, url: &Url) -> Result<(), InspectError> {
        let moved = self.session.navigate_probe(&RecordingProxy::own_document(url)).await;
        moved.map_err(|source| self.not_opened(url, source))
    }

    fn not_opened(&self, url: &Url, source: OpenError) -> InspectError {
        InspectError::Open {
            url: url.clone(),
            refused: self.proxy.refused(),
            source: Box::new(source),
        }
    }

    async fn run(
        &mut self,
        window: WindowRole,
        body: &str,
        arguments: &[Value],
    ) -> Result<Value, InspectError> {
        self.session
            .run_in(window, body, arguments)
            .await
            .map_err(|source| InspectError::Script { window, source })
    }

    /// Makes sure that no exchange of this kind failed for want of a server.
    fn answered(&self, is_meant: impl Fn(&ProxyExchange) -> bool) -> Result<(), InspectError> {
        for exchange in self.proxy.exchanges().into_iter().filter(is_meant) {
            if let ProxyOutcome::Failed(source) = exchange.outcome {
                return Err(InspectError::NoAnswer { url: exchange.request.url, source });
            }
        }
        Ok(())
    }
}

/// Returns the URLs of answers that set cookies, and those with the paths that these cookies name.
/// It does not matter whether a browser reads them so: this only decides where to look.
fn cookie_urls(exchanges: &[ProxyExchange]) -> BTreeSet<Url> {
    let mut places = BTreeSet::new();
    for exchange in exchanges {
        let Ok(url) = Url::parse(&exchange.request.url) else { continue };
        for field in exchange
            .response()
            .into_iter()
            .flat_map(|response| &response.fields)
            .filter(|field| field.name == "set-cookie")
        {
            let line = String::from_utf8_lossy(&field.value);
            let attributes =
                line.split(';').skip(1).filter_map(|attribute| attribute.split_once('='));
            let paths = attributes
                .filter(|(name, _)| name.trim().eq_ignore_ascii_case("path"))
                .map(|(_, path)| path.trim());
            for path in paths.filter(|path| path.starts_with('/')).chain([url.path()]) {
                let mut place = url.clone();
                place.set_path(path);
                place.set_query(None);
                places.insert(place);
            }
        }
    }
    places
}
