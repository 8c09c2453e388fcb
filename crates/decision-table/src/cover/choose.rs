//! The choice of few rules that cover a class.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::primes::CellBox;
use crate::axes::AxisProduct;
use crate::diagram::DecisionDiagram;
use crate::rule::sums;
use crate::values::ValueSet;

/// A rule that was chosen.
pub(super) struct SelectedRule {
    pub(super) rule: CellBox,
    /// How many cells of the class it covers.
    pub(super) cells: usize,
    /// The first of them.
    pub(super) example: usize,
}

/// Returns few of the boxes that together cover the class as all of them do, none of them needless.
/// The `paths` lead to the class.
pub(super) fn choose(
    axes: &AxisProduct,
    diagram: &DecisionDiagram,
    paths: &[CellBox],
    primes: &[CellBox],
) -> Vec<SelectedRule> {
    let mut blocks = CellBlocks::new(axes, diagram, paths);
    let mut chosen = blocks.choose_greedily(primes);
    // The smallest first: they are the ones to do without.
    chosen.sort_by_cached_key(|prime| (blocks.held(prime).len(), Reverse(*prime)));
    chosen.retain(|prime| !blocks.do_without(prime));
    chosen.into_iter().map(|prime| blocks.describe(prime)).collect()
}

/// The cells of a product, in blocks of those that the class does not tell apart.
struct CellBlocks<'a> {
    axes: &'a AxisProduct,
    /// For each axis, sets of values that make no difference to the class, ordered by their first
    /// values.
    parts: Vec<Vec<ValueSet>>,
    /// For each axis, how far apart two blocks are that differ by one part on it alone.
    strides: Vec<usize>,
    /// For each block, how many chosen boxes cover it; `None` where it is not of the class.
    covers: Vec<Option<u32>>,
}

impl<'a> CellBlocks<'a> {
    fn new(axes: &'a AxisProduct, diagram: &DecisionDiagram, paths: &[CellBox]) -> Self {
        let mut parts: Vec<_> =
            axes.iter().map(|axis| vec![ValueSet::all(axis.values.len())]).collect();
        for node in diagram.nodes() {
            for group in &node.groups {
                let split = |&part: &ValueSet| {
                    [part.intersection(group.values), part.without(group.values)]
                };
                parts[node.axis] = parts[node.axis]
                    .iter()
                    .flat_map(split)
                    .filter(|part| !part.is_empty())
                    .collect();
            }
        }
        let mut strides = vec![1; axes.len()];
        let mut count = 1;
        for (axis, parts) in parts.iter_mut().enumerate().rev() {
            parts.sort_unstable_by_key(|part| part.first());
            strides[axis] = count;
            count *= parts.len();
        }
        let mut blocks = Self { axes, parts, strides, covers: vec![None; count] };
        for path in paths {
            for block in blocks.within(path) {
                blocks.covers[block] = Some(0);
            }
        }
        blocks
    }

    /// Returns boxes that cover the class, each the one that covers most of what those before it do
    /// not.
    fn choose_greedily<'p>(&mut self, primes: &'p [CellBox]) -> Vec<&'p CellBox> {
        let volume = |prime: &CellBox| prime.iter().map(|values| values.len()).product::<usize>();
        let entry = |(index, prime)| (self.held(prime).len(), volume(prime), Reverse(index));
        let mut waiting: BinaryHeap<_> = primes.iter().enumerate().map(entry).collect();
        let mut chosen = Vec::new();
        while let Some((promised, volume, Reverse(index))) = waiting.pop() {
            let held = self.held(&primes[index]);
            let gain = held.iter().filter(|&&block| self.covers[block] == Some(0)).count();
            // What was promised may have been covered meanwhile, never the other way round.
            if gain < promised {
                if gain > 0 {
                    waiting.push((gain, volume, Reverse(index)));
                }
                continue;
            }
            self.count(&held, |boxes| boxes + 1);
            chosen.push(&primes[index]);
        }
        chosen
    }

    /// Takes a chosen box back if others cover all that it does; returns whether they do.
    fn do_without(&mut self, prime: &CellBox) -> bool {
        let held = self.held(prime);
        let needless = held.iter().all(|&block| self.covers[block] != Some(1));
        if needless {
            self.count(&held, |boxes| boxes - 1);
        }
        needless
    }

    fn count(&mut self, held: &[usize], change: impl Fn(u32) -> u32) {
        for &block in held {
            self.covers[block] = self.covers[block].map(&change);
        }
    }

    /// Returns the blocks of the class within a box, ascending.
    fn held(&self, values: &CellBox) -> Vec<usize> {
        let mut held = self.within(values);
        held.retain(|&block| self.covers[block].is_some());
        held
    }

    /// Returns the blocks within a box, ascending. No box that paths or primes give cuts a block.
    fn within(&self, values: &CellBox) -> Vec<usize> {
        sums(values.iter().enumerate().map(|(axis, values)| {
            let parts =
                self.parts[axis].iter().enumerate().filter(|(_, part)| part.intersects(*values));
            parts.map(|(part, _)| part * self.strides[axis]).collect()
        }))
    }

    fn describe(&self, rule: &CellBox) -> SelectedRule {
        let part = |block: usize, axis: usize| {
            self.parts[axis][block / self.strides[axis] % self.parts[axis].len()]
        };
        let size = |block: &usize| {
            (0..self.axes.len()).map(|axis| part(*block, axis).len()).product::<usize>()
        };
        let held = self.held(rule);
        let example = held.first().map_or(0, |&block| {
            (0..self.axes.len())
                .map(|axis| part(block, axis).first() * self.axes.stride(axis))
                .sum()
        });
        SelectedRule { rule: rule.clone(), cells: held.iter().map(size).sum(), example }
    }
}
