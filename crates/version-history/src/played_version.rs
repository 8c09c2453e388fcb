//! A version that was played.

use std::cmp::Ordering;
use std::fmt;

use run_model::results::{EngineVersion, Observation};
use serde::{Deserialize, Serialize};

/// What a version showed.
#[derive(Clone, Debug)]
pub struct PlayedVersion<'a> {
    /// What was run.
    pub version: EngineVersion,
    /// What was observed of each cell of each selection; `None` where a cell is an error.
    pub observations: Vec<&'a [Option<Observation>]>,
}

impl PlayedVersion<'_> {
    /// Returns how many cells were to be played.
    pub(crate) fn cells(&self) -> usize {
        self.observations.iter().map(|cells| cells.len()).sum()
    }

    pub(crate) fn observed(&self) -> impl Iterator<Item = &Observation> {
        self.observations.iter().flat_map(|cells| cells.iter().flatten())
    }

    /// Counts the cells that both observed, and that show something else here.
    pub(crate) fn changed_since(&self, earlier: &Self) -> usize {
        let suites = self.observations.iter().zip(&earlier.observations);
        let cells = suites.flat_map(|(now, before)| now.iter().zip(*before));
        let is_changed = |(now, before): &(&Option<Observation>, &Option<Observation>)| {
            now.is_some() && before.is_some() && now != before
        };
        cells.filter(is_changed).count()
    }
}

/// A version's number, such as `131.0.6778.0`; later ones are greater.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VersionNumber(String);

impl VersionNumber {
    /// Returns the number in what a browser calls itself: its first word that begins with a digit.
    pub fn of(version: &EngineVersion) -> Option<Self> {
        let is_number = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit());
        version.browser.split_whitespace().find(is_number).map(|word| Self(word.to_owned()))
    }

    /// Returns the part by which people call it: `131`, and `2.50` where it begins with a small
    /// number.
    pub fn short(&self) -> &str {
        let mut dots = self.0.match_indices('.').map(|(place, _)| place);
        let first = dots.next().unwrap_or(self.0.len());
        // No browser that counts its releases by the first part has made fewer.
        let is_counted = self.0[..first].len() > 1;
        let end = if is_counted { first } else { dots.next().unwrap_or(self.0.len()) };
        &self.0[..end]
    }

    fn parts(&self) -> impl Iterator<Item = u64> {
        self.0
            .split(|character: char| !character.is_ascii_digit())
            .filter_map(|part| part.parse().ok())
    }
}

impl Ord for VersionNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(other.parts()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for VersionNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for VersionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_short(browser: &str, expected: Option<&str>) {
        let version = EngineVersion { browser: browser.to_owned(), ..EngineVersion::default() };
        assert_eq!(VersionNumber::of(&version).as_ref().map(VersionNumber::short), expected);
    }

    #[test]
    fn a_version_is_called_by_what_people_count() {
        check_short("chromium 131.0.6778.0", Some("131"));
        check_short("firefox 153.8.0esr", Some("153"));
        check_short("webkitgtk 2.50.6", Some("2.50"));
        check_short("webkitgtk 2", Some("2"));
        check_short("chromium", None);
    }

    #[test]
    fn later_versions_are_greater() {
        let number = |text: &str| VersionNumber(text.to_owned());
        let ordered = ["2.50.6", "2.52.0", "99.0", "131.0.6778.0", "131.0.6778.264", "1000.0"];
        assert!(ordered.map(number).is_sorted());
    }
}
