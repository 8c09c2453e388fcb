//! Decision tables: every cell's outcome as a reduced, ordered decision tree.

use std::collections::HashMap;

use thiserror::Error;

use crate::axes::AxisProduct;
use crate::diagram::{DecisionDiagram, DecisionNode, SubtreeRef, ValueGroup};

/// The number of an outcome within the names that it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutcomeId(pub u32);

/// The reduced, ordered decision tree over the cells of a product.
///
/// Two tables over the same axes are equal exactly if every cell has the same outcome, and then
/// their texts are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionTable {
    axes: AxisProduct,
    /// By first occurrence in the tree.
    outcomes: Vec<String>,
    /// By first occurrence in the tree: each before those that it leads to first.
    nodes: Vec<DecisionNode>,
    root: SubtreeRef,
}

impl DecisionTable {
    /// Returns the table of cells with these outcomes, one for each cell in order, numbers being
    /// positions in `names`.
    ///
    /// # Errors
    /// When the number of cells is another, an outcome has no name, or a name is not one trimmed,
    /// non-empty line.
    pub fn reduce<S: AsRef<str>>(
        axes: &AxisProduct,
        outcomes: &[OutcomeId],
        names: &[S],
    ) -> Result<Self, ReduceError> {
        if outcomes.len() != axes.cells() {
            return Err(ReduceError::CellCount { expected: axes.cells(), actual: outcomes.len() });
        }
        if let Some(name) = names.iter().map(AsRef::as_ref).find(|name| !is_outcome(name)) {
            return Err(ReduceError::BadName { name: name.to_owned() });
        }
        if let Some(outcome) = outcomes.iter().find(|outcome| outcome.0 as usize >= names.len()) {
            return Err(ReduceError::UnknownOutcome { outcome: outcome.0 });
        }
        let mut interned = OutcomeNames::default();
        let leaves: Vec<u32> = names.iter().map(|name| interned.leaf(name.as_ref())).collect();
        let (diagram, root) = DecisionDiagram::of_cells(
            axes,
            outcomes.iter().map(|outcome| leaves[outcome.0 as usize]),
        );
        Ok(Self::from_diagram(axes, &diagram, root, &interned))
    }

    /// Returns the table that begins at `root`, whatever else the diagram holds.
    pub(crate) fn from_diagram(
        axes: &AxisProduct,
        diagram: &DecisionDiagram,
        root: SubtreeRef,
        outcomes: &OutcomeNames,
    ) -> Self {
        let mut numbering = TreeNumbering {
            diagram,
            names: &outcomes.names,
            nodes: HashMap::new(),
            leaves: HashMap::new(),
            outcomes: vec![],
            tree: vec![],
        };
        let root = numbering.number(root);
        Self { axes: axes.clone(), outcomes: numbering.outcomes, nodes: numbering.tree, root }
    }

    /// Returns the axes.
    pub fn axes(&self) -> &AxisProduct {
        &self.axes
    }

    /// Returns the names of the outcomes that cells have, at the positions that
    /// [`DecisionTable::expand`] gives.
    pub fn outcomes(&self) -> &[String] {
        &self.outcomes
    }

    /// Returns the name of an outcome that this table gave.
    ///
    /// # Panics
    /// When this table has no such outcome.
    pub fn name(&self, outcome: OutcomeId) -> &str {
        &self.outcomes[outcome.0 as usize]
    }

    /// Returns the outcome of a cell.
    ///
    /// # Panics
    /// When the product has no such cell.
    pub fn outcome(&self, cell: usize) -> &str {
        assert!(cell < self.axes.cells(), "cell {cell} of {}", self.axes.cells());
        let mut subtree = self.root;
        loop {
            match subtree {
                SubtreeRef::Leaf(leaf) => return &self.outcomes[leaf as usize],
                SubtreeRef::Node(node) => {
                    let node = &self.nodes[node as usize];
                    let value = self.axes.value_at(cell, node.axis);
                    let group = node.groups.iter().find(|group| group.values.contains(value));
                    subtree = group.expect("the groups of a node have every value").subtree;
                }
            }
        }
    }

    /// Returns the outcome of every cell, in order.
    pub fn expand(&self) -> Vec<OutcomeId> {
        let mut cells = vec![OutcomeId(0); self.axes.cells()];
        self.fill(self.root, 0, &mut cells);
        cells
    }

