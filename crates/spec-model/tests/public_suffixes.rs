//! Public suffixes are those of the `psl` crate, rule by rule.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use spec_model::{BuiltInPublicSuffixes, PublicSuffixes};
use url::Host;

/// A label of rules, with those to its left.
#[derive(Default)]
struct RuleLabel {
    /// What stands before it: a rule of which section, an exception, or no rule.
    rule: Option<&'static str>,
    left: BTreeMap<String, Self>,
}

/// Returns the rules that the crate was made from, with labels as hosts have them.
#[expect(clippy::disallowed_methods, reason = "cargo knows where the sources of a crate are")]
fn rules() -> Vec<String> {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--offline", "--filter-platform=host-tuple"])
        .output()
        .expect("cargo starts");
    let metadata: serde_json::Value =
        serde_json::from_slice(&metadata.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    let psl = packages.iter().find(|package| package["name"] == "psl").expect("it is used here");
    let manifest = PathBuf::from(psl["manifest_path"].as_str().expect("it has one"));
    let rules = fs::read_to_string(manifest.with_file_name("data/rules.txt")).expect("it has them");
    rules.lines().map(with_ascii_labels).collect()
}

fn with_ascii_labels(rule: &str) -> String {
    let (mark, domain) = match rule.split_at_checked(1) {
        Some(("!", domain)) => ("!", domain),
        _ => ("", rule),
    };
    match Host::parse(domain).expect("rules are domains") {
        Host::Domain(domain) => format!("{mark}{domain}"),
        Host::Ipv4(_) | Host::Ipv6(_) => panic!("`{rule}` is an address"),
    }
}

/// Returns a domain that a rule is for.
fn covered_by(rule: &str) -> String {
    rule.trim_start_matches('!').replace('*', "any")
}

fn write_labels(labels: &BTreeMap<String, RuleLabel>, depth: usize, text: &mut String) {
    for (name, label) in labels {
        let mark = label.rule.unwrap_or(".");
        writeln!(text, "{:depth$}{mark}{name}", "").expect("texts take all that is written");
        write_labels(&label.left, depth + 1, text);
    }
}

#[test]
fn the_rules_are_those_of_the_crate() {
    let mut top_level = RuleLabel::default();
    for rule in rules() {
        let is_private = psl::suffix(covered_by(&rule).as_bytes())
            .is_some_and(|suffix| suffix.typ() == Some(psl::Type::Private));
        let mut label = &mut top_level;
        for name in rule.trim_start_matches('!').rsplit('.') {
            label = label.left.entry(name.to_owned()).or_default();
        }
        label.rule = Some(match (is_private, rule.starts_with('!')) {
            (false, false) => "",
            (false, true) => "!",
            (true, false) => "+",
            (true, true) => "+!",
        });
    }
    let mut text = String::new();
    write_labels(&top_level.left, 0, &mut text);
    insta::with_settings!({
        snapshot_path => "../src",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("suffix_rules", text);
    });
}

/// Returns the public suffix of a domain by the algorithm of publicsuffix.org, and whether any rule
/// covers it.
fn by_algorithm<'d>(rules: &HashSet<String>, domain: &'d str) -> (&'d str, bool) {
    let dots = domain.match_indices('.').map(|(dot, _)| dot + 1);
    // From the longest suffix to the shortest.
    for start in std::iter::once(0).chain(dots) {
        let suffix = &domain[start..];
        let right = suffix.split_once('.').map(|(_, right)| right);
        if let Some(right) = right.filter(|_| rules.contains(&format!("!{suffix}"))) {
            return (right, true);
        }
        let is_under_any = right.is_some_and(|right| rules.contains(&format!("*.{right}")));
        if rules.contains(suffix) || is_under_any {
            return (suffix, true);
        }
    }
    (domain.rsplit('.').next().unwrap_or_default(), false)
}

/// Checks the suffix of a domain against the algorithm, and against what the crate answers.
///
/// The crate overlooks that `*.b` covers `a.b` where there is a rule below `a.b`.
#[track_caller]
fn check_domain(rules: &HashSet<String>, domain: &str) {
    let ours = BuiltInPublicSuffixes;
    let (suffix, is_listed) = by_algorithm(rules, domain);
    let some = (!suffix.is_empty()).then_some(suffix);
    assert_eq!(ours.public_suffix(domain), some, "{domain}");
    assert_eq!(ours.lists_suffix_of(domain), is_listed, "{domain}");
    let of_crate = psl::suffix(domain.as_bytes());
    if of_crate.is_some_and(|other| other != suffix) {
        let right = suffix.split_once('.').map_or("", |(_, right)| right);
        assert!(rules.contains(&format!("*.{right}")), "{domain}: {of_crate:?}");
        assert!(rules.iter().any(|rule| rule.ends_with(&format!(".{suffix}"))), "{domain}");
        return;
    }
    let section = of_crate.and_then(|suffix| suffix.typ());
    assert_eq!(is_listed, section.is_some(), "{domain}");
    assert_eq!(ours.has_private_suffix(domain), section == Some(psl::Type::Private), "{domain}");
}

#[test]
fn every_rule_gives_the_suffix_of_the_algorithm() {
    let rules: HashSet<String> = rules().into_iter().collect();
    assert!(rules.len() > 10_000);
    let mut names: Vec<&String> = rules.iter().collect();
    names.sort();
    for rule in names {
        let domain = covered_by(rule);
        for below in ["", "a.", "b.a.", "www."] {
            check_domain(&rules, &format!("{below}{domain}"));
        }
        // What a rule is made of, and what only resembles it.
        for (dot, _) in domain.match_indices('.') {
            check_domain(&rules, &domain[dot + 1..]);
            check_domain(&rules, &format!("a.{}", &domain[dot + 1..]));
        }
        check_domain(&rules, &format!("x{domain}"));
        check_domain(&rules, &format!("{domain}x"));
    }
}

#[test]
fn what_no_rule_covers_has_its_last_label_for_a_suffix() {
    let rules: HashSet<String> = rules().into_iter().collect();
    for domain in ["localhost", "a.test", "b.a.internal", "", ".com", "*", "a..com", "ck", "*.ck"] {
        check_domain(&rules, domain);
    }
}
