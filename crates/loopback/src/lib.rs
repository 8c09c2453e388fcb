//! What stands between a browser and the servers of this machine: sockets on 127.0.0.1, a SOCKS5
//! handshake, a certificate authority, and octets that HTTP libraries refuse in header fields.
//!
//! A browser that is started with a SOCKS5 proxy resolves no name itself. Whoever runs the proxy
//! decides where a [`Place`] leads. Requests for any other place are refused and counted in a
//! [`Tally`]. The browser accepts the certificates that an [`Authority`] signs for any host.
//!
//! An [`EscapingStream`] carries control characters past such a library. This crate speaks no HTTP
//! itself, and opens no socket outside 127.0.0.1.
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! use std::sync::Arc;
//! use loopback::{Listener, Place, Tally, lead};
//!
//! let refused = Arc::new(Tally::default());
//! let router = Listener::bind(move |mut stream| {
//!     let refused = Arc::clone(&refused);
//!     async move {
//!         let known = |place: &Place| (place.host() == "www.example.com").then(|| place.clone());
//!         if let Ok(Some(place)) = lead(&mut stream, &refused, known).await {
//!             println!("a stream for {place}");
//!         }
//!     }
//! })
//! .await?;
//! assert!(router.address().ip().is_loopback());
//! router.stop().await;
//! # Ok::<(), std::io::Error>(()) })?;
//! # Ok::<(), std::io::Error>(())
//! ```

mod authority;
mod escaping_stream;
mod field_escapes;
mod listener;
mod place;
mod socks;
mod tally;

pub use authority::{Authority, CertificateError, Protocols};
pub use escaping_stream::EscapingStream;
pub use field_escapes::{escaped, unescaped};
pub use listener::Listener;
pub use place::Place;
pub use socks::lead;
pub use tally::Tally;
