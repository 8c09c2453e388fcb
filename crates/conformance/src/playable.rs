//! Through which topologies a browser can be led.

use browser_driver::can_answer_storage_access;
use matrix::{Profile, Topology};

/// Returns whether a profile's browser can be led through a topology.
pub fn can_play(profile: &Profile, topology: &Topology) -> bool {
    topology.storage_access.is_none() || can_answer_storage_access(profile)
}
