//! `diagnose --json`: what each browser did with each request.

use browser_driver::{BrowserMessage, HttpsUpgrades};
use explainer::json::{ExplanationJson, QuestionSource, RulesJson};
use serde::Serialize;

use crate::browsers::AbsentBrowser;
use crate::diagnose::browser_result::{BrowserResult, SiteDiagnosis};
use crate::diagnose::finding::RequestFinding;
use crate::diagnose::socket::SocketSighting;

/// What `diagnose --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct DiagnoseJson<'a> {
    schema: u32,
    works: bool,
    /// The browsers that did not look at the site.
    absent: Vec<AbsentBrowserJson<'a>>,
    browsers: Vec<BrowserJson<'a>>,
    rules: RulesJson,
}

#[derive(Debug, Serialize)]
struct AbsentBrowserJson<'a> {
    browser: String,
    why: &'a str,
}

/// The handshake of a WebSocket.
#[derive(Debug, Serialize)]
struct SocketJson<'a> {
    url: &'a str,
    status: Option<u16>,
    cookies: &'a [String],
}

#[derive(Debug, Serialize)]
struct BrowserJson<'a> {
    browser: &'a str,
    profile: &'a str,
    version: &'a str,
    page: &'a str,
    works: bool,
    requests: Vec<RequestJson<'a>>,
    sockets: Vec<SocketJson<'a>>,
    /// What a person should know of how it was seen.
    notes: &'a [String],
    /// What is switched off in the browser, so that it was not tested.
    switched_off: &'static [&'static str],
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
    pub(crate) fn new(all: &'a SiteDiagnosis) -> Self {
        let mut rules = RulesJson::default();
        let findings = all.results.iter().flat_map(|seen| &seen.findings);
        findings.for_each(|finding| rules.add_explanation(&finding.explanation));
        Self {
            schema: 2,
            works: all.works(),
            absent: all.absent.iter().map(AbsentBrowserJson::new).collect(),
            browsers: all.results.iter().map(BrowserJson::new).collect(),
            rules,
        }
    }
}

impl<'a> AbsentBrowserJson<'a> {
    fn new(absent: &'a AbsentBrowser) -> Self {
        Self { browser: absent.browser.to_string(), why: &absent.why }
    }
}

impl<'a> SocketJson<'a> {
    fn new(socket: &'a SocketSighting) -> Self {
        let SocketSighting { url, status, cookies } = socket;
        Self { url, status: *status, cookies }
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
            sockets: seen.sockets.iter().map(SocketJson::new).collect(),
            notes: &seen.notes,
            switched_off: seen.browser.switched_off(HttpsUpgrades::Off),
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
