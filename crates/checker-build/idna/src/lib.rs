//! International host names for the crate `url` in a module: the page around it is asked, as every
//! browser has the tables of Unicode that the published crate of this name is made of.
//!
//! It stands in the place of that crate where the checker's module is built, and nowhere else.

mod ascii_names;
mod page_names;

pub use page_names::{AsciiDenyList, Errors, domain_to_ascii_from_cow, domain_to_unicode};
