//! Which engines play: those found on this machine, or installed on request, and those that run
//! elsewhere; how people name them, and which are missing.

pub(crate) mod inventory;
pub(crate) mod named_browser;
pub(crate) mod remote_options;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use browser_driver::{
    Browser, BrowserInventory, BrowserPurpose, DriverSource, GridError, InstallError, InstallStep,
    LaunchError, MissingComponent, ReachScript, ReasonCollection, RemoteDriver, SearchPaths,
    SlotCount, WindowMode, find, find_chosen,
};
use fixture_server::FixtureServers;
use matrix::{EngineKind, Matrix, Profile, ProfileChoice, ProfileChoiceError};
use miette::Diagnostic;
use run_model::results::EngineVersion;
use runner::{BrowserSource, EngineLauncher, EngineSource, ReachSource};
use url::Url;

use crate::engines::named_browser::{NamedBrowser, RunningDriver};
use crate::engines::remote_options::{RemoteOptions, RemoteOptionsError};
use crate::failure::{CommandError, FailureKind};
use crate::notice::{NoticeSink, RunNotice};

/// What leads Safari to the fixtures, in the project's folder.
const REACH_SCRIPT: &str = "ci/reach-macos.sh";

/// Where that remembers what to put back; `ci/reach-macos.sh down` takes it too.
const REACH_STATE: &str = "target/gingersnap/reach";

/// What says by which way Safari reaches each origin, in a run's folder.
const REACH_REPORT: &str = "reach.txt";

/// Which engines are wanted, and how they run.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// The engines and profiles; where empty, every browser that is found, and the reference.
    pub browsers: Vec<NamedBrowser>,
    /// Where programs are looked for.
    pub locations: SearchPaths,
    /// Whether what is missing gets installed.
    pub install: bool,
    /// Whether the browsers' windows are visible.
    pub headed: bool,
    /// Those that run elsewhere.
    pub remote: RemoteOptions,
    /// How many sessions an engine plays side by side; chosen for the machine where absent.
    pub jobs: Option<u16>,
}

/// How many sessions of a grid play at once where nobody names a number.
const MAX_GRID_JOBS: usize = 16;

/// Why the wanted engines cannot play.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum FindEnginesError {
    /// A step of the installation failed.
    #[error("failed to install what is missing")]
    #[diagnostic(help("run the step by hand, or name other browsers with --browser"))]
    Install(#[from] InstallError),
    /// A browser that was named lacks something.
    #[error("{browser} cannot play: {missing}")]
    #[diagnostic(help(
        "install it, add --install, or leave out --browser; `cargo xtask doctor` shows more"
    ))]
    Missing {
        /// The browser.
        browser: Browser,
        /// What it lacks.
        missing: String,
    },
    /// A driver that runs already cannot be asked.
    #[error("failed to ask the WebDriver at `{url}`")]
    #[diagnostic(help("does a driver or a grid listen there? `curl {url}status` must answer"))]
    NoDriver {
        /// Its address.
        url: Url,
        /// Why not.
        source: Box<GridError>,
    },
    /// A grid has no node for the browser.
    #[error("the grid at `{url}` has no slot for {browser}; its slots are for {others}")]
    #[diagnostic(help("start a node whose stereotype has that browser, or name another browser"))]
    NoSlots {
        /// Its address.
        url: Url,
        /// The browser.
        browser: Browser,
        /// What it has slots for.
        others: String,
    },
    /// The address of a driver that runs already is none.
    #[error(transparent)]
    #[diagnostic(help("name it as `--webdriver-url chromium=http://127.0.0.1:4444`"))]
    DriverUrl(#[from] LaunchError),
    /// The options for browsers elsewhere are wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Remote(#[from] RemoteOptionsError),
    /// The reference engine was named where a browser is needed.
    #[error("the reference engine opens no page")]
    #[diagnostic(help("name a browser: chromium, firefox, webkitgtk"))]
    NoBrowser,
    /// The engine has no such profile.
    #[error(transparent)]
    Profile(#[from] ProfileChoiceError),
}

impl CommandError for FindEnginesError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Install(_)
            | Self::Missing { .. }
            | Self::NoDriver { .. }
            | Self::NoSlots { .. } => FailureKind::NoBrowser,
            Self::DriverUrl(_) | Self::NoBrowser | Self::Profile(_) | Self::Remote(_) => {
                FailureKind::Usage
            }
        }
    }
}

/// An engine's profile and how its sessions start, before there are servers to talk to.
#[derive(Clone, Debug)]
pub(crate) struct ReadyEngine {
    pub(crate) profile: Profile,
    source: EngineSource,
    /// How many slots of a grid were free.
    free_slots: Option<usize>,
}

impl ReadyEngine {
    /// Returns the engine, ready to start sessions that talk to these servers.
    pub(crate) fn with_servers(self, servers: &Arc<FixtureServers>) -> EngineLauncher {
        EngineLauncher { profile: self.profile, source: self.source, servers: Arc::clone(servers) }
    }

