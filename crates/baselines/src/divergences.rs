//! `fixtures/divergences.toml`: where engines are known to differ from the standards, and why.

use std::collections::BTreeSet;

use decision_table::Rule;
use matrix::file::{self, ProblemList, TomlNode, TomlSection, string};
use matrix::{EngineKind, FileError, Matrix, ProblemKind, Profile, Selection};
use run_model::results::Observation;

use crate::changes::ObservationHalf;
use crate::entry::{self, EntryCells, covers};

/// A known divergence of an engine from the standards: one cause, and all the places where it
/// shows.
#[derive(Clone, Debug)]
pub struct KnownDivergence {
    /// Its name, unique in the file.
    pub id: String,
    /// The engine.
    pub engine: EngineKind,
    /// The versions that were seen to do so.
    pub versions: String,
    /// Why, in a sentence.
    pub reason: String,
    /// The bug or issue about it, where there is one.
    pub bug: Option<String>,
    /// Where it shows; never empty.
    pub places: Vec<DivergencePlace>,
}

/// Cells of a suite in which a divergence shows, and how.
#[derive(Clone, Debug)]
pub struct DivergencePlace {
    /// The profiles that show it; all of the engine's where empty.
    pub profiles: Vec<String>,
    /// The suite.
    pub suite: String,
    /// What differs.
    pub part: ObservationHalf,
    /// Which cells, over all values of the suite's axes.
    pub rules: Vec<Rule>,
    /// What the standards have there; anything where absent.
    pub expected: Option<String>,
    /// What the engine does there; anything where absent.
    pub observed: Option<String>,
}

/// Reads the text of the file; `name` is how messages call it.
///
/// # Errors
/// [`FileError`] holds every problem of the text, each with its place and what would be right.
pub fn read_divergences(
    matrix: &Matrix,
    name: &str,
    text: &str,
) -> Result<Vec<KnownDivergence>, FileError> {
    file::read(name, text, ProblemList::new("divergences"), |document, problems| {
        let mut ids = BTreeSet::new();
        let entries = entry::entries("divergence", document, text, problems);
        let read = entries.into_iter().map(|node| divergence(matrix, node, &mut ids, problems));
        read.collect::<Vec<_>>().into_iter().collect()
    })
}

fn divergence(
    matrix: &Matrix,
    node: &TomlNode<'_>,
    ids: &mut BTreeSet<String>,
    problems: &mut ProblemList,
) -> Option<KnownDivergence> {
    let keys = ["id", "engine", "versions", "reason", "bug", "place"];
    let section = TomlSection::of("a divergence", node, &keys, problems)?;
    let id = entry::id(&section, ids, problems);
    let engine = entry::engine(&section, problems);
    let versions = entry::text(&section, "versions", problems);
    let reason = entry::text(&section, "reason", problems);
    let bug = section.get("bug").and_then(|node| string("`bug`", node, problems));
    let nodes = section.get("place").map(|node| file::tables("`place`", node, problems));
    let nodes = nodes.unwrap_or_default();
    if nodes.is_empty() {
        let message = "a divergence needs a place";
        let help = "add `[[divergence.place]]` with a suite, a part and rules";
        problems.add(ProblemKind::MissingKey, section.span(), message, "no place here", help);
    }
    let places = nodes.into_iter().map(|node| place(matrix, engine, node, problems));
    let places = places.collect::<Vec<_>>().into_iter().collect::<Option<_>>();
    let (id, engine, places) = (id?, engine?, places?);
    let (versions, reason, bug) = (versions?, reason?, bug.map(str::to_owned));
    Some(KnownDivergence { id, engine, versions, reason, bug, places })
}

fn place(
    matrix: &Matrix,
    engine: Option<EngineKind>,
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) -> Option<DivergencePlace> {
    let keys = ["profiles", "suite", "part", "rules", "expected", "observed"];
    let section = TomlSection::of("a place", node, &keys, problems)?;
    let cells = entry::cells(matrix, engine, &section, problems);
    let halves = ["cookie", "response"].into_iter();
    let halves: Vec<_> = halves.zip([ObservationHalf::Cookie, ObservationHalf::Response]).collect();
    let part = section
        .require("part", problems)
        .and_then(|node| file::word("part", "part", node, &halves, problems));
    let mut words = |key: &str| {
        let node = section.get(key)?;
        string(&format!("`{key}`"), node, problems).map(str::to_owned)
    };
    let (expected, observed) = (words("expected"), words("observed"));
    let EntryCells { profiles, suite, rules } = cells?;
    Some(DivergencePlace { profiles, suite, part: part?, rules, expected, observed })
}

impl KnownDivergence {
    /// Returns the places, with their numbers, that speak of this profile and suite.
    pub fn places_about(
        &self,
        profile: &Profile,
        selection: &Selection,
    ) -> impl Iterator<Item = (usize, &DivergencePlace)> {
        let is_of_engine = self.engine == profile.engine;
        self.places.iter().enumerate().filter(move |(_, place)| {
            is_of_engine && place.is_about(&profile.name, &selection.suite().name)
        })
    }
}

impl DivergencePlace {
    fn is_about(&self, profile: &String, suite: &str) -> bool {
        (self.profiles.is_empty() || self.profiles.contains(profile)) && self.suite == suite
    }

    /// Returns whether a cell, given by the positions of its values, lies here.
    pub fn covers(&self, positions: &[usize]) -> bool {
        covers(&self.rules, positions)
    }

    /// Returns whether it says that these two differ so.
    pub fn explains(&self, expected: &Observation, observed: &Observation) -> bool {
        let fits = |words: &Option<String>, observation| {
            words.as_ref().is_none_or(|words| *words == self.part.describe(observation))
        };
        fits(&self.expected, expected) && fits(&self.observed, observed)
    }
}
