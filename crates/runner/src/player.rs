//! Sessions that play batches: a browser between fixture server and driver, or the `reference`
//! engine.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use browser_driver::{
    BrowserSession, CommandError, Display, DriverSource, JarError, LaunchError, LaunchOptions,
    OpenError, Reasons,
};
use fixture_server::{DeskError, FixtureServers, LoadError, Session};
use matrix::Profile;
use reference_engine::{ReferenceEngine, ReferenceError};
use run_model::UnixTime;
use run_model::evidence::BatchEvidence;
use run_model::plan::{Batch, ShapeNo};
use run_model::results::EngineVersion;

use crate::agent::UserAgent;
use crate::conduct;
use crate::observe::Fault;

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
    pub display: Display,
    /// Whether its own reasons are collected.
    pub reasons: Reasons,
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
                let options =
                    LaunchOptions { display: source.display, reasons: source.reasons, ..options };
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

/// A session could not be started.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum StartError {
    #[error("failed to launch a browser")]
    Launch(#[from] LaunchError),
    #[error("failed to start the reference engine")]
    Reference(#[from] ReferenceError),
    #[error("failed to open a way from the browser to the fixture servers")]
    Stage(#[source] io::Error),
}

/// A batch could not be played or not be believed.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// The document at a desk is another one than was sent there.
    #[error("the {document} document is `{shown}` in place of `{wanted}`")]
    Elsewhere {
        /// `page` or `probe`.
        document: &'static str,
        /// Where it should be.
        wanted: String,
        /// Where it is.
        shown: String,
    },
    /// The evidence contradicts itself or a control failed.
    #[error("the evidence cannot be believed")]
    Fault(#[from] Fault),
    /// The jar could not be emptied or read.
    #[error("the jar could not be emptied or read")]
    Jar(#[source] Box<JarError>),
    /// The jar held cookies before the batch began.
    #[error("the batch began with cookies: `{cookies}`")]
    JarNotEmpty {
        /// They, as a document or request showed them.
        cookies: String,
    },
    /// A request of a shape came when the shape had been played.
    #[error("a request of shape {} came when the shape had been played", shape.0)]
    Late {
        /// The shape.
        shape: ShapeNo,
    },
    /// The batch cannot be served.
    #[error("the batch cannot be served")]
    Load(#[from] LoadError),
    /// The documents could not be opened.
    #[error("the documents could not be opened")]
    Open(#[source] Box<OpenError>),
    /// What the user says could not be told to the browser.
    #[error("what the user says to a request for storage access could not be told to the browser")]
    Permission(#[source] CommandError),
    /// A document did not answer as it must.
    #[error("a document did not answer as it must")]
    Protocol(#[from] DeskError),
    /// A document was to be given storage access, and has none.
    #[error("the page asked for storage access, which was granted, and has none: {rejected}")]
    NoStorageAccess {
        /// The exception that it was told, or what else shows it.
        rejected: String,
    },
    /// The engine's own reasons could not be read.
    #[error("the engine's own reasons could not be read")]
    Reasons(#[source] CommandError),
    /// The document at a desk has another origin than it was to have.
    #[error("the origin of the {document} document is `{shown}` in place of `{wanted}`")]
    Origin {
        /// `page` or `probe`.
        document: &'static str,
        /// What it should be.
        wanted: String,
        /// What it is.
        shown: String,
    },
    /// The model could not play.
    #[error("the model could not play")]
    Reference(#[from] ReferenceError),
    /// A request of a shape came where it is not played: it was made, though the log does not have
    /// it.
    #[error("a request of a shape went astray: `{request}`")]
    Stray {
        /// Its method and URL.
        request: String,
    },
}

impl From<JarError> for PlayError {
    fn from(error: JarError) -> Self {
        Self::Jar(Box::new(error))
    }
}

impl From<OpenError> for PlayError {
    fn from(error: OpenError) -> Self {
        Self::Open(Box::new(error))
    }
}

/// A session that plays: a user agent and its own way to the fixture servers.
#[derive(Debug)]
pub(crate) struct Player {
    agent: UserAgent,
    stage: Session,
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

    pub(crate) async fn play(&mut self, batch: &Batch) -> Result<BatchEvidence, PlayError> {
        conduct::play(&mut self.agent, &mut self.stage, batch).await
    }

    pub(crate) fn parts(&mut self) -> (&mut UserAgent, &mut Session) {
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
