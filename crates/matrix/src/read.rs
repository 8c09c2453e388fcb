//! From the text of `matrix.toml` to a [`Matrix`], collecting every problem on the way.

mod axis;
mod engine;
mod policy;
mod section;
mod suite;
mod topology;

use std::sync::Arc;

use toml::de::DeTable;

use crate::model::Matrix;
use crate::problem::{MatrixError, Problem, ProblemKind};
use section::{Problems, Section};

/// Reads the text of a `matrix.toml`; `file` is how messages call it.
///
/// # Errors
/// [`MatrixError`] holds every problem of the text, each with its place and what would be right.
pub fn read(file: &str, text: &str) -> Result<Matrix, MatrixError> {
    let (document, syntax_errors) = DeTable::parse_recoverable(text);
    let mut problems = Problems::default();
    if !syntax_errors.is_empty() {
        // What a recovering parser makes of broken text is not worth a further message.
        return Err(MatrixError::new(file, text, syntax_errors.iter().map(|error| syntax_problem(error, text)).collect()));
    }
    let matrix = read_document(document.get_ref(), text.len(), &mut problems);
    match matrix {
        Some(matrix) if problems.is_empty() => Ok(matrix),
        _ => Err(MatrixError::new(file, text, problems.into_list())),
    }
}

fn syntax_problem(error: &toml::de::Error, text: &str) -> Problem {
    let duplicate = error.message().contains("duplicate key");
    let span = error.span().unwrap_or(text.len()..text.len());
    Problem {
        kind: if duplicate { ProblemKind::Duplicate } else { ProblemKind::Syntax },
        message: if duplicate { format!("`{}` is given twice", &text[span.clone()]) } else { "this is not TOML".to_owned() },
        label: if duplicate { "the second time".to_owned() } else { error.message().to_owned() },
        span,
        help: if duplicate { "keep one of the two" } else { "see toml.io for how a TOML file is written" }.to_owned(),
    }
}

fn read_document(document: &DeTable<'_>, len: usize, problems: &mut Problems) -> Option<Matrix> {
    let root = Section::new("the file", document, len..len, &["schema", "unrelated", "topologies", "axes", "suites", "engines"], problems);
    read_schema(&root, problems);
    let unrelated = root.require("unrelated", problems).and_then(|node| topology::origin(node, problems));
    let topologies = topology::read_all(&root, unrelated.as_ref(), problems);
    let axes = axis::read_all(&root, &topologies, problems);
    let suites = suite::read_all(&root, &axes, problems);
    let profiles = engine::read_all(&root, problems);
    let suites = suites.into_iter().map(|suite| (suite.name.clone(), Arc::new(suite))).collect();
    Some(Matrix { unrelated: unrelated?, topologies, suites, profiles })
}

fn read_schema(root: &Section<'_>, problems: &mut Problems) {
    let Some(node) = root.require("schema", problems) else { return };
    if node.get_ref().as_integer().and_then(|number| number.as_str().parse::<u32>().ok()) != Some(1) {
        problems.add(
            ProblemKind::BadSchema,
            node.span(),
            "this version reads schema 1",
            "another schema",
            "write `schema = 1`, or use the version of the tool that goes with the file",
        );
    }
}
