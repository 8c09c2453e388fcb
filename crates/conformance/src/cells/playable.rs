//! Which cells can be played on a profile.

use browser_driver::can_answer_storage_access;
use matrix::{Matrix, Profile, Topology};

/// Why cells are left out of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LeftOutReason<'a> {
    /// The driver of this profile answers no document that asks for storage access.
    NoAnswerToStorageAccess(&'a Profile),
    /// A tunnel renames the hosts of this machine.
    TunnelRenamesHosts,
}

/// Returns whether a suite is played on a profile's engine, and its browser can be led through a
/// topology of it.
pub fn can_play(matrix: &Matrix, profile: &Profile, suite: &str, topology: &Topology) -> bool {
    matrix.plays(profile.engine, suite) && unplayable(profile, topology).is_none()
}

/// Returns why a profile's browser cannot be led through a topology; `None` where it can.
pub(crate) fn unplayable<'a>(
    profile: &'a Profile,
    topology: &Topology,
) -> Option<LeftOutReason<'a>> {
    let is_answered = topology.storage_access.is_none() || can_answer_storage_access(profile);
    (!is_answered).then_some(LeftOutReason::NoAnswerToStorageAccess(profile))
}
