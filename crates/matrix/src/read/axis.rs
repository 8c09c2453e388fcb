//! `[axes]`: what each value writes.

use std::ops::Range;

use indexmap::IndexMap;

use super::exchange::{EXCHANGE_KEYS, exchange_effect};
use super::file::{ProblemList, TomlNode, TomlSection, named, table};
use super::line::{COOKIE_KEYS, cookie_effect};
use crate::exchange::ExchangeEffect;
use crate::line::CookieEffect;
use crate::matrix::{Axis, AxisEffects};
use crate::problem::ProblemKind;
use crate::topology::Topology;

/// The name of the axis whose values are the topologies; it is there without being declared.
pub(super) const TOPOLOGY: &str = "topology";

pub(super) fn read_all(
    root: &TomlSection<'_>,
    topologies: &IndexMap<String, Topology>,
    problems: &mut ProblemList,
) -> IndexMap<String, Axis> {
    let mut axes = IndexMap::new();
    let topology = Axis {
        name: TOPOLOGY.to_owned(),
        values: topologies.keys().cloned().collect(),
        effects: AxisEffects::Topology(topologies.values().cloned().collect()),
    };
    axes.insert(TOPOLOGY.to_owned(), topology);
    let Some(entries) =
        root.require("axes", problems).and_then(|node| table("`axes`", node, problems))
    else {
        return axes;
    };
    for (name, span, node) in named("axis", entries, problems) {
        if name == TOPOLOGY {
            problems.add(
                ProblemKind::Duplicate,
                span,
                "the axis `topology` is there already",
                "declared by `[topologies]`",
                "add a table under `[topologies]` instead",
            );
            continue;
        }
        axes.extend(read_one(&name, node, problems).map(|axis| (name, axis)));
    }
    axes
}

fn read_one(name: &str, node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<Axis> {
    let section = TomlSection::of(&format!("axis `{name}`"), node, &["values"], problems)?;
    let entries =
        section.require("values", problems).and_then(|node| table("`values`", node, problems))?;
    if entries.is_empty() {
        let help = "add at least one value: `absent = {}`";
        problems.add(
            ProblemKind::EmptySelection,
            section.span(),
            format!("axis `{name}` has no values"),
            "empty",
            help,
        );
        return None;
    }
    let values: Vec<ValueEffect> = named("value", entries, problems)
        .into_iter()
        .filter_map(|(value, span, node)| value_effect(value, span, node, problems))
        .collect();
    let names = values.iter().map(|value| value.name.clone()).collect();
    let writes_cookie = values.iter().any(|value| value.cookie != CookieEffect::default());
    for value in
        values.iter().filter(|value| writes_cookie && value.exchange != ExchangeEffect::default())
    {
        problems.add(
            ProblemKind::ConflictingEffect,
            value.span.clone(),
            format!("axis `{name}` writes the cookie and the exchange"),
            "writes the exchange",
            "make two axes of it: one with `cookie` alone, one with the rest",
        );
    }
    let effects = if writes_cookie {
        AxisEffects::Cookie(values.into_iter().map(|value| value.cookie).collect())
    } else {
        AxisEffects::Exchange(values.into_iter().map(|value| value.exchange).collect())
    };
    Some(Axis { name: name.to_owned(), values: names, effects })
}

struct ValueEffect {
    name: String,
    span: Range<usize>,
    cookie: CookieEffect,
    exchange: ExchangeEffect,
}

fn value_effect(
    name: String,
    span: Range<usize>,
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) -> Option<ValueEffect> {
    let section = TomlSection::of(
        &format!("value `{name}`"),
        node,
        &[&COOKIE_KEYS[..], &EXCHANGE_KEYS].concat(),
        problems,
    )?;
    let cookie = cookie_effect(&section, problems);
    let exchange = exchange_effect(&section, problems);
    Some(ValueEffect { name, span, cookie, exchange })
}
