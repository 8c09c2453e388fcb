//! A diagnosis in words: what `explain` tells, with what was seen besides.

use std::fmt::Write as _;

use browser_driver::OwnReason;

use crate::diagnose::browser_result::BrowserResult;
use crate::diagnose::finding::Finding;
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
            style.heading(&format!("── seen in {profile}, version {version}, on {page}"))
        );
        for finding in findings {
            tell(&mut text, finding, style);
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

fn tell(text: &mut String, finding: &Finding, style: TextStyle) {
    let Finding { explanation, differences, prior, words, notes } = finding;
    for note in notes {
        _ = writeln!(text, "note: {note}");
    }
    text.push_str(&explanation_text(explanation, style));
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
        _ = writeln!(text, "the browser says{cookie}: {word}{}", style.dim(&detail));
    }
    for difference in differences {
        _ = writeln!(text, "unexpected: {difference}");
    }
}
