//! A history as data, and as the text of a file.

use std::iter;

use run_model::results::EngineVersion;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::line_subject::LineSubject;
use crate::played_version::VersionNumber;

/// The schema of the file that this version writes and reads.
const SCHEMA: u32 = 1;

/// What the versions of a profile's engine show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileHistory {
    /// The profile: `chromium:third-party-allowed`.
    pub profile: String,
    /// The versions that were played, the earliest first.
    pub versions: Vec<MeasuredVersion>,
    /// What they show.
    pub lines: Vec<HistoryLine>,
}

/// A version that was played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasuredVersion {
    /// Its number.
    pub number: VersionNumber,
    /// What was run.
    pub version: EngineVersion,
    /// How many cells were observed.
    pub cells: usize,
    /// How many could not be played.
    pub errors: usize,
    /// How many observed cells no model explains.
    pub by_rules: usize,
    /// How many cells show something else than in the version before; the first has none before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<usize>,
}

/// A quirk, a choice or a rule over the versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryLine {
    /// What it is about.
    pub subject: LineSubject,
    /// Whether each version shows it.
    #[serde(serialize_with = "states_as_text", deserialize_with = "states_of_text")]
    pub states: Vec<LineState>,
    /// How many cells say so of the newest version that shows it.
    pub cells: usize,
    /// The id of one of these cells.
    pub example: String,
    /// The codes of the standards' rules that decide this cell with it or without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// Whether a version shows something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// It does not.
    Absent,
    /// It does.
    Shown,
    /// No cell that was observed can tell.
    Unknown,
}

/// Something that two versions do not have in common, with none between them that can tell.
#[derive(Clone, Copy, Debug)]
pub struct HistoryChange<'a> {
    /// What.
    pub line: &'a HistoryLine,
    /// The last version before.
    pub before: &'a MeasuredVersion,
    /// The first version after.
    pub after: &'a MeasuredVersion,
    /// What the later one does.
    pub now: LineState,
}

impl LineState {
    const ALL: [Self; 3] = [Self::Absent, Self::Shown, Self::Unknown];

    /// Returns the word for it, in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Shown => "shown",
            Self::Unknown => "unknown",
        }
    }
}

impl HistoryLine {
    /// Returns the places of the versions at which it changes, each behind that of the last version
    /// before which can tell.
    pub fn turns(&self) -> impl Iterator<Item = (usize, usize)> {
        let known = |place: &usize| self.states[*place] != LineState::Unknown;
        let places = || (0..self.states.len()).filter(known);
        let pairs: Vec<(usize, usize)> = places().zip(places().skip(1)).collect();
        pairs.into_iter().filter(|(before, after)| self.states[*before] != self.states[*after])
    }
}

impl ProfileHistory {
    /// Returns what changed, the earliest first.
    pub fn changes(&self) -> Vec<HistoryChange<'_>> {
        let mut changes: Vec<(usize, HistoryChange<'_>)> = self
            .lines
            .iter()
            .flat_map(|line| line.turns().zip(iter::repeat(line)))
            .map(|((before, after), line)| {
                let (now, versions) = (line.states[after], &self.versions);
                let (before, later) = (&versions[before], &versions[after]);
                (after, HistoryChange { line, before, after: later, now })
            })
            .collect();
        changes.sort_by_key(|(after, _)| *after);
        changes.into_iter().map(|(_, change)| change).collect()
    }
}

#[derive(Serialize)]
struct WrittenHistories<'a> {
    schema: u32,
    histories: &'a [ProfileHistory],
}

#[derive(Deserialize)]
struct ReadHistories {
    histories: Vec<ProfileHistory>,
}

/// Why a text holds no histories.
#[derive(Debug, thiserror::Error)]
pub enum ReadHistoryError {
    /// The text is not of the expected form.
    #[error("the histories are not of the expected form")]
    Form(#[from] serde_json::Error),
    /// A version of this project wrote it that has another schema.
    #[error("expected histories of schema {SCHEMA}, found {schema}")]
    Schema {
        /// The schema that was found.
        schema: u32,
    },
    /// A line has not one state for each version.
    #[error("a line of {profile} has {states} states for {versions} versions")]
    States {
        /// The profile.
        profile: String,
        /// How many states the line has.
        states: usize,
        /// How many versions there are.
        versions: usize,
    },
}

/// Returns histories as the text of a file.
///
/// # Errors
/// None that is known: histories are JSON.
pub fn history_file(histories: &[ProfileHistory]) -> Result<String, serde_json::Error> {
    let file = WrittenHistories { schema: SCHEMA, histories };
    Ok(serde_json::to_string_pretty(&file)? + "\n")
}

/// Reads histories from the text of a file.
///
/// # Errors
/// Where the text is not what [`history_file`] writes.
pub fn read_histories(text: &str) -> Result<Vec<ProfileHistory>, ReadHistoryError> {
    #[derive(Deserialize)]
    struct FileSchema {
        schema: u32,
    }
    let FileSchema { schema } = serde_json::from_str(text)?;
    if schema != SCHEMA {
        return Err(ReadHistoryError::Schema { schema });
    }
    let ReadHistories { histories } = serde_json::from_str(text)?;
    for history in &histories {
        let versions = history.versions.len();
        if let Some(line) = history.lines.iter().find(|line| line.states.len() != versions) {
            let (profile, states) = (history.profile.clone(), line.states.len());
            return Err(ReadHistoryError::States { profile, states, versions });
        }
    }
    Ok(histories)
}

fn states_as_text<S: Serializer>(states: &[LineState], to: S) -> Result<S::Ok, S::Error> {
    let words: Vec<&str> = states.iter().map(|state| state.word()).collect();
    to.serialize_str(&words.join(" "))
}

fn states_of_text<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<LineState>, D::Error> {
    let text = String::deserialize(from)?;
    let state = |word: &str| {
        let found = LineState::ALL.into_iter().find(|state| state.word() == word);
        found.ok_or_else(|| D::Error::custom(format!("`{word}` is none of absent, shown, unknown")))
    };
    text.split(' ').map(state).collect()
}
