//! `fixtures/reasons.toml`: where engines are known to give other reasons than the model, and why.

use matrix::{EngineKind, Matrix, Profile};
use run_model::Subject;
use serde::Deserialize;

/// What stands for no reason at all.
pub(crate) const NOTHING: &str = "nothing";

/// A known difference between an engine's own reasons and the model's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedReason {
    /// Its name, unique in the file.
    pub id: String,
    /// The engine.
    pub engine: EngineKind,
    /// The profiles that show it; all of the engine's where empty.
    pub profiles: Vec<String>,
    /// The question.
    pub about: Subject,
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
struct RawFile {
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
    about: String,
    says: Vec<String>,
    model: Vec<String>,
    versions: String,
    why: String,
}

/// Why the file of named reasons cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NamedReasonsError {
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
/// Where the text is not of the expected form, or an entry names an engine, profile, question or code that does not exist.
pub fn read_named_reasons(matrix: &Matrix, text: &str, is_code: impl Fn(&str) -> bool) -> Result<Vec<NamedReason>, NamedReasonsError> {
    let file: RawFile = toml::from_str(text)?;
    if file.schema != 1 {
        return Err(NamedReasonsError::Schema(file.schema));
    }
    let mut named: Vec<NamedReason> = Vec::new();
    for raw in file.reason {
        let id = raw.id.clone();
        let read = if named.iter().any(|other| other.id == id) {
            Err("the name is taken by an entry above".to_owned())
        } else {
            named_reason(matrix, raw, &is_code)
        };
        named.push(read.map_err(|problem| NamedReasonsError::Entry { id, problem })?);
    }
    Ok(named)
}

fn named_reason(matrix: &Matrix, raw: RawReason, is_code: impl Fn(&str) -> bool) -> Result<NamedReason, String> {
    let engine = EngineKind::from_name(&raw.engine).ok_or_else(|| format!("`{}` is no engine", raw.engine))?;
    let has_profile = |name: &String| matrix.profiles.iter().any(|profile| profile.engine == engine && profile.name == *name);
    if let Some(unknown) = raw.profiles.iter().find(|name| !has_profile(name)) {
        return Err(format!("`{engine}` has no profile `{unknown}`"));
    }
    let about = Subject::from_name(&raw.about).ok_or_else(|| format!("`{}` is no question", raw.about))?;
    if let Some(unknown) = raw.model.iter().find(|code| *code != NOTHING && !is_code(code)) {
        return Err(format!("`{unknown}` is no code of the model"));
    }
    if raw.says.is_empty() || raw.model.is_empty() {
        return Err(format!("write `{NOTHING}` where the engine or the model has no reason"));
    }
    let RawReason { id, profiles, says, model, versions, why, .. } = raw;
    Ok(NamedReason { id, engine, profiles, about, says, model, versions, why })
}

impl NamedReason {
    /// Returns whether it says why this profile says one thing where the model says another.
    pub(crate) fn explains(&self, profile: &Profile, about: Subject, says: &str, model: &str) -> bool {
        self.engine == profile.engine
            && (self.profiles.is_empty() || self.profiles.contains(&profile.name))
            && self.about == about
            && self.says.iter().any(|word| word == says)
            && self.model.iter().any(|code| code == model)
    }
}
