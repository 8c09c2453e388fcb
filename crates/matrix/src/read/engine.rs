//! `[engines]`: their profiles, and what is not played on them.

use indexmap::IndexMap;
use spec_model::EngineModel;
use toml::de::DeValue;

use super::file::{ProblemList, TomlNode, TomlSection, named, string, strings, table, wrong_type};
use super::{policy, quirk};
use crate::engine::{EngineKind, PrefValue, Profile, UnplayedSuite};
use crate::problem::ProblemKind;

/// The key of an engine's quirks, which no profile can be called by.
const QUIRKS: &str = "quirks";

/// The key of the suites that are not played on an engine, which no profile can be called by.
const UNPLAYED: &str = "unplayed";

/// Reads the profiles, and the suites that are not played on some engine; `suites` are the names of
/// all.
pub(super) fn read_all(
    root: &TomlSection<'_>,
    suites: &[&str],
    problems: &mut ProblemList,
) -> (Vec<Profile>, Vec<UnplayedSuite>) {
    let (mut profiles, mut unplayed) = (Vec::new(), Vec::new());
    let Some(engines) =
        root.require("engines", problems).and_then(|node| table("`engines`", node, problems))
    else {
        return (profiles, unplayed);
    };
    for (engine_name, span, node) in named("engine", engines, problems) {
        let Some(engine) = EngineKind::from_name(&engine_name) else {
            let known = EngineKind::ALL.map(EngineKind::name);
            problems.unknown(ProblemKind::UnknownEngine, span, "engine", &engine_name, known);
            continue;
        };
        let Some(entries) = table(&format!("engine `{engine}`"), node, problems) else { continue };
        if !entries.contains_key("default") {
            problems.add(
                ProblemKind::MissingKey,
                span,
                format!("engine `{engine}` has no profile `default`"),
                "no `default` here",
                format!("add `[engines.{engine}.default]`: the engine as it ships"),
            );
        }
        let quirks =
            entries.get(QUIRKS).map(|node| quirk::read_all(node, problems)).unwrap_or_default();
        let of_profiles = named("profile", entries, problems);
        if let Some(node) = entries.get(UNPLAYED) {
            unplayed.extend(read_unplayed(engine, node, suites, problems));
        }
        let is_profile = |name: &str| name != QUIRKS && name != UNPLAYED;
        for (name, _, node) in of_profiles.into_iter().filter(|(name, ..)| is_profile(name)) {
            let Some(section) = TomlSection::of(
                &format!("profile `{engine}:{name}`"),
                node,
                &["prefs", "args", "since", "policy", QUIRKS],
                problems,
            ) else {
                continue;
            };
            let mut prefs = IndexMap::new();
            if let Some(node) =
                section.get("prefs").and_then(|node| table("`prefs`", node, problems))
            {
                for (pref, value) in node {
                    match pref_value(value.get_ref()) {
                        Some(pref_value) => {
                            _ = prefs.insert(pref.get_ref().to_string(), pref_value)
                        }
                        None => wrong_type(
                            "a preference",
                            value,
                            "true, false, a whole number or a string",
                            problems,
                        ),
                    }
                }
            }
            let args = section
                .get("args")
                .and_then(|node| strings("`args`", node, problems))
                .unwrap_or_default();
            let args = args.into_iter().map(|(text, _)| text.to_owned()).collect();
            let policy =
                section.get("policy").map(|node| policy::read(node, problems)).unwrap_or_default();
            let since = section.get("since").and_then(|node| version(node, problems));
            let quirks = match section.get(QUIRKS) {
                Some(node) => quirk::read_changes(node, quirks, problems),
                None => quirks,
            };
            profiles.push(Profile {
                engine,
                name,
                prefs,
                args,
                since,
                model: EngineModel { policy, quirks },
            });
        }
    }
    (profiles, unplayed)
}

/// Reads the suites that are not played on an engine, each with the reason.
fn read_unplayed(
    engine: EngineKind,
    node: &TomlNode<'_>,
    suites: &[&str],
    problems: &mut ProblemList,
) -> Vec<UnplayedSuite> {
    let Some(reasons) = table("`unplayed`", node, problems) else { return Vec::new() };
    let mut unplayed = Vec::new();
    for (name, reason) in reasons {
        let suite = name.get_ref().to_string();
        if !suites.contains(&suite.as_str()) {
            let known = suites.iter().copied();
            problems.unknown(ProblemKind::UnknownValue, name.span(), "suite", &suite, known);
        } else if let Some(reason) = string("the reason", reason, problems) {
            unplayed.push(UnplayedSuite { engine, suite, reason: reason.to_owned() });
        }
    }
    unplayed
}

/// Returns the numbers of a version.
fn version(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<String> {
    let text = node.get_ref().as_str();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    let version = text.filter(|text| text.split('.').all(is_number));
    if version.is_none() {
        wrong_type("`since`", node, "a string of numbers with dots between them", problems);
    }
    version.map(str::to_owned)
}

fn pref_value(value: &DeValue<'_>) -> Option<PrefValue> {
    match value {
        DeValue::Boolean(truth) => Some(PrefValue::Bool(*truth)),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(PrefValue::Integer)
        }
        DeValue::String(text) => Some(PrefValue::Text(text.to_string())),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
