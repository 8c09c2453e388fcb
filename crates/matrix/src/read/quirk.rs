//! `quirks`: where an engine departs from the standards.

use spec_model::QuirkSet;
use toml::de::DeValue;

use super::file::{self, ProblemList, TomlNode, TomlSection, table};
use crate::problem::ProblemKind;

/// Reads an engine's quirks. Each has a table of its own, which has no keys yet: all versions that
/// were played have the quirk.
pub(super) fn read_all(node: &TomlNode<'_>, problems: &mut ProblemList) -> QuirkSet {
    let Some(named) = table("`quirks`", node, problems) else { return QuirkSet::NONE };
    let mut quirks = QuirkSet::NONE;
    for (key, value) in named {
        let name = key.get_ref().as_ref();
        if let Some(quirk) = file::quirk(name, key.span(), problems) {
            quirks = quirks.with(quirk);
        }
        TomlSection::of(&format!("quirk `{name}`"), value, &[], problems);
    }
    quirks
}

/// Reads in which quirks a profile of other versions differs from its engine: it has those with a
/// table, and not those that are `false`.
pub(super) fn read_changes(
    node: &TomlNode<'_>,
    of_engine: QuirkSet,
    problems: &mut ProblemList,
) -> QuirkSet {
    let Some(named) = table("`quirks`", node, problems) else { return of_engine };
    let mut quirks = of_engine;
    for (key, value) in named {
        let name = key.get_ref().as_ref();
        let Some(quirk) = file::quirk(name, key.span(), problems) else { continue };
        let is_gone = matches!(value.get_ref(), DeValue::Boolean(false));
        if !is_gone {
            TomlSection::of(&format!("quirk `{name}`"), value, &[], problems);
        }
        if is_gone == of_engine.has(quirk) {
            quirks = if is_gone { quirks.without(quirk) } else { quirks.with(quirk) };
        } else {
            problems.add(
                ProblemKind::Duplicate,
                key.span(),
                format!("`{name}` is the same in the engine's own `quirks`"),
                "changes nothing",
                "remove it",
            );
        }
    }
    quirks
}
