//! How a session is launched: with which driver, in which profile, seen by whom.

use std::net::SocketAddr;
use std::path::PathBuf;

use matrix::Profile;
use url::Url;

use crate::{Browser, InstalledBrowser, ReasonCollection};

/// Where the driver comes from.
#[derive(Clone, Debug)]
pub enum DriverSource {
    /// This crate starts the driver and ends it.
    Installed(InstalledBrowser),
    /// The driver runs already; it must be able to reach the proxy, and geckodriver must run with
    /// `--allow-system-access`.
    Running {
        /// The browser that it drives.
        browser: Browser,
        /// Its address, as `http://127.0.0.1:4444`.
        url: Url,
    },
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
    /// The SOCKS5 name router that takes each connection of the browser.
    ///
    /// Safari takes no proxy from its driver: [`ReachScript`](crate::ReachScript) leads it there.
    pub proxy: SocketAddr,
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
    /// Returns options for a session that nobody sees.
    pub fn new(profile: Profile, proxy: SocketAddr, work_dir: PathBuf) -> Self {
        Self {
            profile,
            proxy,
            window_mode: WindowMode::Headless,
            reasons: ReasonCollection::Off,
            https_upgrades: HttpsUpgrades::Off,
            site_processes: SiteProcesses::Isolated,
            work_dir,
        }
    }
}
