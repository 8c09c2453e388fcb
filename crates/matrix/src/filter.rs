//! Filters over cells, as written on the command line. A cell's id is a filter that selects that
//! cell.

use std::str::FromStr;

use crate::matrix::Suite;

/// A conjunction of conditions such as `topology=cross-site|siblings,same-site!=none`.
///
/// Conditions are separated by `,` or `/`; a first part without `=` names the suite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellFilter {
    suite: Option<String>,
    conditions: Vec<FilterCondition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct FilterCondition {
    axis: String,
    sense: ConditionKind,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ConditionKind {
    IsOneOf,
    IsNoneOf,
}

/// A filter that cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// A part is neither a condition nor, in front, a suite's name.
    #[error(
        "`{part}` is no condition; write `axis=value`, `axis=value|value` or `axis!=value`, \
         separated by `,` or `/`"
    )]
    NoCondition {
        /// The part.
        part: String,
    },
    /// The suite has no such axis.
    #[error("suite `{suite}` has no axis `{axis}`; it has {}", known.join(", "))]
    UnknownAxis {
        /// The suite that was to be filtered.
        suite: String,
        /// The word that names none of its axes.
        axis: String,
        /// The axes that it has.
        known: Vec<String>,
    },
    /// The axis has no such value.
    #[error("axis `{axis}` has no value `{value}`; it has {}", known.join(", "))]
    UnknownValue {
        /// The axis.
        axis: String,
        /// The word that names none of its values.
        value: String,
        /// The values that it has.
        known: Vec<String>,
    },
}

impl FromStr for CellFilter {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        for (position, part) in text.split([',', '/']).map(str::trim).enumerate() {
            match condition(part) {
                Some(condition) => filter.conditions.push(condition),
                None if position == 0 && !part.is_empty() => filter.suite = Some(part.to_owned()),
                None => return Err(FilterError::NoCondition { part: part.to_owned() }),
            }
        }
        Ok(filter)
    }
}

fn condition(part: &str) -> Option<FilterCondition> {
    let (axis, values) = part.split_once('=')?;
    let (axis, sense) = match axis.strip_suffix('!') {
        Some(axis) => (axis, ConditionKind::IsNoneOf),
        None => (axis, ConditionKind::IsOneOf),
    };
    let values = values.split('|').map(|value| value.trim().to_owned()).collect();
    Some(FilterCondition { axis: axis.trim().to_owned(), sense, values })
}

impl CellFilter {
    /// Returns the suite that the filter is limited to, if any.
    pub fn suite(&self) -> Option<&str> {
        self.suite.as_deref()
    }

    /// Returns, for each condition, the number of its axis in the suite and the positions of the
    /// values that pass.
    pub(crate) fn resolve(&self, suite: &Suite) -> Result<Vec<(usize, Vec<usize>)>, FilterError> {
        self.conditions.iter().map(|condition| condition.resolve(suite)).collect()
    }
}

impl FilterCondition {
    fn resolve(&self, suite: &Suite) -> Result<(usize, Vec<usize>), FilterError> {
        let number =
            suite.axes.iter().position(|axis| axis.name == self.axis).ok_or_else(|| {
                FilterError::UnknownAxis {
                    suite: suite.name.clone(),
                    axis: self.axis.clone(),
                    known: suite.axes.iter().map(|axis| axis.name.clone()).collect(),
                }
            })?;
        let axis = &suite.axes[number];
        let mut named = Vec::new();
        for value in &self.values {
            let position =
                axis.values.iter().position(|known| known == value).ok_or_else(|| {
                    FilterError::UnknownValue {
                        axis: axis.name.clone(),
                        value: value.clone(),
                        known: axis.values.clone(),
                    }
                })?;
            named.push(position);
        }
        let passes = |position: &usize| match self.sense {
            ConditionKind::IsOneOf => named.contains(position),
            ConditionKind::IsNoneOf => !named.contains(position),
        };
        Ok((number, (0..axis.values.len()).filter(passes).collect()))
    }
}
