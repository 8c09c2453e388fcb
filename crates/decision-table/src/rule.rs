//! Rules: boxes of cells, each axis restricted to some of its values or not at all.

use std::fmt;

use thiserror::Error;

use crate::axes::AxisProduct;
use crate::values::{AxisRestriction, RestrictionError, ValueSet, parse_restriction};

/// What the text of a rule without restrictions is.
const EVERYWHERE: &str = "everywhere";

/// The cells that have, on each axis, one of the values that the rule names for it; all values
/// where it names none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    axes: AxisProduct,
    /// For each axis, at least one value.
    values: Vec<ValueSet>,
}

impl Rule {
    /// Returns the rule that every cell follows.
    pub fn everywhere(axes: &AxisProduct) -> Self {
        Self {
            axes: axes.clone(),
            values: axes.iter().map(|axis| ValueSet::all(axis.values.len())).collect(),
        }
    }

    /// Returns the rule with these values, a set that is not empty for each axis.
    pub(crate) fn new(axes: &AxisProduct, values: &[ValueSet]) -> Self {
        Self { axes: axes.clone(), values: values.to_vec() }
    }

    /// Returns the rule that a text like `same-site=none|lax, secure=no` or `everywhere` speaks of.
    ///
    /// # Errors
    /// When an axis stands there twice, or an axis or a value is not known.
    pub fn parse(axes: &AxisProduct, text: &str) -> Result<Self, ParseRuleError> {
        let mut rule = Self::everywhere(axes);
        if text.trim() == EVERYWHERE {
            return Ok(rule);
        }
        let mut restricted = vec![false; axes.len()];
        for part in text.split(',').map(str::trim) {
            let (axis, values) = parse_restriction(axes, part)
                .map_err(|source| ParseRuleError::Restriction { text: part.to_owned(), source })?;
            if std::mem::replace(&mut restricted[axis], true) {
                return Err(ParseRuleError::RepeatedAxis { axis: axes[axis].name.clone() });
            }
            rule.values[axis] = values;
        }
        Ok(rule)
    }

    /// Returns the axes.
    pub fn axes(&self) -> &AxisProduct {
        &self.axes
    }

    /// Returns the values that cells may have on the axis at this position.
    ///
    /// # Panics
    /// When there is no such axis.
    pub fn values(&self, axis: usize) -> ValueSet {
        self.values[axis]
    }

    /// Returns the rule without those values of its restricted axes that none of these cells has.
    /// Without any cell it is the rule itself.
    ///
    /// # Panics
    /// When the product does not have one of the cells.
    pub fn narrowed_to(&self, cells: impl IntoIterator<Item = usize>) -> Self {
        let mut used = vec![ValueSet::EMPTY; self.values.len()];
        for cell in cells {
            for (axis, values) in used.iter_mut().enumerate() {
                *values = values.union(ValueSet::of(self.axes.value_at(cell, axis)));
            }
        }
        let mut narrowed = self.clone();
        for ((values, used), axis) in narrowed.values.iter_mut().zip(used).zip(self.axes.iter()) {
            if values.len() < axis.values.len() && !used.is_empty() {
                *values = used;
            }
        }
        narrowed
    }

    /// Returns whether a cell follows the rule; a cell that the product does not have follows none.
    pub fn contains(&self, cell: usize) -> bool {
        cell < self.axes.cells()
            && self
                .values
                .iter()
                .enumerate()
                .all(|(axis, values)| values.contains(self.axes.value_at(cell, axis)))
    }

    /// Returns the number of cells that follow the rule.
    pub fn cells(&self) -> usize {
        self.values.iter().map(|values| values.len()).product()
    }

    /// Returns the cells that follow the rule, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + use<> {
        let offsets = |(axis, values): (usize, &ValueSet)| {
            let stride = self.axes.stride(axis);
            values.iter().map(|value| value * stride).collect()
        };
        sums(self.values.iter().enumerate().map(offsets)).into_iter()
    }
}

/// Returns each sum of one number from each list, in order of the lists.
pub(crate) fn sums(lists: impl IntoIterator<Item = Vec<usize>>) -> Vec<usize> {
    lists.into_iter().fold(vec![0], |sums, list| match list[..] {
        [0] => sums,
        _ => sums.iter().flat_map(|sum| list.iter().map(move |number| sum + number)).collect(),
    })
}

