//! WebDriver BiDi, by which Lightpanda is driven, and Firefox without geckodriver.
//!
//! Spec: [WebDriver BiDi](https://w3c.github.io/webdriver-bidi/).

mod client;
mod connection;
mod firefox;
mod lightpanda;
mod values;

pub(crate) use client::BidiClient;
pub(crate) use firefox::{start_firefox, write_firefox_prefs};
pub(crate) use lightpanda::start_lightpanda;
