//! The vocabulary of what happens in a run: what is to be played, what was recorded, what was
//! observed and predicted.
//!
//! A [`plan::BatchScript`] says what is played, [`evidence::BatchEvidence`] what was recorded
//! meanwhile, and a [`results::Observation`] what follows for one cell. A run reports its progress
//! by [`results::RunEvent`]s; its [`results::RunRecord`] is a fold over them. The crate holds data
//! and what follows from a single value: it never performs I/O and never predicts.
//!
//! ```
//! use matrix::LinePart;
//! use run_model::UnixTime;
//! use run_model::plan::{
//!     BatchId, CookieScript, MarkedCookie, Marker, SetCookieLine, ShapeNo,
//!     ShapeTag,
//! };
//!
//! let tag = ShapeTag { batch: BatchId(31), shape: ShapeNo(2) };
//! let line = SetCookieLine(vec![
//!     LinePart::Text(b"c7=".into()),
//!     LinePart::Marker,
//!     LinePart::Text(b"; Path=/".into()),
//! ]);
//! let cookie = CookieScript { cell: 7, name: "c7".to_owned(), line, then: None, on: None };
//! assert_eq!(cookie.line.write(cookie.place(tag, "/1/1f/2", UnixTime(0))), b"c7=1f-2.7; Path=/");
//! let marker = Marker { tag, cell: 7, cookie: MarkedCookie::Tested };
//! assert_eq!(Marker::find("c7=1f-2.7"), Some(marker));
//! ```

mod counted;
mod error_chain;
pub mod evidence;
pub mod plan;
pub mod protocol;
pub mod results;
mod time;

pub use counted::{counted, with_commas};
pub use error_chain::{error_causes, error_chain};
pub use time::UnixTime;