/// Writes the restrictions in order of the axes: `same-site=none|lax, secure=no`.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let restricted = self
            .axes
            .iter()
            .zip(&self.values)
            .filter(|(axis, values)| values.len() < axis.values.len());
        let mut separator = "";
        for (axis, &values) in restricted {
            write!(f, "{separator}{}", AxisRestriction { axis, values })?;
            separator = ", ";
        }
        if separator.is_empty() { f.write_str(EVERYWHERE) } else { Ok(()) }
    }
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ParseRuleError {
    /// An axis is restricted twice.
    #[error("axis `{axis}` stands there twice")]
    RepeatedAxis {
        /// The axis.
        axis: String,
    },
    /// A restriction cannot be read.
    #[error("cannot read `{text}`")]
    Restriction {
        /// The restriction as written.
        text: String,
        /// What is wrong with it.
        source: RestrictionError,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TableAxis;

    fn axes() -> AxisProduct {
        let digits = ["0", "1", "2", "3", "4", "5", "6"];
        AxisProduct::new(vec![
            TableAxis::new("a", digits),
            TableAxis::new("b", ["x", "y", "z"]),
            TableAxis::new("c", ["no", "yes"]),
        ])
        .unwrap()
    }

    #[track_caller]
    fn check_rule(text: &str, cells: &[usize]) {
        let rule = Rule::parse(&axes(), text).unwrap();
        assert_eq!(rule.to_string(), text);
        assert_eq!(rule.iter().collect::<Vec<_>>(), cells);
        assert_eq!(
            (0..axes().cells() + 9).filter(|&cell| rule.contains(cell)).collect::<Vec<_>>(),
            cells
        );
        assert_eq!(rule.cells(), cells.len());
    }

    #[test]
    fn a_rule_names_what_is_missing_where_that_is_less_than_half_of_what_is_there() {
        let names = ["0", "1", "2", "3", "4", "5", "6", "7", "8"];
        let axes = AxisProduct::new(vec![TableAxis::new("a", names)]).unwrap();
        for text in ["a=0|1|2|3|4|5", "a=all 9 but 7|8"] {
            assert_eq!(Rule::parse(&axes, text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_rule_names_the_axes_that_it_restricts() {
        check_rule("everywhere", &(0..42).collect::<Vec<_>>());
        check_rule("a=0|6, b=y, c=yes", &[3, 39]);
        check_rule("a=all 7 but 1|4, b=x|z, c=no", &[0, 4, 12, 16, 18, 22, 30, 34, 36, 40]);
    }

    #[test]
    fn a_rule_may_be_written_in_any_order() {
        let rule = Rule::parse(&axes(), " c=yes,  b=y|x, a=0|1|2|3|4|5|6 ").unwrap();
        assert_eq!(rule.to_string(), "b=x|y, c=yes");
    }

    #[test]
    fn a_narrowed_rule_names_no_value_that_its_cells_lack() {
        let rule = Rule::parse(&axes(), "a=0|1|2, b=x|y").unwrap();
        // a=0, b=x, c=no and a=2, b=x, c=yes.
        assert_eq!(rule.narrowed_to([0, 13]).to_string(), "a=0|2, b=x");
        assert_eq!(rule.narrowed_to([]), rule);
        // An axis that is not restricted stays so.
        assert_eq!(rule.narrowed_to([0]).to_string(), "a=0, b=x");
    }

    #[test]
    fn a_rule_restricts_an_axis_once() {
        assert_eq!(
            Rule::parse(&axes(), "b=x, b=y"),
            Err(ParseRuleError::RepeatedAxis { axis: "b".into() })
        );
        let source = RestrictionError::RepeatedValue { axis: "b".into(), value: "x".into() };
        assert_eq!(
            Rule::parse(&axes(), "b=x|x"),
            Err(ParseRuleError::Restriction { text: "b=x|x".into(), source })
        );
    }

    #[test]
    fn a_rule_says_something() {
        let source = RestrictionError::NoEqualsSign;
        assert_eq!(
            Rule::parse(&axes(), ""),
            Err(ParseRuleError::Restriction { text: String::new(), source })
        );
        let source = RestrictionError::NoValue { axis: "c".into() };
        assert_eq!(
            Rule::parse(&axes(), "c=all 2 but no|yes"),
            Err(ParseRuleError::Restriction { text: "c=all 2 but no|yes".into(), source })
        );
    }
}
