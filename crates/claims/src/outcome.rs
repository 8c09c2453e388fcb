//! What may become of a cell, in the words of snapshots.

use std::fmt;
use std::str::FromStr;

use run_model::results::{JarPlacement, Observation, ResponseOutcome};

/// A conjunction of words such as `exposed, stored, not sent`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomePattern(Vec<OutcomeLiteral>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct OutcomeLiteral {
    word: OutcomeWord,
    sense: WordPolarity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WordPolarity {
    Is,
    IsNot,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OutcomeWord {
    /// Seen other than it was written, where its suite asks.
    Changed,
    Partitioned,
    ReadableOnPage,
    ReadableOnTarget,
    Response(ResponseOutcome),
    Sent,
    /// In the shared jar or in a partition.
    Stored,
}

/// A word that names no outcome of a cell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown outcome `{word}`")]
pub struct ParseOutcomeError {
    /// The word.
    pub word: String,
}

impl OutcomeWord {
    const OF_COOKIES: [Self; 6] = [
        Self::Stored,
        Self::Partitioned,
        Self::ReadableOnPage,
        Self::ReadableOnTarget,
        Self::Sent,
        Self::Changed,
    ];

    fn all() -> impl Iterator<Item = Self> {
        Self::OF_COOKIES.into_iter().chain(ResponseOutcome::ALL.map(Self::Response))
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Partitioned => "partitioned",
            Self::ReadableOnPage => "readable on page",
            Self::ReadableOnTarget => "readable on target",
            Self::Response(outcome) => outcome.as_str(),
            Self::Sent => "sent",
            Self::Stored => "stored",
        }
    }

    fn describes(self, observation: &Observation) -> bool {
        let Observation { response, cookie } = observation;
        match self {
            Self::Changed => cookie.changed,
            Self::Partitioned => matches!(cookie.stored, JarPlacement::Partitioned(_)),
            Self::ReadableOnPage => cookie.readable_on_page,
            Self::ReadableOnTarget => cookie.readable_on_target,
            Self::Response(outcome) => *response == outcome,
            Self::Sent => cookie.sent,
            Self::Stored => cookie.stored != JarPlacement::No,
        }
    }
}

impl OutcomePattern {
    /// Returns every word that an outcome can be made of.
    pub fn words() -> impl Iterator<Item = &'static str> {
        OutcomeWord::all().map(OutcomeWord::as_str)
    }

    /// Returns whether this is what became of a cell.
    pub fn describes(&self, observation: &Observation) -> bool {
        self.0.iter().all(|literal| {
            literal.word.describes(observation) == (literal.sense == WordPolarity::Is)
        })
    }
}

impl FromStr for OutcomePattern {
    type Err = ParseOutcomeError;

    fn from_str(text: &str) -> Result<Self, ParseOutcomeError> {
        let mut literals = Vec::new();
        let mut rest = text.trim();
        loop {
            let (sense, words) = rest
                .strip_prefix("not ")
                .map_or((WordPolarity::Is, rest), |words| (WordPolarity::IsNot, words));
            // A word of snapshots may have a comma in it: the longest that fits is meant.
            let fits = |word: &OutcomeWord| {
                words
                    .strip_prefix(word.as_str())
                    .is_some_and(|behind| behind.is_empty() || behind.starts_with(','))
            };
            let Some(word) = OutcomeWord::all().filter(fits).max_by_key(|word| word.as_str().len())
            else {
                let unknown = words.split(',').next().unwrap_or_default();
                return Err(ParseOutcomeError { word: unknown.trim().to_owned() });
            };
            literals.push(OutcomeLiteral { word, sense });
            match words[word.as_str().len()..].strip_prefix(',') {
                Some(behind) => rest = behind.trim(),
                None => return Ok(Self(literals)),
            }
        }
    }
}

impl fmt::Display for OutcomePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, OutcomeLiteral { word, sense }) in self.0.iter().enumerate() {
            let separator = if number == 0 { "" } else { ", " };
            let not = if *sense == WordPolarity::IsNot { "not " } else { "" };
            write!(f, "{separator}{not}{}", word.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use run_model::results::CookieOutcome;

    use super::*;

    #[test]
    fn an_outcome_is_read_as_it_is_written() {
        for text in [
            "stored",
            "not stored",
            "exposed, stored, readable on page, not sent",
            "preflight refused, not partitioned",
        ] {
            assert_eq!(text.parse::<OutcomePattern>().unwrap().to_string(), text);
        }
        for (text, word) in [
            ("stored, eaten", "eaten"),
            ("", ""),
            ("not not sent", "not sent"),
            ("readable", "readable"),
        ] {
            assert_eq!(
                text.parse::<OutcomePattern>(),
                Err(ParseOutcomeError { word: word.to_owned() })
            );
        }
    }

    #[test]
    fn an_outcome_describes_the_cells_of_which_every_word_is_true() {
        let cookie = CookieOutcome {
            stored: JarPlacement::Yes,
            lifetime: None,
            readable_on_page: false,
            readable_on_target: true,
            sent: true,
            changed: false,
        };
        let observation = Observation { response: ResponseOutcome::Blocked, cookie };
        for text in [
            "stored",
            "blocked, stored",
            "not exposed, not readable on page, readable on target",
            "not partitioned",
        ] {
            assert!(text.parse::<OutcomePattern>().unwrap().describes(&observation), "{text}");
        }
        for text in ["exposed", "blocked, not stored", "partitioned", "sent, readable on page"] {
            assert!(!text.parse::<OutcomePattern>().unwrap().describes(&observation), "{text}");
        }
    }
}