    /// Fills the cells of one subtree, `axis` being the first axis that is not decided yet.
    fn fill(&self, subtree: SubtreeRef, axis: usize, cells: &mut [OutcomeId]) {
        let node = match subtree {
            SubtreeRef::Leaf(leaf) => return cells.fill(OutcomeId(leaf)),
            SubtreeRef::Node(node) => &self.nodes[node as usize],
        };
        let stride = self.axes.stride(axis);
        if node.axis != axis {
            self.fill(subtree, axis + 1, &mut cells[..stride]);
            for value in 1..self.axes[axis].values.len() {
                cells.copy_within(..stride, value * stride);
            }
            return;
        }
        for ValueGroup { values, subtree } in &node.groups {
            let first = values.first() * stride;
            self.fill(*subtree, axis + 1, &mut cells[first..first + stride]);
            for value in values.iter().skip(1) {
                cells.copy_within(first..first + stride, value * stride);
            }
        }
    }

    pub(crate) fn nodes(&self) -> &[DecisionNode] {
        &self.nodes
    }

    pub(crate) fn root(&self) -> SubtreeRef {
        self.root
    }
}

/// Returns whether a text can name an outcome: one line, trimmed, not empty.
fn is_outcome(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains(['\n', '\r'])
}

/// Outcomes with a leaf's number each, however often they come.
#[derive(Default)]
pub(crate) struct OutcomeNames {
    names: Vec<String>,
    leaves: HashMap<String, u32>,
}

impl OutcomeNames {
    pub(crate) fn leaf(&mut self, name: &str) -> u32 {
        if let Some(&leaf) = self.leaves.get(name) {
            return leaf;
        }
        let leaf = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.leaves.insert(name.to_owned(), leaf);
        leaf
    }
}

/// Numbers nodes and outcomes in the order in which a reader of the tree meets them.
struct TreeNumbering<'a> {
    diagram: &'a DecisionDiagram,
    names: &'a [String],
    nodes: HashMap<u32, u32>,
    leaves: HashMap<u32, u32>,
    outcomes: Vec<String>,
    tree: Vec<DecisionNode>,
}

impl TreeNumbering<'_> {
    fn number(&mut self, subtree: SubtreeRef) -> SubtreeRef {
        match subtree {
            SubtreeRef::Leaf(leaf) => {
                SubtreeRef::Leaf(*self.leaves.entry(leaf).or_insert_with(|| {
                    self.outcomes.push(self.names[leaf as usize].clone());
                    self.outcomes.len() as u32 - 1
                }))
            }
            SubtreeRef::Node(node) => {
                if let Some(&known) = self.nodes.get(&node) {
                    return SubtreeRef::Node(known);
                }
                let number = self.tree.len() as u32;
                self.nodes.insert(node, number);
                let DecisionNode { axis, groups } = &self.diagram.nodes()[node as usize];
                self.tree.push(DecisionNode { axis: *axis, groups: Vec::new() });
                let groups = groups
                    .iter()
                    .map(|group| ValueGroup {
                        values: group.values,
                        subtree: self.number(group.subtree),
                    })
                    .collect();
                self.tree[number as usize].groups = groups;
                SubtreeRef::Node(number)
            }
        }
    }
}

/// Why outcomes make no table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReduceError {
    /// An outcome's name is not one trimmed, non-empty line.
    #[error("`{name}` cannot name an outcome")]
    BadName {
        /// The name.
        name: String,
    },
    /// There is not one outcome for each cell.
    #[error("there are {actual} outcomes for {expected} cells")]
    CellCount {
        /// How many cells the axes have.
        expected: usize,
        /// How many outcomes there are.
        actual: usize,
    },
    /// An outcome has no name.
    #[error("outcome {outcome} has no name")]
    UnknownOutcome {
        /// Its number.
        outcome: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TableAxis;

    #[track_caller]
    fn check_error(outcomes: &[u32], names: &[&str], message: &str) {
        let axes = AxisProduct::new(vec![TableAxis::new("secure", ["no", "yes"])]).unwrap();
        let outcomes: Vec<_> = outcomes.iter().copied().map(OutcomeId).collect();
        assert_eq!(
            DecisionTable::reduce(&axes, &outcomes, names).unwrap_err().to_string(),
            message
        );
    }

    #[test]
    fn each_cell_has_a_named_outcome() {
        check_error(&[0], &["x"], "there are 1 outcomes for 2 cells");
        check_error(&[0, 1], &["x"], "outcome 1 has no name");
    }

    #[test]
    fn an_outcome_is_a_trimmed_line() {
        for name in ["", " x", "x ", "x\ny", "x\ry"] {
            check_error(&[0, 0], &[name], &format!("`{name}` cannot name an outcome"));
        }
    }
}
