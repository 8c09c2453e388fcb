//! The part of an input that an error message shows: with the lines and columns of the whole, and
//! without anything that a terminal would carry out.

use std::ops::Range;

use explainer::InputPlace;
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::terminal::printable_input;

/// A part of an input.
#[derive(Debug)]
pub(crate) struct SourceExcerpt {
    name: String,
    text: String,
    skipped_lines: usize,
    skipped_octets: usize,
}

impl SourceExcerpt {
    /// Returns the part of an input around a place, and where the place is in it.
    pub(crate) fn of(place: &InputPlace) -> (Self, Range<usize>) {
        let InputPlace { text, skipped_lines, skipped_octets, span } = place;
        let shown = |end: usize| printable_input(&text.text[..end]).len();
        let excerpt = Self {
            name: printable_input(&text.name),
            text: printable_input(&text.text),
            skipped_lines: *skipped_lines,
            skipped_octets: *skipped_octets,
        };
        (excerpt, shown(span.start)..shown(span.end))
    }
}

impl SourceCode for SourceExcerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let part = self.text.read_span(span, lines_before, lines_after)?;
        let skipped_octets = if part.line() == 0 { self.skipped_octets } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            part.data(),
            *part.span(),
            self.skipped_lines + part.line(),
            skipped_octets + part.column(),
            part.line_count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use explainer::InputText;
    use miette::{LabeledSpan, MietteDiagnostic, Report};

    use super::*;

    #[track_caller]
    fn check_shown(place: &InputPlace, expected: &[&str]) {
        let (source, span) = SourceExcerpt::of(place);
        let labels = Some(vec![LabeledSpan::at(span, "here")]);
        let diagnostic = MietteDiagnostic { labels, ..MietteDiagnostic::new("wrong") };
        let text = format!("{:?}", Report::new(diagnostic).with_source_code(source));
        for part in expected {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    fn place(text: &str, span: Range<usize>) -> InputPlace {
        let text = InputText { name: "standard input".to_owned(), text: text.to_owned() };
        InputPlace { text, skipped_lines: 0, skipped_octets: 0, span }
    }

    #[test]
    fn what_a_terminal_would_carry_out_moves_no_caret() {
        let place = place("ok\n\u{1b}[31m\u{7}x bad", 11..14);
        check_shown(&place, &["[standard input:2:", "\\u{1b}[31m\\u{7}x bad"]);
        let (source, span) = SourceExcerpt::of(&place);
        assert_eq!(&source.text[span], "bad");
    }

    #[test]
    fn a_part_of_a_long_text_has_the_lines_and_columns_of_the_whole() {
        let part = InputPlace { skipped_lines: 6, skipped_octets: 1000, ..place("bad", 0..3) };
        check_shown(&part, &["[standard input:7:1001]", " 7 │ bad"]);
        let next = InputPlace { skipped_lines: 6, skipped_octets: 1000, ..place("a\nbad", 2..5) };
        check_shown(&next, &["[standard input:8:1]"]);
    }
}
