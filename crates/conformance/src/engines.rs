//! Which engines play: those found on this machine, or installed on request.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use browser_driver::{
    Browser, BrowserInventory, BrowserPurpose, DriverSource, InstallError, InstallStep,
    MissingComponent, ReachScript, ReasonCollection, SearchPaths, WindowMode, find, find_chosen,
};
use fixture_server::FixtureServers;
use matrix::{EngineKind, Matrix, Profile, ProfileChoice, ProfileChoiceError};
use miette::Diagnostic;
use run_model::results::EngineVersion;
use runner::{BrowserSource, EngineLauncher, EngineSource, ReachSource};

use crate::failure::{CommandError, FailureKind};
use crate::named_browser::{NamedBrowser, RunningDriver};
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
    /// WebDrivers that run already.
    pub webdriver_urls: Vec<RunningDriver>,
    /// How many sessions an engine plays side by side; chosen for the machine where absent.
    pub jobs: Option<u16>,
}

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
            Self::Install(_) | Self::Missing { .. } => FailureKind::NoBrowser,
            Self::NoBrowser | Self::Profile(_) => FailureKind::Usage,
        }
    }
}

/// An engine's profile and how its sessions start, before there are servers to talk to.
#[derive(Clone, Debug)]
pub(crate) struct ReadyEngine {
    pub(crate) profile: Profile,
    source: EngineSource,
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
            let source = match Browser::of(choice.engine) {
                None => EngineSource::Reference,
                Some(browser) => match self.source(browser, notify).await? {
                    BrowserState::Ready(source) => source,
                    BrowserState::Incomplete(missing) => {
                        return Err(FindEnginesError::Missing { browser, missing });
                    }
                },
            };
            for engine in self.with_profiles(choice, source)? {
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
        for browser in Browser::ALL {
            match self.source(browser, notify).await? {
                BrowserState::Ready(source) => engines.extend(
                    self.with_profiles(&ProfileChoice::default_of(browser.kind()), source)?,
                ),
                BrowserState::Incomplete(missing) => {
                    notify(RunNotice::BrowserSkipped { browser, missing: &missing });
                }
            }
        }
        if engines.is_empty() {
            notify(RunNotice::ReferenceOnly);
        }
        let reference = ProfileChoice::default_of(EngineKind::Reference);
        engines.extend(self.with_profiles(&reference, EngineSource::Reference)?);
        Ok(engines)
    }

    /// Returns how sessions of a browser start, or what it lacks.
    async fn source(
        &self,
        browser: Browser,
        notify: NoticeSink<'_>,
    ) -> Result<BrowserState, FindEnginesError> {
        let mut running = self.options.webdriver_urls.iter();
        let running = running.find(|driver| driver.engine == browser.kind());
        if let Some(RunningDriver { url, .. }) = running {
            let driver = DriverSource::Running { browser, url: url.clone() };
            return Ok(BrowserState::Ready(self.browser_source(
                browser,
                driver,
                EngineVersion::default(),
            )));
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
            Some(driver) => BrowserState::Ready(self.browser_source(
                browser,
                DriverSource::Installed(driver),
                installed,
            )),
            None => BrowserState::Incomplete(missing),
        })
    }

    fn browser_source(
        &self,
        browser: Browser,
        driver: DriverSource,
        installed: EngineVersion,
    ) -> EngineSource {
        EngineSource::Browser(Box::new(BrowserSource {
            driver,
            window_mode: if self.options.headed {
                WindowMode::Headed
            } else {
                WindowMode::Headless
            },
            reasons: ReasonCollection::Off,
            installed,
            work_dir: self.work_dir.clone(),
            reach: matches!(browser, Browser::Safari).then(|| ReachSource {
                script: ReachScript {
                    script: self.root.join(REACH_SCRIPT),
                    state: self.root.join(REACH_STATE),
                },
                report: self.work_dir.with_file_name(REACH_REPORT),
            }),
        }))
    }

    fn with_profiles(
        &self,
        choice: &ProfileChoice,
        source: EngineSource,
    ) -> Result<Vec<ReadyEngine>, FindEnginesError> {
        let profiles = choice.profiles(&self.matrix.profiles)?.into_iter();
        let engine =
            |profile: &Profile| ReadyEngine { profile: profile.clone(), source: source.clone() };
        Ok(profiles.map(engine).collect())
    }
}

/// Whether a browser can start sessions.
enum BrowserState {
    /// It lacks this.
    Incomplete(String),
    /// It can, in this way.
    Ready(EngineSource),
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
