//! WebDriver BiDi, by which Firefox is driven without geckodriver.
//!
//! Spec: [WebDriver BiDi](https://w3c.github.io/webdriver-bidi/).

mod client;
mod connection;
mod firefox;
mod values;

pub(crate) use client::BidiClient;
pub(crate) use firefox::{start_firefox, write_firefox_prefs};
