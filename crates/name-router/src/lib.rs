//! A SOCKS5 name router on the loopback, and the certificate authority behind it: what stands
//! between a browser and the world.
//!
//! A browser that is started with a router as its proxy resolves no name itself. Where a [`Place`]
//! leads is for whoever runs the router to say; what leads nowhere is refused and counted in a
//! [`Tally`]. An [`Authority`] vouches for any host towards that browser.
//!
//! It knows no HTTP, and opens no socket but on 127.0.0.1.
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! use std::sync::Arc;
//! use name_router::{Listener, Place, Tally, lead};
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
mod listener;
mod place;
mod socks;
mod tally;

pub use authority::{Authority, CertificateError, Protocols};
pub use listener::Listener;
pub use place::Place;
pub use socks::lead;
pub use tally::Tally;
