//! Claims and their predicates, typed.

use std::fmt;

use matrix::{EngineKind, Selection};
use url::Url;

use crate::outcome::OutcomePattern;

/// A statement about what becomes of cookies and responses.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Its number where people look it up, unique in the file.
    pub number: u32,
    /// Its name, unique in the file.
    pub id: String,
    /// The statement, in a sentence.
    pub statement: String,
    /// What is correct, in a sentence or two.
    pub correct: String,
    /// The sections of the standards that it is about.
    pub sources: Vec<ClaimSource>,
    /// What must be so where the claim holds: all of it, and at least one.
    pub predicates: Vec<ClaimPredicate>,
    /// What it says beyond its predicates, of which there are no cells: as long as there is
    /// something, it cannot hold.
    pub unplayed: Option<String>,
}

/// A section of a standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimSource {
    /// How people cite it: `Fetch §4.10`.
    pub title: String,
    /// Where it can be read.
    pub link: Url,
}

/// A condition on what was recorded of some cells.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimPredicate {
    /// The engines that it is about; every engine where empty.
    pub engines: Vec<EngineKind>,
    /// The cells that it is about.
    pub cells: Selection,
    /// The filter that names the cells, as written.
    pub filter: String,
    /// What is said of them.
    pub form: PredicateForm,
}

/// What a predicate says of its cells.
#[derive(Clone, Debug, PartialEq)]
pub enum PredicateForm {
    /// Each cell has the outcome, if it has the `given` one.
    Always {
        /// The outcome.
        outcome: OutcomePattern,
        /// What must have become of a cell for it to count.
        given: Option<OutcomePattern>,
    },
    /// Only cells that some of these filters select have the outcome.
    Needs {
        /// The outcome.
        outcome: OutcomePattern,
        /// The cells that may have it.
        with: Vec<Selection>,
        /// The filters that name these cells, as written.
        filters: Vec<String>,
    },
    /// No cell has the outcome, if it has the `given` one.
    Never {
        /// The outcome.
        outcome: OutcomePattern,
        /// What must have become of a cell for it to count.
        given: Option<OutcomePattern>,
    },
    /// Cells that differ in nothing but the values of some axes have each of the outcomes together
    /// or not at all.
    Same {
        /// The outcomes.
        outcomes: Vec<OutcomePattern>,
        /// The positions of the axes in the suite.
        invariant_under: Vec<usize>,
    },
}

impl ClaimPredicate {
    /// Returns whether it is about this engine.
    pub fn is_about(&self, engine: EngineKind) -> bool {
        self.engines.is_empty() || self.engines.contains(&engine)
    }
}

/// Writes it as Markdown: ``in `cors-credentials, credentials=xhr`: never *stored*``.
impl fmt::Display for ClaimPredicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "in `{}`: ", self.filter)?;
        let list = |words: Vec<String>, last: &str| match words.split_last() {
            Some((only, [])) => only.clone(),
            Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
            None => String::new(),
        };
        let condition = |given: &Option<OutcomePattern>| {
            given.as_ref().map_or_else(String::new, |given| format!(" where *{given}*"))
        };
        match &self.form {
            PredicateForm::Always { outcome, given } => {
                write!(f, "always *{outcome}*{}", condition(given))?
            }
            PredicateForm::Needs { outcome, filters, .. } => {
                let filters = filters.iter().map(|filter| format!("`{filter}`")).collect();
                write!(f, "*{outcome}* only with {}", list(filters, "or"))?;
            }
            PredicateForm::Never { outcome, given } => {
                write!(f, "never *{outcome}*{}", condition(given))?
            }
            PredicateForm::Same { outcomes, invariant_under } => {
                let axes = invariant_under
                    .iter()
                    .map(|axis| format!("`{}`", self.cells.suite().axes[*axis].name))
                    .collect();
                let outcomes: Vec<_> =
                    outcomes.iter().map(|outcome| format!("*{outcome}*")).collect();
                let verb = if outcomes.len() == 1 { "does" } else { "do" };
                let (outcomes, axes) = (list(outcomes, "and"), list(axes, "and"));
                write!(f, "{outcomes} {verb} not depend on {axes}")?;
            }
        }
        if !self.engines.is_empty() {
            write!(
                f,
                " (on {})",
                list(self.engines.iter().map(EngineKind::to_string).collect(), "and")
            )?;
        }
        Ok(())
    }
}
