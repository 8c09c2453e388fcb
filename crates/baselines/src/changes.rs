//! Differences between two sets of observations, as the smallest rules that cover them.

use std::collections::HashMap;
use std::fmt;

use decision_table::{AxisProductError, CellMark, ClassId, CoverError, cover};
use matrix::Selection;
use run_model::counted;
use run_model::results::Observation;
use serde::{Deserialize, Serialize};

use crate::snapshot::axes_of;

/// The part of an observation that a rule speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObservationHalf {
    /// What became of the cookie.
    Cookie,
    /// What became of the request and its response.
    Response,
}

impl ObservationHalf {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Response, Self::Cookie];

    /// Returns the words for this part of an observation.
    pub fn describe(self, observation: &Observation) -> String {
        match self {
            Self::Cookie => observation.cookie.to_string(),
            Self::Response => observation.response.to_string(),
        }
    }

    /// Returns whether two observations have this part in common.
    pub fn agrees(self, one: &Observation, other: &Observation) -> bool {
        match self {
            Self::Cookie => one.cookie == other.cookie,
            Self::Response => one.response == other.response,
        }
    }
}

impl fmt::Display for ObservationHalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Cookie => "cookie",
            Self::Response => "response",
        })
    }
}

/// A rule that covers cells which differ in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleChange {
    /// What differs.
    pub part: ObservationHalf,
    /// Which cells: `topology=cross-site, same-site=none|lax`, or `everywhere`.
    pub rule: String,
    /// How many cells differ so; rules may overlap.
    pub cells: usize,
    /// What was there, or was expected.
    pub before: String,
    /// What is there now, or was observed.
    pub after: String,
    /// The id of one of the cells.
    pub example: String,
}

impl fmt::Display for RuleChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { part, rule, before, after, .. } = self;
        let cells = counted(self.cells, "cell");
        let place = match rule.as_str() {
            "everywhere" => rule.clone(),
            _ => format!("where {rule}"),
        };
        write!(f, "{cells}: {part} {place}: {before} → {after}")
    }
}

/// Why differences could not be put into rules.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum ChangesError {
    #[error("the suite's axes make no table")]
    Axes(#[from] AxisProductError),
    #[error("the differences make no rules")]
    Cover(#[from] CoverError),
}

/// Returns what differs between two sets of observations of a selection; cells that either lacks
/// count as unknown.
///
/// # Errors
/// Where the suite's axes are not fit for rules, which those of a matrix.toml are.
///
/// # Panics
/// If there is not one observation, or its absence, for each cell.
pub fn changes(
    selection: &Selection,
    before: &[Option<Observation>],
    after: &[Option<Observation>],
) -> Result<Vec<RuleChange>, ChangesError> {
    assert!(
        before.len() == selection.cells() && after.len() == selection.cells(),
        "one observation a cell"
    );
    let axes = axes_of(selection)?;
    let mut rules = Vec::new();
    for part in ObservationHalf::ALL {
        let mut classes = DifferenceClasses::default();
        let marks: Vec<CellMark> = before
            .iter()
            .zip(after)
            .map(|cells| match cells {
                (Some(before), Some(after)) if part.agrees(before, after) => CellMark::Excluded,
                (Some(before), Some(after)) => CellMark::Class(classes.number(part, before, after)),
                _ => CellMark::Optional,
            })
            .collect();
        if classes.words.is_empty() {
            continue;
        }
        for finding in cover(&axes, &marks)? {
            let (before, after) = classes.words[finding.class.0 as usize].clone();
            let (rule, example) = (finding.rule.to_string(), selection.id(finding.example));
            rules.push(RuleChange { part, rule, cells: finding.cells, before, after, example });
        }
    }
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.cells));
    Ok(rules)
}

/// The ways in which cells differ, numbered by first occurrence.
#[derive(Default)]
struct DifferenceClasses<'a> {
    words: Vec<(String, String)>,
    numbers: HashMap<(&'a Observation, &'a Observation), ClassId>,
}

impl<'a> DifferenceClasses<'a> {
    fn number(
        &mut self,
        part: ObservationHalf,
        before: &'a Observation,
        after: &'a Observation,
    ) -> ClassId {
        if let Some(number) = self.numbers.get(&(before, after)) {
            return *number;
        }
        // Two ways that differ in the other part alone are one.
        let words = (part.describe(before), part.describe(after));
        let position = self.words.iter().position(|known| *known == words).unwrap_or_else(|| {
            self.words.push(words);
            self.words.len() - 1
        });
        let number = ClassId(u32::try_from(position).expect("there are few ways to differ"));
        self.numbers.insert((before, after), number);
        number
    }
}
