//! One version in each lane: a browser that was updated while it was played, or nodes of a grid
//! that differ, would make a record of two browsers.

use std::collections::BTreeMap;

use matrix::Profile;
use miette::Diagnostic;
use run_model::results::{LaneNo, LaneRecord, RunEvent, RunRecord};

/// A session runs something else than the first one of its lane.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum LaneVersionError {
    #[error("{profile} was {before} on the node {before_node}, and is {now} on {now_node}")]
    #[diagnostic(help(
        "let one version play: take the other nodes off the grid, or name the version as \
         `browserVersion` in the file of --capabilities"
    ))]
    NodesDiffer {
        profile: Box<Profile>,
        before: String,
        before_node: String,
        now: String,
        now_node: String,
    },
    #[error("{profile} was {now} all at once; the run began with {before}")]
    #[diagnostic(help("play it again without --resume"))]
    VersionChanged { profile: Box<Profile>, before: String, now: String },
}

/// Which nodes gave the first session of each lane.
#[derive(Debug, Default)]
pub(crate) struct LaneVersions {
    first_nodes: BTreeMap<LaneNo, String>,
}

impl LaneVersions {
    /// Checks that a session runs what the first one of its lane ran, by the record as it is before
    /// the event.
    ///
    /// # Errors
    /// If it runs something else.
    pub(crate) fn check(
        &mut self,
        record: &RunRecord,
        event: &RunEvent,
    ) -> Result<(), LaneVersionError> {
        let RunEvent::SessionStarted { lane, version, node, .. } = event else { return Ok(()) };
        let LaneRecord { profile, version: before, .. } = &record.lanes[lane.0];
        let Some(before) = before.as_ref().filter(|before| *before != version) else {
            if let Some(node) = node {
                self.first_nodes.entry(*lane).or_insert_with(|| node.clone());
            }
            return Ok(());
        };
        let (profile, before, now) =
            (Box::new(profile.clone()), before.to_string(), version.to_string());
        Err(match (self.first_nodes.get(lane), node) {
            (Some(before_node), Some(now_node)) if before_node != now_node => {
                let (before_node, now_node) = (before_node.clone(), now_node.clone());
                LaneVersionError::NodesDiffer { profile, before, before_node, now, now_node }
            }
            (_, _) => LaneVersionError::VersionChanged { profile, before, now },
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use run_model::results::EngineVersion;

    use super::*;

    /// Checks what becomes of two sessions of one lane, each with a version and a node.
    #[track_caller]
    fn check_sessions(sessions: [(&str, Option<&str>); 2], expected: Option<&str>) {
        let text = include_str!("../../../../matrix.toml");
        let matrix = matrix::read("matrix.toml", text).unwrap();
        let mut record = RunRecord::new(Vec::new(), vec![matrix.profiles[0].clone()]);
        let mut versions = LaneVersions::default();
        let checked: Result<(), LaneVersionError> =
            sessions.into_iter().try_for_each(|(browser, node)| {
                let event = RunEvent::SessionStarted {
                    lane: LaneNo(0),
                    version: EngineVersion {
                        browser: browser.to_owned(),
                        ..EngineVersion::default()
                    },
                    node: node.map(str::to_owned),
                    took: Duration::ZERO,
                };
                versions.check(&record, &event)?;
                record.apply(&event);
                Ok(())
            });
        let said = checked.err().map(|error| error.to_string());
        let said = said.as_ref().map(|said| said.split_once(" was ").unwrap().1);
        assert_eq!(said, expected);
    }

    #[test]
    fn nodes_of_one_version_play_together() {
        check_sessions([("Chrome 156", Some("a")), ("Chrome 156", Some("b"))], None);
        check_sessions([("Chrome 156", None), ("Chrome 156", None)], None);
    }

    #[test]
    fn two_versions_end_a_run_by_the_names_of_their_nodes() {
        let expected = "Chrome 155 on the node a, and is Chrome 156 on b";
        check_sessions([("Chrome 155", Some("a")), ("Chrome 156", Some("b"))], Some(expected));
    }

    #[test]
    fn a_browser_that_was_updated_in_between_ends_a_run() {
        let expected = "Chrome 156 all at once; the run began with Chrome 155";
        check_sessions([("Chrome 155", None), ("Chrome 156", None)], Some(expected));
        check_sessions([("Chrome 155", Some("a")), ("Chrome 156", Some("a"))], Some(expected));
    }
}
