//! The vocabulary of what happens in a run: what is to be played, what was recorded, what was
//! observed and predicted.
//!
//! A [`script::Batch`] says what is played, [`evidence::BatchEvidence`] what was recorded
//! meanwhile, an [`Observation`] what follows for one cell. A run tells of itself in
//! [`event::Event`]s; its [`RunRecord`] is a fold over them. The crate holds data and what follows
//! from a single value: it never performs I/O and never predicts.
//!
//! ```
//! use run_model::script::{BatchId, Carrier, CookieScript, Line, LinePiece, Nonce, ShapeNo};
//! use run_model::{Marker, UnixTime, Which};
//!
//! let nonce = Nonce { batch: BatchId(31), shape: ShapeNo(2) };
//! let line = Line(vec![LinePiece::Octets(b"c7=".into()), LinePiece::Marker, LinePiece::Octets(b"; Path=/".into())]);
//! let cookie = CookieScript { cell: 7, name: "c7".to_owned(), line, then: None, on: Carrier::Response(0) };
//! assert_eq!(cookie.line.write(cookie.place(nonce, "/1/1f/2", UnixTime(0))), b"c7=1f-2.7; Path=/");
//! assert_eq!(Marker::find("c7=1f-2.7"), Some(Marker { nonce, cell: 7, cookie: Which::Own }));
//! ```

pub mod event;
pub mod evidence;
mod frequencies;
mod lifetime;
mod line;
mod marker;
mod observation;
pub mod protocol;
mod reasons;
mod record;
pub mod script;
mod store_call;
mod writing;

pub use frequencies::Frequencies;
pub use lifetime::{Lifetime, UnixTime};
pub use marker::{Marker, Which};
pub use observation::{CookieOutcome, Observation, ResponseOutcome, Stored};
pub use reasons::{Accord, GivenReason, Subject};
pub use record::{LaneRecord, RunRecord, Spoiled};
pub use store_call::{CookieMembers, SameSiteMember, StoreCall};
pub use writing::{shapes_at_once, write_shape};
