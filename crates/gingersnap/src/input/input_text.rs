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
        let label = LabeledSpan::at(error.span.clone(), "here");
        miette!(labels = vec![label], help = error.problem.help(), "{error}")
            .with_source_code(self.code())
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
