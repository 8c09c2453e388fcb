//! An answer in words, the same on a terminal and on a web page.

mod browser_names;
pub mod phrases;
mod status_line;

pub use browser_names::{browser_name, parse_browser};
pub use status_line::{status_line, summary_line};
