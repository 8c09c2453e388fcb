//! Paired fixture servers on virtual hosts and ports, behind a name router of each browser's own.
//!
//! A browser is started with a [`Session`]'s SOCKS5 proxy. Through it every virtual origin is where a URL says it is
//! (`https://www.example.com`, `http://localhost:3000`), and nothing else is anywhere: no name is resolved, no fixed port is opened,
//! and what the browser calls besides is refused and counted. The proxy hands a connection itself to the server that it is for, so
//! each request is known to be of that session, and is copied nowhere on its way.
//!
//! Under `/{session}` each origin serves, with all numbers in lower-case hexadecimal:
//!
//! | path | what |
//! | --- | --- |
//! | `page`, `frame/{depth}` | the documents of the loaded topology; the innermost is the *page*, which makes the requests |
//! | `probe` | the first-party document, the *probe* |
//! | `desk/page`, `desk/probe` | where the two report and are told what to do next ([`run_model::protocol`]) |
//! | `{batch}/{shape}/set` | a shape's own request and its preflight, answered as the batch's script says |
//! | `{batch}/{shape}/echo` | the follow-up, always allowed |
//! | `{batch}/{shape}/control` | the control's cookies |
//!
//! The body of the last three is the nonce. All other paths are stray requests, but for what `/` shows to people.
//!
//! The crate cannot name the model of the standards, and must never learn what an answer ought to be.
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! use fixture_server::FixtureServers;
//!
//! let page = "https://www.example.com".parse()?;
//! let target = "http://localhost:3000".parse()?;
//! let servers = FixtureServers::start(&[page, target]).await?;
//! let session = servers.open_session().await?;
//! // Start a browser with this proxy, then: load, hello, and for each shape play, probe, take_exchanges.
//! assert!(session.proxy().ip().is_loopback());
//! session.stop().await;
//! servers.stop().await;
//! # Ok(()) }).map_err(|error: Box<dyn std::error::Error>| error)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod by_hand;
mod content;
mod desk;
mod endpoints;
mod happenings;
mod log;
mod origin;
mod pages;
mod paths;
mod raw;
mod router;
mod servers;
mod session;
mod state;

pub use batch::LoadError;
pub use desk::{Awaited, Came, CameWhat, DeskError};
pub use name_router::{CertificateError, Protocols};
pub use run_model::protocol::{Greeting, StorageAccessReport};
pub use servers::{FixtureServers, StartError};
pub use session::{PageHello, ProbeHello, Session};
