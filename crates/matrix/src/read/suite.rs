//! `[suites]`: products of axes.

use std::ops::Range;

use indexmap::IndexMap;

use super::axis::TOPOLOGY;
use super::comparable::check_comparable;
use super::file::{ProblemList, TomlNode, TomlSection, named, string, strings, table, word};
use super::line::line_template;
use crate::detail_tracking::DetailTracking;
use crate::exchange::{CookieSetter, ExchangeEffect, SecondSetter};
use crate::line::SetCookieResponse;
use crate::line::{CookieEffect, LineSelection, LineTemplate};
use crate::matrix::{Axis, AxisEffects, Suite};
use crate::problem::ProblemKind;

/// How many cells a suite may have: an index fits 32 bits, and a run of it fits memory.
const MAX_CELLS: usize = 50_000_000;

/// How many cookies one response may carry: beyond that, engines evict some of them.
const MAX_COOKIES: usize = 170;

pub(super) fn read_all(
    root: &TomlSection<'_>,
    axes: &IndexMap<String, Axis>,
    problems: &mut ProblemList,
) -> Vec<Suite> {
    let Some(entries) =
        root.require("suites", problems).and_then(|node| table("`suites`", node, problems))
    else {
        return Vec::new();
    };
    named("suite", entries, problems)
        .into_iter()
        .filter_map(|(name, span, node)| read_one(name, span, node, axes, problems))
        .collect()
}

fn read_one(
    name: String,
    span: Range<usize>,
    node: &TomlNode<'_>,
    axes: &IndexMap<String, Axis>,
    problems: &mut ProblemList,
) -> Option<Suite> {
    let section = TomlSection::of(
        &format!("suite `{name}`"),
        node,
        &["summary", "cookie", "lifetimes", "changes", "axes", "only", "core"],
        problems,
    )?;
    let summary =
        section.require("summary", problems).and_then(|node| string("`summary`", node, problems));
    let cookie = section
        .get("cookie")
        .and_then(|node| line_template(string("`cookie`", node, problems)?, node.span(), problems));
    let [lifetimes, changes] = ["lifetimes", "changes"].map(|key| detail(key, &section, problems));
    let named_axes =
        section.require("axes", problems).and_then(|node| strings("`axes`", node, problems))?;
    let mut suite_axes = suite_axes(&named_axes, axes, problems);
    if named_axes.is_empty() {
        problems.add(
            ProblemKind::NoCells,
            span.clone(),
            format!("suite `{name}` has no cells"),
            "no axes",
            "name at least the axis `topology` and one that makes a request",
        );
        return None;
    }
    if suite_axes.len() < named_axes.len() {
        // Its axes are in doubt: any further message would be a consequence.
        return None;
    }
    if section.get("only").is_some() {
        let only = selection("only", &section, &suite_axes, problems);
        for (axis, positions) in suite_axes.iter_mut().zip(&only) {
            *axis = axis.narrowed(positions);
        }
    }
    check_order(&name, &named_axes, &suite_axes, problems);
    check_request(&name, &span, &suite_axes, problems);
    check_lines(&name, &named_axes, &suite_axes, problems);
    check_carriers(&name, &named_axes, &suite_axes, problems);
    if changes == DetailTracking::Observed {
        check_comparable(&name, &named_axes, &suite_axes, problems);
    }
    check_size(&name, &span, &suite_axes, problems);
    let core = selection("core", &section, &suite_axes, problems);
    Some(Suite {
        name,
        summary: summary?.to_owned(),
        cookie,
        axes: suite_axes,
        lifetimes,
        changes,
        core,
    })
}

/// Reads whether a detail of cookies is asked.
fn detail(key: &str, section: &TomlSection<'_>, problems: &mut ProblemList) -> DetailTracking {
    let known = DetailTracking::ALL.map(|tracking| (tracking.as_str(), tracking));
    let what = format!("treatment of {key}");
    let read = |node| word(&what, key, node, &known, problems);
    section.get(key).and_then(read).unwrap_or_default()
}

