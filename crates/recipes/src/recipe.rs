//! Settings as code or configuration of one framework.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::Deserialize;

use crate::quoting::{quoted, single_quoted};
use crate::settings::{CookieSettings, CorsSettings};

/// The files with recipes, in the order in which they are listed.
const FILES: [&str; 12] = [
    include_str!("../../../fixtures/recipes/express.toml"),
    include_str!("../../../fixtures/recipes/fastify.toml"),
    include_str!("../../../fixtures/recipes/django.toml"),
    include_str!("../../../fixtures/recipes/flask.toml"),
    include_str!("../../../fixtures/recipes/fastapi.toml"),
    include_str!("../../../fixtures/recipes/spring.toml"),
    include_str!("../../../fixtures/recipes/rails.toml"),
    include_str!("../../../fixtures/recipes/laravel.toml"),
    include_str!("../../../fixtures/recipes/go.toml"),
    include_str!("../../../fixtures/recipes/axum.toml"),
    include_str!("../../../fixtures/recipes/nginx.toml"),
    include_str!("../../../fixtures/recipes/caddy.toml"),
];

/// How settings are written for one framework or server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The name that options and addresses use: `express`.
    pub id: String,
    /// The name that people use: `Express with cors`.
    pub name: String,
    /// The language of the snippets, as a code block names it: `js`.
    pub language: String,
    /// What its snippets were run with; `None` where they were never run.
    pub tried: Option<RecipeTrial>,
    cors: String,
    cookie: String,
}

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
    program: String,
}

/// A recipe that cannot be written out.
#[derive(Debug, thiserror::Error)]
#[error("recipe `{recipe}` is faulty")]
pub struct RenderRecipeError {
    recipe: String,
    source: minijinja::Error,
}

/// Returns all recipes.
///
/// # Panics
///
/// Panics if a recipe that is built in cannot be read, which a test rules out.
pub fn recipes() -> &'static [Recipe] {
    static RECIPES: LazyLock<Vec<Recipe>> = LazyLock::new(|| {
        let read = |file: &&str| toml::from_str(file).expect("built-in recipes can be read");
        FILES.iter().map(read).collect()
    });
    &RECIPES
}

impl Recipe {
    /// Writes the answers to other origins.
    ///
    /// # Errors
    ///
    /// Fails if the recipe has a fault.
    pub fn cors(&self, settings: &CorsSettings) -> Result<String, RenderRecipeError> {
        self.render(&self.cors, Serde(settings))
    }

    /// Writes a cookie.
    ///
    /// # Errors
    ///
    /// Fails if the recipe has a fault.
    pub fn cookie(&self, settings: &CookieSettings) -> Result<String, RenderRecipeError> {
        self.render(&self.cookie, Serde(settings))
    }

    /// Writes the program with which the recipe was tried, to serve on this port of 127.0.0.1;
    /// `None` where it was never tried.
    ///
    /// # Errors
    ///
    /// Fails if the recipe has a fault.
    pub fn program(
        &self,
        cors: &CorsSettings,
        cookie: &CookieSettings,
        port: u16,
    ) -> Result<Option<String>, RenderRecipeError> {
        let Some(trial) = &self.tried else { return Ok(None) };
        let context = context! {
            cors => self.cors(cors)?,
            cookie => self.cookie(cookie)?,
            domain => &cookie.domain,
            port,
        };
        self.render(&trial.program, context).map(Some)
    }

    fn render(
        &self,
        template: &str,
        settings: impl Into<Value>,
    ) -> Result<String, RenderRecipeError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.expect("the usual delimiters differ"));
        environment.add_filter("quoted", |text: &str| quoted(text));
        environment.add_filter("single_quoted", |text: &str| single_quoted(text));
        let failed = |source| RenderRecipeError { recipe: self.id.clone(), source };
        environment.render_str(template, settings).map_err(failed)
    }
}
