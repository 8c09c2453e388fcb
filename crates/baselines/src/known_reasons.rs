//! `fixtures/reasons.toml`: where engines are known to give other reasons than the model, and why.

use decision_table::Rule;
use matrix::{EngineKind, Matrix, Profile, Selection};
use run_model::evidence::ReasonSubject;
use serde::Deserialize;

use crate::divergences::{check_profiles, covers, read_engine, read_rules};

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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReasonFile {
    schema: u32,
    #[serde(default)]
    reason: Vec<RawReason>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReason {
    id: String,
    engine: String,
    #[serde(default)]
    profiles: Vec<String>,
    suite: String,
    rules: Vec<String>,
    about: String,
    says: Vec<String>,
    model: Vec<String>,
    versions: String,
    why: String,
}

/// Why the file of named reasons cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KnownReasonsError {
    /// The file is not TOML of the expected form.
    #[error("the file is not of the expected form")]
    Form(#[from] toml::de::Error),
    /// An entry names something that does not exist.
    #[error("reason `{id}`: {problem}")]
    Entry {
        /// The entry's name.
        id: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The file is of another version.
    #[error("schema {0} is not known; this version reads schema 1")]
    Schema(u32),
}

/// Reads the text of the file; `is_code` tells the codes of the model.
///
/// # Errors
/// Where the text is not of the expected form, or an entry names an engine, profile, question or
/// code that does not exist.
pub fn read_known_reasons(
    matrix: &Matrix,
    text: &str,
    is_code: impl Fn(&str) -> bool,
) -> Result<Vec<KnownReasonDifference>, KnownReasonsError> {
    let file: RawReasonFile = toml::from_str(text)?;
    if file.schema != 1 {
        return Err(KnownReasonsError::Schema(file.schema));
    }
    let mut named: Vec<KnownReasonDifference> = Vec::new();
    for raw in file.reason {
        let id = raw.id.clone();
        let read = if named.iter().any(|other| other.id == id) {
            Err("the name is taken by an entry above".to_owned())
        } else {
            named_reason(matrix, raw, &is_code)
        };
        named.push(read.map_err(|problem| KnownReasonsError::Entry { id, problem })?);
    }
    Ok(named)
}

fn named_reason(
    matrix: &Matrix,
    raw: RawReason,
    is_code: impl Fn(&str) -> bool,
) -> Result<KnownReasonDifference, String> {
    let engine = read_engine(&raw.engine)?;
    check_profiles(matrix, engine, &raw.profiles)?;
    let rules = read_rules(matrix, &raw.suite, &raw.rules)?;
    let about = ReasonSubject::from_name(&raw.about)
        .ok_or_else(|| format!("`{}` is no question", raw.about))?;
    if let Some(unknown) = raw.model.iter().find(|code| *code != NO_REASON && !is_code(code)) {
        return Err(format!("`{unknown}` is no code of the model"));
    }
    if raw.says.is_empty() || raw.model.is_empty() {
        return Err(format!("write `{NO_REASON}` where engine or model has no reason"));
    }
    let RawReason { id, profiles, suite, says, model, versions, why, .. } = raw;
    Ok(KnownReasonDifference {
        id,
        engine,
        profiles,
        suite,
        rules,
        about,
        says,
        model,
        versions,
        why,
    })
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

    #[track_caller]
    fn check_problem(was: &str, is: &str, problem: &str) {
        let error =
            read_known_reasons(&matrix(), &ENTRY.replace(was, is), |code| code == "prefix-secure")
                .unwrap_err();
        assert_eq!(error.to_string(), problem);
    }

    #[test]
    fn an_entry_is_about_a_profile_a_question_a_word_and_a_code() {
        let matrix = matrix();
        let named = &read_known_reasons(&matrix, ENTRY, |_| true).unwrap()[0];
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

    #[test]
    fn an_entry_names_what_exists() {
        check_problem("\"chromium\"", "\"lynx\"", "reason `one`: `lynx` is no engine");
        check_problem(
            "\"default\"",
            "\"strict\"",
            "reason `one`: `chromium` has no profile `strict`",
        );
        check_problem("cors-credentials", "none", "reason `one`: `none` is no suite");
        check_problem(
            "[\"secure=no\"]",
            "[]",
            "reason `one`: it has no rules; write `rules = [\"everywhere\"]` if it is so",
        );
        check_problem("\"stored\"", "\"eaten\"", "reason `one`: `eaten` is no question");
        check_problem(
            "\"prefix-secure\"",
            "\"prefix\"",
            "reason `one`: `prefix` is no code of the model",
        );
        check_problem(
            "[\"UserPreferences\"]",
            "[]",
            "reason `one`: write `nothing` where engine or model has no reason",
        );
        check_problem(
            "schema = 1",
            "schema = 2",
            "schema 2 is not known; this version reads schema 1",
        );
    }
}
