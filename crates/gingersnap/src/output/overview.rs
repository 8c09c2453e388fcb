//! The overview above the answers to the requests of a file.

use diagnosis::AnswerStatus;
use explainer::words::{overview_words, phrases};
use explainer::{AlikeQuestions, JudgedExplanation};

use crate::output::text_style::TextStyle;
use crate::output::wrapped_text::wrapped;

/// How many numbers of entries are listed.
const LISTED_ENTRIES: usize = 6;

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
        let host = phrases::place(&explanation.question.url);
        let words = overview_words(explanation, gaps);
        let (sign, coloured) = match alike.first.status() {
            AnswerStatus::Works => ("✓", style.good("✓")),
            AnswerStatus::DoesNotWork => ("✗", style.bad("✗")),
            AnswerStatus::NothingToJudge | AnswerStatus::Incomplete => ("?", "?".to_owned()),
        };
        let mut lines =
            wrapped(0, &format!("{sign} {}, {host}: {words}", entries_named(&alike.entries())));
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

/// Returns the numbers of entries: `entry 3`, or `entries 3, 4 and 9`.
fn entries_named(entries: &[usize]) -> String {
    let listed: Vec<String> =
        entries.iter().take(LISTED_ENTRIES).map(ToString::to_string).collect();
    match (listed.as_slice(), entries.len() - listed.len()) {
        ([], _) => "request".to_owned(),
        ([only], _) => format!("entry {only}"),
        ([first @ .., last], 0) => format!("entries {} and {last}", first.join(", ")),
        (some, more) => format!("entries {} and {more} more", some.join(", ")),
    }
}
