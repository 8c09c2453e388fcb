//! A fix as code or configuration of one framework.

use diagnosis::{Explanation, Question, ResponseHead};
use recipes::{Recipe, RenderRecipeError, ServerSettings};

use crate::output::text_style::TextStyle;

/// Returns the text of the smallest fix as this recipe writes it: only what has to change.
pub(crate) fn recipe_text(explanation: &Explanation, recipe: &Recipe, style: TextStyle) -> String {
    let Some(fixed) = explanation.fixed() else {
        return format!("\nnote: there is no fix to write for {}\n", recipe.name);
    };
    match snippets(&explanation.question, &fixed, recipe) {
        Ok(snippets) if snippets.is_empty() => {
            format!("\nnote: the fix changes nothing that {} sends\n", recipe.name)
        }
        Ok(snippets) => {
            let heading = style.heading(&format!("The fix with {}", recipe.name));
            let tried = match &recipe.tried {
                Some(trial) => format!("tried with {}", trial.versions.join(", ")),
                None => "never run by Gingersnap".to_owned(),
            };
            format!("\n{heading} ({tried})\n{}", snippets.join("\n"))
        }
        Err(error) => format!("\nnote: {error}\n"),
    }
}

/// Returns the CORS settings if they change, and each cookie that changes.
fn snippets(
    question: &Question,
    fixed: &Question,
    recipe: &Recipe,
) -> Result<Vec<String>, RenderRecipeError> {
    let (now, then) = (settings(question), settings(fixed));
    let cors = then.cors.as_ref().filter(|_| cors_fields(question) != cors_fields(fixed));
    let cors = cors.map(|cors| recipe.cors(cors));
    let cookies = then.cookies.iter().filter(|cookie| !now.cookies.contains(cookie));
    cors.into_iter().chain(cookies.map(|cookie| recipe.cookie(cookie))).collect()
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
