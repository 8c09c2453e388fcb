//! Small sites with one typical fault each, to be found and mended: a page, and an API that it asks
//! with cookies ([`SampleApp`]); and flows through several sites, in which a cookie that one
//! response sets is missing from a later request ([`SampleFlow`]).
//!
//! What they are stands in `fixtures/apps`. They are served on ephemeral ports of 127.0.0.1; their
//! hosts are virtual, so that a client has to be told where they really are
//! ([`SampleServer::resolve`]), and no store vouches for their certificates.
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let apps = sample_apps::all()?;
//! let app = &apps[0];
//! let served = sample_apps::SampleServer::start(app).await?;
//! for (place, address) in served.resolve() {
//!     println!("--resolve {place}={address}");
//! }
//! served.stop().await;
//! # Ok(()) }).map_err(|error: Box<dyn std::error::Error>| error)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod app;
mod flow;
mod server;

pub use app::{PageScript, SampleApp, SampleResponse, all, read};
pub use flow::{SampleFlow, SampleRoute, flows, read_flows};
pub use server::{SampleServeError, SampleServer};
