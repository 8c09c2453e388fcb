//! The browser that a visit opens, and what leads it to the fixtures.

use std::fmt;

use browser_driver::{
    Browser, BrowserInventory, HostCertificate, HttpsUpgrades, InstalledProgram, LaunchOptions,
    ReachScript, ReachSettings, RestoreError, SystemReach, UndrivenBrowser, WindowMode, find,
};
use fixture_server::{FixtureServers, FixtureSession};
use matrix::{Matrix, Profile, ProfileChoice};
use run_model::counted;
use run_model::results::STAND_IN;
use url::Url;

use crate::browser_folder::BrowserFolder;
use crate::browsers::search_paths;
use crate::cli::VisitedBrowser;
use crate::terminal::note;
use crate::visit::VisitError;

/// The profile that a visit opens.
#[derive(Clone, Debug)]
pub(crate) struct OpenedProfile {
    pub(crate) profile: Profile,
    /// Whether something else stands in for its browser: Safari runs on macOS alone.
    pub(crate) is_stand_in: bool,
}

/// A browser before it is opened.
#[derive(Clone, Debug)]
pub(crate) struct ClosedBrowser {
    pub(crate) profile: OpenedProfile,
    inventory: BrowserInventory,
}

/// A browser at the page of a visit, and what led it there.
#[derive(Debug)]
pub(crate) struct OpenedBrowser {
    /// It ends before the settings that lead it.
    browser: UndrivenBrowser,
    reach: Option<SystemReach>,
}

impl fmt::Display for OpenedProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_stand_in {
            true => write!(f, "{} {STAND_IN}", self.profile),
            false => self.profile.fmt(f),
        }
    }
}

impl ClosedBrowser {
    /// Finds the browser that was asked for, in one profile, which must not be in use.
    pub(crate) async fn find(
        matrix: &Matrix,
        VisitedBrowser { profile, program }: &VisitedBrowser,
    ) -> Result<Self, VisitError> {
        let choices = std::slice::from_ref(profile);
        let profiles = ProfileChoice::all_profiles(choices, &matrix.profiles)?;
        let [profile] = profiles.as_slice() else { return Err(VisitError::OneBrowser) };
        let browser = Browser::of(profile.engine).ok_or(VisitError::OneBrowser)?;
        let mut inventory = find(browser, &search_paths()).await;
        if let Some(path) = program {
            let chosen = InstalledProgram { path: path.clone(), version: None, product: None };
            inventory.program = Some(chosen);
        }
        UndrivenBrowser::check_unused(&inventory).await?;
        let profile = OpenedProfile {
            profile: (*profile).clone(),
            is_stand_in: browser == Browser::Safari && !cfg!(target_os = "macos"),
        };
        Ok(Self { profile, inventory })
    }

    /// Opens a visit that the browser can reach.
    pub(crate) async fn open_visit(
        &self,
        servers: &FixtureServers,
    ) -> std::io::Result<FixtureSession> {
        match self.inventory.browser {
            Browser::Safari => servers.open_system_visit().await,
            Browser::Chromium | Browser::Firefox | Browser::Lightpanda | Browser::WebKitGtk => {
                servers.open_visit().await
            }
        }
    }

    /// Opens the browser at a page of the visit.
    pub(crate) async fn open(
        &self,
        servers: &FixtureServers,
        session: &mut FixtureSession,
        window_mode: WindowMode,
        folder: &BrowserFolder,
        url: &Url,
    ) -> Result<OpenedBrowser, VisitError> {
        let reach = lead_by_system(servers, session, folder).await?;
        let certificates: Vec<HostCertificate> = servers
            .certificates()
            .map(|(place, certificate)| HostCertificate {
                host: place.host().to_owned(),
                port: place.port(),
                der: certificate.to_vec(),
            })
            .collect();
        let profile = self.profile.profile.clone();
        let options = LaunchOptions::new(profile, session.proxy(), folder.path().to_owned());
        let https_upgrades = HttpsUpgrades::AsShipped;
        let options = LaunchOptions { window_mode, https_upgrades, ..options };
        let browser = UndrivenBrowser::open(&self.inventory, &options, &certificates, url).await?;
        Ok(OpenedBrowser { browser, reach })
    }
}

/// Has the system's settings lead every browser to a visit that needs it.
async fn lead_by_system(
    servers: &FixtureServers,
    session: &mut FixtureSession,
    folder: &BrowserFolder,
) -> Result<Option<SystemReach>, VisitError> {
    let Some(pac) = session.pac_url() else { return Ok(None) };
    let script = ReachScript::write(folder.path())?;
    let settings = ReachSettings {
        pac,
        hosts_lines: &session.hosts_lines(),
        root: Some(&servers.authority_pem()),
    };
    let reach = script.up(&settings).await?;
    let closed = session.open_doors().await;
    if let Some((socket, error)) = closed.first() {
        note(&format!(
            "the proxy alone leads to {}, such as {socket}: {error}",
            counted(closed.len(), "socket"),
        ));
    }
    Ok(Some(reach))
}

impl OpenedBrowser {
    /// Ends the browser, and puts back what led it to the visit.
    pub(crate) async fn stop(self) -> Result<(), RestoreError> {
        let stopped = self.browser.stop().await;
        let reached = match self.reach {
            Some(reach) => reach.end().await,
            None => Ok(()),
        };
        stopped.and(reached)
    }
}
