//! `check --json`: what became of each expectation in each browser.

use serde::Serialize;

use crate::check::{CheckReport, CheckResult, CheckStatus, ExpectationOutcome, ExpectationResult};
use explainer::json::{RulesJson, codes};

/// What `check --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct CheckJson<'a> {
    schema: u32,
    file: &'a str,
    works: bool,
    /// `holds`, `fails` or `incomplete`.
    status: &'static str,
    checks: Vec<SiteCheckJson<'a>>,
    rules: RulesJson,
}

#[derive(Debug, Serialize)]
struct SiteCheckJson<'a> {
    name: &'a str,
    line: usize,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
    results: Vec<ExpectationJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ExpectationJson<'a> {
    line: usize,
    /// The cookie that it is about; left out where it is about the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    cookie: Option<&'a str>,
    /// As `--want` of `explain` has it.
    goal: &'static str,
    expected: bool,
    observed: bool,
    profile: &'a str,
    browser: &'a str,
    /// The browser and version that did so, where one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen_in: Option<&'a str>,
    /// `holds`, `fails`, `predicted` or `unproved`.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<&'a str>,
    /// The codes of the rules against it, the deciding one first.
    reasons: Vec<&'static str>,
}

impl<'a> CheckJson<'a> {
    /// Returns the document of a file of checks.
    pub(crate) fn new(report: &'a CheckReport) -> Self {
        let mut rules = RulesJson::default();
        report.results().for_each(|(_, one)| rules.add(&one.rules));
        let status = report.status();
        Self {
            schema: 1,
            file: &report.file,
            works: status == CheckStatus::Holds,
            status: status.name(),
            checks: report.checks.iter().map(SiteCheckJson::new).collect(),
            rules,
        }
    }
}

impl<'a> SiteCheckJson<'a> {
    fn new(check: &'a CheckResult) -> Self {
        let CheckResult { name, line, notes, results } = check;
        let results = results.iter().map(ExpectationJson::new).collect();
        Self { name, line: *line, notes, results }
    }
}

impl<'a> ExpectationJson<'a> {
    fn new(result: &'a ExpectationResult) -> Self {
        let expectation = &result.expectation;
        Self {
            line: expectation.line,
            cookie: expectation.cookie.as_deref(),
            goal: expectation.goal.name(),
            expected: expectation.wanted,
            observed: result.met,
            profile: &result.profile,
            browser: &result.browser,
            seen_in: result.seen_in.as_deref(),
            outcome: result.outcome.name(),
            missing: match &result.outcome {
                ExpectationOutcome::Unproved(missing) => Some(missing),
                ExpectationOutcome::Holds
                | ExpectationOutcome::Fails
                | ExpectationOutcome::Predicted => None,
            },
            reasons: codes(&result.rules),
        }
    }
}
