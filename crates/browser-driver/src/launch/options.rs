//! How a session is launched: with which driver, in which profile, seen by whom.

use std::net::SocketAddr;
use std::path::PathBuf;

use matrix::Profile;
use url::Url;

use crate::{
    Browser, ExtraCapabilities, GridClient, GridError, GridStatus, InstalledBrowser, LaunchError,
    ReasonCollection,
};

/// Where the driver comes from.
#[derive(Clone, Debug)]
pub enum DriverSource {
    /// This crate starts the driver and ends it.
    Installed(InstalledBrowser),
    /// The driver runs already.
    Running(Box<RemoteDriver>),
}

/// A driver that runs already, or a Selenium Grid. Its browser must be able to reach the proxy, and
/// geckodriver must run with `--allow-system-access`.
#[derive(Clone, Debug)]
pub struct RemoteDriver {
    /// The browser that it drives.
    pub browser: Browser,
    /// Its address, as `http://127.0.0.1:4444`, with a slash at the end.
    pub(crate) url: Url,
    /// The same as a grid, where it is one.
    pub grid: Option<GridClient>,
    /// What it is asked for besides.
    pub(crate) extra: ExtraCapabilities,
}

impl RemoteDriver {
    /// Returns the driver of a browser at an address, as `http://127.0.0.1:4444`. By `https` one of
    /// the machine's own authorities must vouch for it.
    ///
    /// # Errors
    ///
    /// If the address is not of that form.
    pub fn at(browser: Browser, mut url: Url) -> Result<Self, LaunchError> {
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(LaunchError::WebDriverUrl { url });
        }
        // A path such as `/wd/hub` keeps its last segment only with a slash behind it.
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        let extra = ExtraCapabilities::default();
        Ok(Self { browser, url, grid: None, extra })
    }

    /// Asks it for these capabilities too.
    pub fn with_capabilities(self, extra: ExtraCapabilities) -> Self {
        Self { extra, ..self }
    }

    /// Asks it whether it is a grid, and returns what that has.
    ///
    /// # Errors
    ///
    /// If nobody answers.
    pub async fn identified(self) -> Result<(Self, Option<GridStatus>), GridError> {
        let grid = GridClient::new(self.url.clone());
        let status = grid.status().await?;
        Ok((Self { grid: status.is_some().then_some(grid), ..self }, status))
    }
}

/// What a browser is told of the way to the fixtures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserProxy {
    /// To use this proxy, which speaks HTTP, for every name.
    Http(SocketAddr),
    /// Nothing: it is led there by other means.
    None,
    /// To use this proxy, which speaks SOCKS5, for every name.
    Socks5(SocketAddr),
}

/// Whether a person can see the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WindowMode {
    /// No window is seen.
    #[default]
    Headless,
    /// Windows are opened on the display of this process.
    Headed,
}

/// How many processes the documents of a browser live in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SiteProcesses {
    /// As many as the browser gives them: each site has its own where the engine isolates sites.
    #[default]
    Isolated,
    /// As few as the browser can do with. A new site costs a third of the time, and cookies are
    /// decided on in the same process as before.
    Shared,
}

/// Whether the browser may turn a navigation from `http` to `https`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpsUpgrades {
    /// As it ships: for servers that lead it back.
    AsShipped,
    /// It may not. Safari and WebKitGTK leave no choice.
    #[default]
    Off,
}

/// How a session is to be launched.
#[derive(Clone, Debug)]
pub struct LaunchOptions {
    /// The configuration of the browser.
    pub profile: Profile,
    /// The name router that takes each connection of the browser.
    ///
    /// Safari takes no proxy from its driver: [`ReachScript`](crate::ReachScript) leads it there.
    pub proxy: BrowserProxy,
    /// Whether a person can see the browser.
    pub window_mode: WindowMode,
    /// Whether the browser's own reasons are collected; engines that give none are not slower for
    /// it.
    pub reasons: ReasonCollection,
    /// Whether it may turn a navigation from `http` to `https`; Firefox never may.
    pub https_upgrades: HttpsUpgrades,
    /// How many processes the documents live in; WebKitGTK and Safari leave no choice.
    pub site_processes: SiteProcesses,
    /// The folder for logs, which stay, and user data, which goes with the session. Several
    /// sessions may share it.
    pub work_dir: PathBuf,
}

impl LaunchOptions {
    /// Returns options for a session that nobody sees, behind a proxy that speaks SOCKS5.
    pub fn new(profile: Profile, proxy: SocketAddr, work_dir: PathBuf) -> Self {
        Self {
            profile,
            proxy: BrowserProxy::Socks5(proxy),
            window_mode: WindowMode::Headless,
            reasons: ReasonCollection::Off,
            https_upgrades: HttpsUpgrades::Off,
            site_processes: SiteProcesses::Isolated,
            work_dir,
        }
    }
}
