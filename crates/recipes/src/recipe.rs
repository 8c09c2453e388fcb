//! Settings as code or configuration of one framework.

use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Deserialize;

use crate::session_recipe::SessionRecipe;
use crate::settings::{CookieChange, CookieSettings, CorsSettings};
use crate::template::{RenderRecipeError, render};
use crate::trial::RecipeTrial;

/// The files with recipes, in the order in which they are listed.
const FILES: [&str; 15] = [
    include_str!("../../../fixtures/recipes/express.toml"),
    include_str!("../../../fixtures/recipes/fastify.toml"),
    include_str!("../../../fixtures/recipes/django.toml"),
    include_str!("../../../fixtures/recipes/flask.toml"),
    include_str!("../../../fixtures/recipes/fastapi.toml"),
    include_str!("../../../fixtures/recipes/spring.toml"),
    include_str!("../../../fixtures/recipes/rails.toml"),
    include_str!("../../../fixtures/recipes/laravel.toml"),
    include_str!("../../../fixtures/recipes/php.toml"),
    include_str!("../../../fixtures/recipes/aspnet.toml"),
    include_str!("../../../fixtures/recipes/authjs.toml"),
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
    /// The layers that set cookies of their own, by their settings.
    #[serde(default, rename = "session")]
    pub sessions: Vec<SessionRecipe>,
    cors: String,
    cookie: String,
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
        render(&self.id, &self.cors, Serde(settings))
    }

    /// Writes a cookie; `before` is how the server sends it now, where that is known.
    ///
    /// # Errors
    ///
    /// Fails if the recipe has a fault.
    pub fn cookie(
        &self,
        cookie: &CookieSettings,
        before: Option<&CookieSettings>,
    ) -> Result<String, RenderRecipeError> {
        let changed = cookie.changes(before.unwrap_or(&CookieSettings::default()));
        render(&self.id, &self.cookie, Value::from(Serde(&CookieChange { cookie, changed })))
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
            cookie => self.cookie(cookie, None)?,
            domain => &cookie.domain,
            port,
        };
        render(&self.id, &trial.program, context).map(Some)
    }

    /// Returns the layer that sets a cookie of this name by its settings, if the recipe has one.
    pub fn session(&self, cookie: &str) -> Option<&SessionRecipe> {
        self.sessions.iter().find(|session| session.sets(cookie))
    }
}