fn suite_axes(
    named_axes: &[(&str, Range<usize>)],
    axes: &IndexMap<String, Axis>,
    problems: &mut ProblemList,
) -> Vec<Axis> {
    let mut chosen: Vec<Axis> = Vec::new();
    for (axis, span) in named_axes {
        if chosen.iter().any(|other| other.name == *axis) {
            let message = format!("the axis `{axis}` is named twice");
            problems.add(
                ProblemKind::Duplicate,
                span.clone(),
                message,
                "the second time",
                "keep one of the two",
            );
            continue;
        }
        match axes.get(*axis) {
            Some(axis) => chosen.push(axis.clone()),
            None => problems.unknown(
                ProblemKind::UnknownAxis,
                span.clone(),
                "axis",
                axis,
                axes.keys().map(String::as_str),
            ),
        }
    }
    chosen
}

fn check_order(
    name: &str,
    named_axes: &[(&str, Range<usize>)],
    axes: &[Axis],
    problems: &mut ProblemList,
) {
    if axes[0].name != TOPOLOGY {
        problems.add(
            ProblemKind::MisplacedAxis,
            named_axes[0].1.clone(),
            format!("suite `{name}` does not begin with the axis `topology`"),
            "comes first",
            "put \"topology\" in front: every cell says first who talks to whom",
        );
    }
    let mut cookie_axis: Option<&str> = None;
    for (axis, (_, span)) in axes.iter().zip(named_axes) {
        match (&axis.effects, cookie_axis) {
            (AxisEffects::Cookie(_), _) => cookie_axis = Some(&axis.name),
            (_, None) => {}
            (_, Some(earlier)) => problems.add(
                ProblemKind::MisplacedAxis,
                span.clone(),
                format!("axis `{}` stands behind `{earlier}`, which writes the cookie", axis.name),
                "shapes the exchange",
                "axes that write the cookie alone come last, as their cells share a response",
            ),
        }
    }
}

fn check_request(name: &str, span: &Range<usize>, axes: &[Axis], problems: &mut ProblemList) {
    let makes = |axis: &&Axis| match &axis.effects {
        AxisEffects::Exchange(effects) => effects.iter().any(|effect| effect.api.is_some()),
        AxisEffects::Topology(_) | AxisEffects::Cookie(_) => false,
    };
    let makers: Vec<&Axis> = axes.iter().filter(makes).collect();
    let message = match makers.as_slice() {
        [] => format!("no axis of suite `{name}` makes a request"),
        [axis] => match &axis.effects {
            AxisEffects::Exchange(effects) => {
                match effects.iter().position(|effect| effect.api.is_none()) {
                    None => return,
                    Some(value) => format!(
                        "the value `{}` of axis `{}` makes no request",
                        axis.values[value], axis.name
                    ),
                }
            }
            AxisEffects::Topology(_) | AxisEffects::Cookie(_) => return,
        },
        [one, other, ..] => format!(
            "the axes `{}` and `{}` of suite `{name}` both make the request",
            one.name, other.name
        ),
    };
    let help = "each cell needs one `fetch` or `xhr`: let one axis give it with each of its values";
    problems.add(ProblemKind::NoRequest, span.clone(), message, "this suite", help);
}

