//! Hash-consed decision diagrams: equal subtrees are one node.

use std::collections::HashMap;

use crate::axes::AxisProduct;
use crate::values::ValueSet;

/// What follows a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SubtreeRef {
    /// No further axis makes a difference.
    Leaf(u32),
    /// The number of a node.
    Node(u32),
}

/// A decision on one axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DecisionNode {
    pub(crate) axis: usize,
    /// At least two, of different subtrees, ordered by their first values; together they have each
    /// value once.
    pub(crate) groups: Vec<ValueGroup>,
}

/// The values of a node's axis that are followed by the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ValueGroup {
    pub(crate) values: ValueSet,
    pub(crate) subtree: SubtreeRef,
}

/// An arena of nodes in which the same decision is never made twice. A node comes after those that
/// it leads to.
pub(crate) struct DecisionDiagram {
    nodes: Vec<DecisionNode>,
    /// For each axis, its nodes by what follows each value.
    known: Vec<HashMap<Box<[SubtreeRef]>, u32>>,
}

impl DecisionDiagram {
    /// Returns an arena without nodes.
    pub(crate) fn new(axes: &AxisProduct) -> Self {
        Self { nodes: Vec::new(), known: vec![HashMap::new(); axes.len()] }
    }

    /// Returns the diagram over cells that have these leaves, one for each cell in order, and where
    /// it begins.
    pub(crate) fn of_cells(
        axes: &AxisProduct,
        leaves: impl IntoIterator<Item = u32>,
    ) -> (Self, SubtreeRef) {
        let mut diagram = Self::new(axes);
        let mut level: Vec<_> = leaves.into_iter().map(SubtreeRef::Leaf).collect();
        for (axis, values) in axes.iter().map(|axis| axis.values.len()).enumerate().rev() {
            let parents = level.len() / values;
            for parent in 0..parents {
                level[parent] = diagram.join(axis, &level[parent * values..][..values]);
            }
            level.truncate(parents);
        }
        let root = level[0];
        (diagram, root)
    }

    /// Returns the decision on this axis that is followed by these subtrees, one for each value.
    pub(crate) fn join(&mut self, axis: usize, subtrees: &[SubtreeRef]) -> SubtreeRef {
        if subtrees.iter().all(|subtree| *subtree == subtrees[0]) {
            return subtrees[0];
        }
        if let Some(&node) = self.known[axis].get(subtrees) {
            return SubtreeRef::Node(node);
        }
        let mut groups: Vec<ValueGroup> = Vec::new();
        for (position, &subtree) in subtrees.iter().enumerate() {
            let value = ValueSet::of(position);
            match groups.iter_mut().find(|group| group.subtree == subtree) {
                Some(group) => group.values = group.values.union(value),
                None => groups.push(ValueGroup { values: value, subtree }),
            }
        }
        let node = self.nodes.len() as u32;
        self.nodes.push(DecisionNode { axis, groups });
        self.known[axis].insert(subtrees.into(), node);
        SubtreeRef::Node(node)
    }

    /// Returns the nodes, each one after those that it leads to.
    pub(crate) fn nodes(&self) -> &[DecisionNode] {
        &self.nodes
    }
}
