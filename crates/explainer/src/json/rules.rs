//! The texts of rules, each once; elsewhere rules are codes.

use std::collections::BTreeMap;

use diagnosis::{CitedRule, CookieAnswer, Explanation, ReasonedAnswer};
use serde::Serialize;

/// The rules that a document names, by their codes.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub struct RulesJson(BTreeMap<&'static str, RuleJson>);

#[derive(Debug, Serialize)]
struct RuleJson {
    summary: &'static str,
    standard: &'static str,
    section: &'static str,
    link: &'static str,
}

impl RulesJson {
    /// Adds rules; those that are there already stay as they are.
    pub fn add(&mut self, rules: &[CitedRule]) {
        for CitedRule { code, summary, standard, section, link } in rules {
            self.0.entry(code).or_insert(RuleJson { summary, standard, section, link });
        }
    }
}

impl RulesJson {
    /// Adds every rule that an explanation names.
    pub fn add_explanation(&mut self, explanation: &Explanation) {
        for answer in &explanation.answers {
            self.add_verdict(&answer.response.readable);
            for cookie in answer.prior.iter().chain(&answer.cookies) {
                let CookieAnswer { stored, readable_on_page, readable_on_target, sent, .. } =
                    cookie;
                let verdicts = [stored, readable_on_page, readable_on_target, sent];
                let hop = cookie.lacking_hop.iter().map(|hop| &hop.sent);
                verdicts.into_iter().chain(hop).for_each(|verdict| self.add_verdict(verdict));
                self.add(&cookie.departures);
            }
        }
    }

    fn add_verdict(&mut self, verdict: &ReasonedAnswer) {
        self.add(&verdict.reasons);
        self.add(&verdict.notes);
    }
}

/// Returns the codes of rules.
pub fn codes(rules: &[CitedRule]) -> Vec<&'static str> {
    rules.iter().map(|rule| rule.code).collect()
}
