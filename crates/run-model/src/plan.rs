//! What is to be played: batches of shapes, written out so that servers, browsers and the
//! `reference` engine need no further thought.

mod batch;
mod compile;
mod line;
mod marker;
mod nonce;
mod shape;
mod store_call;

pub use batch::{Batch, CONTROL_COOKIE, FOREIGN_COOKIE};
pub use compile::{compile_exchange, shapes_at_once, write_shape};
pub use line::{CookieScript, Line, LinePiece, LinePlace};
pub use marker::{Marker, Which};
pub use nonce::{BatchId, Nonce, ShapeNo};
pub use shape::{OtherLines, RequestScript, ResponseScript, ShapeScript};
pub use store_call::{CookieMembers, SameSiteMember, StoreCall};
