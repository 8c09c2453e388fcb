//! The static site: the checker, a page for every reason, and what people say.
//!
//! [`site_files`] returns every file; `cargo xtask site` writes them. Links are relative, so any
//! server can host the files at any address. Pages are useful without script, but for the checker.
//! A strict policy lets them load nothing from elsewhere.
//!
//! The crate reads and writes no file.

mod about_page;
mod checker_page;
mod claims_page;
mod example_cell;
mod frame;
mod history_page;
mod matrix_page;
mod meanings;
mod page_links;
mod reason_fix;
mod reason_list;
mod reason_page;
mod rule_census;
mod samples;
mod site_files;
mod sitemap;

pub use site_files::{SUITES_FOLDER, SiteFile, SiteInputs, site_files};
