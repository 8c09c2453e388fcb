//! Snapshots: the observations of one topology as two decision tables, one for the response and one
//! for the cookie.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::Hash;

use decision_table::{
    AxisProduct, AxisProductError, DecisionTable, OutcomeId, ParseTableError, ReduceError,
    TableAxis,
};
use matrix::Selection;
use run_model::results::{CookieOutcome, Observation, OutcomeFrequencies, ResponseOutcome};

const RESPONSE_TITLE: &str = "# response\n";
const COOKIE_TITLE: &str = "# cookie\n";

/// What stands before the outcomes of a cell that does not always show the same.
const UNSTABLE: &str = "unstable: ";

/// What stands between two of them.
const OR: &str = " / ";

/// Observations of cells that do not always show the same, by the cell's number.
pub type UnstableCells = BTreeMap<usize, OutcomeFrequencies>;

/// The observations of one topology, reduced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopologySnapshot {
    response: DecisionTable,
    cookie: DecisionTable,
}

/// Why observations make no snapshot.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum SnapshotError {
    #[error("the suite's axes make no table")]
    Axes(#[from] AxisProductError),
    #[error("the observations make no table")]
    Reduce(#[from] ReduceError),
}

/// Why a text is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum ParseSnapshotError {
    /// The suite's axes make no table.
    #[error("the suite's axes make no table")]
    Axes(#[from] AxisProductError),
    /// One of the two parts is missing.
    #[error("the part `{}` is missing", title.trim())]
    MissingPart {
        /// The title line of the part.
        title: &'static str,
    },
    /// An outcome is none that a cell can have.
    #[error("`{outcome}` is not a known outcome of the part `{}`", title.trim())]
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

impl TopologySnapshot {
    /// Reduces the observations of all cells of a selection; of those that are `unstable`, all
    /// outcomes.
    ///
    /// # Errors
    /// Where the suite's axes are not fit for a table, which those of a matrix.toml are, or the
    /// cells are others.
    pub fn record(
        selection: &Selection,
        observations: &[Observation],
        unstable: &UnstableCells,
    ) -> Result<Self, SnapshotError> {
        let axes = axes_of(selection)?;
        let responses = observations.iter().enumerate().map(|(cell, seen)| {
            TableEntry::of(&seen.response, unstable.get(&cell).map(|all| &all.response))
        });
        let response = reduce(&axes, responses)?;
        let cookies = observations.iter().enumerate().map(|(cell, seen)| {
            TableEntry::of(&seen.cookie, unstable.get(&cell).map(|all| &all.cookie))
        });
        let cookie = reduce(&axes, cookies)?;
        Ok(Self { response, cookie })
    }

    /// Reads the text of a snapshot of this selection.
    ///
    /// # Errors
    /// Where the text does not give each cell of the selection exactly one outcome of each kind.
    pub fn parse(selection: &Selection, text: &str) -> Result<Self, ParseSnapshotError> {
        let axes = axes_of(selection)?;
        let (_, rest) = text
            .split_once(RESPONSE_TITLE)
            .ok_or(ParseSnapshotError::MissingPart { title: RESPONSE_TITLE })?;
        let (response, cookie) = rest
            .split_once(COOKIE_TITLE)
            .ok_or(ParseSnapshotError::MissingPart { title: COOKIE_TITLE })?;
        let table = |title, text: &str| {
            DecisionTable::parse(&axes, text.trim())
                .map_err(|source| ParseSnapshotError::Table { title, source })
        };
        Ok(Self {
            response: table(RESPONSE_TITLE, response)?,
            cookie: table(COOKIE_TITLE, cookie)?,
        })
    }

    /// Returns the text: the same for the same observations, and lossless.
    pub fn to_text(&self) -> String {
        format!("{RESPONSE_TITLE}{}\n{COOKIE_TITLE}{}", self.response, self.cookie)
    }

    /// Returns the observation of one cell; of an unstable one, what is seen of it most often.
    ///
    /// # Errors
    /// Where its outcome is none that a cell can have.
    ///
    /// # Panics
    /// If the selection has no such cell.
    pub fn observation(&self, cell: usize) -> Result<Observation, ParseSnapshotError> {
        let response =
            parse_outcome(self.response.outcome(cell), RESPONSE_TITLE, ResponseOutcome::parse)?;
        let cookie = parse_outcome(self.cookie.outcome(cell), COOKIE_TITLE, CookieOutcome::parse)?;
        Ok(Observation { response: most_frequent(&response), cookie: most_frequent(&cookie) })
    }

    /// Returns the observation of each cell, in order; of an unstable one, what is seen of it most
    /// often.
    ///
    /// # Errors
    /// Where an outcome is none that a cell can have.
    pub fn expand(&self) -> Result<Vec<Observation>, ParseSnapshotError> {
        let (responses, cookies) = self.outcomes()?;
        let cell = |(response, cookie): (OutcomeId, OutcomeId)| Observation {
            response: most_frequent(&responses[response.0 as usize]),
            cookie: most_frequent(&cookies[cookie.0 as usize]),
        };
        Ok(self.response.expand().into_iter().zip(self.cookie.expand()).map(cell).collect())
    }

    /// Returns the cells that do not always show the same.
    ///
    /// # Errors
    /// Where an outcome is none that a cell can have.
    pub fn unstable(&self) -> Result<UnstableCells, ParseSnapshotError> {
        let (responses, cookies) = self.outcomes()?;
        let is_stable =
            responses.iter().all(|all| all.len() == 1) && cookies.iter().all(|all| all.len() == 1);
        if is_stable {
            return Ok(UnstableCells::new());
        }
        let cells = self.response.expand().into_iter().zip(self.cookie.expand()).enumerate();
        let frequencies = |(cell, (response, cookie)): (usize, (OutcomeId, OutcomeId))| {
            let all = OutcomeFrequencies {
                response: responses[response.0 as usize].clone(),
                cookie: cookies[cookie.0 as usize].clone(),
            };
            (all.response.len() > 1 || all.cookie.len() > 1).then_some((cell, all))
        };
        Ok(cells.filter_map(frequencies).collect())
    }

    /// Returns the outcomes of both tables by their numbers, each with how often it was seen; once
    /// where it is the only one.
    #[expect(clippy::type_complexity, reason = "two lists of the same kind")]
    fn outcomes(
        &self,
    ) -> Result<
        (Vec<BTreeMap<ResponseOutcome, u32>>, Vec<BTreeMap<CookieOutcome, u32>>),
        ParseSnapshotError,
    > {
        let responses = outcomes(&self.response, RESPONSE_TITLE, ResponseOutcome::parse)?;
        Ok((responses, outcomes(&self.cookie, COOKIE_TITLE, CookieOutcome::parse)?))
    }
}

/// Returns a selection's axes for a table.
///
/// # Errors
/// Where they are not fit for one, which those of a matrix.toml are.
pub fn axes_of(selection: &Selection) -> Result<AxisProduct, AxisProductError> {
    AxisProduct::new(selection.axes().map(|(name, values)| TableAxis::new(name, values)).collect())
}

/// What a table says of one cell.
#[derive(Debug, PartialEq, Eq, Hash)]
enum TableEntry<'a, O> {
    /// It always shows this.
    Always(&'a O),
    /// It shows one of these, so often.
    Unstable(&'a BTreeMap<O, u32>),
}

impl<'a, O: Ord + fmt::Display> TableEntry<'a, O> {
    fn of(observed: &'a O, unstable: Option<&'a BTreeMap<O, u32>>) -> Self {
        unstable.filter(|all| all.len() > 1).map_or(Self::Always(observed), Self::Unstable)
    }

    /// Returns the words for it: `nothing`, or `unstable: 2× nothing / 1× stored, sent`.
    fn words(&self) -> String {
        match self {
            Self::Always(outcome) => outcome.to_string(),
            Self::Unstable(all) => {
                let mut words: Vec<(u32, String)> =
                    all.iter().map(|(outcome, times)| (*times, outcome.to_string())).collect();
                words.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
                let words: Vec<String> =
                    words.into_iter().map(|(times, words)| format!("{times}× {words}")).collect();
                format!("{UNSTABLE}{}", words.join(OR))
            }
        }
    }
}

/// Returns what is seen most often, the least of them where several are.
fn most_frequent<O: Clone + Ord>(all: &BTreeMap<O, u32>) -> O {
    let best = all.iter().max_by(|(one, times), (other, other_times)| {
        times.cmp(other_times).then_with(|| other.cmp(one))
    });
    best.expect("parsing gives each cell an outcome").0.clone()
}

fn reduce<'a, O: Hash + Ord + fmt::Display + 'a>(
    axes: &AxisProduct,
    cells: impl Iterator<Item = TableEntry<'a, O>>,
) -> Result<DecisionTable, ReduceError> {
    let mut names = Vec::new();
    let mut numbers: HashMap<TableEntry<'a, O>, OutcomeId> = HashMap::new();
    let cells: Vec<OutcomeId> = cells
        .map(|outcome| {
            if let Some(number) = numbers.get(&outcome) {
                return *number;
            }
            let number = OutcomeId(u32::try_from(names.len()).expect("there are few outcomes"));
            names.push(outcome.words());
            numbers.insert(outcome, number);
            number
        })
        .collect();
    DecisionTable::reduce(axes, &cells, &names)
}

/// Reads the outcomes of a table, each with how often it was seen.
fn outcomes<O: Ord>(
    table: &DecisionTable,
    title: &'static str,
    parse: impl Fn(&str) -> Option<O>,
) -> Result<Vec<BTreeMap<O, u32>>, ParseSnapshotError> {
    table.outcomes().iter().map(|words| parse_outcome(words, title, &parse)).collect()
}

fn parse_outcome<O: Ord>(
    words: &str,
    title: &'static str,
    parse: impl Fn(&str) -> Option<O>,
) -> Result<BTreeMap<O, u32>, ParseSnapshotError> {
    let counted = match words.strip_prefix(UNSTABLE) {
        None => parse(words).map(|outcome| BTreeMap::from([(outcome, 1)])),
        Some(all) => {
            let one = |words: &str| {
                let (times, words) = words.split_once("× ")?;
                Some((parse(words)?, times.parse().ok()?))
            };
            all.split(OR).map(one).collect()
        }
    };
    counted.ok_or_else(|| ParseSnapshotError::Outcome { title, outcome: words.to_owned() })
}

#[cfg(test)]
mod tests;
