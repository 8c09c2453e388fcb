//! The parts of the site's pages as HTML: signs, strips, diffs, and whole answers.
//!
//! The pages that are written ahead and the answers that the checker gives in a browser are made of
//! the same parts. They need [`STYLE_SHEET`], and no inline style or script.

mod answer;
mod diff;
mod page_document;
mod signs;
mod strip;
mod style_sheet;

pub use answer::{AnswerPart, answer};
pub use diff::diff;
pub use page_document::{NavigationLink, PageDocument, PageWidth, page_document, window_title};
pub use signs::{PageSign, prose, say, sign, sprite, verdict_sign};
pub use strip::{mini_strip, strip};
pub use style_sheet::{ICON, STYLE_SHEET};
