//! `fixtures/reasons.toml`: where engines are known to give other reasons than the model, and why.

use std::collections::BTreeSet;
use std::ops::Range;

use decision_table::Rule;
use matrix::file::{self, ProblemList, TomlNode, TomlSection, strings};
use matrix::{EngineKind, FileError, Matrix, ProblemKind, Profile, Selection};
use run_model::evidence::ReasonSubject;

use crate::entry::{self, EntryCells, covers};

/// What stands for no reason at all.
pub const NO_REASON: &str = "nothing";

/// A known difference between an engine's own reasons and the model's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownReasonDifference {
    /// Its name, unique in the file.
    pub id: String,
    /// The engine.
    pub engine: EngineKind,
    /// The profiles that show it; all of the engine's where empty.
    pub profiles: Vec<String>,
    /// The suite.
    pub suite: String,
    /// Which cells, over all values of the suite's axes.
    pub rules: Vec<Rule>,
    /// The question.
    pub about: ReasonSubject,
    /// What the engine says, each of these by itself; `nothing` where it is silent.
    pub says: Vec<String>,
    /// The codes that the model has first there; `nothing` where it allows.
    pub model: Vec<String>,
    /// The versions that were seen to do so.
    pub versions: String,
    /// Why, in a sentence.
    pub why: String,
}

/// Reads the text of the file; `name` is how messages call it, and `codes` are those of the model.
///
/// # Errors
/// [`FileError`] holds every problem of the text, each with its place and what would be right.
pub fn read_known_reasons(
    matrix: &Matrix,
    name: &str,
    text: &str,
    codes: &[&str],
) -> Result<Vec<KnownReasonDifference>, FileError> {
    file::read(name, text, ProblemList::new("reasons"), |document, problems| {
        let mut ids = BTreeSet::new();
        let entries = entry::entries("reason", document, text, problems);
        let read = entries.into_iter().map(|node| reason(matrix, node, codes, &mut ids, problems));
        read.collect::<Vec<_>>().into_iter().collect()
    })
}

fn reason(
    matrix: &Matrix,
    node: &TomlNode<'_>,
    codes: &[&str],
    ids: &mut BTreeSet<String>,
    problems: &mut ProblemList,
) -> Option<KnownReasonDifference> {
    let keys =
        ["id", "engine", "profiles", "suite", "rules", "about", "says", "model", "versions", "why"];
    let section = TomlSection::of("a reason", node, &keys, problems)?;
    let id = entry::id(&section, ids, problems);
    let engine = entry::engine(&section, problems);
    let cells = entry::cells(matrix, engine, &section, problems);
    let questions = ReasonSubject::ALL.map(|subject| (subject.name(), subject));
    let about = section
        .require("about", problems)
        .and_then(|node| file::word("question", "about", node, &questions, problems));
    let says = words(&section, "says", problems);
    let model = words(&section, "model", problems);
    for (code, span) in model.iter().flatten() {
        if *code != NO_REASON && !codes.contains(code) {
            let message = format!("`{code}` is not a known code of the model");
            let label = file::nearest(code, codes.iter().copied());
            let help = "`spec_model::Reason` has all codes; write `nothing` where the model allows";
            problems.add(ProblemKind::UnknownValue, span.clone(), message, label, help);
        }
    }
    let versions = entry::text(&section, "versions", problems);
    let why = entry::text(&section, "why", problems);
    let EntryCells { profiles, suite, rules } = cells?;
    Some(KnownReasonDifference {
        id: id?,
        engine: engine?,
        profiles,
        suite,
        rules,
        about: about?,
        says: says?.into_iter().map(|(word, _)| word.to_owned()).collect(),
        model: model?.into_iter().map(|(code, _)| code.to_owned()).collect(),
        versions: versions?,
        why: why?,
    })
}

/// Returns the words of a list, of which there is at least one.
fn words<'a>(
    section: &TomlSection<'a>,
    key: &str,
    problems: &mut ProblemList,
) -> Option<Vec<(&'a str, Range<usize>)>> {
    let node = section.require(key, problems)?;
    let words = strings(&format!("`{key}`"), node, problems)?;
    if words.is_empty() {
        let message = format!("`{key}` lists nothing");
        let help = format!("write `{key} = [\"{NO_REASON}\"]` where there is no reason");
        problems.add(ProblemKind::MissingKey, node.span(), message, "empty", help);
        return None;
    }
    Some(words)
}

impl KnownReasonDifference {
    /// Returns whether it speaks of this profile, suite and question.
    pub fn is_about(&self, profile: &Profile, selection: &Selection, about: ReasonSubject) -> bool {
        self.engine == profile.engine
            && (self.profiles.is_empty() || self.profiles.contains(&profile.name))
            && self.suite == selection.suite().name
            && self.about == about
    }

    /// Returns whether it says why, in a cell given by the positions of its values, the engine says
    /// one thing and the model another.
    pub fn explains(&self, positions: &[usize], says: &str, model: &str) -> bool {
        self.says.iter().any(|word| word == says)
            && self.model.iter().any(|code| code == model)
            && covers(&self.rules, positions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = r#"
        schema = 1

        [[reason]]
        id = "one"
        engine = "chromium"
        profiles = ["default"]
        suite = "cors-credentials"
        rules = ["secure=no"]
        about = "stored"
        says = ["UserPreferences"]
        model = ["prefix-secure", "nothing"]
        versions = "156"
        why = "Preferences come first."
    "#;

    fn matrix() -> Matrix {
        matrix::read("matrix.toml", include_str!("../../../matrix.toml")).unwrap()
    }

    #[test]
    fn an_entry_is_about_a_profile_a_question_a_word_and_a_code() {
        let matrix = matrix();
        let named =
            &read_known_reasons(&matrix, "reasons.toml", ENTRY, &["prefix-secure"]).unwrap()[0];
        let full = Selection::full(&matrix.suites["cors-credentials"]);
        let is_about = |name: &str, about| {
            let profile =
                matrix.profiles.iter().find(|profile| profile.to_string() == name).unwrap();
            named.is_about(profile, &full, about)
        };
        assert!(is_about("chromium:default", ReasonSubject::Stored));
        assert!(!is_about("chromium:third-party-allowed", ReasonSubject::Stored));
        assert!(!is_about("firefox:default", ReasonSubject::Stored));
        assert!(!is_about("chromium:default", ReasonSubject::Sent));
        let [insecure, secure] = ["secure=no", "secure=yes"].map(|filter| {
            let cells = full.narrow(&filter.parse().unwrap()).unwrap().unwrap();
            cells.positions(0)
        });
        assert!(named.explains(&insecure, "UserPreferences", "prefix-secure"));
        assert!(named.explains(&insecure, "UserPreferences", NO_REASON));
        assert!(!named.explains(&secure, "UserPreferences", NO_REASON));
        assert!(!named.explains(&insecure, NO_REASON, "prefix-secure"));
        assert!(!named.explains(&insecure, "UserPreferences", "domain-mismatch"));
    }
}
