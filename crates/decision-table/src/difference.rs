//! What changed from one table to another, as rules.

use std::collections::HashMap;

use thiserror::Error;

use crate::cover::{CellMark, ClassId, CoveringRule, cover_cells};
use crate::rule::Rule;
use crate::table::{DecisionTable, OutcomeId};

/// A rule whose cells had one outcome and have another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeChange {
    /// The rule.
    pub rule: Rule,
    /// How many cells it has.
    pub cells: usize,
    /// The outcome that each of them had.
    pub before: String,
    /// The outcome that each of them has.
    pub after: String,
    /// The first of them.
    pub example: usize,
}

/// Returns the rules that together hold exactly the cells whose outcomes differ, ordered by their
/// numbers of cells, largest first.
///
/// They are few as those of [`cover`](crate::cover) are; rules with the same outcomes may overlap.
///
/// # Errors
/// When the tables are not over the same axes.
pub fn difference(
    before: &DecisionTable,
    after: &DecisionTable,
) -> Result<Vec<OutcomeChange>, DifferenceError> {
    let axes = before.axes();
    if axes != after.axes() {
        return Err(DifferenceError::OtherAxes);
    }
    let same: Vec<_> = before
        .outcomes()
        .iter()
        .map(|name| after.outcomes().iter().position(|other| other == name))
        .collect();
    let mut classes: HashMap<(OutcomeId, OutcomeId), ClassId> = HashMap::new();
    let mut outcomes = Vec::new();
    let marks = before.expand().into_iter().zip(after.expand()).map(|(before, after)| {
        if same[before.0 as usize] == Some(after.0 as usize) {
            return CellMark::Excluded;
        }
        CellMark::Class(*classes.entry((before, after)).or_insert_with(|| {
            outcomes.push((before, after));
            ClassId(outcomes.len() as u32 - 1)
        }))
    });
    let findings = cover_cells(axes, &marks.collect::<Vec<_>>());
    let change = |CoveringRule { class, rule, cells, example }| {
        let (from, to) = outcomes[class.0 as usize];
        OutcomeChange {
            rule,
            cells,
            before: before.name(from).to_owned(),
            after: after.name(to).to_owned(),
            example,
        }
    };
    Ok(findings.into_iter().map(change).collect())
}

/// Why two tables were not compared.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DifferenceError {
    /// Their axes are not the same.
    #[error("the tables are not over the same axes")]
    OtherAxes,
}
