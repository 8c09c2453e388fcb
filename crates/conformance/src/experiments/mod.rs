//! Cells played for other questions than a run has: one cell with everything that belongs to it,
//! how fast cells are, whether batching changes any; and the model with vectors of other people.

pub(crate) mod audit;
pub(crate) mod bench;
pub(crate) mod export;
pub(crate) mod show;
pub(crate) mod vectors;
