//! `fixtures/divergences.toml`: where engines are known to differ from the standards, and why.

use decision_table::{AxisProduct, AxisProductError, ParseRuleError, Rule, TableAxis};
use matrix::{EngineKind, Matrix, Profile, Selection, Suite};
use run_model::results::Observation;
use serde::Deserialize;

use crate::changes::ObservationHalf;

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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDivergenceFile {
    schema: u32,
    #[serde(default)]
    divergence: Vec<toml::Spanned<RawDivergence>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDivergence {
    id: String,
    engine: String,
    versions: String,
    reason: String,
    bug: Option<String>,
    place: Vec<RawPlace>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlace {
    #[serde(default)]
    profiles: Vec<String>,
    suite: String,
    part: ObservationHalf,
    rules: Vec<String>,
    expected: Option<String>,
    observed: Option<String>,
}

/// Why the file of known divergences cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DivergencesError {
    /// The file is not TOML of the expected form.
    #[error("the file is not of the expected form")]
    Form(#[from] toml::de::Error),
    /// An entry names something that does not exist.
    #[error("line {line}: divergence `{id}`: {problem}")]
    Entry {
        /// The line on which the entry begins, from 1.
        line: usize,
        /// The entry's name.
        id: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// Reads the text of the file.
///
/// # Errors
/// Where the text is not of the expected form, or an entry names an engine, profile, suite, axis or
/// value that does not exist.
pub fn read_divergences(
    matrix: &Matrix,
    text: &str,
) -> Result<Vec<KnownDivergence>, DivergencesError> {
    let file: RawDivergenceFile = toml::from_str(text)?;
    let mut divergences: Vec<KnownDivergence> = Vec::new();
    for entry in file.divergence {
        let line = text[..entry.span().start].lines().count() + 1;
        let raw = entry.into_inner();
        let id = raw.id.clone();
        let read = if file.schema != 1 {
            Err(format!("schema {} is not known; this version reads schema 1", file.schema))
        } else if divergences.iter().any(|other| other.id == id) {
            Err("the name is taken by an entry above".to_owned())
        } else {
            divergence(matrix, raw)
        };
        divergences.push(read.map_err(|problem| DivergencesError::Entry { line, id, problem })?);
    }
    Ok(divergences)
}

fn divergence(matrix: &Matrix, raw: RawDivergence) -> Result<KnownDivergence, String> {
    let engine = read_engine(&raw.engine)?;
    let places = raw
        .place
        .into_iter()
        .map(|raw| place(matrix, engine, raw))
        .collect::<Result<Vec<_>, _>>()?;
    if places.is_empty() {
        return Err(
            "it has no place; write `[[divergence.place]]` and what stands there".to_owned()
        );
    }
    let RawDivergence { id, versions, reason, bug, .. } = raw;
    Ok(KnownDivergence { id, engine, versions, reason, bug, places })
}

fn place(matrix: &Matrix, engine: EngineKind, raw: RawPlace) -> Result<DivergencePlace, String> {
    check_profiles(matrix, engine, &raw.profiles)?;
    let rules = read_rules(matrix, &raw.suite, &raw.rules)?;
    let RawPlace { profiles, suite, part, expected, observed, .. } = raw;
    Ok(DivergencePlace { profiles, suite, part, rules, expected, observed })
}

/// Returns the engine with this name.
pub(crate) fn read_engine(engine: &str) -> Result<EngineKind, String> {
    EngineKind::from_name(engine).ok_or_else(|| format!("`{engine}` is no engine"))
}

/// Checks that an engine has all of these profiles.
pub(crate) fn check_profiles(
    matrix: &Matrix,
    engine: EngineKind,
    profiles: &[String],
) -> Result<(), String> {
    let has_profile = |name: &String| {
        matrix.profiles.iter().any(|profile| profile.engine == engine && profile.name == *name)
    };
    match profiles.iter().find(|name| !has_profile(name)) {
        Some(unknown) => Err(format!("`{engine}` has no profile `{unknown}`")),
        None => Ok(()),
    }
}

/// Returns the rules over all values of a suite's axes that these texts speak of.
pub(crate) fn read_rules(
    matrix: &Matrix,
    suite: &str,
    rules: &[String],
) -> Result<Vec<Rule>, String> {
    let suite = matrix.suites.get(suite).ok_or_else(|| format!("`{suite}` is no suite"))?;
    let axes = full_axes(suite).map_err(|error| error.to_string())?;
    let rule = |text: &String| {
        Rule::parse(&axes, text).map_err(|error: ParseRuleError| format!("rule `{text}`: {error}"))
    };
    let rules = rules.iter().map(rule).collect::<Result<Vec<_>, _>>()?;
    if rules.is_empty() {
        return Err("it has no rules; write `rules = [\"everywhere\"]` if it is so".to_owned());
    }
    Ok(rules)
}

/// Returns whether a cell, given by the positions of its values, follows one of the rules.
pub(crate) fn covers(rules: &[Rule], positions: &[usize]) -> bool {
    rules.iter().any(|rule| rule.axes().cell(positions).is_some_and(|cell| rule.contains(cell)))
}

fn full_axes(suite: &Suite) -> Result<AxisProduct, AxisProductError> {
    AxisProduct::new(
        suite
            .axes
            .iter()
            .map(|axis| TableAxis::new(axis.name.clone(), axis.values.clone()))
            .collect(),
    )
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
