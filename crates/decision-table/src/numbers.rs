//! A table as numbers alone, for programs in other languages.

use crate::diagram::SubtreeRef;
use crate::table::DecisionTable;

/// The decisions of a table as one list of numbers.
///
/// A decision is the position of its axis, followed by one reference for each value of that axis.
/// A reference that is not negative is the place in the list where the next decision begins;
/// another one is `-1 - outcome`, a position in [`DecisionTable::outcomes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableNumbers {
    /// The reference that the table begins with.
    pub root: i64,
    /// The decisions, each once.
    pub nodes: Vec<i64>,
}

impl DecisionTable {
    /// Returns the decisions as numbers.
    pub fn numbers(&self) -> TableNumbers {
        let mut places = Vec::with_capacity(self.nodes().len());
        let mut end = 0;
        for node in self.nodes() {
            places.push(end);
            end += 1 + self.axes()[node.axis].values.len() as i64;
        }
        let reference = |subtree| match subtree {
            SubtreeRef::Leaf(leaf) => -1 - i64::from(leaf),
            SubtreeRef::Node(node) => places[node as usize],
        };
        let mut nodes = Vec::new();
        for node in self.nodes() {
            nodes.push(node.axis as i64);
            let mut subtrees = vec![0; self.axes()[node.axis].values.len()];
            for group in &node.groups {
                for value in group.values.iter() {
                    subtrees[value] = reference(group.subtree);
                }
            }
            nodes.extend(subtrees);
        }
        TableNumbers { root: reference(self.root()), nodes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AxisProduct, OutcomeId, TableAxis};

    /// Returns the outcome of the cell with these positions of values.
    fn follow(numbers: &TableNumbers, positions: &[usize]) -> i64 {
        let mut at = numbers.root;
        while at >= 0 {
            let node = at as usize;
            at = numbers.nodes[node + 1 + positions[numbers.nodes[node] as usize]];
        }
        -1 - at
    }

    #[test]
    fn numbers_lead_to_the_outcome_of_every_cell() {
        let axes = AxisProduct::new(vec![
            TableAxis::new("same-site", ["none", "lax", "strict"]),
            TableAxis::new("secure", ["no", "yes"]),
            TableAxis::new("http-only", ["no", "yes"]),
        ])
        .unwrap();
        let outcomes = [0, 1, 2, 2, 1, 1, 1, 1, 0, 1, 2, 2].map(OutcomeId);
        let table = DecisionTable::reduce(&axes, &outcomes, &["a", "b", "c"]).unwrap();
        let numbers = table.numbers();
        for cell in 0..axes.cells() {
            let outcome = follow(&numbers, &axes.positions(cell)) as usize;
            assert_eq!(table.outcomes()[outcome], table.outcome(cell), "{cell}");
        }
    }

    #[test]
    fn a_table_without_decisions_is_a_reference() {
        let axes = AxisProduct::new(vec![TableAxis::new("secure", ["no", "yes"])]).unwrap();
        let table = DecisionTable::reduce(&axes, &[OutcomeId(0); 2], &["a"]).unwrap();
        assert_eq!(table.numbers(), TableNumbers { root: -1, nodes: Vec::new() });
    }
}
