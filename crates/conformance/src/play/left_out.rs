//! What is left out of a run, as no browser or not this one can play it.

use std::collections::BTreeMap;

use matrix::{Matrix, Profile, Selection};
use spec_model::is_loopback_host;
use url::Url;

use crate::cells::playable::{LeftOutReason, unplayable};
use crate::cells::topology_name::TopologyName;
use crate::play::SuiteBatch;

/// How many cells are left out of each topology.
pub(crate) type LeftOutCells = BTreeMap<TopologyName, usize>;

/// Takes out the batches with a host of this machine, to whose names vendors of browsers give
/// another meaning, or another name.
pub(crate) fn take_out_local_hosts(
    matrix: &Matrix,
    selections: &[Selection],
    batches: &mut Vec<SuiteBatch>,
) -> LeftOutCells {
    let (left_out, played): (Vec<_>, Vec<_>) = batches.drain(..).partition(|(suite, plan)| {
        plan.origins(matrix, &selections[suite.0]).iter().any(is_of_this_machine)
    });
    *batches = played;
    count(selections, &left_out)
}

/// Returns what a profile does not play of some batches, by the reason.
pub(crate) fn left_out_of_profile<'a>(
    profile: &'a Profile,
    selections: &[Selection],
    batches: &[SuiteBatch],
) -> Vec<(LeftOutReason<'a>, LeftOutCells)> {
    let mut left_out: Vec<(LeftOutReason<'a>, Vec<&SuiteBatch>)> = Vec::new();
    for batch in batches {
        let (suite, plan) = batch;
        let topology = plan.topology(&selections[suite.0]).1;
        let Some(reason) = unplayable(profile, topology) else { continue };
        match left_out.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, batches)) => batches.push(batch),
            None => left_out.push((reason, vec![batch])),
        }
    }
    left_out.into_iter().map(|(reason, batches)| (reason, count(selections, batches))).collect()
}

/// Returns what is in suites that are not played on a profile's engine.
pub(crate) fn left_out_of_engine(
    matrix: &Matrix,
    profile: &Profile,
    selections: &[Selection],
    batches: &[SuiteBatch],
) -> LeftOutCells {
    let is_left_out =
        |(suite, _): &&SuiteBatch| !matrix.plays(profile.engine, &selections[suite.0].suite().name);
    count(selections, batches.iter().filter(is_left_out))
}

fn count<'a>(
    selections: &[Selection],
    batches: impl IntoIterator<Item = &'a SuiteBatch>,
) -> LeftOutCells {
    let mut left_out = LeftOutCells::new();
    for (suite, plan) in batches {
        let selection = &selections[suite.0];
        let cells = plan.cells(selection);
        *left_out.entry(TopologyName::of(selection, cells.start)).or_default() += cells.len();
    }
    left_out
}

fn is_of_this_machine(origin: &Url) -> bool {
    origin.host().is_some_and(|host| is_loopback_host(&host))
}

#[cfg(test)]
mod tests {
    use run_model::results::SuiteNo;
    use runner::plan;

    use super::*;

    #[test]
    fn topologies_of_this_machine_are_left_out_by_name() {
        let text = include_str!("../../../../matrix.toml");
        let matrix = matrix::read("matrix.toml", text).unwrap();
        let selections = vec![Selection::core(&matrix.suites["cors-credentials"])];
        let all: Vec<SuiteBatch> =
            plan(&selections[0], 360).into_iter().map(|plan| (SuiteNo(0), plan)).collect();
        let mut played = all.clone();
        let left_out = take_out_local_hosts(&matrix, &selections, &mut played);
        assert!(!left_out.is_empty() && !played.is_empty());
        for (_, plan) in &all {
            let (name, topology) = plan.topology(&selections[0]);
            let is_local = topology.origins().into_iter().any(is_of_this_machine);
            let name = TopologyName::try_from(format!("cors-credentials/{name}")).unwrap();
            assert_eq!(left_out.contains_key(&name), is_local, "{name}");
        }
        let cells = |batches: &[SuiteBatch]| -> usize {
            batches.iter().map(|(_, plan)| plan.cells(&selections[0]).len()).sum()
        };
        assert_eq!(cells(&played) + left_out.values().sum::<usize>(), cells(&all));
    }

    #[test]
    fn what_a_driver_cannot_answer_is_left_out_of_its_profile_alone() {
        let text = include_str!("../../../../matrix.toml");
        let matrix = matrix::read("matrix.toml", text).unwrap();
        let selections: Vec<Selection> = matrix.suites.values().map(Selection::core).collect();
        let batches: Vec<SuiteBatch> = (0..selections.len())
            .flat_map(|suite| {
                plan(&selections[suite], 360).into_iter().map(move |plan| (SuiteNo(suite), plan))
            })
            .collect();
        for profile in &matrix.profiles {
            let left_out = left_out_of_profile(profile, &selections, &batches);
            assert!(
                left_out.iter().all(|(reason, _)| {
                    *reason == LeftOutReason::NoAnswerToStorageAccess(profile)
                })
            );
            let names: Vec<String> = left_out
                .iter()
                .flat_map(|(_, cells)| cells.keys())
                .map(TopologyName::to_string)
                .collect();
            let answered = [
                "storage-access/denied-a-b-to-b",
                "storage-access/granted-a-b-to-b",
                "storage-access/granted-a-b-to-b-sibling",
            ];
            let expected: &[&str] =
                if profile.to_string() == "chromium:incognito" { &answered } else { &[] };
            assert_eq!(names, expected, "{profile}");
        }
    }
}
