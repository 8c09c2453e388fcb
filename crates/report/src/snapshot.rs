//! Snapshots: the observations of one topology as two decision tables, one for the response and one for the cookie.

use std::collections::HashMap;

use decision_table::{Axes, AxesError, Axis, OutcomeId, ParseTableError, ReduceError, Table};
use matrix::Selection;
use run_model::{CookieOutcome, Observation, PartitionKeys, ResponseOutcome};

const RESPONSE_TITLE: &str = "# response\n";
const COOKIE_TITLE: &str = "# cookie\n";

/// The observations of one topology, reduced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    response: Table,
    cookie: Table,
}

/// Why observations make no snapshot.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum SnapshotError {
    #[error("the suite's axes make no table")]
    Axes(#[from] AxesError),
    #[error("the observations make no table")]
    Reduce(#[from] ReduceError),
}

/// Why a text is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum ParseSnapshotError {
    /// The suite's axes make no table.
    #[error("the suite's axes make no table")]
    Axes(#[from] AxesError),
    /// One of the two parts is missing.
    #[error("there is no part `{}`", title.trim())]
    MissingPart {
        /// The title line of the part.
        title: &'static str,
    },
    /// An outcome is none that a cell can have.
    #[error("`{outcome}` is no outcome of the part `{}`", title.trim())]
    Outcome {
        /// The title line of the part.
        title: &'static str,
        /// The words.
        outcome: String,
    },
    /// A table does not fit the suite.
    #[error("in the part `{}`", title.trim())]
    Table {
        /// The title line of the part.
        title: &'static str,
        /// What is wrong in it.
        source: ParseTableError,
    },
}

impl Snapshot {
    /// Reduces the observations of all cells of a selection.
    ///
    /// # Errors
    /// Where the suite's axes are not fit for a table, which those of a matrix.toml are, or the cells are others.
    pub fn record(selection: &Selection, observations: &[Observation], keys: &PartitionKeys) -> Result<Self, SnapshotError> {
        let axes = axes_of(selection)?;
        let response = reduce(&axes, observations.iter().map(|cell| cell.response), |outcome| outcome.as_str().to_owned())?;
        let cookie = reduce(&axes, observations.iter().map(|cell| cell.cookie), |outcome| keys.describe(*outcome))?;
        Ok(Self { response, cookie })
    }

    /// Reads the text of a snapshot of this selection.
    ///
    /// # Errors
    /// Where the text does not give each cell of the selection exactly one outcome of each kind.
    pub fn parse(selection: &Selection, text: &str) -> Result<Self, ParseSnapshotError> {
        let axes = axes_of(selection)?;
        let (_, rest) = text.split_once(RESPONSE_TITLE).ok_or(ParseSnapshotError::MissingPart { title: RESPONSE_TITLE })?;
        let (response, cookie) = rest.split_once(COOKIE_TITLE).ok_or(ParseSnapshotError::MissingPart { title: COOKIE_TITLE })?;
        let table = |title, text: &str| Table::parse(&axes, text.trim()).map_err(|source| ParseSnapshotError::Table { title, source });
        Ok(Self { response: table(RESPONSE_TITLE, response)?, cookie: table(COOKIE_TITLE, cookie)? })
    }

    /// Returns the text: the same for the same observations, and lossless.
    pub fn to_text(&self) -> String {
        format!("{RESPONSE_TITLE}{}\n{COOKIE_TITLE}{}", self.response, self.cookie)
    }

    /// Returns the observation of one cell.
    ///
    /// # Errors
    /// Where its outcome is none that a cell can have.
    ///
    /// # Panics
    /// If the selection has no such cell.
    pub fn observation(&self, cell: usize, keys: &mut PartitionKeys) -> Result<Observation, ParseSnapshotError> {
        let (response, cookie) = (self.response.outcome(cell), self.cookie.outcome(cell));
        let unknown = |title, outcome: &str| ParseSnapshotError::Outcome { title, outcome: outcome.to_owned() };
        Ok(Observation {
            response: ResponseOutcome::parse(response).ok_or_else(|| unknown(RESPONSE_TITLE, response))?,
            cookie: keys.parse(cookie).ok_or_else(|| unknown(COOKIE_TITLE, cookie))?,
        })
    }

    /// Returns the observation of each cell, in order.
    ///
    /// # Errors
    /// Where an outcome is none that a cell can have.
    pub fn expand(&self, keys: &mut PartitionKeys) -> Result<Vec<Observation>, ParseSnapshotError> {
        let responses: Vec<ResponseOutcome> = outcomes(&self.response, RESPONSE_TITLE, ResponseOutcome::parse)?;
        let cookies: Vec<CookieOutcome> = outcomes(&self.cookie, COOKIE_TITLE, |words| keys.parse(words))?;
        let cell = |(response, cookie): (OutcomeId, OutcomeId)| Observation {
            response: responses[response.0 as usize],
            cookie: cookies[cookie.0 as usize],
        };
        Ok(self.response.expand().into_iter().zip(self.cookie.expand()).map(cell).collect())
    }
}

/// Returns a selection's axes for a table.
///
/// # Errors
/// Where they are not fit for one, which those of a matrix.toml are.
pub fn axes_of(selection: &Selection) -> Result<Axes, AxesError> {
    Axes::new(selection.axes().map(|(name, values)| Axis::new(name, values)).collect())
}

fn reduce<O: std::hash::Hash + Eq>(axes: &Axes, cells: impl Iterator<Item = O>, name: impl Fn(&O) -> String) -> Result<Table, ReduceError> {
    let mut names = Vec::new();
    let mut numbers: HashMap<O, OutcomeId> = HashMap::new();
    let cells: Vec<OutcomeId> = cells
        .map(|outcome| {
            if let Some(number) = numbers.get(&outcome) {
                return *number;
            }
            let number = OutcomeId(u32::try_from(names.len()).expect("there are few outcomes"));
            names.push(name(&outcome));
            numbers.insert(outcome, number);
            number
        })
        .collect();
    Table::reduce(axes, &cells, &names)
}

fn outcomes<O>(table: &Table, title: &'static str, mut parse: impl FnMut(&str) -> Option<O>) -> Result<Vec<O>, ParseSnapshotError> {
    let outcome = |words: &String| parse(words).ok_or_else(|| ParseSnapshotError::Outcome { title, outcome: words.clone() });
    table.outcomes().iter().map(outcome).collect()
}

#[cfg(test)]
mod tests;
