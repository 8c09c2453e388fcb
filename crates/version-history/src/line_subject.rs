//! What a line of the history is about.

use std::fmt;

use baselines::{ObservationHalf, RuleChange};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use spec_model::{PolicyKey, Quirk};

/// What a version shows or does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineSubject {
    /// A departure from the standards.
    #[serde(serialize_with = "as_text", deserialize_with = "quirk")]
    Quirk(Quirk),
    /// A choice that the standards leave to the user agent.
    Choice {
        /// What is chosen.
        #[serde(serialize_with = "as_text", deserialize_with = "policy_key")]
        key: PolicyKey,
        /// The choice, by name.
        choice: String,
    },
    /// Something that no quirk and no choice of the model explains.
    Rule(LineRule),
}

/// Where cells show something else than the model of their version has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineRule {
    /// The suite.
    pub suite: String,
    /// Which of its cells.
    pub rule: String,
    /// What is shown.
    pub part: ObservationHalf,
    /// What is shown there.
    pub shown: String,
    /// What the model has.
    pub expected: String,
}

impl LineRule {
    pub(crate) fn new(suite: &str, change: RuleChange) -> Self {
        let RuleChange { part, rule, before, after, .. } = change;
        Self { suite: suite.to_owned(), rule, part, shown: after, expected: before }
    }
}

impl LineSubject {
    /// Returns the name of its place on a page; of rules, their number tells them apart.
    pub fn anchor(&self) -> Option<String> {
        match self {
            Self::Quirk(quirk) => Some(quirk.name().to_owned()),
            Self::Choice { key, choice } => Some(format!("{key}-{choice}")),
            Self::Rule(_) => None,
        }
    }
}

impl fmt::Display for LineSubject {
    /// Writes what it is about in a sentence, with code between backticks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quirk(quirk) => f.write_str(quirk.summary()),
            Self::Choice { key, choice } => write!(f, "{} Here: {choice}.", key.question()),
            Self::Rule(LineRule { suite, rule, part, shown, expected }) => {
                write!(
                    f,
                    "The {part} in `{suite}` where `{rule}` is `{shown}`, and `{expected}` by the \
                     model."
                )
            }
        }
    }
}

fn as_text<T: fmt::Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn quirk<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Quirk, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

fn policy_key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PolicyKey, D::Error> {
    let name = String::deserialize(deserializer)?;
    PolicyKey::named(&name)
        .ok_or_else(|| D::Error::custom(format!("`{name}` is no choice of a policy")))
}
