//! Covers: the smallest rules that hold exactly the cells of each class.

mod choose;
mod primes;

use thiserror::Error;

use crate::axes::AxisProduct;
use crate::diagram::{DecisionDiagram, SubtreeRef};
use crate::rule::Rule;

/// The number of a class of cells that are to be covered by the same rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// What rules may do with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CellMark {
    /// The rules of this class cover it, those of no other do.
    Class(ClassId),
    /// No rule covers it.
    Excluded,
    /// Any rule may cover it: nothing is known of it.
    Optional,
}

/// A rule that covers cells of one class, some optional ones perhaps, and no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveringRule {
    /// The class.
    pub class: ClassId,
    /// The rule.
    pub rule: Rule,
    /// How many cells of the class it covers. Rules of one class may overlap.
    pub cells: usize,
    /// The first of them.
    pub example: usize,
}

/// Returns rules that together cover exactly the cells of each class, ordered by their numbers of
/// cells, largest first.
///
/// The fewest rules would take exponential time to find. These are few by the means of two-level
/// logic minimisation: each path of the reduced decision diagram widened to a rule that no value
/// can be added to, of those a greedy choice, and of that none that the others make needless. The
/// same marks always give the same findings.
///
/// # Errors
/// When there is not one mark for each cell.
pub fn cover(axes: &AxisProduct, marks: &[CellMark]) -> Result<Vec<CoveringRule>, CoverError> {
    if marks.len() != axes.cells() {
        return Err(CoverError::CellCount { expected: axes.cells(), actual: marks.len() });
    }
    Ok(cover_cells(axes, marks))
}

/// Does what [`cover`] does, for as many marks as there are cells.
pub(crate) fn cover_cells(axes: &AxisProduct, marks: &[CellMark]) -> Vec<CoveringRule> {
    let mut classes: Vec<ClassId> = Vec::new();
    for mark in marks {
        if let CellMark::Class(class) = mark
            && classes.last() != Some(class)
        {
            classes.push(*class);
        }
    }
    classes.sort_unstable();
    classes.dedup();
    let leaf = |mark: &CellMark| match mark {
        CellMark::Class(class) => {
            OF_CLASSES + classes.partition_point(|other| other < class) as u32
        }
        CellMark::Excluded => EXCLUDED,
        CellMark::Optional => OPTIONAL,
    };
    let (diagram, root) = DecisionDiagram::of_cells(axes, marks.iter().map(leaf));
    let mut findings = Vec::new();
    for (number, &class) in classes.iter().enumerate() {
        let (diagram, root) = of_class(axes, &diagram, root, OF_CLASSES + number as u32);
        let mut search = primes::PrimeSearch::new(axes, &diagram, root);
        let paths = search.paths();
        let primes = search.primes(&paths, EXPANSIONS / classes.len());
        findings.extend(choose::choose(axes, &diagram, &paths, &primes).into_iter().map(
            |chosen| CoveringRule {
                class,
                rule: Rule::new(axes, &chosen.rule),
                cells: chosen.cells,
                example: chosen.example,
            },
        ));
    }
    findings
        .sort_by_key(|finding| (std::cmp::Reverse(finding.cells), finding.class, finding.example));
    findings
}

const EXCLUDED: u32 = 0;
const OPTIONAL: u32 = 1;
/// The leaf of the class in question in its own diagram, and of the first class in that of all.
const OF_CLASSES: u32 = 2;
/// How many times a path is widened in another order of axes, over all classes, in search of better
/// rules.
const EXPANSIONS: usize = 1 << 15;

/// Returns the diagram in which the cells of all other classes are excluded.
fn of_class(
    axes: &AxisProduct,
    diagram: &DecisionDiagram,
    root: SubtreeRef,
    leaf: u32,
) -> (DecisionDiagram, SubtreeRef) {
    let mut own = DecisionDiagram::new(axes);
    let mut subtrees: Vec<SubtreeRef> = Vec::with_capacity(diagram.nodes().len());
    let own_subtree = |subtrees: &[SubtreeRef], subtree| match subtree {
        SubtreeRef::Leaf(OPTIONAL) => SubtreeRef::Leaf(OPTIONAL),
        SubtreeRef::Leaf(other) => {
            SubtreeRef::Leaf(if other == leaf { OF_CLASSES } else { EXCLUDED })
        }
        SubtreeRef::Node(node) => subtrees[node as usize],
    };
    for node in diagram.nodes() {
        let mut next = vec![SubtreeRef::Leaf(EXCLUDED); axes[node.axis].values.len()];
        for group in &node.groups {
            let subtree = own_subtree(&subtrees, group.subtree);
            for value in group.values.iter() {
                next[value] = subtree;
            }
        }
        subtrees.push(own.join(node.axis, &next));
    }
    let root = own_subtree(&subtrees, root);
    (own, root)
}

/// Why no cover was made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CoverError {
    /// There is not one mark for each cell.
    #[error("there are {actual} marks for {expected} cells")]
    CellCount {
        /// How many cells the axes have.
        expected: usize,
        /// How many marks there are.
        actual: usize,
    },
}

#[cfg(test)]
mod tests;
