//! The servers as a browser and its conductor see them: through a proxy, over loopback, without a browser.

mod client;
mod desks;
mod exchanges;
mod lifetime;
mod names;
mod stage;
