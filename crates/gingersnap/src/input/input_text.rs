//! What cannot be answered, with the place that is wrong and the way out.

use std::path::Path;

use diagnosis::har::HarError;
use diagnosis::http_text::HttpTextError;
use miette::{LabeledSpan, NamedSource, Report, SourceOffset, miette};

/// A text with the name under which a person knows it.
#[derive(Clone, Debug)]
pub(crate) struct InputText {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl InputText {
    /// Returns the report of what is wrong in a response or a header field.
    pub(crate) fn http(&self, error: &HttpTextError) -> Report {
        let (source, start) = self.around(error.span.start);
        let end = error.span.end.saturating_sub(start).min(source.text.len());
        let label = LabeledSpan::at(error.span.start - start..end, "here");
        miette!(labels = vec![label], help = error.problem.help(), "{error}")
            .with_source_code(source.code())
    }

    /// Returns the part of a long text around a place, and where it begins.
    fn around(&self, place: usize) -> (Self, usize) {
        const LONG: usize = 8 << 10;
        const SHOWN: usize = 120;
        if self.text.len() <= LONG {
            return (self.clone(), 0);
        }
        let is_boundary = |at: &usize| self.text.is_char_boundary(*at);
        let boundary = |at: usize| (0..=at).rev().find(is_boundary).unwrap_or_default();
        let start = boundary(place.saturating_sub(SHOWN));
        let end = boundary((place + SHOWN).min(self.text.len()));
        let line = self.text[..boundary(place)].matches('\n').count() + 1;
        let name = format!("{}, line {line}", self.name);
        (Self { name, text: self.text[start..end].to_owned() }, start)
    }

    /// Returns the report of what is wrong in a HAR file.
    pub(crate) fn har(&self, error: &HarError) -> Report {
        let (line, column) = error.place();
        let offset = SourceOffset::from_location(&self.text, line, column).offset();
        let label = LabeledSpan::at_offset(offset.min(self.text.len().saturating_sub(1)), "here");
        miette!(labels = vec![label], help = error.help(), "{error}").with_source_code(self.code())
    }

    fn code(&self) -> NamedSource<String> {
        NamedSource::new(&self.name, self.text.clone())
    }
}

/// Returns the report of a file that cannot be read.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Report {
    let help = match error.kind() {
        std::io::ErrorKind::NotFound => "check the name; `-` reads standard input",
        std::io::ErrorKind::InvalidData => "the file is not UTF-8 text",
        _ => "check that it is a readable file",
    };
    miette!(help = help, "failed to read `{}`: {error}", path.display())
}
