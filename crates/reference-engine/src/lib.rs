//! The `reference` engine: the model of the standards as a user agent with real connections.
//!
//! A [`ReferenceEngine`] loads documents in two windows, follows the instructions that a browser's
//! scripts follow, makes real requests through a SOCKS5 proxy and keeps a cookie jar. Every
//! decision on the way is one of `spec_model`, asked as `oracle` asks it for predictions: what is
//! seen of this engine must be what was predicted.
//!
//! It never decides anything itself, and its clock stands still but for [`ReferenceEngine::pass`].
//!
//! ```no_run
//! use reference_engine::ReferenceEngine;
//! use spec_model::EngineModel;
//!
//! # async fn example(
//! #     proxy: std::net::SocketAddr,
//! #     authority: &tokio_rustls::rustls::pki_types::CertificateDer<'static>,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! let mut engine = ReferenceEngine::new(EngineModel::standard(), proxy, authority)?;
//! engine.open(&"https://www.example.com/".parse()?, &"https://api.example.com/".parse()?).await?;
//! for cookie in engine.read_jar() {
//!     println!("{} of {}", cookie.name, cookie.domain);
//! }
//! engine.stop().await;
//! # Ok(())
//! # }
//! ```

mod abort_on_drop;
mod agent;
mod engine;
mod error;
mod http;
mod markup;
mod scripted_document;

pub use engine::ReferenceEngine;
pub use error::ReferenceError;
