//! Sessions that play batches: a browser between fixture server and driver, or the `reference`
//! engine.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use browser_driver::{
    BrowserProxy, BrowserSession, DriverSource, HttpsUpgrades, LaunchOptions, ReachScript,
    ReachSettings, ReasonCollection, RemoteDriver, SystemReach, WindowMode,
};
use fixture_server::{FixtureServers, FixtureSession, ProxyDoor};
use matrix::Profile;
use mutations::{HarnessMutation, mutated};
use reference_engine::ReferenceEngine;
use run_model::UnixTime;
use run_model::evidence::BatchEvidence;
use run_model::plan::{BatchId, BatchScript};
use run_model::results::{EngineVersion, STAND_IN};
use url::Url;

use crate::batch_run;
use crate::clock::AgeingTime;
use crate::engine_session::EngineSession;
use crate::error::{BatchRunError, SessionStartError};
use crate::mutated_evidence;
use crate::reach_table::ReachTable;
use crate::visit_run;

/// An engine that is ready to start sessions.
#[derive(Debug)]
pub struct EngineLauncher {
    /// What it is configured as.
    pub profile: Profile,
    /// What its sessions are.
    pub source: EngineSource,
    /// The servers that its sessions talk to.
    pub servers: Arc<FixtureServers>,
}

/// What an engine's sessions are.
#[derive(Clone, Debug)]
pub enum EngineSource {
    /// By launching a browser.
    Browser(Box<BrowserSource>),
    /// By playing the model.
    Reference,
}

/// How a browser is launched.
#[derive(Clone, Debug)]
pub struct BrowserSource {
    /// Browser and driver.
    pub driver: DriverSource,
    /// Whether a person can see it.
    pub window_mode: WindowMode,
    /// Whether its own reasons are collected.
    pub reasons: ReasonCollection,
    /// What is known of driver and parts before it runs.
    pub installed: EngineVersion,
    /// Where user data and logs go.
    pub work_dir: PathBuf,
    /// By which proxy it reaches the servers.
    pub route: BrowserRoute,
    /// How it is led to the servers, where its driver does not do that.
    pub reach: Option<ReachSource>,
}

/// By which proxy a browser reaches the servers.
#[derive(Clone, Debug, Default)]
pub enum BrowserRoute {
    /// Its driver gives it one that speaks HTTP.
    Http,
    /// Its driver gives it one that speaks SOCKS5.
    #[default]
    Socks5,
    /// A tunnel leads it to one at this door, which one session uses at a time.
    Tunnel(ProxyDoor),
}

/// How a browser is led to the servers by the system's settings.
#[derive(Clone, Debug)]
pub struct ReachSource {
    /// What sets them.
    pub script: ReachScript,
    /// The file that says by which way the browser reaches each origin.
    pub report: PathBuf,
}

