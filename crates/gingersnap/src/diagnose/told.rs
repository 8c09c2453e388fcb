//! A diagnosis in words, and as JSON: what `explain` tells, with what was seen besides.

use std::fmt::Write as _;

use browser_driver::OwnReason;
use serde::Serialize;

use super::Seen;
use super::finding::Finding;
use crate::json::Explained;
use crate::paint::Paint;
use crate::text;

/// What `--json` writes. The form is `schema` 1: what is in it stays in it.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    schema: u32,
    works: bool,
    browsers: Vec<BrowserOut<'a>>,
}

#[derive(Debug, Serialize)]
struct BrowserOut<'a> {
    browser: &'a str,
    profile: &'a str,
    version: &'a str,
    page: &'a str,
    works: bool,
    requests: Vec<RequestOut<'a>>,
    /// The hosts and ports that page and browser were not let to.
    refused: &'a [String],
    /// The cookies of the storage state that belong to no host that is named.
    left_out: &'a [String],
}

#[derive(Debug, Serialize)]
struct RequestOut<'a> {
    works: bool,
    /// As `explain` has it, with yes and no as they were seen.
    explained: Explained<'a>,
    unexpected: &'a [String],
    prior: Vec<PriorOut<'a>>,
    own_words: Vec<WordOut<'a>>,
}

/// A cookie that was there before.
#[derive(Debug, Serialize)]
struct PriorOut<'a> {
    cookie: &'a str,
    sent: bool,
}

#[derive(Debug, Serialize)]
struct WordOut<'a> {
    cookie: Option<&'a str>,
    word: &'a str,
    detail: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// Returns the document of what was seen in every browser.
    pub(super) fn new(all: &'a [Seen]) -> Self {
        Self {
            schema: 1,
            works: all.iter().all(Seen::works),
            browsers: all.iter().map(BrowserOut::new).collect(),
        }
    }
}

impl<'a> BrowserOut<'a> {
    fn new(seen: &'a Seen) -> Self {
        Self {
            browser: seen.profile.engine.name(),
            profile: &seen.profile.name,
            version: &seen.version,
            page: seen.page.as_str(),
            works: seen.works(),
            requests: seen.findings.iter().map(RequestOut::new).collect(),
            refused: &seen.refused,
            left_out: &seen.left_out,
        }
    }
}

impl<'a> RequestOut<'a> {
    fn new(finding: &'a Finding) -> Self {
        let Finding { explanation, differences, prior, words, notes } = finding;
        let word = |word: &'a OwnReason| WordOut {
            cookie: word.cookie.as_deref(),
            word: &word.word,
            detail: word.detail.as_deref(),
        };
        Self {
            works: finding.works(),
            explained: Explained::new(None, notes, explanation),
            unexpected: differences,
            prior: prior.iter().map(|(cookie, sent)| PriorOut { cookie, sent: *sent }).collect(),
            own_words: words.iter().map(word).collect(),
        }
    }
}

/// Writes for people what was seen in every browser.
pub(super) fn text(all: &[Seen], paint: Paint) -> String {
    let mut text = String::new();
    for seen in all {
        let Seen { profile, version, page, findings, refused, left_out } = seen;
        _ = writeln!(
            text,
            "{}",
            paint.heading(&format!("── seen in {profile}, version {version}, on {page}"))
        );
        for finding in findings {
            tell(&mut text, finding, paint);
        }
        if findings.is_empty() {
            text.push_str("no response was seen that sets a cookie, so nothing can be said\n");
        }
        if !refused.is_empty() {
            _ = writeln!(
                text,
                "refused, whether page or browser asked for it (--allow names further hosts): {}",
                refused.join(", ")
            );
        }
        for cookie in left_out {
            _ = writeln!(text, "left out, as it belongs to no host of page or request: {cookie}");
        }
        text.push('\n');
    }
    text
}

fn tell(text: &mut String, finding: &Finding, paint: Paint) {
    let Finding { explanation, differences, prior, words, notes } = finding;
    for note in notes {
        _ = writeln!(text, "note: {note}");
    }
    text.push_str(&text::explanation(explanation, paint));
    for (line, sent) in prior {
        _ = writeln!(
            text,
            "was there before, and {}: {line}",
            if *sent { "sent" } else { "not sent" }
        );
    }
    for OwnReason { cookie, word, detail, .. } in words {
        let cookie = cookie.as_ref().map(|name| format!(" of `{name}`")).unwrap_or_default();
        let detail = detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        _ = writeln!(text, "the browser says{cookie}: {word}{}", paint.dim(&detail));
    }
    for difference in differences {
        _ = writeln!(text, "unexpected: {difference}");
    }
}
