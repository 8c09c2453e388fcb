//! What is wrong with a `matrix.toml`: every problem at once, each with its place and a way out.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// A `matrix.toml` that cannot be played, with everything that is wrong in it.
#[derive(Debug)]
pub struct MatrixError {
    /// The problems in order of their place; never empty.
    pub problems: Vec<Problem>,
    source: NamedSource<String>,
}

impl MatrixError {
    pub(crate) fn new(file: &str, text: &str, mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
        Self { problems, source: NamedSource::new(file, text.to_owned()).with_language("TOML") }
    }
}

impl fmt::Display for MatrixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        write!(f, "`{}` has {count} {noun}; nothing was started", self.source.name())
    }
}

impl std::error::Error for MatrixError {}

impl Diagnostic for MatrixError {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.problems.iter().map(|problem| problem as &dyn Diagnostic)))
    }
}

/// One thing that is wrong, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
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

/// The kinds of problem; each has a stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is described by its code")]
pub enum ProblemKind {
    BadHeader,
    BadMethod,
    BadName,
    BadPlaceholder,
    BadSchema,
    BadUrl,
    ConflictingEffect,
    Duplicate,
    EmptySelection,
    MisplacedAxis,
    MissingKey,
    NoCells,
    NoRequest,
    SharedUnrelated,
    Syntax,
    TooManyCells,
    UnknownAxis,
    UnknownEngine,
    UnknownKey,
    UnknownValue,
    WrongType,
}

impl ProblemKind {
    /// Every kind, in the order of their names.
    pub const ALL: [Self; 21] = [
        Self::BadHeader,
        Self::BadMethod,
        Self::BadName,
        Self::BadPlaceholder,
        Self::BadSchema,
        Self::BadUrl,
        Self::ConflictingEffect,
        Self::Duplicate,
        Self::EmptySelection,
        Self::MisplacedAxis,
        Self::MissingKey,
        Self::NoCells,
        Self::NoRequest,
        Self::SharedUnrelated,
        Self::Syntax,
        Self::TooManyCells,
        Self::UnknownAxis,
        Self::UnknownEngine,
        Self::UnknownKey,
        Self::UnknownValue,
        Self::WrongType,
    ];

    /// Returns the stable code: `matrix::unknown-key`.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadHeader => "matrix::bad-header",
            Self::BadMethod => "matrix::bad-method",
            Self::BadName => "matrix::bad-name",
            Self::BadPlaceholder => "matrix::bad-placeholder",
            Self::BadSchema => "matrix::bad-schema",
            Self::BadUrl => "matrix::bad-url",
            Self::ConflictingEffect => "matrix::conflicting-effect",
            Self::Duplicate => "matrix::duplicate",
            Self::EmptySelection => "matrix::empty-selection",
            Self::MisplacedAxis => "matrix::misplaced-axis",
            Self::MissingKey => "matrix::missing-key",
            Self::NoCells => "matrix::no-cells",
            Self::NoRequest => "matrix::no-request",
            Self::SharedUnrelated => "matrix::shared-unrelated",
            Self::Syntax => "matrix::syntax",
            Self::TooManyCells => "matrix::too-many-cells",
            Self::UnknownAxis => "matrix::unknown-axis",
            Self::UnknownEngine => "matrix::unknown-engine",
            Self::UnknownKey => "matrix::unknown-key",
            Self::UnknownValue => "matrix::unknown-value",
            Self::WrongType => "matrix::wrong-type",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.kind.code()))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some(self.label.clone()), self.span.clone()))))
    }
}
