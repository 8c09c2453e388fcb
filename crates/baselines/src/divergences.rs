//! `fixtures/divergences.toml`: why engines have the quirks that `matrix.toml` switches on.

use std::collections::BTreeMap;
use std::ops::Range;

use matrix::file::{self, ProblemList, TomlNode, TomlSection, string};
use matrix::{EngineKind, FileError, Matrix, ProblemKind};
use spec_model::Quirk;

use crate::entry;

/// Why engines have a quirk, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuirkEntry {
    /// The quirk.
    pub quirk: Quirk,
    /// Why, and what the standards have instead.
    pub reason: String,
    /// The engines that have it; never empty.
    pub engines: BTreeMap<EngineKind, QuirkEvidence>,
    /// Links to issues about it, and to the changes that ended it.
    pub links: Vec<String>,
}

/// How it is known that an engine has a quirk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuirkEvidence {
    /// The version that was seen to have it; absent where none was.
    pub seen: Option<String>,
    /// What proves it.
    pub proof: QuirkProof,
    /// The version that ends it, where one does.
    pub until: Option<String>,
}

/// What proves that an engine has a quirk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuirkProof {
    /// It was seen apart from the matrix: no recorded cell can tell.
    Measured,
    /// Recorded cells.
    Recorded,
    /// The engine's code says so: no recorded cell can tell.
    Source,
}

/// Reads the text of the file; `name` is how messages call it. The entries are in the order of
/// [`Quirk::ALL`].
///
/// # Errors
/// [`FileError`] holds every problem of the text, each with its place and what would be right. A
/// quirk of an engine without an entry is one of them.
pub fn read_divergences(
    matrix: &Matrix,
    name: &str,
    text: &str,
) -> Result<Vec<QuirkEntry>, FileError> {
    file::read(name, text, ProblemList::new("divergences"), |document, problems| {
        let end = text.len()..text.len();
        let root = TomlSection::new("the file", document, end, &["schema", "quirks"], problems);
        root.require_schema(2, problems);
        let named = root.get("quirks").and_then(|node| file::table("`quirks`", node, problems));
        let mut places = BTreeMap::new();
        let mut entries = Vec::new();
        for (key, node) in named.into_iter().flatten() {
            let Some(quirk) = file::quirk(key.get_ref(), key.span(), problems) else { continue };
            if !EngineKind::ALL.into_iter().any(|engine| has(matrix, engine, quirk)) {
                let message = format!("no engine has the quirk `{quirk}`");
                let help = "remove the entry, or switch the quirk on in `[engines.….quirks]` of \
                            matrix.toml";
                let label = "not in matrix.toml";
                problems.add(ProblemKind::UnknownQuirk, key.span(), message, label, help);
                continue;
            }
            let (engines, entry) = quirk_entry(matrix, quirk, node, problems);
            places.insert(quirk, (node.span(), engines));
            entries.extend(entry);
        }
        require_entries(matrix, &places, text.len()..text.len(), problems);
        entries.sort_by_key(|entry| entry.quirk);
        Some(entries)
    })
}

/// Where the entry of a quirk stands, and the engines that it names.
type EntryPlace = (Range<usize>, Vec<EngineKind>);

/// Notes the quirks of engines that have no entry.
fn require_entries(
    matrix: &Matrix,
    places: &BTreeMap<Quirk, EntryPlace>,
    end: Range<usize>,
    problems: &mut ProblemList,
) {
    for quirk in Quirk::ALL {
        for engine in EngineKind::ALL.into_iter().filter(|engine| has(matrix, *engine, *quirk)) {
            let named = format!("seen = {{ {engine} = \"…\" }}");
            let (span, help) = match places.get(quirk) {
                Some((_, engines)) if engines.contains(&engine) => continue,
                Some((span, _)) => (span.clone(), format!("add `{named}`")),
                None => {
                    (end.clone(), format!("add `[quirks.{quirk}]` with a `reason` and `{named}`"))
                }
            };
            let message = format!("the quirk `{quirk}` of `{engine}` has no entry");
            problems.add(ProblemKind::MissingKey, span, message, "not here", help);
        }
    }
}

fn has(matrix: &Matrix, engine: EngineKind, quirk: Quirk) -> bool {
    let mut profiles = matrix.profiles.iter().filter(|profile| profile.engine == engine);
    profiles.any(|profile| profile.model.quirks.has(quirk))
}

/// Reads an entry, and returns the engines that it names too: also where something of them is
/// wrong.
fn quirk_entry(
    matrix: &Matrix,
    quirk: Quirk,
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) -> (Vec<EngineKind>, Option<QuirkEntry>) {
    let keys = ["reason", "seen", "proof", "until", "links"];
    let what = format!("quirk `{quirk}`");
    let Some(section) = TomlSection::of(&what, node, &keys, problems) else {
        return (EngineKind::ALL.to_vec(), None);
    };
    let reason = entry::text(&section, "reason", problems);
    let [seen, proof, until] =
        ["seen", "proof", "until"].map(|key| by_engine(matrix, quirk, &section, key, problems));
    let links = section.get("links").and_then(|node| file::strings("`links`", node, problems));
    let links = links.unwrap_or_default().into_iter().map(|(link, _)| link.to_owned()).collect();
    let named = seen.iter().chain(&proof).map(|(engine, _)| *engine).collect();
    let proofs = [("measured", QuirkProof::Measured), ("source", QuirkProof::Source)];
    let mut engines = BTreeMap::new();
    for (engine, version) in text_of_each(&seen, "seen", problems) {
        let evidence =
            QuirkEvidence { seen: Some(version), proof: QuirkProof::Recorded, until: None };
        engines.insert(engine, evidence);
    }
    for (engine, node) in proof {
        let Some(proof) = file::word("proof", "proof", node, &proofs, problems) else { continue };
        let none = QuirkEvidence { seen: None, proof, until: None };
        engines.entry(engine).or_insert(none).proof = proof;
    }
    for (engine, version) in text_of_each(&until, "until", problems) {
        engines.entry(engine).and_modify(|evidence| evidence.until = Some(version));
    }
    (named, reason.map(|reason| QuirkEntry { quirk, reason, engines, links }))
}

/// Returns what a table has for each engine, noting engines that do not have the quirk.
fn by_engine<'a>(
    matrix: &Matrix,
    quirk: Quirk,
    section: &TomlSection<'a>,
    key: &str,
    problems: &mut ProblemList,
) -> Vec<(EngineKind, &'a TomlNode<'a>)> {
    let table = section.get(key).and_then(|node| file::table(&format!("`{key}`"), node, problems));
    let mut by_engine = Vec::new();
    for (name, node) in table.into_iter().flatten() {
        let Some(engine) = file::engine(name.get_ref(), name.span(), problems) else { continue };
        if has(matrix, engine, quirk) {
            by_engine.push((engine, node));
        } else {
            let message = format!("`{engine}` does not have the quirk `{quirk}`");
            let help = format!(
                "remove it here, or switch the quirk on in `[engines.{engine}.quirks]` of \
                 matrix.toml"
            );
            let label = "not in matrix.toml";
            problems.add(ProblemKind::UnknownQuirk, name.span(), message, label, help);
        }
    }
    by_engine
}

fn text_of_each(
    nodes: &[(EngineKind, &TomlNode<'_>)],
    key: &str,
    problems: &mut ProblemList,
) -> Vec<(EngineKind, String)> {
    let text = |(engine, node): &(EngineKind, &TomlNode<'_>)| {
        Some((*engine, string(&format!("`{key}`"), node, problems)?.to_owned()))
    };
    nodes.iter().filter_map(text).collect()
}
