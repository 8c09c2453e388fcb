//! Pages below `docs/` that are made from what is recorded, one module for each.

pub(crate) mod claims;
pub(crate) mod divergences;
pub(crate) mod suites;
