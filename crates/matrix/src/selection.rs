//! Which cells of a suite are meant, and their ids.

use std::sync::Arc;

use crate::filter::{CellFilter, FilterError};
use crate::matrix::{Axis, AxisEffects, Suite};
use crate::topology::Topology;

/// A product of selected values of a suite's axes: the cells that a run plays or a snapshot holds.
///
/// Cells are numbered from 0 in the order of the axes, the last axis changing fastest. As the axes
/// that write the cookie alone come last, the cells of one shape lie next to each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    suite: Arc<Suite>,
    values: Vec<Vec<usize>>,
}

impl Selection {
    /// Selects every cell of the suite.
    pub fn full(suite: &Arc<Suite>) -> Self {
        let values = suite.axes.iter().map(|axis| (0..axis.values.len()).collect()).collect();
        Self { suite: Arc::clone(suite), values }
    }

    /// Selects the values that the suite names as its core.
    pub fn core(suite: &Arc<Suite>) -> Self {
        Self { suite: Arc::clone(suite), values: suite.core.clone() }
    }

    /// Selects one cell of the suite by the positions of its values.
    pub fn single(suite: &Arc<Suite>, positions: &[usize]) -> Self {
        Self {
            suite: Arc::clone(suite),
            values: positions.iter().map(|position| vec![*position]).collect(),
        }
    }

    /// Selects the named values; `None` where the suite lacks one of the axes or values, or a value
    /// has no axis' place.
    pub fn named<A: AsRef<str>, V: AsRef<str>>(
        suite: &Arc<Suite>,
        axes: &[(A, Vec<V>)],
    ) -> Option<Self> {
        if axes.len() != suite.axes.len() {
            return None;
        }
        let position =
            |axis: &Axis, name: &V| axis.values.iter().position(|value| value == name.as_ref());
        let values = suite.axes.iter().zip(axes).map(|(axis, (name, values))| {
            let positions: Vec<usize> =
                values.iter().map(|value| position(axis, value)).collect::<Option<_>>()?;
            (axis.name == name.as_ref()
                && !positions.is_empty()
                && positions.is_sorted_by(|one, other| one < other))
            .then_some(positions)
        });
        Some(Self { suite: Arc::clone(suite), values: values.collect::<Option<_>>()? })
    }

    /// Returns the cells that are in this selection and pass the filter, or `None` where there are
    /// none.
    ///
    /// # Errors
    /// Where the filter names an axis or value that the suite does not have.
    pub fn narrow(&self, filter: &CellFilter) -> Result<Option<Self>, FilterError> {
        if filter.suite().is_some_and(|suite| suite != self.suite.name) {
            return Ok(None);
        }
        let mut values = self.values.clone();
        for (axis, allowed) in filter.resolve(&self.suite)? {
            values[axis].retain(|value| allowed.contains(value));
        }
        Ok((!values.iter().any(Vec::is_empty))
            .then(|| Self { suite: Arc::clone(&self.suite), values }))
    }

