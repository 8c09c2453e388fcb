//! From a request and its response to what each browser makes of the cookies, why, and what to change.
//!
//! A [`Question`] is a request that a page makes, with everything that the server answered. It is put together by hand, from pasted
//! text ([`http_text`]) or from an archive that a browser exported ([`har`]).
//!
//! The crate reads no file, no clock and no network.

pub mod har;
pub mod http_text;
mod question;

pub use question::{Question, ResponseHead};
