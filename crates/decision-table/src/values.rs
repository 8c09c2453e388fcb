//! Sets of an axis's values, and how they are written.

use std::fmt;

use thiserror::Error;

use crate::axes::{AxisProduct, TableAxis};

/// On an axis with more values than this, a set that lacks less than half as many as it has is
/// written by what it lacks.
const LONG_AXIS: usize = 6;

/// A set of the values of one axis, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueSet(u64);

impl ValueSet {
    /// The set without values.
    pub(crate) const EMPTY: Self = Self(0);

    /// Returns the set of all values of an axis with `count` values, which is between 1 and
    /// [`AxisProduct::MAX_VALUES`].
    pub(crate) fn all(count: usize) -> Self {
        Self(u64::MAX >> (u64::BITS as usize - count))
    }

    /// Returns the set of one value.
    pub(crate) fn of(position: usize) -> Self {
        Self(1 << position)
    }

    /// Returns whether the value at this position is in the set.
    pub fn contains(self, position: usize) -> bool {
        position < u64::BITS as usize && self.intersects(Self::of(position))
    }

    /// Returns the number of values in the set.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Returns whether no value is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the positions of the values, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> + use<> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let position = rest.trailing_zeros() as usize;
            (rest != 0).then(|| {
                rest &= rest - 1;
                position
            })
        })
    }

    pub(crate) fn first(self) -> usize {
        self.0.trailing_zeros() as usize
    }

    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// One axis restricted to some of its values, as tables and rules write it: `same-site=none|lax`.
pub(crate) struct AxisRestriction<'a> {
    pub(crate) axis: &'a TableAxis,
    pub(crate) values: ValueSet,
}

impl fmt::Display for AxisRestriction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.axis.values.len();
        let lacking = ValueSet::all(count).without(self.values);
        write!(f, "{}=", self.axis.name)?;
        if count > LONG_AXIS && !lacking.is_empty() && lacking.len() * 2 < self.values.len() {
            // The number makes the text wrong, not wider, when the axis gets another value.
            write!(f, "all {count} but ")?;
            return write_names(f, self.axis, lacking);
        }
        write_names(f, self.axis, self.values)
    }
}

fn write_names(f: &mut fmt::Formatter<'_>, axis: &TableAxis, values: ValueSet) -> fmt::Result {
    for (nth, position) in values.iter().enumerate() {
        let separator = if nth == 0 { "" } else { "|" };
        write!(f, "{separator}{}", axis.values[position])?;
    }
    Ok(())
}

/// Returns the position of the axis and the values of a restriction like `same-site=none|lax` or
/// `topology=all 17 but siblings`.
pub(crate) fn parse_restriction(
    axes: &AxisProduct,
    text: &str,
) -> Result<(usize, ValueSet), RestrictionError> {
    let (name, values) = text.split_once('=').ok_or(RestrictionError::NoEqualsSign)?;
    let position = axes
        .position(name)
        .ok_or_else(|| RestrictionError::UnknownAxis { axis: name.to_owned() })?;
    let axis = &axes[position];
    let Some((written, lacking)) =
        values.strip_prefix("all ").and_then(|rest| rest.split_once(" but "))
    else {
        return Ok((position, parse_names(axis, values)?));
    };
    let count = axis.values.len();
    if written.parse() != Ok(count) {
        return Err(RestrictionError::OtherCount {
            axis: name.to_owned(),
            written: written.to_owned(),
            count,
        });
    }
    let rest = ValueSet::all(count).without(parse_names(axis, lacking)?);
    if rest.is_empty() {
        Err(RestrictionError::NoValue { axis: name.to_owned() })
    } else {
        Ok((position, rest))
    }
}

fn parse_names(axis: &TableAxis, text: &str) -> Result<ValueSet, RestrictionError> {
    let mut values = ValueSet::EMPTY;
    for name in text.split('|') {
        let Some(position) = axis.values.iter().position(|value| value == name) else {
            return Err(RestrictionError::UnknownValue {
                axis: axis.name.clone(),
                value: name.to_owned(),
            });
        };
        if values.contains(position) {
            return Err(RestrictionError::RepeatedValue {
                axis: axis.name.clone(),
                value: name.to_owned(),
            });
        }
        values = values.union(ValueSet::of(position));
    }
    Ok(values)
}

/// Why a text like `same-site=none|lax` does not restrict an axis.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RestrictionError {
    /// There is no `=` between axis and values.
    #[error("no `=` between axis and values")]
    NoEqualsSign,
    /// It lacks every value.
    #[error("no value of `{axis}` is left")]
    NoValue {
        /// The axis.
        axis: String,
    },
    /// `all 17 but …` was written when the axis had another number of values.
    #[error("`{axis}` has {count} values, not {written}")]
    OtherCount {
        /// The axis.
        axis: String,
        /// The number as written.
        written: String,
        /// How many values the axis has.
        count: usize,
    },
    /// A value stands there twice.
    #[error("value `{value}` of `{axis}` stands there twice")]
    RepeatedValue {
        /// The axis.
        axis: String,
        /// The value.
        value: String,
    },
    /// There is no such axis.
    #[error("there is no axis `{axis}`")]
    UnknownAxis {
        /// The name as written.
        axis: String,
    },
    /// The axis has no such value.
    #[error("axis `{axis}` has no value `{value}`")]
    UnknownValue {
        /// The axis.
        axis: String,
        /// The value as written.
        value: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_set_has_a_value_beyond_the_last() {
        let all = ValueSet::all(64);
        assert!(all.contains(63));
        assert!(!all.contains(64));
        assert!(!all.contains(usize::MAX));
    }
}