impl EngineLauncher {
    pub(crate) async fn start(&self) -> Result<SessionPair, SessionStartError> {
        self.check_room().await?;
        let source = match &self.source {
            EngineSource::Browser(source) => source.reach.as_ref(),
            EngineSource::Reference => None,
        };
        let opened = match (source, self.route()) {
            (Some(_), _) => self.servers.open_system_session().await,
            (None, BrowserRoute::Tunnel(door)) => {
                self.servers.open_tunnel_session(door.clone()).await
            }
            (None, BrowserRoute::Http | BrowserRoute::Socks5) => self.servers.open_session().await,
        };
        let mut fixture = opened.map_err(SessionStartError::FixtureSession)?;
        let mut closed = Vec::new();
        let reach = match (source, fixture.pac_url()) {
            (Some(source), Some(pac)) => {
                // The driver accepts every certificate.
                let hosts_lines = &fixture.hosts_lines();
                let settings = ReachSettings { pac, hosts_lines, root: None };
                let reach = source.script.up(&settings).await?;
                closed = fixture.open_doors().await;
                Some(reach)
            }
            (_, _) => None,
        };
        let mut engine = match &self.source {
            EngineSource::Browser(source) => {
                let options = LaunchOptions::new(
                    self.profile.clone(),
                    fixture.proxy(),
                    source.work_dir.clone(),
                );
                let options = LaunchOptions {
                    proxy: match source.route {
                        BrowserRoute::Http => BrowserProxy::Http(fixture.proxy()),
                        BrowserRoute::Socks5 => BrowserProxy::Socks5(fixture.proxy()),
                        BrowserRoute::Tunnel(_) => BrowserProxy::None,
                    },
                    window_mode: source.window_mode,
                    reasons: source.reasons,
                    https_upgrades: HttpsUpgrades::AsShipped,
                    ..options
                };
                EngineSession::Browser(Box::new(
                    BrowserSession::launch(source.driver.clone(), options).await?,
                ))
            }
            EngineSource::Reference => EngineSession::Reference(Box::new(ReferenceEngine::new(
                self.profile.model,
                fixture.proxy(),
                self.servers.authority(),
            )?)),
        };
        let unreached = match (source, &mut engine) {
            (Some(source), EngineSession::Browser(browser)) => {
                let origins = self.servers.directory().into_iter().map(|(origin, _)| origin);
                let table = ReachTable::of(browser, &fixture, origins, closed).await;
                fs::write(&source.report, table.text()).map_err(SessionStartError::ReachReport)?;
                table.unreached()
            }
            (_, _) => Vec::new(),
        };
        Ok(SessionPair { engine, fixture, unreached, reach, last_batch: None })
    }

    /// Checks that a grid has room for a session.
    async fn check_room(&self) -> Result<(), SessionStartError> {
        let Some(remote) = self.remote() else { return Ok(()) };
        let Some(grid) = &remote.grid else { return Ok(()) };
        let status = grid.status().await.map_err(SessionStartError::Grid)?;
        let slots = status.unwrap_or_default().slots(remote.browser);
        if slots.free > 0 {
            return Ok(());
        }
        Err(SessionStartError::NoFreeSlot { browser: remote.browser, all: slots.all })
    }

    /// Returns whether a session may start when it is tried again later.
    pub(crate) fn may_pass(&self, error: &SessionStartError) -> bool {
        let is_of_grid = self.remote().is_some_and(|remote| remote.grid.is_some());
        match error {
            SessionStartError::NoFreeSlot { .. } => true,
            SessionStartError::Launch(error) => is_of_grid && error.may_pass_on_a_grid(),
            _ => false,
        }
    }

    /// Returns how many sessions it may have at once, as far as that is limited.
    pub(crate) fn session_limit(&self) -> SessionLimit {
        match &self.source {
            EngineSource::Browser(source) => match &source.driver {
                _ if matches!(source.route, BrowserRoute::Tunnel(_)) => SessionLimit::One,
                DriverSource::Running(remote) if remote.grid.is_some() => SessionLimit::Slots,
                DriverSource::Running(_) => SessionLimit::One,
                DriverSource::Installed(_) if source.reach.is_some() => SessionLimit::One,
                DriverSource::Installed(_) => SessionLimit::None,
            },
            EngineSource::Reference => SessionLimit::None,
        }
    }

    fn route(&self) -> &BrowserRoute {
        match &self.source {
            EngineSource::Browser(source) => &source.route,
            EngineSource::Reference => &BrowserRoute::Socks5,
        }
    }

    fn remote(&self) -> Option<&RemoteDriver> {
        match &self.source {
            EngineSource::Browser(source) => match &source.driver {
                DriverSource::Running(remote) => Some(remote),
                DriverSource::Installed(_) => None,
            },
            EngineSource::Reference => None,
        }
    }

