//! The widest rules that hold cells of a class and none that is excluded.

use crate::axes::AxisProduct;
use crate::cover::{EXCLUDED, OF_CLASSES};
use crate::diagram::{DecisionDiagram, DecisionNode, SubtreeRef};
use crate::values::ValueSet;

/// A box of cells: for each axis, a set of values that is not empty.
pub(super) type CellBox = Vec<ValueSet>;

/// A search through the diagram of one class.
pub(super) struct PrimeSearch<'a> {
    nodes: &'a [DecisionNode],
    root: SubtreeRef,
    everywhere: CellBox,
    /// For each node, whether an excluded cell is anywhere behind it.
    excludes: Vec<bool>,
    /// For each node, the last question that came by and its answer.
    answers: Vec<(u32, bool)>,
    question: u32,
}

impl<'a> PrimeSearch<'a> {
    pub(super) fn new(axes: &AxisProduct, diagram: &'a DecisionDiagram, root: SubtreeRef) -> Self {
        let nodes = diagram.nodes();
        let mut excludes: Vec<bool> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let excluded = node.groups.iter().any(|group| match group.subtree {
                SubtreeRef::Leaf(leaf) => leaf == EXCLUDED,
                SubtreeRef::Node(next) => excludes[next as usize],
            });
            excludes.push(excluded);
        }
        let everywhere = axes.iter().map(|axis| ValueSet::all(axis.values.len())).collect();
        Self {
            nodes,
            root,
            everywhere,
            excludes,
            answers: vec![(0, false); nodes.len()],
            question: 0,
        }
    }

    /// Returns boxes without excluded cells that together hold each cell of the class; no value can
    /// be added to any of them.
    ///
    /// Each path is widened once, and in other orders of the axes while that stays within the
    /// number of `expansions`.
    pub(super) fn primes(&mut self, paths: &[CellBox], expansions: usize) -> Vec<CellBox> {
        let axes = self.everywhere.len();
        let orders = (expansions / paths.len().max(1)).clamp(1, 2 * axes);
        let mut primes = Vec::with_capacity(paths.len() * orders);
        for order in 0..orders {
            for path in paths {
                let mut prime = path.clone();
                for nth in 0..axes {
                    let axis = (order + nth) % axes;
                    self.widen(&mut prime, if order < axes { axis } else { axes - 1 - axis });
                }
                primes.push(prime);
            }
        }
        primes.sort_unstable();
        primes.dedup();
        primes
    }

    /// Returns a box for each path to cells of the class: together they hold each one once.
    pub(super) fn paths(&self) -> Vec<CellBox> {
        let mut paths = Vec::new();
        self.collect(self.root, &mut self.everywhere.clone(), &mut paths);
        paths
    }

    fn collect(&self, subtree: SubtreeRef, path: &mut CellBox, paths: &mut Vec<CellBox>) {
        match subtree {
            SubtreeRef::Leaf(OF_CLASSES) => paths.push(path.clone()),
            SubtreeRef::Leaf(_) => {}
            SubtreeRef::Node(node) => {
                let DecisionNode { axis, groups } = &self.nodes[node as usize];
                for group in groups {
                    path[*axis] = group.values;
                    self.collect(group.subtree, path, paths);
                }
                path[*axis] = self.everywhere[*axis];
            }
        }
    }

    /// Adds each value of an axis that brings no excluded cell into the box.
    fn widen(&mut self, values: &mut CellBox, axis: usize) {
        let mut open = self.everywhere[axis].without(values[axis]);
        if open.is_empty() {
            return;
        }
        self.question += 1;
        self.narrow(self.root, values, axis, &mut open);
        values[axis] = values[axis].union(open);
    }

    /// Takes from `open` the values of the axis with which the box holds an excluded cell behind
    /// this subtree.
    fn narrow(&mut self, subtree: SubtreeRef, values: &CellBox, axis: usize, open: &mut ValueSet) {
        let node = match subtree {
            SubtreeRef::Node(node) if self.nodes[node as usize].axis <= axis => node as usize,
            // The axis makes no difference here.
            SubtreeRef::Leaf(_) | SubtreeRef::Node(_) => {
                if self.holds_excluded(subtree, values) {
                    *open = ValueSet::EMPTY;
                }
                return;
            }
        };
        if !self.excludes[node] || self.answers[node].0 == self.question {
            return;
        }
        self.answers[node].0 = self.question;
        let nodes = self.nodes;
        for group in &nodes[node].groups {
            if open.is_empty() {
                return;
            }
            if nodes[node].axis < axis {
                if group.values.intersects(values[nodes[node].axis]) {
                    self.narrow(group.subtree, values, axis, open);
                }
            } else if group.values.intersects(*open) && self.holds_excluded(group.subtree, values) {
                *open = open.without(group.values);
            }
        }
    }

    /// Returns whether the box holds an excluded cell behind this subtree.
    fn holds_excluded(&mut self, subtree: SubtreeRef, values: &CellBox) -> bool {
        let node = match subtree {
            SubtreeRef::Leaf(leaf) => return leaf == EXCLUDED,
            SubtreeRef::Node(node) => node as usize,
        };
        if !self.excludes[node] {
            return false;
        }
        let (question, answer) = self.answers[node];
        if question == self.question {
            return answer;
        }
        let nodes = self.nodes;
        let axis = nodes[node].axis;
        let answer = nodes[node].groups.iter().any(|group| {
            group.values.intersects(values[axis]) && self.holds_excluded(group.subtree, values)
        });
        self.answers[node] = (self.question, answer);
        answer
    }
}
