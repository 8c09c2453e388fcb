//! `quirks`: where an engine departs from the standards.

use spec_model::{Quirk, QuirkSet};

use super::file::{ProblemList, TomlNode, TomlSection, nearest, table};
use crate::problem::ProblemKind;

/// Reads an engine's quirks. Each has a table of its own, which has no keys yet: all versions that
/// were played have the quirk.
pub(super) fn read_all(node: &TomlNode<'_>, problems: &mut ProblemList) -> QuirkSet {
    let Some(named) = table("`quirks`", node, problems) else { return QuirkSet::NONE };
    let mut quirks = QuirkSet::NONE;
    for (key, value) in named {
        let name = key.get_ref().as_ref();
        match name.parse() {
            Ok(quirk) => quirks = quirks.with(quirk),
            Err(_) => problems.add(
                ProblemKind::UnknownQuirk,
                key.span(),
                format!("`{name}` is not a known quirk"),
                nearest(name, Quirk::ALL.iter().map(|quirk| quirk.name())),
                "`spec_model::Quirk` has the names of all quirks",
            ),
        }
        TomlSection::of(&format!("quirk `{name}`"), value, &[], problems);
    }
    quirks
}
