//! Values of options that only a command line has.

use clap::Arg;
use clap::builder::UnknownArgumentValueParser;
use recipes::{Recipe, recipes};

pub(super) fn recipe(text: &str) -> Result<&'static Recipe, String> {
    let ids = || recipes().iter().map(|recipe| recipe.id.as_str()).collect::<Vec<_>>().join(", ");
    recipes()
        .iter()
        .find(|recipe| recipe.id == text)
        .ok_or_else(|| format!("unknown framework `{text}`; expected one of {}", ids()))
}

/// Returns the option `--header`, which is not there: it was a field of the response in one command
/// and of the request in the other. What is said instead names the option to use.
pub(super) fn removed_header(advice: &'static str) -> Arg {
    Arg::new("header")
        .long("header")
        .value_name("LINE")
        .hide(true)
        .value_parser(UnknownArgumentValueParser::suggest(advice))
}
