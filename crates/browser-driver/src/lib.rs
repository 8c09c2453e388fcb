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
mod browser;
mod error;
mod find;
mod launch;
mod session;
mod system;
mod webdriver;

pub use browser::Browser;
pub use browser::reasons::{BrowserMessage, ReasonCollection};
pub use browser::window_role::WindowRole;
pub use error::{
    CommandFault, GridError, JarError, LaunchError, OpenError, SessionFault, WebDriverError,
};
pub use find::install::{InstallError, install};
pub use find::{
    BrowserInventory, BrowserPurpose, ChosenPrograms, ExtraComponent, InstallStep,
    InstalledBrowser, InstalledProgram, MissingComponent, SearchPaths, find, find_chosen,
};
pub use launch::extra_capabilities::{ExtraCapabilities, MissingVariable};
pub use launch::options::{
    BrowserProxy, DriverSource, HttpsUpgrades, LaunchOptions, RemoteDriver, SiteProcesses,
    WindowMode,
};
pub use launch::settings::LaunchSetting;
pub use launch::undriven::{HostCertificate, UndrivenBrowser};
pub use session::stop_signals::{CommandEnd, StopSignals, until_stopped};
pub use session::{BrowserSession, JarReading, can_answer_storage_access};
pub use system::reach::{ReachError, ReachScript, ReachSettings, SystemReach};
pub use system::restorer::RestoreError;
pub use system::roots::system_roots;
pub use webdriver::grid::{GridClient, GridStatus, SlotCount};
