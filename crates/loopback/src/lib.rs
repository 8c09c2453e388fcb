//! What stands between a browser and the servers of this machine: listening sockets, a SOCKS5
//! handshake, a certificate authority, and octets and names that HTTP libraries refuse in header
//! fields.
//!
//! A browser that is started with a SOCKS5 proxy resolves no name itself. Whoever runs the proxy
//! decides where a [`HostPort`] leads. Requests for any other place are refused and counted in a
//! [`NameCounts`]. The browser accepts the certificates that a [`CertificateAuthority`] signs for
//! any host.
//!
//! An [`EscapingStream`] carries control characters, and names in upper case, past such a library.
//! This crate speaks no HTTP itself. Its own sockets are on 127.0.0.1; [`TaskListener::of`] serves
//! on one that it is given.
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! use std::sync::Arc;
//! use loopback::{HostPort, TaskListener, NameCounts, accept_socks5};
//!
//! let refused = Arc::new(NameCounts::default());
//! let router = TaskListener::bind(move |mut stream| {
//!     let refused = Arc::clone(&refused);
//!     async move {
//!         let known = |place: &HostPort| {
//!             (place.host() == "www.example.com").then(|| place.clone())
//!         };
//!         if let Ok(Some(place)) = accept_socks5(&mut stream, &refused, known).await {
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

mod certificates;
mod clock;
mod escaping_stream;
mod field_escapes;
mod header_room;
mod host_acceptors;
mod host_port;
mod listener;
mod name_counts;
mod socks;

pub use certificates::{CertificateAuthority, CertificateError, HttpVersions};
pub use clock::since_epoch;
pub use escaping_stream::EscapingStream;
pub use field_escapes::{escaped, escaped_name, unescaped};
pub use header_room::{MAX_HEADER_BYTES, MAX_HEADER_FIELDS};
pub use host_acceptors::{HostAcceptors, HostConnection};
pub use host_port::HostPort;
pub use listener::TaskListener;
pub use name_counts::NameCounts;
pub use socks::{accept_socks5, serve_socks5};
