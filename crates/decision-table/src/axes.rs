//! The axes of a product and the cells that it has.

use std::fmt;
use std::ops::Index;
use std::sync::Arc;

use thiserror::Error;

/// One dimension of a product: a name and its values in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableAxis {
    /// The name: lower-case letters, digits, `-` and `.`.
    pub name: String,
    /// The values' names, in order; of the same letters.
    pub values: Vec<String>,
}

impl TableAxis {
    /// Returns an axis with this name and these values.
    pub fn new<S: Into<String>>(
        name: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        Self { name: name.into(), values: values.into_iter().map(Into::into).collect() }
    }
}

/// The ordered axes of a total product.
///
/// A cell is the mixed-radix number of its values' positions, the last axis being the fastest. A
/// clone shares the axes.
#[derive(Clone, PartialEq, Eq)]
pub struct AxisProduct(Arc<ProductLayout>);

#[derive(PartialEq, Eq)]
struct ProductLayout {
    axes: Vec<TableAxis>,
    /// For each axis, how far apart two cells are that differ by one position on it alone.
    strides: Vec<usize>,
    cells: usize,
}

impl AxisProduct {
    /// The most values that an axis may have.
    pub const MAX_VALUES: usize = u64::BITS as usize;
    /// The most cells that a product may have.
    pub const MAX_CELLS: usize = 1 << 31;

    /// Returns the product of these axes.
    ///
    /// # Errors
    /// When there is no axis, one has no or too many values, a name stands twice or cannot be one,
    /// or the product is too large.
    pub fn new(axes: Vec<TableAxis>) -> Result<Self, AxisProductError> {
        if axes.is_empty() {
            return Err(AxisProductError::NoAxis);
        }
        let mut strides = vec![1; axes.len()];
        let mut cells = 1_usize;
        for (position, axis) in axes.iter().enumerate().rev() {
            check_axis(axis)?;
            if axes[..position].iter().any(|other| other.name == axis.name) {
                return Err(AxisProductError::RepeatedAxis { axis: axis.name.clone() });
            }
            strides[position] = cells;
            cells = cells
                .checked_mul(axis.values.len())
                .filter(|&cells| cells <= Self::MAX_CELLS)
                .ok_or(AxisProductError::TooManyCells)?;
        }
        Ok(Self(Arc::new(ProductLayout { axes, strides, cells })))
    }

    /// Returns the number of cells.
    pub fn cells(&self) -> usize {
        self.0.cells
    }

    /// Returns the number of axes, which is never 0.
    #[expect(clippy::len_without_is_empty, reason = "a product has at least one axis")]
    pub fn len(&self) -> usize {
        self.0.axes.len()
    }

    /// Returns the axes in order.
    pub fn iter(&self) -> std::slice::Iter<'_, TableAxis> {
        self.0.axes.iter()
    }

    /// Returns the position of the axis with this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.iter().position(|axis| axis.name == name)
    }

    /// Returns the positions of a cell's values, axis by axis.
    ///
    /// # Panics
    /// When the product has no such cell.
    pub fn positions(&self, cell: usize) -> Vec<usize> {
        assert!(cell < self.cells(), "cell {cell} of {}", self.cells());
        (0..self.len()).map(|axis| self.value_at(cell, axis)).collect()
    }

    /// Returns the cell with these positions of values, one for each axis; `None` where there is no
    /// such cell.
    pub fn cell(&self, positions: &[usize]) -> Option<usize> {
        let known = positions.len() == self.len()
            && self.iter().zip(positions).all(|(axis, &position)| position < axis.values.len());
        known.then(|| {
            self.0.strides.iter().zip(positions).map(|(stride, position)| stride * position).sum()
        })
    }

    /// Returns how far apart two cells are that differ by one position on this axis alone.
    pub(crate) fn stride(&self, axis: usize) -> usize {
        self.0.strides[axis]
    }

    /// Returns the position of a cell's value on this axis.
    pub(crate) fn value_at(&self, cell: usize, axis: usize) -> usize {
        cell / self.stride(axis) % self[axis].values.len()
    }
}

impl Index<usize> for AxisProduct {
    type Output = TableAxis;

    fn index(&self, position: usize) -> &TableAxis {
        &self.0.axes[position]
    }
}

