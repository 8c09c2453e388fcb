//! What people and programs read about a run.

pub(crate) mod bench;
pub(crate) mod cell;
pub(crate) mod observations;
pub(crate) mod overview;
pub(crate) mod process_usage;
pub(crate) mod progress;
pub(crate) mod reasons;
pub(crate) mod site_address;
pub(crate) mod summary;
