//! `policy`: what a profile makes of the choices that the standards leave to the user agent.

use std::ops::Range;

use spec_model::{CookieLimits, EvictionLimit, Policy, PolicyKey, UnknownPolicyValue};
use toml::de::DeValue;

use super::file::{ProblemList, TomlNode, TomlSection, count, string, table, wrong_type};
use crate::problem::ProblemKind;

/// The keys whose values are no names: numbers, and tables of them.
const NUMBER_KEYS: [&str; 6] = [
    "cookies-per-domain",
    "field-octets-limit",
    "lax-allowing-unsafe-secs",
    "lifetime-limit-secs",
    "octets-per-partition",
    "preflight-max-age-limit-secs",
];

/// Reads a profile's policy: the standards' own, with the choices that the table names.
pub(super) fn read(node: &TomlNode<'_>, problems: &mut ProblemList) -> Policy {
    let mut policy = Policy::standard();
    let Some(choices) = table("`policy`", node, problems) else { return policy };
    for (key, value) in choices {
        let name = key.get_ref().as_ref();
        if let Some(key) = PolicyKey::named(name) {
            choose(value, problems, |choice| policy.choose(key, choice));
            continue;
        }
        match name {
            "cookies-per-domain" => per_domain(&mut policy.limits, value, problems),
            "field-octets-limit" => {
                number(&mut policy.field_octets_limit, value, "octets", problems)
            }
            "lax-allowing-unsafe-secs" => {
                seconds(&mut policy.lax_allowing_unsafe_secs, value, problems)
            }
            "lifetime-limit-secs" => seconds(&mut policy.lifetime_limit_secs, value, problems),
            "octets-per-partition" => octets_per_partition(&mut policy.limits, value, problems),
            "preflight-max-age-limit-secs" => {
                seconds(&mut policy.preflight_max_age_limit_secs, value, problems)
            }
            unknown => {
                let mut known: Vec<&str> = NUMBER_KEYS.into();
                known.extend(PolicyKey::ALL.iter().map(|key| key.name()));
                known.sort_unstable();
                problems.unknown(ProblemKind::UnknownKey, key.span(), "policy", unknown, known)
            }
        }
    }
    policy
}

/// Reads the name of a choice, and makes it.
fn choose(
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
    make: impl FnOnce(&str) -> Result<(), UnknownPolicyValue>,
) {
    let Some(word) = string("a policy's choice", node, problems) else { return };
    if let Err(error) = make(word) {
        unknown_choice(node.span(), &error, problems);
    }
}

fn unknown_choice(span: Range<usize>, error: &UnknownPolicyValue, problems: &mut ProblemList) {
    problems.unknown(
        ProblemKind::UnknownValue,
        span,
        "choice of this policy",
        &error.given,
        error.known.split(", "),
    );
}

/// Reads how many cookies of a domain are kept, and which these are.
fn per_domain(limits: &mut CookieLimits, node: &TomlNode<'_>, problems: &mut ProblemList) {
    let what = "`cookies-per-domain`";
    let Some(section) = TomlSection::of(what, node, &["most", "kept", "of"], problems) else {
        return;
    };
    limits.per_domain = limit(&section, problems);
    if let Some(node) = section.get("of") {
        choose(node, problems, |choice| {
            limits.counted_together = choice.parse()?;
            Ok(())
        });
    }
}

fn octets_per_partition(
    limits: &mut CookieLimits,
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) {
    let section = TomlSection::of("`octets-per-partition`", node, &["most", "kept"], problems);
    limits.per_partition_octets = section.and_then(|section| limit(&section, problems));
}

fn limit(section: &TomlSection<'_>, problems: &mut ProblemList) -> Option<EvictionLimit> {
    let mut read = |key: &str| {
        section.require(key, problems).and_then(|node| count(&format!("`{key}`"), node, problems))
    };
    let (most, kept) = (read("most")?, read("kept")?);
    if kept > most {
        let message = format!("of at most {most}, {kept} cannot be kept");
        problems.add(
            ProblemKind::BadCount,
            section.span(),
            message,
            "more than there may be",
            "let `kept` be `most`, or less",
        );
    }
    Some(EvictionLimit { most, kept })
}

/// Reads a number of seconds, or `false` for no such time at all.
fn seconds(choice: &mut Option<u32>, node: &TomlNode<'_>, problems: &mut ProblemList) {
    number(choice, node, "seconds", problems);
}

/// Reads a number of something, or `false` for no limit.
fn number(choice: &mut Option<u32>, node: &TomlNode<'_>, of: &str, problems: &mut ProblemList) {
    match node.get_ref() {
        DeValue::Boolean(false) => *choice = None,
        DeValue::Integer(number) if number.as_str().parse::<u32>().is_ok() => {
            *choice = number.as_str().parse().ok()
        }
        _ => wrong_type("the limit", node, &format!("a number of {of}, or false"), problems),
    }
}
