//! The servers as a browser and the runner see them: through a proxy, over loopback, without a
//! browser.

#![expect(clippy::unwrap_used, reason = "what the tests share is test code too")]

mod channels;
mod client;
mod documents;
mod exchanges;
mod http_proxy;
mod lifetime;
mod load;
mod names;
mod playground;
mod redirects;
mod stage;
mod stray_requests;
mod system;
mod visits;
