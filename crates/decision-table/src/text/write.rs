//! From tables to text.

use std::collections::VecDeque;
use std::fmt;

use super::{ALWAYS, AS_IN, INDENT};
use crate::diagram::{DecisionNode, SubtreeRef, ValueGroup};
use crate::table::DecisionTable;
use crate::values::AxisRestriction;

/// How many lines a subtree that stands in several places must have to become a section.
const SECTION_LINES: usize = 4;

/// Writes the table, a line for each group of values, deeper decisions indented.
///
/// A subtree of four lines or more that stands in several places becomes a section behind the tree,
/// and each place refers to it. Sections are named by the axis that they begin with and counted as
/// a reader meets them: then a change within a section is a change of those lines alone, while
/// names made from the content would change in every place and in every section around it.
impl fmt::Display for DecisionTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.root() {
            SubtreeRef::Leaf(leaf) => writeln!(f, "{ALWAYS}: {}", self.outcomes()[leaf as usize]),
            SubtreeRef::Node(root) => {
                let mut writer = TableWriter::new(self);
                writer.node(f, root, 0)?;
                while let Some((node, name)) = writer.waiting.pop_front() {
                    writeln!(f, "\n[{name}]")?;
                    writer.node(f, node, 0)?;
                }
                Ok(())
            }
        }
    }
}

struct TableWriter<'a> {
    table: &'a DecisionTable,
    is_section: Vec<bool>,
    /// For each node that has been referred to, its name as a section.
    names: Vec<Option<String>>,
    /// For each axis, how many sections have been referred to.
    counts: Vec<usize>,
    /// Sections that have been referred to and are not written yet.
    waiting: VecDeque<(u32, String)>,
}

impl<'a> TableWriter<'a> {
    fn new(table: &'a DecisionTable) -> Self {
        let nodes = table.nodes();
        Self {
            table,
            is_section: sections(nodes, table.axes().len()),
            names: vec![None; nodes.len()],
            counts: vec![0; table.axes().len()],
            waiting: VecDeque::new(),
        }
    }

    fn node(&mut self, f: &mut fmt::Formatter<'_>, node: u32, depth: usize) -> fmt::Result {
        let DecisionNode { axis, groups } = &self.table.nodes()[node as usize];
        let axis = &self.table.axes()[*axis];
        for ValueGroup { values, subtree } in groups {
            let restriction = AxisRestriction { axis, values: *values };
            write!(f, "{:width$}{restriction}", "", width = depth * INDENT)?;
            match subtree {
                SubtreeRef::Leaf(leaf) => {
                    writeln!(f, ": {}", self.table.outcomes()[*leaf as usize])?
                }
                SubtreeRef::Node(next) if self.is_section[*next as usize] => {
                    writeln!(f, "{AS_IN}[{}]", self.refer(*next))?
                }
                SubtreeRef::Node(next) => {
                    writeln!(f, ":")?;
                    self.node(f, *next, depth + 1)?;
                }
            }
        }
        Ok(())
    }

    /// Returns the name of a section and sees to it that it will be written.
    fn refer(&mut self, node: u32) -> String {
        if let Some(name) = &self.names[node as usize] {
            return name.clone();
        }
        let axis = self.table.nodes()[node as usize].axis;
        self.counts[axis] += 1;
        let name = format!("{}-{}", self.table.axes()[axis].name, self.counts[axis]);
        self.names[node as usize] = Some(name.clone());
        self.waiting.push_back((node, name.clone()));
        name
    }
}

/// Returns for each node whether it is written as a section.
fn sections(nodes: &[DecisionNode], axes: usize) -> Vec<bool> {
    let mut places = vec![0_usize; nodes.len()];
    let mut by_axis = vec![Vec::new(); axes];
    for (number, node) in nodes.iter().enumerate() {
        by_axis[node.axis].push(number);
        for group in &node.groups {
            if let SubtreeRef::Node(next) = group.subtree {
                places[next as usize] += 1;
            }
        }
    }
    let mut lines = vec![0; nodes.len()];
    let mut is_section = vec![false; nodes.len()];
    // Last axes first: what a node leads to is counted before it.
    for number in by_axis.into_iter().rev().flatten() {
        let below = nodes[number].groups.iter().map(|group| match group.subtree {
            SubtreeRef::Node(next) if !is_section[next as usize] => lines[next as usize],
            SubtreeRef::Leaf(_) | SubtreeRef::Node(_) => 0,
        });
        lines[number] = nodes[number].groups.len() + below.sum::<usize>();
        is_section[number] = places[number] > 1 && lines[number] >= SECTION_LINES;
    }
    is_section
}