    /// Makes its browser report its own reasons.
    pub(crate) fn collect_reasons(&mut self) {
        if let EngineSource::Browser(source) = &mut self.source {
            source.reasons = ReasonCollection::On;
        }
    }

    /// Returns how many sessions it plays side by side where nobody names a number: on a grid an
    /// equal part of what is free, with `lanes` of its engine.
    pub(crate) fn default_jobs(&self, of_machine: usize, lanes: usize) -> usize {
        let share = |free: usize| (free / lanes.max(1)).clamp(1, MAX_GRID_JOBS);
        self.free_slots.map_or(of_machine, share)
    }

    /// Returns whether its browsers share this machine with the harness.
    pub(crate) fn plays_here(&self) -> bool {
        self.free_slots.is_none() && self.is_browser()
    }

    pub(crate) fn is_browser(&self) -> bool {
        !matches!(self.source, EngineSource::Reference)
    }
}

/// Finds the engines that are wanted.
pub(crate) struct EngineFinder<'a> {
    pub(crate) matrix: &'a Matrix,
    pub(crate) options: &'a EngineOptions,
    /// Where user data and logs of browsers go.
    pub(crate) work_dir: PathBuf,
    /// The project's folder.
    pub(crate) root: &'a Path,
}

impl EngineFinder<'_> {
    /// Returns the engines that the options name, or those that are here.
    pub(crate) async fn find(
        &self,
        notify: NoticeSink<'_>,
    ) -> Result<Vec<ReadyEngine>, FindEnginesError> {
        if self.options.browsers.is_empty() {
            return self.find_all(notify).await;
        }
        let mut engines: Vec<ReadyEngine> = Vec::new();
        for choice in self.options.browsers.iter().map(|choice| &choice.profile) {
            let start = match Browser::of(choice.engine) {
                None => EngineStart { source: EngineSource::Reference, free_slots: None },
                Some(browser) => match self.source(browser, notify).await? {
                    BrowserState::Ready(start) => start,
                    BrowserState::Incomplete(missing) => {
                        return Err(FindEnginesError::Missing { browser, missing });
                    }
                },
            };
            for engine in self.with_profiles(choice, start)? {
                if !engines.iter().any(|other| other.profile == engine.profile) {
                    engines.push(engine);
                }
            }
        }
        Ok(engines)
    }

    /// Returns the default profile of every browser that is here, and the reference engine.
    async fn find_all(&self, notify: NoticeSink<'_>) -> Result<Vec<ReadyEngine>, FindEnginesError> {
        let mut engines = Vec::new();
        for browser in Browser::BY_DEFAULT {
            match self.source(browser, notify).await? {
                BrowserState::Ready(start) => engines
                    .extend(self.with_profiles(&ProfileChoice::default_of(browser.kind()), start)?),
                BrowserState::Incomplete(missing) => {
                    notify(RunNotice::BrowserSkipped { browser, missing: &missing });
                }
            }
        }
        if engines.is_empty() {
            notify(RunNotice::ReferenceOnly);
        }
        let reference = ProfileChoice::default_of(EngineKind::Reference);
        let start = EngineStart { source: EngineSource::Reference, free_slots: None };
        engines.extend(self.with_profiles(&reference, start)?);
        Ok(engines)
    }

    /// Returns how sessions of a browser start, or what it lacks.
    async fn source(
        &self,
        browser: Browser,
        notify: NoticeSink<'_>,
    ) -> Result<BrowserState, FindEnginesError> {
        let mut running = self.options.remote.drivers.iter();
        let running = running.find(|driver| driver.engine == browser.kind());
        if let Some(RunningDriver { url, .. }) = running {
            let extra = self.options.remote.extra_capabilities()?;
            let remote = RemoteDriver::at(browser, url.clone())?.with_capabilities(extra);
            let unasked =
                |error| FindEnginesError::NoDriver { url: url.clone(), source: Box::new(error) };
            let (remote, status) = remote.identified().await.map_err(unasked)?;
            let slots = status.as_ref().map(|status| status.slots(browser));
            if let (Some(status), Some(SlotCount { all: 0, .. })) = (&status, slots) {
                let names: Vec<&str> = status.browser_names().into_iter().collect();
                let others = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
                return Err(FindEnginesError::NoSlots { url: url.clone(), browser, others });
            }
            let driver = DriverSource::Running(Box::new(remote));
            return Ok(BrowserState::Ready(EngineStart {
                source: self.browser_source(browser, driver, EngineVersion::default())?,
                free_slots: slots.map(|slots| slots.free),
            }));
        }
        let EngineOptions { locations, install, .. } = self.options;
        let of_browser = |choice: &&NamedBrowser| choice.profile.engine == browser.kind();
        let mut choices = self.options.browsers.iter().filter(of_browser);
        let chosen = choices.find_map(|choice| choice.programs.as_ref());
        let found = match chosen {
            Some(chosen) => find_chosen(browser, locations, chosen).await,
            None => find_browser(browser, locations, *install, notify).await?,
        };
        let installed = installed_version(&found);
        let missing = missing_parts(&found, BrowserPurpose::Matrix);
        Ok(match found.installed(BrowserPurpose::Matrix) {
            Some(driver) => BrowserState::Ready(EngineStart {
                source: self.browser_source(browser, DriverSource::Installed(driver), installed)?,
                free_slots: None,
            }),
            None => BrowserState::Incomplete(missing),
        })
    }

    fn browser_source(
        &self,
        browser: Browser,
        driver: DriverSource,
        installed: EngineVersion,
    ) -> Result<EngineSource, RemoteOptionsError> {
        Ok(EngineSource::Browser(Box::new(BrowserSource {
            driver,
            window_mode: if self.options.headed {
                WindowMode::Headed
            } else {
                WindowMode::Headless
            },
            reasons: ReasonCollection::Off,
            installed,
            work_dir: self.work_dir.clone(),
            route: self.options.remote.route()?,
            reach: matches!(browser, Browser::Safari).then(|| ReachSource {
                script: ReachScript {
                    script: self.root.join(REACH_SCRIPT),
                    state: self.root.join(REACH_STATE),
                },
                report: self.work_dir.with_file_name(REACH_REPORT),
            }),
        })))
    }

    fn with_profiles(
        &self,
        choice: &ProfileChoice,
        EngineStart { source, free_slots }: EngineStart,
    ) -> Result<Vec<ReadyEngine>, FindEnginesError> {
        let profiles = choice.profiles(&self.matrix.profiles)?.into_iter();
        let engine = |profile: &Profile| ReadyEngine {
            profile: profile.clone(),
            source: source.clone(),
            free_slots,
        };
        Ok(profiles.map(engine).collect())
    }
}

