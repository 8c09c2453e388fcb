//! What was seen, or must be seen, of one cell.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::evidence::JarPartitionKey;
use crate::results::lifetime::CookieLifetime;

/// What was seen of a cell, or what the model says must be seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Observation {
    /// What became of the request and its response.
    pub response: ResponseOutcome,
    /// What became of the cookie.
    pub cookie: CookieOutcome,
}

impl fmt::Display for Observation {
    /// Writes both outcomes: `exposed; stored, sent`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.response, self.cookie)
    }
}

impl Observation {
    /// Returns the observation with these words, if there is one.
    pub fn parse(words: &str) -> Option<Self> {
        let (response, cookie) = words.split_once("; ")?;
        Some(Self {
            response: ResponseOutcome::parse(response)?,
            cookie: CookieOutcome::parse(cookie)?,
        })
    }
}

/// Observations as JSON: the words of each different one, once, and for each cell its place among
/// them.
pub(crate) mod list {
    use std::collections::HashMap;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Observation;

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct ObservationList {
        different: Vec<String>,
        cells: Vec<usize>,
    }

    pub(crate) fn serialize<S: Serializer>(
        observations: &[Observation],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut places = HashMap::new();
        let mut different = Vec::new();
        let cells = observations.iter().map(|observation| {
            *places.entry(observation).or_insert_with(|| {
                different.push(observation.to_string());
                different.len() - 1
            })
        });
        let cells = cells.collect();
        ObservationList { different, cells }.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Observation>, D::Error> {
        let ObservationList { different, cells } = ObservationList::deserialize(deserializer)?;
        let parsed = different.iter().map(|words| {
            Observation::parse(words)
                .ok_or_else(|| D::Error::custom(format!("`{words}` is not a known observation")))
        });
        let parsed = parsed.collect::<Result<Vec<_>, _>>()?;
        let cell = |place: usize| {
            let observation = parsed.get(place).cloned();
            observation.ok_or_else(|| D::Error::custom(format!("there is no observation {place}")))
        };
        cells.into_iter().map(cell).collect()
    }
}

/// What became of a request and its response, for the script that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResponseOutcome {
    /// No request of it reached the server.
    NotMade,
    /// The preflight reached the server, the request itself did not.
    PreflightRefused,
    /// A redirect of the request reached the user agent, the request did not reach the last URL.
    RedirectRefused,
    /// The request reached the last server, and the script was given an error.
    Blocked,
    /// The response became a document, in a frame or in another window.
    Navigated,
    /// The script was given a response that it cannot look into, or was told that there is one.
    Opaque,
    /// The script read the response, but not the header field that it asked for, if it did.
    Exposed,
    /// The script read the response and the header field that it asked for.
    ExposedWithField,
    /// The script read the response, and the next one to the same URL came without a preflight of
    /// its own.
    ExposedAgain,
}

impl ResponseOutcome {
    /// Every outcome, from the least to the most that the script learns.
    pub const ALL: [Self; 9] = [
        Self::NotMade,
        Self::PreflightRefused,
        Self::RedirectRefused,
        Self::Blocked,
        Self::Navigated,
        Self::Opaque,
        Self::Exposed,
        Self::ExposedWithField,
        Self::ExposedAgain,
    ];

    /// Returns the outcome with these words, if there is one.
    pub fn parse(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == words)
    }

    /// Returns whether the script can read the response.
    pub fn is_exposed(self) -> bool {
        match self {
            Self::Exposed | Self::ExposedWithField | Self::ExposedAgain => true,
            Self::NotMade
            | Self::PreflightRefused
            | Self::RedirectRefused
            | Self::Blocked
            | Self::Navigated
            | Self::Opaque => false,
        }
    }

    /// Returns the words for it in snapshots and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotMade => "request not made",
            Self::PreflightRefused => "preflight refused",
            Self::RedirectRefused => "redirect refused",
            Self::Blocked => "blocked",
            Self::Navigated => "navigated",
            Self::Opaque => "opaque",
            Self::Exposed => "exposed",
            Self::ExposedWithField => "exposed with the field",
            Self::ExposedAgain => "exposed, again without preflight",
        }
    }
}

impl fmt::Display for ResponseOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What became of a cookie.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CookieOutcome {
    /// Whether the jar took it, and where.
    pub stored: JarPlacement,
    /// How long the jar keeps it; `None` where it is not stored, or nobody asks.
    pub lifetime: Option<CookieLifetime>,
    /// Whether `document.cookie` shows it in the document that made the request.
    pub readable_on_page: bool,
    /// Whether `document.cookie` shows it in a first-party document on the target.
    pub readable_on_target: bool,
    /// Whether the follow-up request from the same document carries it.
    pub sent: bool,
    /// Whether a witness saw it other than its line writes it; `false` where nobody asks.
    pub changed: bool,
}

