//! Which cells can be played on a profile.

use browser_driver::can_answer_storage_access;
use matrix::{Matrix, Profile, Topology};

/// Returns whether a suite is played on a profile's engine, and its browser can be led through a
/// topology of it.
pub fn can_play(matrix: &Matrix, profile: &Profile, suite: &str, topology: &Topology) -> bool {
    matrix.plays(profile.engine, suite) && can_be_led(profile, topology)
}

/// Returns whether a profile's browser can be led through a topology.
pub(crate) fn can_be_led(profile: &Profile, topology: &Topology) -> bool {
    topology.storage_access.is_none() || can_answer_storage_access(profile)
}
