//! A diagnosis in words: the explanation, and what else was observed.

use std::fmt::Write as _;

use browser_driver::BrowserMessage;

use crate::diagnose::browser_result::BrowserResult;
use crate::diagnose::finding::RequestFinding;
use crate::output::explanation::explanation_text;
use crate::output::text_style::TextStyle;

/// Writes for people what was seen in every browser.
pub(crate) fn diagnosis_text(all: &[BrowserResult], style: TextStyle) -> String {
    let mut text = String::new();
    for seen in all {
        let BrowserResult { profile, version, page, findings, refused, left_out } = seen;
        _ = writeln!(
            text,
            "{}",
            style.heading(&format!("── {profile}, version {version}, on {page}"))
        );
        for finding in findings {
            tell(&mut text, finding, style);
        }
        if findings.is_empty() {
            text.push_str("no response set a cookie, so there is nothing to explain\n");
        }
        if !refused.is_empty() {
            _ = writeln!(
                text,
                "refused hosts (--allow lets browsers reach more): {}",
                refused.join(", ")
            );
        }
        for cookie in left_out {
            _ = writeln!(text, "skipped cookie, of another host than page and request: {cookie}");
        }
        text.push('\n');
    }
    text
}

fn tell(text: &mut String, finding: &RequestFinding, style: TextStyle) {
    let RequestFinding { explanation, differences, prior, words, notes } = finding;
    for note in notes {
        _ = writeln!(text, "note: {note}");
    }
    text.push_str(&explanation_text(explanation, &[], style));
    for (line, sent) in prior {
        _ = writeln!(text, "existing cookie, {}: {line}", if *sent { "sent" } else { "not sent" });
    }
    for BrowserMessage { cookie, word, detail, .. } in words {
        let cookie = cookie.as_ref().map(|name| format!(" about `{name}`")).unwrap_or_default();
        let detail = detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        _ = writeln!(text, "browser message{cookie}: {word}{}", style.dim(&detail));
    }
    for difference in differences {
        _ = writeln!(text, "unexpected: {difference}");
    }
}
