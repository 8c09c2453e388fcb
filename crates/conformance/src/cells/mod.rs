//! Which cells of the matrix an operation is about, which of them a browser can play, and how their
//! topologies are named.

pub(crate) mod choice;
pub(crate) mod playable;
pub(crate) mod topology_name;
