//! HAR 1.2: the archives of requests that browsers export and read.
//!
//! Reading asks for no more than is needed to know a request and its response, as exporters leave
//! out what they like; unknown parts are ignored. Writing gives everything that HAR 1.2
//! asks for.

mod exchanges;
mod exporter;
mod format;
pub(crate) mod iso_time;
mod pages;
mod read;

pub use exchanges::{exchanges, leaves_cookies_out};
pub use format::{
    Cache, Content, Cookie, Entry, Field, Har, Initiator, Log, Page, PageTimings, Product, Request,
    Response, Timings,
};
pub use read::{HarError, read};
