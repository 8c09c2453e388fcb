//! The answer in a few lines: what is asked, what becomes of each cookie and of the response, and
//! the smallest fix.

use diagnosis::{EvidenceGap, Explanation};
use explainer::words::{
    BrowserVerdict, cookie_verdicts, request_words, response_verdicts, unknown_response,
};

use crate::output::fix_lines::fix_lines;
use crate::output::text_style::TextStyle;
use crate::output::wrapped_text::{fits, wrapped};

/// Returns the short text of an explanation that lacks this evidence.
pub(crate) fn short_text(
    explanation: &Explanation,
    gaps: &[EvidenceGap],
    style: TextStyle,
) -> String {
    let mut lines: Vec<String> = request_words::asked(explanation)
        .iter()
        .flat_map(|sentence| wrapped(0, sentence))
        .collect();
    let mut verdicts = cookie_verdicts(explanation);
    let unknown = unknown_response(explanation, gaps);
    if unknown.is_none() {
        verdicts.extend(response_verdicts(explanation));
    }
    lines.extend(verdict_lines(&verdicts, explanation, style));
    if let Some(gap) = unknown {
        lines.extend(wrapped(0, &format!("? unknown: {gap}")));
    }
    lines.extend(fix_lines(explanation, style));
    lines.join("\n") + "\n"
}

/// Returns the verdicts: those that say no, then those that say yes, which share a line where they
/// fit.
fn verdict_lines(
    verdicts: &[BrowserVerdict<'_>],
    explanation: &Explanation,
    style: TextStyle,
) -> Vec<String> {
    let mut sentences: Vec<(&str, String)> = Vec::new();
    let (working, failing): (Vec<_>, Vec<_>) = verdicts.iter().partition(|one| one.works);
    for verdict in failing.into_iter().chain(working) {
        let (sign, sentence) = (verdict.sign(), verdict.sentence(explanation));
        match sentences.last_mut() {
            Some((last, text))
                if *last == sign && verdict.works && fits(2, &format!("{text}; {sentence}")) =>
            {
                *text = format!("{text}; {sentence}");
            }
            _ => sentences.push((sign, sentence)),
        }
    }
    let lines = sentences.iter().flat_map(|(sign, sentence)| {
        let mut lines = wrapped(0, &format!("{sign} {sentence}"));
        let coloured = match *sign {
            "✓" => style.good(sign),
            "✗" => style.bad(sign),
            hollow => hollow.to_owned(),
        };
        lines[0].replace_range(..sign.len(), &coloured);
        lines
    });
    lines.collect()
}
