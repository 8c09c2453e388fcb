//! Browser engines over WebDriver, or WebDriver BiDi: find them, install what is missing, launch,
//! point two windows somewhere, read the jar, stop.
//!
//! A session has two top-level windows without an opener relation. The *page* window shows the
//! topology's top-level document; the *probe* window shows a first-party document on the target's
//! origin. In Lightpanda alone it is a popup of the page. What happens inside them is the
//! documents' own doing: this crate navigates, checks that both arrived, and reads the cookie jar.
//!
//! It must never know what a cookie is expected to do, never turn a fault into a reading (a jar
//! that could not be read is an error, not an empty jar), never let WebKitGTK pass for Safari, and
//! never leave a process behind.
//!
//! ```no_run
//! use browser_driver::{
//!     Browser, BrowserPurpose, BrowserSession, DriverSource, LaunchOptions, SearchPaths, find,
//! };
//!
//! # async fn example(profile: matrix::Profile, page: url::Url, probe: url::Url) -> Option<()> {
//! let paths = SearchPaths {
//!     search_path: vec!["/usr/bin".into()],
//!     tools_dir: "target/tools".into(),
//! };
//! let installed = find(Browser::Chromium, &paths).await.installed(BrowserPurpose::Matrix)?;
//! let options = LaunchOptions::new(profile, "127.0.0.1:1080".parse().ok()?, "target/work".into());
//! let driver = DriverSource::Installed(installed);
//! let mut session = BrowserSession::launch(driver, options).await.ok()?;
//! session.clear_cookies().await.ok()?;
//! session.open(&page, &probe).await.ok()?;
//! println!("{:?}", session.read_jar().await.ok()?);
//! session.stop().await;
//! # Some(()) }
//! ```

mod bidi;
mod bounded_connector;
mod browser;
mod browser_reasons;
mod capabilities;
mod driver_vendor;
mod error;
mod extra_capabilities;
mod find;
mod grid;
mod install;
mod jar;
mod launch;
mod launch_options;
mod launch_settings;
mod mac_application;
mod open_session;
mod process;
mod restorer;
mod root_certificates;
mod safari;
mod session;
mod session_channel;
mod stop_signals;
mod system_reach;
mod system_roots;
mod undriven;
mod webdriver;
mod window_role;
mod work_dir;

pub use browser::Browser;
pub use browser_reasons::{BrowserMessage, ReasonCollection};
pub use error::{
    CommandFault, GridError, JarError, LaunchError, OpenError, SessionFault, WebDriverError,
};
pub use extra_capabilities::{ExtraCapabilities, MissingVariable};
pub use find::{
    BrowserInventory, BrowserPurpose, ChosenPrograms, ExtraComponent, InstallStep,
    InstalledBrowser, InstalledProgram, MissingComponent, SearchPaths, find, find_chosen,
};
pub use grid::{GridClient, GridStatus, SlotCount};
pub use install::{InstallError, install};
pub use launch_options::{
    BrowserProxy, DriverSource, HttpsUpgrades, LaunchOptions, RemoteDriver, SiteProcesses,
    WindowMode,
};
pub use launch_settings::LaunchSetting;
pub use restorer::RestoreError;
pub use session::{BrowserSession, JarReading, can_answer_storage_access};
pub use stop_signals::{CommandEnd, StopSignals, until_stopped};
pub use system_reach::{ReachError, ReachScript, ReachSettings, SystemReach};
pub use system_roots::system_roots;
pub use undriven::{HostCertificate, UndrivenBrowser};
pub use window_role::WindowRole;
