//! What is wrong with a file such as `matrix.toml`: every problem at once, each with its place and
//! a way out.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// How many problems of a file are shown; [`FileError::problems`] has all.
const MAX_SHOWN_PROBLEMS: usize = 20;

/// A `matrix.toml`, or another file that is read like it, that cannot be used, with everything that
/// is wrong in it.
#[derive(Debug)]
pub struct FileError {
    /// The problems in order of their place; never empty.
    pub problems: Vec<FileProblem>,
    source: NamedSource<String>,
}

impl FileError {
    pub(crate) fn new(file: &str, text: &str, mut problems: Vec<FileProblem>) -> Self {
        problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
        Self { problems, source: NamedSource::new(file, text.to_owned()).with_language("TOML") }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        write!(f, "`{}` has {count} {noun}", self.source.name())?;
        if count > MAX_SHOWN_PROBLEMS {
            write!(f, ", the first {MAX_SHOWN_PROBLEMS} of which are shown")?;
        }
        f.write_str("; nothing was started")
    }
}

impl std::error::Error for FileError {}

impl Diagnostic for FileError {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        let shown = self.problems.iter().take(MAX_SHOWN_PROBLEMS);
        Some(Box::new(shown.map(|problem| problem as &dyn Diagnostic)))
    }
}

/// One thing that is wrong, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProblem {
    /// What the file is about, the first part of the code: `matrix`.
    pub domain: &'static str,
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What stands under the caret.
    pub label: String,
    /// The bytes of the file that are wrong.
    pub span: Range<usize>,
    /// What would be right.
    pub help: String,
}

/// The kinds of problem; each has a stable name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is described by its name")]
pub enum ProblemKind {
    BadCount,
    BadHeader,
    BadMarker,
    BadMethod,
    BadName,
    BadPlaceholder,
    BadSchema,
    BadStatus,
    BadUrl,
    ConflictingEffect,
    Duplicate,
    EmptySelection,
    MisplacedAxis,
    MissingKey,
    NoCells,
    NoFrame,
    NoRequest,
    NoResponse,
    NotAlone,
    NotComparable,
    NotOverHttp,
    NotOverHttp2,
    SharedUnrelated,
    Syntax,
    TooManyCells,
    UnknownAxis,
    UnknownEngine,
    UnknownKey,
    UnknownQuirk,
    UnknownValue,
    WrongType,
}

impl ProblemKind {
    /// Every kind, in the order of their names.
    pub const ALL: [Self; 31] = [
        Self::BadCount,
        Self::BadHeader,
        Self::BadMarker,
        Self::BadMethod,
        Self::BadName,
        Self::BadPlaceholder,
        Self::BadSchema,
        Self::BadStatus,
        Self::BadUrl,
        Self::ConflictingEffect,
        Self::Duplicate,
        Self::EmptySelection,
        Self::MisplacedAxis,
        Self::MissingKey,
        Self::NoCells,
        Self::NoFrame,
        Self::NoRequest,
        Self::NoResponse,
        Self::NotAlone,
        Self::NotComparable,
        Self::NotOverHttp,
        Self::NotOverHttp2,
        Self::SharedUnrelated,
        Self::Syntax,
        Self::TooManyCells,
        Self::UnknownAxis,
        Self::UnknownEngine,
        Self::UnknownKey,
        Self::UnknownQuirk,
        Self::UnknownValue,
        Self::WrongType,
    ];

    /// Returns the stable name, the second part of the code: `unknown-key`.
    pub fn name(self) -> &'static str {
        match self {
            Self::BadCount => "bad-count",
            Self::BadHeader => "bad-header",
            Self::BadMarker => "bad-marker",
            Self::BadMethod => "bad-method",
            Self::BadName => "bad-name",
            Self::BadPlaceholder => "bad-placeholder",
            Self::BadSchema => "bad-schema",
            Self::BadStatus => "bad-status",
            Self::BadUrl => "bad-url",
            Self::ConflictingEffect => "conflicting-effect",
            Self::Duplicate => "duplicate",
            Self::EmptySelection => "empty-selection",
            Self::MisplacedAxis => "misplaced-axis",
            Self::MissingKey => "missing-key",
            Self::NoCells => "no-cells",
            Self::NoFrame => "no-frame",
            Self::NoRequest => "no-request",
            Self::NoResponse => "no-response",
            Self::NotAlone => "not-alone",
            Self::NotComparable => "not-comparable",
            Self::NotOverHttp => "not-over-http",
            Self::NotOverHttp2 => "not-over-http2",
            Self::SharedUnrelated => "shared-unrelated",
            Self::Syntax => "syntax",
            Self::TooManyCells => "too-many-cells",
            Self::UnknownAxis => "unknown-axis",
            Self::UnknownEngine => "unknown-engine",
            Self::UnknownKey => "unknown-key",
            Self::UnknownQuirk => "unknown-quirk",
            Self::UnknownValue => "unknown-value",
            Self::WrongType => "wrong-type",
        }
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FileProblem {}

impl Diagnostic for FileProblem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{}::{}", self.domain, self.kind.name())))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(
            Some(self.label.clone()),
            self.span.clone(),
        ))))
    }
}