impl<'a> IntoIterator for &'a AxisProduct {
    type Item = &'a TableAxis;
    type IntoIter = std::slice::Iter<'a, TableAxis>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for AxisProduct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

fn check_axis(axis: &TableAxis) -> Result<(), AxisProductError> {
    for name in std::iter::once(&axis.name).chain(&axis.values) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        if name.is_empty() || !name.chars().all(plain) {
            return Err(AxisProductError::BadName { name: name.clone() });
        }
    }
    if axis.values.is_empty() {
        return Err(AxisProductError::NoValue { axis: axis.name.clone() });
    }
    if axis.values.len() > AxisProduct::MAX_VALUES {
        return Err(AxisProductError::TooManyValues {
            axis: axis.name.clone(),
            count: axis.values.len(),
        });
    }
    let repeated = axis
        .values
        .iter()
        .enumerate()
        .find(|(position, value)| axis.values[..*position].contains(value));
    match repeated {
        Some((_, value)) => {
            Err(AxisProductError::RepeatedValue { axis: axis.name.clone(), value: value.clone() })
        }
        None => Ok(()),
    }
}

/// Why axes make no product.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AxisProductError {
    /// A name has letters that tables and rules could not hold.
    #[error("`{name}` cannot name an axis or a value")]
    BadName {
        /// The name.
        name: String,
    },
    /// There is no axis.
    #[error("there is no axis")]
    NoAxis,
    /// An axis has no value.
    #[error("axis `{axis}` has no value")]
    NoValue {
        /// The axis.
        axis: String,
    },
    /// Two axes have the same name.
    #[error("axis `{axis}` stands there twice")]
    RepeatedAxis {
        /// The axis.
        axis: String,
    },
    /// Two values of an axis have the same name.
    #[error("value `{value}` of `{axis}` stands there twice")]
    RepeatedValue {
        /// The axis.
        axis: String,
        /// The value.
        value: String,
    },
    /// The product has more than [`AxisProduct::MAX_CELLS`] cells.
    #[error("the axes have more than {} cells", AxisProduct::MAX_CELLS)]
    TooManyCells,
    /// An axis has more than [`AxisProduct::MAX_VALUES`] values.
    #[error("axis `{axis}` has {count} values, more than {}", AxisProduct::MAX_VALUES)]
    TooManyValues {
        /// The axis.
        axis: String,
        /// How many it has.
        count: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_error(axes: &[(&str, &[&str])], message: &str) {
        let axes = axes
            .iter()
            .map(|(name, values)| TableAxis::new(*name, values.iter().copied()))
            .collect();
        assert_eq!(AxisProduct::new(axes).unwrap_err().to_string(), message);
    }

    #[test]
    fn the_last_axis_is_the_fastest() {
        let axes = AxisProduct::new(vec![
            TableAxis::new("a", ["0", "1"]),
            TableAxis::new("b", ["0", "1", "2"]),
        ])
        .unwrap();
        assert_eq!(axes.cells(), 6);
        assert_eq!(axes.positions(4), [1, 1]);
        assert_eq!(
            (0..6).map(|cell| axes.cell(&axes.positions(cell))).collect::<Vec<_>>(),
            (0..6).map(Some).collect::<Vec<_>>()
        );
        assert_eq!([axes.cell(&[1, 3]), axes.cell(&[1]), axes.cell(&[1, 1, 0])], [None; 3]);
    }

    #[test]
    fn each_axis_has_values() {
        check_error(&[], "there is no axis");
        check_error(&[("a", &["0"]), ("b", &[])], "axis `b` has no value");
    }

    #[test]
    fn names_stand_once() {
        check_error(&[("a", &["0"]), ("b", &["0"]), ("a", &["1"])], "axis `a` stands there twice");
        check_error(&[("a", &["0", "1", "0"])], "value `0` of `a` stands there twice");
    }

    #[test]
    fn names_cannot_be_taken_for_marks_of_the_text() {
        for name in ["", "a b", "a=b", "a|b", "a:b", "a,b", "[a", "A", "*"] {
            check_error(&[("a", &[name])], &format!("`{name}` cannot name an axis or a value"));
            check_error(&[(name, &["0"])], &format!("`{name}` cannot name an axis or a value"));
        }
    }

    #[test]
    fn products_are_bounded() {
        let many: Vec<_> = (0..65).map(|value| value.to_string()).collect();
        assert_eq!(
            AxisProduct::new(vec![TableAxis::new("a", many.clone())]),
            Err(AxisProductError::TooManyValues { axis: "a".into(), count: 65 })
        );
        let axes =
            (0..6).map(|axis| TableAxis::new(axis.to_string(), many[1..].to_vec())).collect();
        assert_eq!(AxisProduct::new(axes), Err(AxisProductError::TooManyCells));
    }
}
