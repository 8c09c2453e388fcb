//! The overview above the answers to the requests of a file.

use diagnosis::AnswerStatus;
use explainer::words::{overview_words, request_words};
use explainer::{AlikeQuestions, JudgedExplanation};

use crate::output::text_style::TextStyle;
use crate::output::wrapped_text::wrapped;

/// Returns the text of an overview that lists these of so many different answers, and says that
/// so many are printed in full.
pub(crate) fn overview_text(
    listed: &[AlikeQuestions],
    all: usize,
    shown: usize,
    style: TextStyle,
) -> String {
    let mut text = String::new();
    for alike in listed {
        let JudgedExplanation { explanation, gaps, .. } = &alike.first;
        let host = request_words::place(&explanation.question.url);
        let words = overview_words(explanation, gaps);
        let (sign, coloured) = match alike.first.status() {
            AnswerStatus::Works => ("✓", style.good("✓")),
            AnswerStatus::DoesNotWork => ("✗", style.bad("✗")),
            AnswerStatus::NothingToJudge | AnswerStatus::Incomplete => ("?", "?".to_owned()),
        };
        let mut lines = wrapped(0, &format!("{sign} {}, {host}: {words}", alike.entries_named()));
        lines[0].replace_range(..sign.len(), &coloured);
        lines.iter().for_each(|line| text.extend([line, "\n"]));
    }
    let narrow = "--cookie NAME, --url TEXT or --failing narrows them, --verbose prints all";
    let rest = match all - listed.len() {
        0 if shown == all => return text,
        0 => format!("In full: the first {shown} of {all} different answers; {narrow}"),
        more => format!("and {more} more; in full: the first {shown} of {all}; {narrow}"),
    };
    wrapped(0, &rest).iter().for_each(|line| text.extend([line, "\n"]));
    text
}
