//! With what a recipe was run.

use serde::Deserialize;

/// A framework with which the snippets of a recipe were run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipeTrial {
    /// Packages with versions: `express 5.3.0`.
    pub versions: Vec<String>,
    /// The command that installs the packages into its working directory.
    pub install: Vec<String>,
    /// The command that builds the program, where one is needed.
    pub build: Option<Vec<String>>,
    /// The command that serves; its last word names the program's file.
    pub serve: Vec<String>,
    /// Files that the program needs beside it, by name.
    #[serde(default)]
    pub files: std::collections::BTreeMap<String, String>,
    pub(crate) program: String,
}