    /// Returns the cells that are in this selection and in another one of the same suite, or `None`
    /// where there are none.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let common = |(one, other): (&Vec<usize>, &Vec<usize>)| {
            one.iter().copied().filter(|value| other.contains(value)).collect()
        };
        let values: Vec<Vec<usize>> = self.values.iter().zip(&other.values).map(common).collect();
        (!values.iter().any(Vec::is_empty)).then(|| Self { suite: Arc::clone(&self.suite), values })
    }

    /// Returns the cells of this selection that lie in one of its topologies.
    ///
    /// # Panics
    /// If the selection has no topology with that number.
    pub fn in_topology(&self, number: usize) -> Self {
        let mut values = self.values.clone();
        values[0] = vec![values[0][number]];
        Self { suite: Arc::clone(&self.suite), values }
    }

    /// Returns the suite.
    pub fn suite(&self) -> &Arc<Suite> {
        &self.suite
    }

    /// Returns the axes with the names of their selected values.
    pub fn axes(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.suite
            .axes
            .iter()
            .zip(&self.values)
            .map(|(axis, chosen)| (axis.name.as_str(), value_names(axis, chosen)))
    }

    /// Returns the names and definitions of the selected topologies.
    pub fn topologies(&self) -> impl Iterator<Item = (&str, &Topology)> {
        self.values[0].iter().map(|position| {
            (self.suite.axes[0].values[*position].as_str(), self.suite.topology(*position))
        })
    }

    /// Returns the number of cells.
    pub fn cells(&self) -> usize {
        self.values.iter().map(Vec::len).product()
    }

    /// Returns the number of cells of one shape, which is the number of cookies on its response.
    pub fn cookies(&self) -> usize {
        self.values[self.suite.shape_axes()..].iter().map(Vec::len).product()
    }

    /// Returns whether the cookie of a cell is to have a response of its own.
    ///
    /// # Panics
    /// If a shape has no cell with that number.
    pub fn is_cookie_alone(&self, cell: usize) -> bool {
        let positions = self.positions(cell);
        let chosen = &positions[self.suite.shape_axes()..];
        self.suite.cookie_axes().zip(chosen).any(|(effects, position)| effects[*position].alone)
    }

    /// Returns whether cookies grow older in some of its cells before they are asked for.
    pub fn lets_cookies_age(&self) -> bool {
        let ages = |(axis, chosen): (&Axis, &Vec<usize>)| match &axis.effects {
            AxisEffects::Exchange(effects) => chosen
                .iter()
                .any(|position| effects[*position].age_secs.is_some_and(|age_secs| age_secs > 0)),
            AxisEffects::Topology(_) | AxisEffects::Cookie(_) => false,
        };
        self.suite.axes.iter().zip(&self.values).any(ages)
    }

    /// Returns the number of shapes.
    pub fn shapes(&self) -> usize {
        self.values[..self.suite.shape_axes()].iter().map(Vec::len).product()
    }

    /// Returns the number of shapes of one topology.
    pub fn shapes_of_topology(&self) -> usize {
        self.values[1..self.suite.shape_axes()].iter().map(Vec::len).product()
    }

    /// Returns, for each axis of the suite, the position of the value that a cell has.
    ///
    /// # Panics
    /// If there is no cell with that number.
    pub fn positions(&self, cell: usize) -> Vec<usize> {
        assert!(cell < self.cells(), "the selection has {} cells", self.cells());
        let mut rest = cell;
        let mut positions = vec![0; self.values.len()];
        for (position, chosen) in positions.iter_mut().zip(&self.values).rev() {
            *position = chosen[rest % chosen.len()];
            rest /= chosen.len();
        }
        positions
    }

    /// Returns the number of the cell with these positions, or `None` where it is not in the
    /// selection.
    pub fn cell_at(&self, positions: &[usize]) -> Option<usize> {
        let mut cell = 0;
        for (position, chosen) in positions.iter().zip(&self.values) {
            cell = cell * chosen.len() + chosen.binary_search(position).ok()?;
        }
        Some(cell)
    }

    /// Returns the number of the cell with this id, or `None` where it is not in the selection.
    pub fn cell_named(&self, id: &str) -> Option<usize> {
        let mut parts = id.split('/');
        if parts.next()? != self.suite.name {
            return None;
        }
        let mut positions = Vec::with_capacity(self.suite.axes.len());
        for axis in &self.suite.axes {
            let value = parts.next()?.strip_prefix(axis.name.as_str())?.strip_prefix('=')?;
            positions.push(axis.values.iter().position(|known| known == value)?);
        }
        if parts.next().is_some() { None } else { self.cell_at(&positions) }
    }

    /// Returns a cell's id: the suite's name, then each axis with its value.
    pub fn id(&self, cell: usize) -> String {
        let mut id = self.suite.name.clone();
        for (axis, position) in self.suite.axes.iter().zip(self.positions(cell)) {
            id.push('/');
            id.push_str(&axis.name);
            id.push('=');
            id.push_str(&axis.values[position]);
        }
        id
    }
}

fn value_names<'a>(axis: &'a Axis, chosen: &[usize]) -> Vec<&'a str> {
    chosen.iter().map(|position| axis.values[*position].as_str()).collect()
}
