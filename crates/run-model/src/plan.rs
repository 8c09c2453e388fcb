//! What is to be played: batches of shapes, written out so that servers, browsers and the
//! `reference` engine need no further thought.

mod batch;
mod compile;
mod line;
mod marker;
mod shape;
mod shape_tag;
mod store_call;

pub use batch::{BatchScript, CONTROL_COOKIE, FOREIGN_COOKIE};
pub use compile::{compile_exchange, compile_shape, shapes_per_wave};
pub use line::{CookieScript, SendContext, SetCookieLine};
pub use marker::{MarkedCookie, Marker};
pub use shape::{FillerLines, RequestScript, ResponseScript, ShapeScript};
pub use shape_tag::{BatchId, ShapeNo, ShapeTag};
pub use store_call::{CookieMembers, SameSiteMember, StoreCall};
