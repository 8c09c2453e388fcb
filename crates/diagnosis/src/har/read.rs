//! From the text of a HAR file to its entries, or to what is wrong with it and where.

use serde_json::error::Category;

use crate::har::format::Har;

/// Why a text is not a HAR file.
#[derive(Debug, thiserror::Error)]
#[expect(
    missing_docs,
    reason = "a place is a line and a column, both from 1; the messages say the rest"
)]
pub enum HarError {
    /// The text ends too early.
    #[error(
        "the HAR is truncated: it ends in the middle of a value, on line {line}, column {column}"
    )]
    CutShort { line: usize, column: usize },
    /// The text is not JSON.
    #[error("the HAR is not JSON, on line {line}, column {column}: {problem}")]
    NotJson { line: usize, column: usize, problem: String },
    /// The text is JSON, but not HAR.
    #[error("the file is JSON but not a HAR, on line {line}, column {column}: {problem}")]
    NotHar { line: usize, column: usize, problem: String },
}

/// Reads the text of a HAR file.
///
/// # Errors
/// Where the text is truncated, is not JSON, or lacks what makes it a HAR.
pub fn read(text: &str) -> Result<Har, HarError> {
    // Some exporters begin with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let problem = without_place(&error.to_string());
        match error.classify() {
            Category::Eof => HarError::CutShort { line, column },
            Category::Data => HarError::NotHar { line, column, problem },
            Category::Syntax | Category::Io => HarError::NotJson { line, column, problem },
        }
    })
}

/// The parser writes the place behind each of its messages.
fn without_place(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

impl HarError {
    /// Returns the line and the column, both from 1; the column counts octets.
    pub fn place(&self) -> (usize, usize) {
        match self {
            Self::CutShort { line, column }
            | Self::NotJson { line, column, .. }
            | Self::NotHar { line, column, .. } => (*line, *column),
        }
    }

    /// Returns what to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::CutShort { .. } => {
                "export it again and wait until the browser has written the whole file; \"with \
                 content\" is not needed"
            }
            Self::NotJson { .. } => {
                "export it from the network panel of the browser's developer tools"
            }
            Self::NotHar { .. } => {
                "a HAR has `log.entries`, each with a `request` and a `response`; export it from \
                 the network panel"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"{ "log": { "entries": [
  { "request": { "method": "GET", "url": "https://api.test/" },
    "response": { "status": 200, "headers": [{ "name": "set-cookie", "value": "a=1" }] } }
] } }"#;

    #[track_caller]
    fn check_error(text: &str, place: (usize, usize), message: &str) {
        let error = read(text).unwrap_err();
        assert_eq!(error.place(), place);
        assert!(error.to_string().starts_with(message), "{error}");
    }

    #[test]
    fn what_exporters_leave_out_is_not_missed() {
        let har = read(&format!("\u{feff}{SMALL}")).unwrap();
        assert_eq!(har.log.entries[0].response.header("Set-Cookie"), Some("a=1"));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut har = Har::new();
        har.log.entries = read(SMALL).unwrap().log.entries;
        assert_eq!(read(&har.to_text().unwrap()).unwrap(), har);
    }

    #[test]
    fn a_file_cut_short_is_called_so() {
        check_error(&SMALL[..100], (3, 12), "the HAR is truncated");
        check_error("", (1, 0), "the HAR is truncated");
    }

    #[test]
    fn another_file_is_no_har() {
        check_error("<html>", (1, 1), "the HAR is not JSON, on line 1, column 1");
        check_error(
            "{\n  \"log\": {}\n}",
            (2, 11),
            "the file is JSON but not a HAR, on line 2, column 11: missing field `entries`",
        );
    }
}
