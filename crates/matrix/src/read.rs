//! From the text of `matrix.toml` to a [`Matrix`], collecting every problem on the way.

mod axis;
mod comparable;
mod engine;
mod exchange;
pub mod file;
mod line;
mod policy;
mod quirk;
mod request;
mod suite;
mod template;
mod topology;

use std::sync::Arc;

use toml::de::DeTable;

use crate::matrix::Matrix;
use crate::problem::FileError;
use file::{ProblemList, TomlSection};

/// Reads the text of a `matrix.toml`; `name` is how messages call it.
///
/// # Errors
/// [`FileError`] holds every problem of the text, each with its place and what would be right.
pub fn read(name: &str, text: &str) -> Result<Matrix, FileError> {
    file::read(name, text, ProblemList::new("matrix"), |document, problems| {
        read_document(document, text.len(), problems)
    })
}

fn read_document(document: &DeTable<'_>, len: usize, problems: &mut ProblemList) -> Option<Matrix> {
    let root = TomlSection::new(
        "the file",
        document,
        len..len,
        &["schema", "unrelated", "topologies", "axes", "suites", "engines"],
        problems,
    );
    root.require_schema(1, problems);
    let unrelated =
        root.require("unrelated", problems).and_then(|node| topology::origin(node, problems));
    let topologies = topology::read_all(&root, unrelated.as_ref(), problems);
    let axes = axis::read_all(&root, &topologies, problems);
    let suites = suite::read_all(&root, &axes, problems);
    let names = suites.iter().map(|suite| suite.name.as_str()).collect::<Vec<_>>();
    let (profiles, unplayed) = engine::read_all(&root, &names, problems);
    let suites = suites.into_iter().map(|suite| (suite.name.clone(), Arc::new(suite))).collect();
    Some(Matrix { unrelated: unrelated?, topologies, suites, profiles, unplayed })
}
