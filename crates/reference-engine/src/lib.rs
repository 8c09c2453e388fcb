//! The `reference` engine: the model of the standards as a user agent with real connections.
//!
//! A [`Reference`] loads documents in two windows, follows the instructions that a browser's
//! scripts follow, makes real requests through a SOCKS5 proxy and keeps a cookie jar. Every
//! decision on the way is one of `spec_model`, asked as `oracle` asks it for predictions: what is
//! seen of this engine must be what was predicted.
//!
//! It never decides anything itself, and its clock stands still but for [`Reference::pass`].
//!
//! ```no_run
//! use reference_engine::Reference;
//! use spec_model::EngineModel;
//!
//! # async fn example(
//! #     proxy: std::net::SocketAddr,
//! #     authority: &tokio_rustls::rustls::pki_types::CertificateDer<'static>,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! let mut engine = Reference::new(EngineModel::standard(), proxy, authority)?;
//! engine.open(&"https://www.example.com/".parse()?, &"https://api.example.com/".parse()?).await?;
//! for cookie in engine.read_jar() {
//!     println!("{} of {}", cookie.name, cookie.domain);
//! }
//! engine.stop().await;
//! # Ok(())
//! # }
//! ```

mod agent;
mod engine;
mod error;
mod http;
mod markup;
mod sitting;
mod task;

pub use engine::Reference;
pub use error::ReferenceError;
