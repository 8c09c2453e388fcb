//! Why a session does not start, and why a batch cannot be played.

use std::io;

use browser_driver::{
    Browser, GridError, JarError, LaunchError, OpenError, ReachError, WebDriverError,
};
use fixture_server::{BatchLoadError, ChannelError};
use reference_engine::ReferenceError;

use run_model::plan::ShapeNo;

use crate::observe::HarnessFault;

/// A session could not be started.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum SessionStartError {
    #[error("failed to ask the grid for its slots")]
    Grid(#[source] GridError),
    #[error("failed to launch a browser")]
    Launch(#[from] LaunchError),
    #[error("the grid has no free slot for {browser}; {all} of its slots are for it")]
    NoFreeSlot { browser: Browser, all: usize },
    #[error("failed to start the reference engine")]
    Reference(#[from] ReferenceError),
    #[error("failed to lead the browser to the fixture servers")]
    Reach(#[from] ReachError),
    #[error("failed to write by which way the browser reaches each origin")]
    ReachReport(#[source] io::Error),
    #[error("failed to open a way from the browser to the fixture servers")]
    FixtureSession(#[source] io::Error),
}

/// A batch could not be played or not be believed.
#[derive(Debug, thiserror::Error)]
pub enum BatchRunError {
    /// The document on a channel is another one than was sent there.
    #[error("the {document} document is `{shown}` in place of `{wanted}`")]
    Elsewhere {
        /// `page` or `probe`.
        document: &'static str,
        /// Where it should be.
        wanted: String,
        /// Where it is.
        shown: String,
    },
    /// The clock of the harness and that of the page differ.
    #[error("the page's clock is {seconds} s ahead of the harness's; did one of them change?")]
    ClockOff {
        /// How far it is ahead; behind where negative.
        seconds: i64,
    },
    /// The evidence contradicts itself or a control failed.
    #[error("the evidence cannot be believed")]
    Fault(#[from] HarnessFault),
    /// The jar could not be emptied or read.
    #[error("the jar could not be emptied or read")]
    Jar(#[source] Box<JarError>),
    /// Neither way leads the browser to an origin of the batch.
    #[error("the browser does not reach `{origin}`; the run's folder says by which way it tried")]
    NotReached {
        /// The origin.
        origin: String,
    },
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
    Load(#[from] BatchLoadError),
    /// The documents could not be opened.
    #[error("the documents could not be opened")]
    Open(#[source] Box<OpenError>),
    /// The user's answer to a request for storage access could not be set.
    #[error("failed to set the storage-access permission")]
    Permission(#[source] WebDriverError),
    /// A document did not answer as it must.
    #[error("a document did not answer as it must")]
    Protocol(#[from] ChannelError),
    /// A document was to be given storage access, and has none.
    #[error("the page asked for storage access, which was granted, and has none: {rejected}")]
    NoStorageAccess {
        /// The exception that it was told, or what else shows it.
        rejected: String,
    },
    /// Cookies are younger than they were to be.
    #[error("cookies were to be {wanted} s old, and {passed} s have passed")]
    NotAged {
        /// How old the oldest was to be.
        wanted: u16,
        /// How much time passed.
        passed: i64,
    },
    /// A batch of the session had this number before: their cookies could not be told apart.
    #[error("a batch before had the number {number:x}, or a higher one")]
    NumberUsed {
        /// The batch's number.
        number: u32,
    },
    /// The engine's own reasons could not be read.
    #[error("the engine's own reasons could not be read")]
    Reasons(#[source] WebDriverError),
    /// The document on a channel has another origin than it was to have.
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
    /// The session is gone.
    #[error("the session was lost while the batch was played")]
    SessionLost(#[source] GridError),
    /// A request of a shape came where it is not played: it was made, though the log does not have
    /// it.
    #[error("a request of a shape went astray: `{request}`")]
    Stray {
        /// Its method and URL.
        request: String,
    },
}

impl From<JarError> for BatchRunError {
    fn from(error: JarError) -> Self {
        Self::Jar(Box::new(error))
    }
}

impl From<OpenError> for BatchRunError {
    fn from(error: OpenError) -> Self {
        Self::Open(Box::new(error))
    }
}
