//! `policy`: what a profile makes of the choices that the standards leave to the user agent.

use std::ops::Range;
use std::str::FromStr;

use spec_model::{CookieLimits, EvictionLimit, Policy, UnknownPolicyValue};
use toml::de::DeValue;

use super::file::{ProblemList, TomlNode, TomlSection, count, string, table, wrong_type};
use crate::problem::ProblemKind;

const KEYS: [&str; 24] = [
    "ambiguous-serialization",
    "bare-cr",
    "cookies-per-domain",
    "field-octets-limit",
    "first-party-after-third",
    "http-prefixes",
    "lax-allowing-unsafe-secs",
    "lifetime-limit-secs",
    "localhost-names",
    "loopback-http",
    "octets-per-partition",
    "partition-key-ancestor",
    "partitioned-attribute",
    "party-by",
    "party-by-ancestors",
    "prefetch",
    "preflight-max-age-limit-secs",
    "redirect-chain",
    "same-site-default",
    "same-site-scheme",
    "sandboxed-site",
    "storage-access-requests",
    "tab-char",
    "third-party-cookies",
];

/// Reads a profile's policy: the standards' own, with the choices that the table names.
pub(super) fn read(node: &TomlNode<'_>, problems: &mut ProblemList) -> Policy {
    let mut policy = Policy::standard();
    let Some(choices) = table("`policy`", node, problems) else { return policy };
    for (key, value) in choices {
        match key.get_ref().as_ref() {
            "ambiguous-serialization" => {
                choose(&mut policy.ambiguous_serialization, value, problems)
            }
            "bare-cr" => choose(&mut policy.bare_cr, value, problems),
            "cookies-per-domain" => per_domain(&mut policy.limits, value, problems),
            "field-octets-limit" => {
                number(&mut policy.field_octets_limit, value, "octets", problems)
            }
            "first-party-after-third" => {
                choose(&mut policy.first_party_after_third, value, problems)
            }
            "http-prefixes" => choose(&mut policy.http_prefixes, value, problems),
            "lax-allowing-unsafe-secs" => {
                seconds(&mut policy.lax_allowing_unsafe_secs, value, problems)
            }
            "lifetime-limit-secs" => seconds(&mut policy.lifetime_limit_secs, value, problems),
            "localhost-names" => choose(&mut policy.localhost_names, value, problems),
            "loopback-http" => choose(&mut policy.loopback_http, value, problems),
            "octets-per-partition" => octets_per_partition(&mut policy.limits, value, problems),
            "partition-key-ancestor" => choose(&mut policy.partition_key_ancestor, value, problems),
            "partitioned-attribute" => choose(&mut policy.partitioned_attribute, value, problems),
            "party-by" => choose(&mut policy.party_by, value, problems),
            "party-by-ancestors" => choose(&mut policy.party_by_ancestors, value, problems),
            "prefetch" => choose(&mut policy.prefetch_requests, value, problems),
            "preflight-max-age-limit-secs" => {
                seconds(&mut policy.preflight_max_age_limit_secs, value, problems)
            }
            "redirect-chain" => choose(&mut policy.redirect_chain, value, problems),
            "same-site-default" => choose(&mut policy.same_site_default, value, problems),
            "same-site-scheme" => choose(&mut policy.same_site_scheme, value, problems),
            "sandboxed-site" => choose(&mut policy.sandboxed_site, value, problems),
            "storage-access-requests" => {
                choose(&mut policy.storage_access_requests, value, problems)
            }
            "tab-char" => choose(&mut policy.tab_char, value, problems),
            "third-party-cookies" => choose(&mut policy.third_party_cookies, value, problems),
            unknown => {
                problems.unknown(ProblemKind::UnknownKey, key.span(), "policy", unknown, KEYS)
            }
        }
    }
    policy
}

fn choose<T: FromStr<Err = UnknownPolicyValue>>(
    choice: &mut T,
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) {
    let Some(word) = string("a policy's choice", node, problems) else { return };
    match word.parse() {
        Ok(chosen) => *choice = chosen,
        Err(error) => unknown_choice(node.span(), &error, problems),
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
        choose(&mut limits.counted_together, node, problems);
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
