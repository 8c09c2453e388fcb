//! Paired fixture servers on virtual hosts and ports, behind a name router of each browser's own.
//!
//! A browser is started with a [`FixtureSession`]'s SOCKS5 proxy. Through it every virtual origin
//! is where a URL says it is (`https://www.example.com`, `http://localhost:3000`), and nothing else
//! is anywhere: no name is resolved, and what the browser calls besides is refused and counted. The
//! proxy hands a connection itself to the server that it is for, so each request is known to be of
//! that session, and is copied nowhere on its way.
//!
//! Ports are ephemeral ones of 127.0.0.1, with three exceptions. Some browsers take no proxy from
//! their driver: for these, [`FixtureServers::open_system_session`] opens the origins' own ports on
//! addresses of this machine. [`FixtureServers::open_tunnel_session`] has its proxy listen at the
//! address that it is given, and [`FixtureServers::open_network_visit`] serves on the sockets that
//! it is given.
//!
//! Under `/{session}` each origin serves, with all numbers in lower-case hexadecimal:
//!
//! | path | what |
//! | --- | --- |
//! | `page`, `frame/{depth}` | the documents of the loaded topology; the innermost is the *page*, which makes the requests |
//! | `probe` | the first-party document, the *probe* |
//! | `channel/page`, `channel/probe` | where the two report and are told what to do next ([`run_model::protocol`]) |
//! | `arrival` | shows by which way a browser reaches the origin |
//! | `visit`, `visited` | the documents with which a visit begins and ends |
//! | `lead` | where the one window of a visit asks where it is to be |
//! | `expiry/{batch}` | expires the cookies of a batch, where no driver empties the jar |
//! | `worker` | the script of the page's workers |
//! | `{batch}/{shape}/set` | a shape's own request and its preflight, answered as the batch's script says |
//! | `{batch}/{shape}/then` | the request that is answered with second lines, always allowed |
//! | `{batch}/{shape}/echo` | the follow-up, always allowed |
//! | `…/set/{hop}`, `…/echo/{hop}` | the further URLs of their lists, in decimal; behind the last, where a preflight is redirected to |
//! | `…/set/about/{word}`, `…/echo/about/{word}` | answers once the request has arrived or a document landed, and leads there by a refresh |
//! | `{batch}/{shape}/control` | the control's cookies |
//!
//! Documents of `http` have the query `http`. By it a browser that turned to `https` is led back.
//!
//! A body is the nonce, or what the means of a shape's request can use: an image, a font, a
//! document that tells of its landing. All other requests are stray ones, and so are those on an
//! origin that they do not belong to; what `/` shows to people is apart from all this.
//!
//! The crate cannot name the model of the standards, and must never learn what an answer ought to
//! be.
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! use fixture_server::FixtureServers;
//!
//! let page = "https://www.example.com".parse()?;
//! let target = "http://localhost:3000".parse()?;
//! let servers = FixtureServers::start(&[page, target]).await?;
//! let session = servers.open_session().await?;
//! // Start a browser with this proxy, then: load, hello, and for each shape play, probe,
//! // take_exchanges.
//! assert!(session.proxy().ip().is_loopback());
//! session.stop().await;
//! servers.stop().await;
//! # Ok(()) }).map_err(|error: Box<dyn std::error::Error>| error)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod content;
mod cors_permission;
mod document_channel;
mod document_endpoints;
mod endpoints;
mod exchange_log;
mod fixture_response;
mod http_proxy;
mod mutated_answer;
mod name_router;
mod origin_server;
mod pages;
mod paths;
mod playground;
mod progress;
mod proxy_entrance;
mod proxy_login;
mod random_token;
mod request_context;
mod session;
mod session_state;
mod step_down;
mod system_nets;
mod virtual_origin;
mod visit;
mod visit_endpoints;

pub use batch::BatchLoadError;
pub use document_channel::{ChannelError, ExpectedMessage, MessageKind, ReceivedMessage};
pub use loopback::{CertificateError, HttpVersions};
pub use origin_server::{FixtureServers, FixtureStartError};
pub use proxy_login::{ProxyDoor, ProxyLogin};
pub use run_model::protocol::{DocumentInfo, StorageAccessReport};
pub use session::{FixtureSession, PageHello, ProbeHello};
pub use system_nets::NetworkEntrance;
