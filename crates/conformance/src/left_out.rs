//! What is not played where browsers reach the fixtures by a tunnel: vendors give names of this
//! machine another meaning, or another name.

use std::collections::BTreeMap;
use std::net::IpAddr;

use matrix::{Matrix, Selection};
use url::{Host, Url};

use crate::play::SuiteBatch;

/// Takes out the batches with a host that tunnels rename. Returns how many cells are left out of
/// each topology, which is written as `suite/topology`.
pub(crate) fn take_out_local_hosts(
    matrix: &Matrix,
    selections: &[Selection],
    batches: &mut Vec<SuiteBatch>,
) -> BTreeMap<String, usize> {
    let mut left_out = BTreeMap::new();
    batches.retain(|(suite, plan)| {
        let selection = &selections[suite.0];
        if !plan.origins(matrix, selection).iter().any(is_of_this_machine) {
            return true;
        }
        let name = format!("{}/{}", selection.suite().name, plan.topology(selection));
        *left_out.entry(name).or_default() += plan.cells(selection).len();
        false
    });
    left_out
}

fn is_of_this_machine(origin: &Url) -> bool {
    match origin.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use run_model::results::SuiteNo;
    use runner::plan;

    use super::*;

    #[test]
    fn topologies_of_this_machine_are_left_out_by_name() {
        let text = include_str!("../../../matrix.toml");
        let matrix = matrix::read("matrix.toml", text).unwrap();
        let selections = vec![Selection::core(&matrix.suites["cors-credentials"])];
        let all: Vec<SuiteBatch> =
            plan(&selections[0], 360).into_iter().map(|plan| (SuiteNo(0), plan)).collect();
        let mut played = all.clone();
        let left_out = take_out_local_hosts(&matrix, &selections, &mut played);
        assert!(!left_out.is_empty() && !played.is_empty());
        for (_, plan) in &all {
            let topology = plan.topology(&selections[0]);
            let (_, origins) =
                selections[0].topologies().find(|(name, _)| *name == topology).unwrap();
            let is_local = origins.origins().into_iter().any(is_of_this_machine);
            let name = format!("cors-credentials/{topology}");
            assert_eq!(left_out.contains_key(&name), is_local, "{name}");
        }
        let cells = |batches: &[SuiteBatch]| -> usize {
            batches.iter().map(|(_, plan)| plan.cells(&selections[0]).len()).sum()
        };
        assert_eq!(cells(&played) + left_out.values().sum::<usize>(), cells(&all));
    }
}
