//! What a column shows of each cell: what was seen, and how it stands to the standards.

use std::collections::HashMap;

use run_model::results::{CookieOutcome, JarPlacement, Observation, ResponseOutcome};
use serde::Serialize;
use spec_model::{Quirk, QuirkSet};

/// How what was seen of a cell stands to the standards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellStanding {
    /// As the standards have it, with the browser's policy.
    #[default]
    AsStandards,
    /// It differs from the standards by known quirks.
    Known,
    /// It differs from the engine's model.
    Unknown,
}

/// What a column shows of a suite's cells, in their order.
#[derive(Clone, Debug)]
pub struct CellColumn<'a> {
    cells: Vec<ShownCell<'a>>,
}

/// What a column shows of one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ShownCell<'a> {
    /// `None` where the cell was not played.
    pub(crate) seen: Option<&'a Observation>,
    pub(crate) standing: CellStanding,
    pub(crate) quirks: QuirkSet,
    /// What is recorded, where that is something else.
    pub(crate) recorded: Option<&'a Observation>,
    /// What the engine's model has, where that is something else.
    pub(crate) expected: Option<&'a Observation>,
}

impl<'a> CellColumn<'a> {
    /// Returns a column of what was seen of each cell, `None` where nothing was.
    pub fn seen(cells: impl IntoIterator<Item = Option<&'a Observation>>) -> Self {
        let cell = |seen| ShownCell { seen, ..ShownCell::default() };
        Self { cells: cells.into_iter().map(cell).collect() }
    }

    /// Marks the cells that a known quirk makes.
    ///
    /// # Panics
    /// If the column has no such cell.
    #[must_use]
    pub fn with_quirk(mut self, quirk: Quirk, cells: impl IntoIterator<Item = usize>) -> Self {
        for cell in cells {
            let cell = &mut self.cells[cell];
            cell.standing = CellStanding::Known;
            cell.quirks = cell.quirks.with(quirk);
        }
        self
    }

    /// Marks the cells that differ from the engine's model, each with what that has.
    ///
    /// # Panics
    /// If the column has no such cell.
    #[must_use]
    pub fn with_unknown(
        mut self,
        cells: impl IntoIterator<Item = (usize, &'a Observation)>,
    ) -> Self {
        for (cell, expected) in cells {
            let cell = &mut self.cells[cell];
            cell.standing = CellStanding::Unknown;
            cell.expected = Some(expected);
        }
        self
    }

    /// Marks the cells that changed, each with what is recorded of it.
    ///
    /// # Panics
    /// If the column has no such cell.
    #[must_use]
    pub fn with_changed(
        mut self,
        cells: impl IntoIterator<Item = (usize, &'a Observation)>,
    ) -> Self {
        for (cell, recorded) in cells {
            self.cells[cell].recorded = Some(recorded);
        }
        self
    }

    pub(crate) fn cells(&self) -> &[ShownCell<'a>] {
        &self.cells
    }
}

/// What a column shows of some cells, in words, for the script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CellWords {
    /// Response, stored, readable, sent: `y` yes, `p` partly, `n` no; absent where not played.
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
    #[serde(skip_serializing_if = "is_as_standards")]
    standing: CellStanding,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quirks: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_as_standards(standing: &CellStanding) -> bool {
    *standing == CellStanding::AsStandards
}

impl CellWords {
    fn of(cell: &ShownCell<'_>) -> Self {
        let words = |seen: &Observation| seen.to_string();
        Self {
            facts: cell.seen.map(facts),
            seen: cell.seen.map(words),
            standing: cell.standing,
            quirks: cell.quirks.iter().map(Quirk::name).collect(),
            recorded: cell.recorded.map(words),
            expected: cell.expected.map(words),
        }
    }
}

/// Returns the four facts of a cell at a glance.
fn facts(seen: &Observation) -> String {
    let CookieOutcome { stored, readable_on_page, readable_on_target, sent, .. } = &seen.cookie;
    let response = match seen.response {
        ResponseOutcome::Exposed
        | ResponseOutcome::ExposedWithField
        | ResponseOutcome::ExposedAgain => 'y',
        ResponseOutcome::Navigated | ResponseOutcome::Opaque => 'p',
        ResponseOutcome::NotMade
        | ResponseOutcome::PreflightRefused
        | ResponseOutcome::RedirectRefused
        | ResponseOutcome::Blocked => 'n',
    };
    let stored = match stored {
        JarPlacement::Yes => 'y',
        JarPlacement::Partitioned(_) => 'p',
        JarPlacement::No => 'n',
    };
    let readable = match (readable_on_page, readable_on_target) {
        (true, true) => 'y',
        (false, false) => 'n',
        (true, false) | (false, true) => 'p',
    };
    String::from_iter([response, stored, readable, if *sent { 'y' } else { 'n' }])
}

/// What a column shows, each way once, in order of first appearance.
#[derive(Default)]
pub(crate) struct DistinctCells<'a> {
    numbers: HashMap<ShownCell<'a>, u32>,
    pub(crate) words: Vec<CellWords>,
}

impl<'a> DistinctCells<'a> {
    /// Returns the number of what is shown of a cell.
    pub(crate) fn number(&mut self, cell: &ShownCell<'a>) -> u32 {
        if let Some(number) = self.numbers.get(cell) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).expect("there are few outcomes");
        self.words.push(CellWords::of(cell));
        self.numbers.insert(*cell, number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_facts(words: (&str, &str), expected: &str) {
        let response = ResponseOutcome::parse(words.0).unwrap();
        let cookie = CookieOutcome::parse(words.1).unwrap();
        assert_eq!(facts(&Observation { response, cookie }), expected, "{words:?}");
    }

    #[test]
    fn partly_is_neither_yes_nor_no() {
        check_facts(("exposed", "stored, readable on page and target, sent"), "yyyy");
        check_facts(("blocked", "nothing"), "nnnn");
        check_facts(("opaque", "stored, readable on target, sent"), "pypy");
        let partitioned = "partitioned by https://example.com, readable on page";
        check_facts(("exposed with the field", partitioned), "yppn");
    }
}
