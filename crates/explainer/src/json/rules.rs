//! The texts of rules, each once; elsewhere rules are codes.

use std::collections::BTreeMap;

use diagnosis::CitedRule;
use serde::Serialize;

/// The rules that a document names, by their codes.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub struct RulesJson(BTreeMap<&'static str, RuleTextJson>);

#[derive(Debug, Serialize)]
struct RuleTextJson {
    summary: &'static str,
    standard: &'static str,
    section: &'static str,
    link: &'static str,
}

impl RulesJson {
    /// Adds rules; those that are there already stay as they are.
    pub fn add(&mut self, rules: &[CitedRule]) {
        for CitedRule { code, summary, standard, section, link } in rules {
            self.0.entry(code).or_insert(RuleTextJson { summary, standard, section, link });
        }
    }
}

/// Returns the codes of rules.
pub fn codes(rules: &[CitedRule]) -> Vec<&'static str> {
    rules.iter().map(|rule| rule.code).collect()
}