    /// Returns what a session of this engine runs.
    pub(crate) fn version(&self, pair: &SessionPair) -> EngineVersion {
        match (&self.source, pair.engine()) {
            (EngineSource::Browser(source), EngineSession::Browser(browser)) => EngineVersion {
                browser: {
                    let name = match source.installed.browser.as_str() {
                        "" => self.profile.engine.name(),
                        installed => installed,
                    };
                    let version = browser.version();
                    if browser.is_stand_in() {
                        format!("{name} {version} {STAND_IN}")
                    } else {
                        format!("{name} {version}")
                    }
                },
                driver: match &source.installed.driver {
                    None => browser.driver_version().map(str::to_owned),
                    installed => installed.clone(),
                },
                parts: source.installed.parts.clone(),
            },
            (_, _) => EngineVersion {
                browser: ReferenceEngine::version().to_owned(),
                ..EngineVersion::default()
            },
        }
    }
}

/// What limits the sessions of an engine at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionLimit {
    /// Nothing but the machine.
    None,
    /// They come one after the other: geckodriver gives but one at a time, no further driver can be
    /// started beside one that runs already, and tunnels and the system's settings lead to one
    /// session.
    One,
    /// The slots of a grid.
    Slots,
}

/// A session that plays: a user agent and its own way to the fixture servers.
#[derive(Debug)]
pub(crate) struct SessionPair {
    engine: EngineSession,
    fixture: FixtureSession,
    /// The origins that the browser does not reach.
    unreached: Vec<Url>,
    /// The system's settings, put back when the session has ended.
    reach: Option<SystemReach>,
    last_batch: Option<BatchId>,
}

impl SessionPair {
    /// Returns the time as its user agent has it.
    pub(crate) fn now(&self) -> UnixTime {
        let UnixTime(now) = self.engine.now();
        if mutated(HarnessMutation::ClockHourBehind) {
            return UnixTime(now - 60 * 60);
        }
        if mutated(HarnessMutation::ClockDayBehind) {
            return UnixTime(now - 24 * 60 * 60);
        }
        UnixTime(now)
    }

    /// Returns how many HTTP requests have reached its servers so far.
    pub(crate) fn requests(&self) -> u64 {
        self.fixture.requests()
    }

    pub(crate) async fn play(
        &mut self,
        batch: &BatchScript,
    ) -> Result<BatchEvidence, BatchRunError> {
        if self.last_batch.is_some_and(|last| last >= batch.id) {
            return Err(BatchRunError::NumberUsed { number: batch.id.0 });
        }
        self.last_batch = Some(batch.id);
        self.check_reach(batch)?;
        let lost = self.engine.lost();
        let playing = async {
            match &mut self.engine {
                EngineSession::Browser(browser) if browser.has_one_window() => {
                    visit_run::run_driven(browser, &mut self.fixture, batch).await
                }
                engine => batch_run::run(engine, &mut self.fixture, batch).await,
            }
        };
        // Documents of a node that is gone are silent, which takes minutes to notice.
        let mut evidence = tokio::select! {
            played = playing => played?,
            error = lost => return Err(BatchRunError::SessionLost(error)),
        };
        mutated_evidence::spoil(&mut evidence);
        Ok(evidence)
    }

    /// Checks that the browser reaches what a batch needs: what does not arrive is no observation.
    fn check_reach(&self, batch: &BatchScript) -> Result<(), BatchRunError> {
        match batch.origins().find(|origin| self.unreached.contains(origin)) {
            Some(origin) => Err(BatchRunError::NotReached { origin: origin.to_string() }),
            None => Ok(()),
        }
    }

    pub(crate) fn parts(&mut self) -> (&mut EngineSession, &mut FixtureSession) {
        (&mut self.engine, &mut self.fixture)
    }

    pub(crate) fn engine(&self) -> &EngineSession {
        &self.engine
    }

    /// Returns the node of the grid that its browser runs on.
    pub(crate) async fn node(&self) -> Option<String> {
        match &self.engine {
            EngineSession::Browser(browser) => browser.node().await,
            EngineSession::Reference(_) => None,
        }
    }

    /// Ends the session; returns the names that were asked for and are no fixture's.
    pub(crate) async fn stop(self) -> BTreeMap<String, u64> {
        self.engine.stop().await;
        let refused = self.fixture.refused();
        self.fixture.stop().await;
        drop(self.reach);
        refused
    }
}
