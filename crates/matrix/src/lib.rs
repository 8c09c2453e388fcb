//! Axes, suites and cells.
mod engine;
pub use engine::{EngineKind, PrefValue, Profile};
