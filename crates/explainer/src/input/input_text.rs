//! Texts that somebody gives, and the place in them that is wrong.

use std::ops::Range;

use diagnosis::har::HarError;
use diagnosis::http_text::HttpTextError;

use crate::input::input_field::{FieldLabels, InputField};
use crate::input::input_problem::{InputPlace, InputProblem};
use crate::input::labelled_words::text_help;

/// A text with the name under which a person knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputText {
    /// Its name: `login.txt`.
    pub name: String,
    /// What is in it.
    pub text: String,
}

impl InputText {
    /// Returns what is wrong in a response or a header field.
    pub(super) fn http(
        &self,
        field: InputField,
        error: &HttpTextError,
        labels: &dyn FieldLabels,
    ) -> InputProblem {
        InputProblem::InText {
            field,
            message: error.to_string(),
            help: text_help(error.problem, labels),
            place: Box::new(self.place(error.span.clone())),
        }
    }

    /// Returns what is wrong in a HAR file.
    pub(super) fn har(&self, error: &HarError) -> InputProblem {
        let offset = self.offset(error.place()).min(self.text.len().saturating_sub(1));
        InputProblem::InText {
            field: InputField::Har,
            message: error.to_string(),
            help: error.help().to_owned(),
            place: Box::new(self.place(offset..offset)),
        }
    }

    /// Returns a place in this text, with the part of a long text or line around it.
    fn place(&self, span: Range<usize>) -> InputPlace {
        const LONG_TEXT: usize = 8 << 10;
        const LONG_LINE: usize = 240;
        const SHOWN: usize = 120;
        let is_boundary = |at: &usize| self.text.is_char_boundary(*at);
        let boundary = |at: usize| (0..=at).rev().find(is_boundary).unwrap_or_default();
        let begin = boundary(span.start.min(self.text.len()));
        let (before, after) = self.text.split_at(begin);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let line_end = after.find('\n').map_or(self.text.len(), |end| begin + end);
        let is_short = self.text.len() <= LONG_TEXT && line_end - line_start <= LONG_LINE;
        let shown = if is_short {
            0..self.text.len()
        } else {
            let end = (begin + SHOWN).min(self.text.len());
            boundary(begin.saturating_sub(SHOWN))..boundary(end)
        };
        let skipped = &self.text[..shown.start];
        let within = |place: usize| place.saturating_sub(shown.start).min(shown.len());
        InputPlace {
            span: within(span.start)..within(span.end),
            skipped_lines: skipped.matches('\n').count(),
            skipped_octets: skipped.len() - skipped.rfind('\n').map_or(0, |end| end + 1),
            text: Self { name: self.name.clone(), text: self.text[shown].to_owned() },
        }
    }

    /// Returns the offset of a line and a column, both from 1.
    fn offset(&self, (line, column): (usize, usize)) -> usize {
        let lines = self.text.split_inclusive('\n').take(line.saturating_sub(1));
        lines.map(str::len).sum::<usize>() + column.saturating_sub(1)
    }
}