/// One axis writes the line, the others add to it; what HTTP/2 cannot carry goes to servers that do
/// not speak it, what no HTTP can to none, and what can take a whole response with it has one of
/// its own.
fn check_lines(
    name: &str,
    named_axes: &[(&str, Range<usize>)],
    axes: &[Axis],
    problems: &mut ProblemList,
) {
    let mut line_axis: Option<&str> = None;
    let on_responses = lines_on_responses(axes);
    for (axis, (_, span)) in axes.iter().zip(named_axes) {
        let AxisEffects::Cookie(effects) = &axis.effects else { continue };
        if effects.iter().any(|effect| effect.line.is_some() || effect.then.is_some()) {
            match line_axis {
                None => line_axis = Some(&axis.name),
                Some(other) => problems.add(
                    ProblemKind::ConflictingEffect,
                    span.clone(),
                    format!(
                        "the axes `{other}` and `{}` of suite `{name}` both write the line",
                        axis.name
                    ),
                    "the second",
                    "let one axis write the line, and others add attributes to it with `cookie`",
                ),
            }
        }
        let value_where = |wanted: &dyn Fn(&CookieEffect) -> bool| {
            Some(&axis.values[effects.iter().position(wanted)?])
        };
        let holds = |effect: &CookieEffect, octets: fn(&LineTemplate) -> bool| {
            effect.templates(on_responses).any(octets)
        };
        if let Some(value) = value_where(&|effect| holds(effect, LineTemplate::holds_line_feed)) {
            problems.add(
                ProblemKind::NotOverHttp,
                span.clone(),
                format!("value `{value}` holds a line feed, which ends a line of HTTP"),
                format!("suite `{name}` has responses carry it"),
                "let scripts give the cookies, by `set-by` or `then-by` of another axis",
            );
        } else if let (Some(value), AxisEffects::Topology(topologies)) =
            (value_where(&|effect| holds(effect, LineTemplate::is_unwritable)), &axes[0].effects)
        {
            let secure = topologies.iter().position(|topology| topology.target.scheme() == "https");
            if let Some(topology) = secure {
                problems.add(
                    ProblemKind::NotOverHttp2,
                    span.clone(),
                    format!("value `{value}` holds a control character, which HTTP/2 cannot carry"),
                    format!("suite `{name}` plays `{}`", axes[0].values[topology]),
                    "let `only` select topologies whose target is `http`: such a server is spoken \
                     to in HTTP/1.1",
                );
            }
        }
        if let Some(value) =
            value_where(&|effect| !effect.alone && holds(effect, LineTemplate::can_end_response))
        {
            problems.add(
                ProblemKind::NotAlone,
                span.clone(),
                format!(
                    "value `{value}` holds NUL or CR, which can take the whole response with it"
                ),
                format!("suite `{name}` has it share one"),
                "add `alone = true` to the value",
            );
        }
    }
}

/// A response that carries cookies is one of every request.
fn check_carriers(
    name: &str,
    named_axes: &[(&str, Range<usize>)],
    axes: &[Axis],
    problems: &mut ProblemList,
) {
    let responses = axes.iter().filter_map(|axis| match &axis.effects {
        AxisEffects::Exchange(effects)
            if effects.iter().any(|effect| !effect.url_list.is_empty()) =>
        {
            effects.iter().map(|effect| effect.url_list.len().max(1)).min()
        }
        AxisEffects::Cookie(_) | AxisEffects::Exchange(_) | AxisEffects::Topology(_) => None,
    });
    let fewest = responses.min().unwrap_or(1);
    for (axis, (_, span)) in axes.iter().zip(named_axes) {
        let AxisEffects::Cookie(effects) = &axis.effects else { continue };
        let is_missing = |effect: &CookieEffect| match effect.on {
            Some(SetCookieResponse::Response(position)) => position >= fewest,
            Some(SetCookieResponse::Preflight) | None => false,
        };
        if let Some(value) = effects.iter().position(is_missing) {
            problems.add(
                ProblemKind::NoResponse,
                span.clone(),
                format!(
                    "value `{}` puts cookies on a response that not every request has",
                    axis.values[value]
                ),
                format!("some requests of suite `{name}` have no more than {fewest}"),
                "let `only` select longer URL lists, by an axis with `url-list`, or leave the \
                 value out",
            );
        }
    }
}

