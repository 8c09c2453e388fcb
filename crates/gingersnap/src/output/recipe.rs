//! A fix as code or configuration of one framework.

use diagnosis::{Explanation, Question, ResponseHead, SuggestedFixes};
use recipes::{CookieAttribute, CookieSettings, Recipe, RecipeTrial, RenderRecipeError};
use recipes::{ServerSettings, recipes};

use crate::output::text_style::TextStyle;
use crate::output::wrapped_text::wrapped;

/// Returns the text of the smallest fix as this recipe writes it: only what has to change.
pub(crate) fn recipe_text(explanation: &Explanation, recipe: &Recipe, style: TextStyle) -> String {
    let parts = match explanation.fixed_by(SuggestedFixes::widest_unpartitioned) {
        None => vec![note(format!("there is nothing to change with {}", recipe.name))],
        Some(fixed) => parts(&explanation.question, &fixed, recipe)
            .unwrap_or_else(|error| vec![note(error.to_string())]),
    };
    let text = |part: &RecipePart<'_>| match part {
        RecipePart::Snippet { name, tried, text } => {
            let heading = style.heading(&format!("The fix with {name}"));
            let tried = match tried {
                Some(trial) => format!("tried with {}", trial.versions.join(", ")),
                None => "never run by Gingersnap".to_owned(),
            };
            format!("\n{heading} ({tried})\n{}\n", text.trim_end())
        }
        RecipePart::Note(note) => {
            let lines = wrapped(0, &format!("note: {note}"));
            format!("\n{}\n", lines.join("\n"))
        }
    };
    parts.iter().map(text).collect()
}

/// A part of a fix as code.
enum RecipePart<'r> {
    /// Code or configuration, by what it is for.
    Snippet { name: &'r str, tried: Option<&'r RecipeTrial>, text: String },
    /// What a person should know besides.
    Note(String),
}

fn note<'r>(text: String) -> RecipePart<'r> {
    RecipePart::Note(text)
}

/// Returns the CORS settings if they change, and each cookie that changes.
fn parts<'r>(
    question: &Question,
    fixed: &Question,
    recipe: &'r Recipe,
) -> Result<Vec<RecipePart<'r>>, RenderRecipeError> {
    let (now, mut then) = (settings(question), settings(fixed));
    then.allow_too(question.other_origins());
    if question.preflight == fixed.preflight {
        then.keep_preflight();
    }
    let mut code: Vec<String> = Vec::new();
    let mut others = Vec::new();
    let changes_cors = cors_fields(question) != cors_fields(fixed);
    if let Some(cors) = then.cors.as_ref().filter(|_| changes_cors) {
        code.push(recipe.cors(cors)?);
    }
    for cookie in then.cookies.iter().filter(|cookie| !now.cookies.contains(cookie)) {
        let before = now.cookies.iter().find(|one| one.name == cookie.name);
        match (before, recipe.session(&cookie.name)) {
            (Some(before), Some(_)) if !cookie.deletes => {
                others.extend(session_parts(recipe, before, cookie)?);
            }
            _ => {
                code.push(recipe.cookie(cookie, before)?);
                others.extend(known_elsewhere(recipe, &cookie.name));
            }
        }
    }
    let mut parts = Vec::new();
    if !code.is_empty() {
        let text = code.join("\n\n");
        parts.push(RecipePart::Snippet { name: &recipe.name, tried: recipe.tried.as_ref(), text });
    }
    parts.extend(others);
    if parts.is_empty() {
        parts.push(note(format!("the fix changes nothing that {} sends", recipe.name)));
    }
    Ok(parts)
}

/// Returns the settings of the layer that sets a cookie by itself.
fn session_parts<'r>(
    recipe: &'r Recipe,
    before: &CookieSettings,
    after: &CookieSettings,
) -> Result<Vec<RecipePart<'r>>, RenderRecipeError> {
    let Some(session) = recipe.session(&after.name) else { return Ok(Vec::new()) };
    let beyond = session.beyond(before, after);
    let mut parts = Vec::new();
    if beyond.len() < after.changes(before).len() {
        let text = session.settings(before, after)?;
        let (name, tried) = (session.layer.as_str(), session.tried.as_ref());
        parts.push(RecipePart::Snippet { name, tried, text });
    }
    if !beyond.is_empty() {
        let names: Vec<&str> = beyond.into_iter().map(CookieAttribute::name).collect();
        let (layer, names) = (&session.layer, names.join(", "));
        parts.push(note(format!("no setting of {layer} changes {names}")));
    }
    Ok(parts)
}

/// Says which other recipe has the settings of a cookie, if one has.
fn known_elsewhere<'r>(recipe: &Recipe, cookie: &str) -> Option<RecipePart<'r>> {
    let other = recipes().iter().find(|other| other.session(cookie).is_some())?;
    let session = other.session(cookie)?;
    (other.id != recipe.id).then(|| {
        note(format!(
            "`{cookie}` is a name that {} gives its cookie by itself; --recipe {} shows its \
             settings",
            session.layer, other.id
        ))
    })
}

fn settings(question: &Question) -> ServerSettings {
    let preflight = question.preflight.as_ref().map(fields);
    ServerSettings::from_fields(fields(&question.response), preflight.as_deref())
}

/// Returns the fields that a CORS layer sends, with both responses.
fn cors_fields(question: &Question) -> Vec<(&str, &str)> {
    let heads = [Some(&question.response), question.preflight.as_ref()];
    let all = heads.into_iter().flatten().flat_map(fields);
    all.filter(|(name, _)| name.to_ascii_lowercase().starts_with("access-control-")).collect()
}

fn fields(head: &ResponseHead) -> Vec<(&str, &str)> {
    head.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
