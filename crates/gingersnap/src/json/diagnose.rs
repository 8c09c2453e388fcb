//! `diagnose --json`: what each browser did with each request.

use browser_driver::BrowserMessage;
use explainer::json::{ExplanationJson, QuestionSource, RulesJson};
use serde::Serialize;

use crate::diagnose::browser_result::BrowserResult;
use crate::diagnose::finding::RequestFinding;

/// What `diagnose --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct DiagnoseJson<'a> {
    schema: u32,
    works: bool,
    browsers: Vec<BrowserJson<'a>>,
    rules: RulesJson,
}

#[derive(Debug, Serialize)]
struct BrowserJson<'a> {
    browser: &'a str,
    profile: &'a str,
    version: &'a str,
    page: &'a str,
    works: bool,
    requests: Vec<RequestJson<'a>>,
    /// The hosts and ports that page and browser were not let to.
    refused: &'a [String],
    /// The cookies of the storage state that belong to no host that is named.
    left_out: &'a [String],
}

#[derive(Debug, Serialize)]
struct RequestJson<'a> {
    works: bool,
    /// As `explain` has it, with yes and no as they were seen.
    explained: ExplanationJson<'a>,
    unexpected: &'a [String],
    prior: Vec<PriorCookieJson<'a>>,
    own_words: Vec<BrowserReasonJson<'a>>,
}

/// A cookie that was there before.
#[derive(Debug, Serialize)]
struct PriorCookieJson<'a> {
    cookie: &'a str,
    sent: bool,
}

#[derive(Debug, Serialize)]
struct BrowserReasonJson<'a> {
    cookie: Option<&'a str>,
    word: &'a str,
    detail: Option<&'a str>,
}

impl<'a> DiagnoseJson<'a> {
    /// Returns the document of what was seen in every browser.
    pub(crate) fn new(all: &'a [BrowserResult]) -> Self {
        let mut rules = RulesJson::default();
        let findings = all.iter().flat_map(|seen| &seen.findings);
        findings.for_each(|finding| rules.add_explanation(&finding.explanation));
        Self {
            schema: 2,
            works: all.iter().all(BrowserResult::works),
            browsers: all.iter().map(BrowserJson::new).collect(),
            rules,
        }
    }
}

impl<'a> BrowserJson<'a> {
    fn new(seen: &'a BrowserResult) -> Self {
        Self {
            browser: seen.profile.engine.name(),
            profile: &seen.profile.name,
            version: &seen.version,
            page: seen.page.as_str(),
            works: seen.works(),
            requests: seen.findings.iter().map(RequestJson::new).collect(),
            refused: &seen.refused,
            left_out: &seen.left_out,
        }
    }
}

impl<'a> RequestJson<'a> {
    fn new(finding: &'a RequestFinding) -> Self {
        let RequestFinding { explanation, differences, prior, words, notes } = finding;
        let word = |word: &'a BrowserMessage| BrowserReasonJson {
            cookie: word.cookie.as_deref(),
            word: &word.word,
            detail: word.detail.as_deref(),
        };
        Self {
            works: finding.works(),
            explained: ExplanationJson::new(
                QuestionSource { notes, ..QuestionSource::default() },
                explanation,
                &[],
            ),
            unexpected: differences,
            prior: prior
                .iter()
                .map(|(cookie, sent)| PriorCookieJson { cookie, sent: *sent })
                .collect(),
            own_words: words.iter().map(word).collect(),
        }
    }
}