/// Whether a browser can start sessions.
enum BrowserState {
    /// It lacks this.
    Incomplete(String),
    /// It can, in this way.
    Ready(EngineStart),
}

/// How sessions of an engine start, and how many of them.
struct EngineStart {
    source: EngineSource,
    /// How many slots of a grid are free.
    free_slots: Option<usize>,
}

/// Returns the driver of a browser that is installed for sites, and those of its profiles that are
/// meant.
///
/// # Errors
/// Where the browser or its driver is not installed, or has no such profile.
pub async fn installed_browser(
    matrix: &Matrix,
    choice: &ProfileChoice,
    locations: &SearchPaths,
) -> Result<(DriverSource, Vec<Profile>), FindEnginesError> {
    let browser = Browser::of(choice.engine).ok_or(FindEnginesError::NoBrowser)?;
    let found = find(browser, locations).await;
    let missing = missing_parts(&found, BrowserPurpose::Sites);
    let installed = found
        .installed(BrowserPurpose::Sites)
        .ok_or(FindEnginesError::Missing { browser, missing })?;
    let profiles = choice.profiles(&matrix.profiles)?.into_iter().cloned().collect();
    Ok((DriverSource::Installed(installed), profiles))
}

/// Looks for a browser. Where that is wanted, installs what it lacks, as far as that works without
/// a person.
///
/// # Errors
/// Where a step of the installation fails.
pub async fn find_browser(
    browser: Browser,
    locations: &SearchPaths,
    install: bool,
    notify: NoticeSink<'_>,
) -> Result<BrowserInventory, InstallError> {
    let found = find(browser, locations).await;
    let is_by_hand =
        |missing: &MissingComponent| matches!(missing.remedy, InstallStep::ByHand { .. });
    if !install || found.missing.is_empty() || found.missing.iter().any(is_by_hand) {
        return Ok(found);
    }
    let on_command = |command: &str| notify(RunNotice::Installing { command });
    browser_driver::install(&found.missing, on_command).await?;
    Ok(find(browser, locations).await)
}

/// Returns what is known about driver and parts before a session runs.
fn installed_version(found: &BrowserInventory) -> EngineVersion {
    let named = |name: &str, version: &Option<String>| {
        version.as_ref().map(|version| format!("{name} {version}"))
    };
    // Chrome and others run under the profiles of Chromium, with their own names.
    let product = found.program.as_ref().and_then(|program| program.product.as_deref());
    let other = product.filter(|product| {
        found.browser == Browser::Chromium && !product.eq_ignore_ascii_case("chromium")
    });
    EngineVersion {
        browser: match other {
            Some(product) => format!("{} ({product})", found.browser),
            None => found.browser.to_string(),
        },
        driver: found.driver.as_ref().and_then(|driver| driver.version.clone()),
        parts: found.extras.iter().filter_map(|extra| named(extra.name, &extra.version)).collect(),
    }
}

fn missing_parts(found: &BrowserInventory, purpose: BrowserPurpose) -> String {
    let part =
        |missing: &&MissingComponent| format!("{} is missing ({})", missing.what, missing.remedy);
    found.missing(purpose).iter().map(part).collect::<Vec<_>>().join("; ")
}
