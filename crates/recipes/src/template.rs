//! Templates of snippets.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};

use crate::quoting::{quoted, single_quoted};

/// A recipe that cannot be written out.
#[derive(Debug, thiserror::Error)]
#[error("recipe `{recipe}` is faulty")]
pub struct RenderRecipeError {
    recipe: String,
    source: minijinja::Error,
}

/// Writes a snippet of a recipe.
pub(crate) fn render(
    recipe: &str,
    template: &str,
    settings: impl Into<Value>,
) -> Result<String, RenderRecipeError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("the usual delimiters differ"));
    environment.add_filter("quoted", |text: &str| quoted(text));
    environment.add_filter("single_quoted", |text: &str| single_quoted(text));
    environment.add_filter("added_to", added_to);
    let failed = |source| RenderRecipeError { recipe: recipe.to_owned(), source };
    environment.render_str(template, settings.into()).map_err(failed)
}

/// Returns what a framework allows by default and what more is wanted: its list takes the place of
/// the default.
#[expect(clippy::needless_pass_by_value, reason = "filters own their arguments")]
fn added_to(wanted: Vec<String>, defaults: Vec<String>) -> Vec<String> {
    let is_new = |one: &&String| !defaults.iter().any(|other| other.eq_ignore_ascii_case(one));
    let new = wanted.iter().filter(is_new).cloned();
    defaults.iter().cloned().chain(new).collect()
}
