//! Cookies that a layer of a framework sets by itself: sessions, and tokens against CSRF. No code
//! sets them, and each layer has a place of its own where they are configured.

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Deserialize;

use crate::settings::{CookieAttribute, CookieChange, CookieSettings};
use crate::template::{RenderRecipeError, render};
use crate::trial::RecipeTrial;

/// How the cookies of a layer are configured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionRecipe {
    /// What people call the layer: `express-session`.
    pub layer: String,
    /// What its settings were run with; `None` where they were never run.
    pub tried: Option<RecipeTrial>,
    /// The names of its cookies; `*` stands for any characters.
    cookies: Vec<String>,
    /// The attributes that no setting changes.
    #[serde(default)]
    lacks: Vec<CookieAttribute>,
    settings: String,
}

impl SessionRecipe {
    /// Returns whether the layer sets a cookie of this name.
    pub fn sets(&self, cookie: &str) -> bool {
        self.cookies.iter().any(|pattern| match pattern.split_once('*') {
            None => pattern == cookie,
            Some((before, after)) => cookie
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .is_some_and(|rest| !rest.is_empty()),
        })
    }

    /// Returns the attributes that change, and that no setting of the layer changes.
    pub fn beyond(&self, before: &CookieSettings, after: &CookieSettings) -> Vec<CookieAttribute> {
        let mut changed = after.changes(before);
        changed.retain(|attribute| self.lacks.contains(attribute));
        changed
    }

    /// Writes the settings that change.
    ///
    /// # Errors
    ///
    /// Fails if the recipe has a fault.
    pub fn settings(
        &self,
        before: &CookieSettings,
        after: &CookieSettings,
    ) -> Result<String, RenderRecipeError> {
        let mut changed = after.changes(before);
        changed.retain(|attribute| !self.lacks.contains(attribute));
        let change = CookieChange { cookie: after, changed };
        render(&self.layer, &self.settings, Value::from(Serde(&change)))
    }

    /// Writes the program with which the settings were tried, to serve on this port of 127.0.0.1;
    /// `None` where they were never tried.
    ///
    /// # Errors
    ///
    /// Fails if the recipe has a fault.
    pub fn program(
        &self,
        before: &CookieSettings,
        after: &CookieSettings,
        port: u16,
    ) -> Result<Option<String>, RenderRecipeError> {
        let Some(trial) = &self.tried else { return Ok(None) };
        let context = context! { settings => self.settings(before, after)?, port };
        render(&self.layer, &trial.program, context).map(Some)
    }
}
