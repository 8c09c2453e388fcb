//! `quirks`: where an engine departs from the standards.

use spec_model::QuirkSet;

use super::file::{self, ProblemList, TomlNode, TomlSection, table};

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