impl CookieOutcome {
    /// A cookie that left no trace.
    pub const NOTHING: Self = Self {
        stored: JarPlacement::No,
        lifetime: None,
        readable_on_page: false,
        readable_on_target: false,
        sent: false,
        changed: false,
    };

    /// Returns the outcome with these words, if there is one.
    pub fn parse(words: &str) -> Option<Self> {
        let mut outcome = Self::NOTHING;
        if words == "nothing" {
            return Some(outcome);
        }
        for word in words.split(", ") {
            match word {
                "readable on page" => outcome.readable_on_page = true,
                "readable on target" => outcome.readable_on_target = true,
                "readable on page and target" => {
                    (outcome.readable_on_page, outcome.readable_on_target) = (true, true)
                }
                "sent" => outcome.sent = true,
                "changed" => outcome.changed = true,
                _ => {
                    let (place, lifetime) = match word.split_once(KEPT_FOR) {
                        Some((place, lifetime)) => (place, Some(CookieLifetime::parse(lifetime)?)),
                        None => (word, None),
                    };
                    outcome.stored = match place.strip_prefix("partitioned by ") {
                        Some(key) => {
                            JarPlacement::Partitioned(Arc::new(JarPartitionKey::parse(key)))
                        }
                        None if place == "stored" => JarPlacement::Yes,
                        None => return None,
                    };
                    outcome.lifetime = lifetime;
                }
            }
        }
        (outcome.to_string() == words).then_some(outcome)
    }
}

impl fmt::Display for CookieOutcome {
    /// Writes its words in snapshots and reports: `stored, readable on page and target, sent`,
    /// `stored for 400 days, sent`, `stored, sent, changed`, or `nothing`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match &self.stored {
            JarPlacement::No => None,
            JarPlacement::Yes => Some("stored".to_owned()),
            JarPlacement::Partitioned(key) => Some(format!("partitioned by {key}")),
        };
        let place = place.map(|place| match self.lifetime {
            Some(lifetime) => format!("{place}{KEPT_FOR}{lifetime}"),
            None => place,
        });
        let readable = match (self.readable_on_page, self.readable_on_target) {
            (false, false) => None,
            (true, false) => Some("readable on page"),
            (false, true) => Some("readable on target"),
            (true, true) => Some("readable on page and target"),
        };
        let words: Vec<&str> = place
            .as_deref()
            .into_iter()
            .chain(readable)
            .chain(self.sent.then_some("sent"))
            .chain(self.changed.then_some("changed"))
            .collect();
        f.pad(&if words.is_empty() { "nothing".to_owned() } else { words.join(", ") })
    }
}

/// Whether and where a jar took a cookie.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JarPlacement {
    /// It did not.
    No,
    /// In the jar that every top-level site shares.
    Yes,
    /// In the partition with this key.
    Partitioned(Arc<JarPartitionKey>),
}

/// What stands between a cookie's place and its lifetime.
const KEPT_FOR: &str = " for ";

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{CookieOutcome, JarPlacement, Observation};
    use crate::evidence::JarPartitionKey;
    use crate::results::lifetime::CookieLifetime;

    #[test]
    fn every_outcome_is_found_by_its_words() {
        let mut stored = vec![JarPlacement::No, JarPlacement::Yes];
        for cross_site_ancestor in [false, true] {
            let key = JarPartitionKey {
                top_level_site: "https://example.com".to_owned(),
                cross_site_ancestor,
            };
            stored.push(JarPlacement::Partitioned(Arc::new(key)));
        }
        for stored in stored {
            let kept = [CookieLifetime::Session, CookieLifetime::Days(400), CookieLifetime::Longer]
                .map(Some);
            for lifetime in std::iter::once(None)
                .chain(kept)
                .filter(|lifetime| stored != JarPlacement::No || lifetime.is_none())
            {
                for bits in 0..16 {
                    let [readable_on_page, readable_on_target, sent, changed] =
                        [1, 2, 4, 8].map(|bit| bits & bit != 0);
                    let outcome = CookieOutcome {
                        stored: stored.clone(),
                        lifetime,
                        readable_on_page,
                        readable_on_target,
                        sent,
                        changed,
                    };
                    let words = outcome.to_string();
                    assert_eq!(CookieOutcome::parse(&words), Some(outcome), "{words}");
                }
            }
        }
    }

    #[test]
    fn other_words_are_no_outcome() {
        for words in [
            "",
            "lost",
            "sent, stored",
            "stored,sent",
            "nothing, sent",
            "changed, stored",
            "stored for ever",
            "for 3 days",
            "sent for 3 days",
        ] {
            assert_eq!(CookieOutcome::parse(words), None, "{words}");
        }
    }

    #[test]
    fn a_million_observations_fit_into_memory_several_times() {
        assert!(size_of::<Option<Observation>>() <= 32);
    }
}