/// Returns which of their lines the cookies of a suite have on responses: those that no script
/// gives.
fn lines_on_responses(axes: &[Axis]) -> LineSelection {
    let every_exchange = |holds: fn(&ExchangeEffect) -> bool| {
        axes.iter().any(|axis| match &axis.effects {
            AxisEffects::Exchange(effects) => effects.iter().all(holds),
            AxisEffects::Cookie(_) | AxisEffects::Topology(_) => false,
        })
    };
    let some_cookie = |holds: fn(&CookieEffect) -> bool| {
        axes.iter().any(|axis| match &axis.effects {
            AxisEffects::Cookie(effects) => effects.iter().any(holds),
            AxisEffects::Exchange(_) | AxisEffects::Topology(_) => false,
        })
    };
    LineSelection {
        first: !every_exchange(|effect| effect.set_by.is_some_and(CookieSetter::is_script)),
        second: some_cookie(|effect| effect.then.is_some())
            && !every_exchange(|effect| effect.then_by.is_some_and(SecondSetter::is_script)),
    }
}

fn check_size(name: &str, span: &Range<usize>, axes: &[Axis], problems: &mut ProblemList) {
    let cells = product(axes.iter());
    let cookies =
        product(axes.iter().filter(|axis| matches!(axis.effects, AxisEffects::Cookie(_))));
    if cells > MAX_CELLS {
        problems.add(
            ProblemKind::TooManyCells,
            span.clone(),
            format!("suite `{name}` has more than {MAX_CELLS} cells"),
            "too large to play",
            "leave out an axis, or cut the suite in two",
        );
    } else if cookies > MAX_COOKIES {
        problems.add(
            ProblemKind::TooManyCells,
            span.clone(),
            format!("a response of suite `{name}` carries {cookies} cookies"),
            format!("more than {MAX_COOKIES}"),
            "engines keep about 180 cookies of a site; leave out a cookie axis, or cut the \
             suite in two",
        );
    }
}

fn product<'a>(axes: impl Iterator<Item = &'a Axis>) -> usize {
    axes.fold(1, |product, axis| product.saturating_mul(axis.values.len()))
}

/// Reads a table that selects values of some axes; of the others it selects all.
fn selection(
    key: &str,
    section: &TomlSection<'_>,
    axes: &[Axis],
    problems: &mut ProblemList,
) -> Vec<Vec<usize>> {
    let all = |axis: &Axis| (0..axis.values.len()).collect::<Vec<_>>();
    let Some(node) = section.get(key) else { return axes.iter().map(all).collect() };
    let names: Vec<&str> = axes.iter().map(|axis| axis.name.as_str()).collect();
    let Some(selected) = table(&format!("`{key}`"), node, problems) else {
        return axes.iter().map(all).collect();
    };
    for key in selected.keys().filter(|key| !names.contains(&key.get_ref().as_ref())) {
        problems.unknown(
            ProblemKind::UnknownAxis,
            key.span(),
            "axis of this suite",
            key.get_ref(),
            names.iter().copied(),
        );
    }
    axes.iter()
        .map(|axis| match selected.get(axis.name.as_str()) {
            None => all(axis),
            Some(node) => selected_values(key, axis, node, problems),
        })
        .collect()
}

fn selected_values(
    key: &str,
    axis: &Axis,
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) -> Vec<usize> {
    let mut positions = Vec::new();
    let Some(words) = strings("a selection of values", node, problems) else { return positions };
    if words.is_empty() {
        let help = "name at least one value, or leave the axis out to select all of them";
        problems.add(
            ProblemKind::EmptySelection,
            node.span(),
            format!("`{key}` selects no value of `{}`", axis.name),
            "empty",
            help,
        );
    }
    for (word, span) in words {
        match axis.values.iter().position(|value| value == word) {
            None => {
                let what = format!("value of axis `{}`", axis.name);
                problems.unknown(
                    ProblemKind::UnknownValue,
                    span,
                    &what,
                    word,
                    axis.values.iter().map(String::as_str),
                );
            }
            Some(position) if positions.contains(&position) => {
                let message = format!("the value `{word}` is selected twice");
                problems.add(
                    ProblemKind::Duplicate,
                    span,
                    message,
                    "the second time",
                    "keep one of the two",
                );
            }
            Some(position) => positions.push(position),
        }
    }
    positions.sort_unstable();
    positions
}
