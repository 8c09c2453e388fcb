//! Hash-consed decision diagrams: equal subtrees are one node.

use std::collections::HashMap;

use crate::axes::Axes;
use crate::values::ValueSet;

/// What follows a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subtree {
    /// No further axis makes a difference.
    Leaf(u32),
    /// The number of a node.
    Node(u32),
}

/// A decision on one axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) axis: usize,
    /// At least two, of different subtrees, ordered by their first values; together they have each
    /// value once.
    pub(crate) groups: Vec<Group>,
}

/// The values of a node's axis that are followed by the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) values: ValueSet,
    pub(crate) subtree: Subtree,
}

/// An arena of nodes in which the same decision is never made twice. A node comes after those that
/// it leads to.
pub(crate) struct Diagram {
    nodes: Vec<Node>,
    /// For each axis, its nodes by what follows each value.
    known: Vec<HashMap<Box<[Subtree]>, u32>>,
}

impl Diagram {
    /// Returns an arena without nodes.
    pub(crate) fn new(axes: &Axes) -> Self {
        Self { nodes: Vec::new(), known: vec![HashMap::new(); axes.len()] }
    }

    /// Returns the diagram over cells that have these leaves, one for each cell in order, and where
    /// it begins.
    pub(crate) fn of_cells(axes: &Axes, leaves: impl IntoIterator<Item = u32>) -> (Self, Subtree) {
        let mut diagram = Self::new(axes);
        let mut level: Vec<_> = leaves.into_iter().map(Subtree::Leaf).collect();
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
    pub(crate) fn join(&mut self, axis: usize, subtrees: &[Subtree]) -> Subtree {
        if subtrees.iter().all(|subtree| *subtree == subtrees[0]) {
            return subtrees[0];
        }
        if let Some(&node) = self.known[axis].get(subtrees) {
            return Subtree::Node(node);
        }
        let mut groups: Vec<Group> = Vec::new();
        for (position, &subtree) in subtrees.iter().enumerate() {
            let value = ValueSet::of(position);
            match groups.iter_mut().find(|group| group.subtree == subtree) {
                Some(group) => group.values = group.values.union(value),
                None => groups.push(Group { values: value, subtree }),
            }
        }
        let node = self.nodes.len() as u32;
        self.nodes.push(Node { axis, groups });
        self.known[axis].insert(subtrees.into(), node);
        Subtree::Node(node)
    }

    /// Returns the nodes, each one after those that it leads to.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}
