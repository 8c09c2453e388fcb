//! Texts that somebody gives, and the place in them that is wrong.

use diagnosis::har::HarError;
use diagnosis::http_text::HttpTextError;

use crate::input::input_problem::{InputPlace, InputProblem};

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
    pub fn http(&self, error: &HttpTextError) -> InputProblem {
        let (text, start) = self.around(error.span.start);
        let within = |place: usize| place.saturating_sub(start).min(text.text.len());
        let span = within(error.span.start)..within(error.span.end);
        InputProblem::InText {
            message: error.to_string(),
            help: error.problem.help().to_owned(),
            place: Box::new(InputPlace { text, span }),
        }
    }

    /// Returns the part of a long text or line around a place, and where it begins.
    fn around(&self, place: usize) -> (Self, usize) {
        const LONG_TEXT: usize = 8 << 10;
        const LONG_LINE: usize = 240;
        const SHOWN: usize = 120;
        let is_boundary = |at: &usize| self.text.is_char_boundary(*at);
        let boundary = |at: usize| (0..=at).rev().find(is_boundary).unwrap_or_default();
        let place = boundary(place.min(self.text.len()));
        let (before, after) = self.text.split_at(place);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let line_end = after.find('\n').map_or(self.text.len(), |end| place + end);
        if self.text.len() <= LONG_TEXT && line_end - line_start <= LONG_LINE {
            return (self.clone(), 0);
        }
        let start = boundary(place.saturating_sub(SHOWN));
        let end = boundary((place + SHOWN).min(self.text.len()));
        let line = before.matches('\n').count() + 1;
        let name = format!("{}, line {line}, column {}", self.name, place - line_start + 1);
        (Self { name, text: self.text[start..end].to_owned() }, start)
    }

    /// Returns what is wrong in a HAR file.
    pub fn har(&self, error: &HarError) -> InputProblem {
        let offset = self.offset(error.place()).min(self.text.len().saturating_sub(1));
        let (text, start) = self.around(offset);
        let offset = (offset - start).min(text.text.len());
        InputProblem::InText {
            message: error.to_string(),
            help: error.help().to_owned(),
            place: Box::new(InputPlace { text, span: offset..offset }),
        }
    }

    /// Returns the offset of a line and a column, both from 1.
    fn offset(&self, (line, column): (usize, usize)) -> usize {
        let lines = self.text.split_inclusive('\n').take(line.saturating_sub(1));
        lines.map(str::len).sum::<usize>() + column.saturating_sub(1)
    }
}
