//! How cells stand to the snapshots, to the standards and to the models of their engines, and which
//! quirks make the difference.

pub(crate) mod baseline;
pub(crate) mod comparison;
pub(crate) mod idle_quirks;
pub(crate) mod quirk_effects;
pub(crate) mod quirk_trial;
pub(crate) mod recorded_verdicts;
pub(crate) mod verdicts;
