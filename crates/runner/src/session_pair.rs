//! Sessions that play batches: a browser between fixture server and driver, or the `reference`
//! engine.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use browser_driver::{BrowserSession, DriverSource, LaunchOptions, ReasonCollection, WindowMode};
use fixture_server::{FixtureServers, FixtureSession};
use matrix::Profile;
use reference_engine::ReferenceEngine;
use run_model::UnixTime;
use run_model::evidence::BatchEvidence;
use run_model::plan::BatchScript;
use run_model::results::EngineVersion;

use crate::batch_run;
use crate::engine_session::UserAgent;
use crate::error::{PlayError, StartError};

/// An engine that is ready to start sessions.
#[derive(Debug)]
pub struct Engine {
    /// What it is configured as.
    pub profile: Profile,
    /// How its sessions are had.
    pub source: EngineSource,
    /// The servers that its sessions talk to.
    pub servers: Arc<FixtureServers>,
}

/// How an engine's sessions are had.
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
}

impl Engine {
    pub(crate) async fn start(&self) -> Result<Player, StartError> {
        let stage = self.servers.open_session().await.map_err(StartError::Stage)?;
        let agent = match &self.source {
            EngineSource::Browser(source) => {
                let options = LaunchOptions::new(
                    self.profile.clone(),
                    stage.proxy(),
                    source.work_dir.clone(),
                );
                let options = LaunchOptions {
                    window_mode: source.window_mode,
                    reasons: source.reasons,
                    ..options
                };
                UserAgent::Browser(Box::new(
                    BrowserSession::launch(source.driver.clone(), options).await?,
                ))
            }
            EngineSource::Reference => UserAgent::Reference(Box::new(ReferenceEngine::new(
                self.profile.model,
                stage.proxy(),
                self.servers.authority(),
            )?)),
        };
        Ok(Player { agent, stage })
    }

    /// Returns whether its sessions must come one after the other: geckodriver gives but one at a
    /// time, and no further driver can be started beside one that runs already.
    pub(crate) fn has_one_session(&self) -> bool {
        match &self.source {
            EngineSource::Browser(source) => matches!(source.driver, DriverSource::Running { .. }),
            EngineSource::Reference => false,
        }
    }

    /// Returns what a session of this engine runs.
    pub(crate) fn version(&self, player: &Player) -> EngineVersion {
        match (&self.source, player.agent()) {
            (EngineSource::Browser(source), UserAgent::Browser(browser)) => EngineVersion {
                browser: format!("{} {}", self.profile.engine, browser.version()),
                ..source.installed.clone()
            },
            (_, _) => EngineVersion {
                browser: ReferenceEngine::version().to_owned(),
                ..EngineVersion::default()
            },
        }
    }
}

/// A session that plays: a user agent and its own way to the fixture servers.
#[derive(Debug)]
pub(crate) struct Player {
    agent: UserAgent,
    stage: FixtureSession,
}

impl Player {
    /// Returns the time as its user agent has it.
    pub(crate) fn now(&self) -> UnixTime {
        self.agent.now()
    }

    /// Returns how many HTTP requests have reached its servers so far.
    pub(crate) fn requests(&self) -> u64 {
        self.stage.requests()
    }

    pub(crate) async fn play(&mut self, batch: &BatchScript) -> Result<BatchEvidence, PlayError> {
        batch_run::run(&mut self.agent, &mut self.stage, batch).await
    }

    pub(crate) fn parts(&mut self) -> (&mut UserAgent, &mut FixtureSession) {
        (&mut self.agent, &mut self.stage)
    }

    pub(crate) fn agent(&self) -> &UserAgent {
        &self.agent
    }

    /// Ends the session; returns the names that were asked for and are no fixture's.
    pub(crate) async fn stop(self) -> BTreeMap<String, u64> {
        self.agent.stop().await;
        let refused = self.stage.refused();
        self.stage.stop().await;
        refused
    }
}
