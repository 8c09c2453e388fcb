//! The parts of an entry: what `divergences.toml` and `reasons.toml` are read with.

use std::collections::BTreeSet;

use decision_table::{AxisProduct, Rule, TableAxis};
use matrix::file::{self, ProblemList, TomlNode, TomlSection, string, strings};
use matrix::{EngineKind, Matrix, ProblemKind, Suite};
use run_model::error_chain;

/// Cells of one suite, and the profiles of an engine in which they differ.
pub(crate) struct EntryCells {
    /// The profiles; all of the engine's where empty.
    pub(crate) profiles: Vec<String>,
    pub(crate) suite: String,
    /// Over all values of the suite's axes; never empty.
    pub(crate) rules: Vec<Rule>,
}

/// Takes the table of the whole file, whose entries are below one key.
pub(crate) fn entries<'a>(
    key: &str,
    document: &'a toml::de::DeTable<'a>,
    text: &str,
    problems: &mut ProblemList,
) -> Vec<&'a TomlNode<'a>> {
    let end = text.len()..text.len();
    let root = TomlSection::new("the file", document, end, &["schema", key], problems);
    root.require_schema(1, problems);
    let node = root.get(key);
    node.map(|node| file::tables(&format!("`{key}`"), node, problems)).unwrap_or_default()
}

/// Returns the text of a key that must be there.
pub(crate) fn text(
    section: &TomlSection<'_>,
    key: &str,
    problems: &mut ProblemList,
) -> Option<String> {
    let node = section.require(key, problems)?;
    string(&format!("`{key}`"), node, problems).map(str::to_owned)
}

/// Returns the name of an entry, which no other entry of the file has.
pub(crate) fn id(
    section: &TomlSection<'_>,
    taken: &mut BTreeSet<String>,
    problems: &mut ProblemList,
) -> Option<String> {
    let node = section.require("id", problems)?;
    let id = string("`id`", node, problems)?;
    if !taken.insert(id.to_owned()) {
        let message = format!("an entry above is called `{id}` too");
        let help = "give each entry its own id";
        problems.add(ProblemKind::Duplicate, node.span(), message, "the second time", help);
    }
    Some(id.to_owned())
}

/// Returns the engine that an entry is about.
pub(crate) fn engine(section: &TomlSection<'_>, problems: &mut ProblemList) -> Option<EngineKind> {
    let node = section.require("engine", problems)?;
    file::engine(string("`engine`", node, problems)?, node.span(), problems)
}

/// Returns the cells that a table names by `profiles`, `suite` and `rules`; `engine` is `None`
/// where the entry's engine is not known.
pub(crate) fn cells(
    matrix: &Matrix,
    engine: Option<EngineKind>,
    section: &TomlSection<'_>,
    problems: &mut ProblemList,
) -> Option<EntryCells> {
    let profiles = section.get("profiles").and_then(|node| strings("`profiles`", node, problems));
    let profiles = profiles.unwrap_or_default();
    if let Some(engine) = engine {
        check_profiles(matrix, engine, &profiles, problems);
    }
    let suite = section.require("suite", problems).and_then(|node| {
        file::suite(matrix, string("`suite`", node, problems)?, node.span(), problems)
    });
    let rules = section.require("rules", problems);
    let (suite, rules) = (suite?, rules?);
    Some(EntryCells {
        profiles: profiles.into_iter().map(|(name, _)| name.to_owned()).collect(),
        suite: suite.name.clone(),
        rules: read_rules(suite, rules, problems)?,
    })
}

fn check_profiles(
    matrix: &Matrix,
    engine: EngineKind,
    profiles: &[(&str, std::ops::Range<usize>)],
    problems: &mut ProblemList,
) {
    let of_engine = matrix.profiles.iter().filter(|profile| profile.engine == engine);
    let known: Vec<&str> = of_engine.map(|profile| profile.name.as_str()).collect();
    for (name, span) in profiles {
        if !known.contains(name) {
            let what = format!("profile of `{engine}`");
            let known = known.iter().copied();
            problems.unknown(ProblemKind::UnknownValue, span.clone(), &what, name, known);
        }
    }
}

/// Returns the rules over all values of a suite's axes that a list of texts writes.
fn read_rules(suite: &Suite, node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<Vec<Rule>> {
    let texts = strings("`rules`", node, problems)?;
    if texts.is_empty() {
        let help = "write `rules = [\"everywhere\"]` if every cell differs";
        problems.add(ProblemKind::NoCells, node.span(), "no rule names a cell", "empty", help);
        return None;
    }
    let axes = suite.axes.iter();
    let axes = axes.map(|axis| TableAxis::new(axis.name.clone(), axis.values.clone())).collect();
    let axes = match AxisProduct::new(axes) {
        Ok(axes) => axes,
        Err(error) => {
            let message = format!("rules cannot name cells of suite `{}`", suite.name);
            let help = "see the axes of the suite in `matrix.toml`";
            problems.add(ProblemKind::NoCells, node.span(), message, error_chain(&error), help);
            return None;
        }
    };
    let rules = texts.into_iter().map(|(text, span)| {
        let not_a_rule = |error| {
            let message = format!("`{text}` is not a rule of suite `{}`", suite.name);
            let help = "write `axis=value`, `axis=value|value` or `axis!=value`, separated by `, `";
            problems.add(ProblemKind::Syntax, span, message, error_chain(&error), help);
        };
        Rule::parse(&axes, text).map_err(not_a_rule).ok()
    });
    rules.collect::<Vec<_>>().into_iter().collect()
}

/// Returns whether a cell, given by the positions of its values, follows one of the rules.
pub(crate) fn covers(rules: &[Rule], positions: &[usize]) -> bool {
    rules.iter().any(|rule| rule.axes().cell(positions).is_some_and(|cell| rule.contains(cell)))
}
