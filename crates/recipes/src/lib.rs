//! Header fields of a response as configuration of the framework or server that sends them.
//!
//! [`ServerSettings`] is what a server has to send, read off header fields. A [`Recipe`] writes it
//! as code or configuration of one framework: `fixtures/recipes/express.toml`, for example. The
//! recipes are built into the crate ([`recipes`]). A cookie that a layer sets by itself, such as a
//! session's, is configured where that layer has its settings: a [`SessionRecipe`]. The crate reads
//! no file and starts no server; its tests start those that are installed and compare what they
//! send.
//!
//! ```
//! let fields = [
//!     ("Access-Control-Allow-Origin", "https://www.example.com"),
//!     ("Access-Control-Allow-Credentials", "true"),
//! ];
//! let settings = recipes::ServerSettings::from_fields(fields, None);
//! let express = recipes::recipes().iter().find(|recipe| recipe.id == "express").unwrap();
//! assert!(express.cors(&settings.cors.unwrap())?.contains("credentials: true"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod quoting;
mod recipe;
mod session_recipe;
mod settings;
mod template;
mod trial;

pub use recipe::{Recipe, recipes};
pub use session_recipe::SessionRecipe;
pub use settings::{CookieAttribute, CookieSettings, CorsSettings, ServerSettings};
pub use template::RenderRecipeError;
pub use trial::RecipeTrial;
