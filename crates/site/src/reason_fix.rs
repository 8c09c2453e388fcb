//! How to fix what a rule stops, shown on a small exchange that the rule decides.

use checker_wasm::CheckerRequest;
use diagnosis::{Question, ResponseHead};
use explainer::JudgedExplanation;
use maud::{Markup, html};
use page_parts::{diff, prose};
use recipes::{ServerSettings, recipes};
use spec_model::Reason;

use crate::samples::sample;

/// Returns the fix of the sample of a rule, as a diff and as recipes; nothing where no sample is
/// known.
pub(crate) fn reason_fix(reason: Reason) -> Markup {
    let Some(sample) = sample(reason) else { return html! {} };
    let Some(judged) = judged(&sample) else { return html! {} };
    let explanation = &judged.explanation;
    let fix = explanation.fixes.first().and_then(|fixes| fixes.fixes.first());
    let Some(fix) = fix else { return html! {} };
    let snippets = snippets(&explanation.question, &fix.fixed);
    html! {
        section aria-labelledby="fix" {
            h2 #fix { "How to fix it" }
            @for edit in &fix.edits { p { (prose(&edit.words(&fix.fixed))) } }
            div.tabs {
                fieldset.tab-list {
                    legend.unseen { "Show the fix for" }
                    (tab(1, "Header"))
                    @for (number, (name, _, _)) in snippets.iter().enumerate() {
                        (tab(number + 2, name))
                    }
                }
                div.tab-panel {
                    @if !fix.diff.response.is_empty() { (diff(&fix.diff.response)) }
                    @if !fix.diff.preflight.is_empty() { (diff(&fix.diff.preflight)) }
                    @if fix.diff.response.is_empty() && fix.diff.preflight.is_empty() {
                        p { "No header changes." }
                    }
                }
                @for (_, tried, text) in &snippets {
                    div.tab-panel {
                        pre.wire tabindex="0" { (text) }
                        p.small.soft { (tried) }
                    }
                }
            }
            p.small.soft {
                "The fix was tried on the models of Chromium, Firefox, WebKitGTK and Safari before \
                 it was written here. "
                a href={ "../../#" (sample.fragment()) } { "Open this case in the checker" }
            }
        }
    }
}

fn judged(sample: &CheckerRequest) -> Option<JudgedExplanation> {
    let outcome = sample.explain().ok()?;
    outcome.answers.into_iter().next()
}

fn tab(number: usize, name: &str) -> Markup {
    html! {
        label { input type="radio" name="as" value=(number) checked[number == 1]; (name) }
    }
}

/// Returns the settings of a fixed response as each framework writes them: the name, what it was
/// tried with, and the text.
fn snippets(before: &Question, fixed: &Question) -> Vec<(String, String, String)> {
    const SHOWN: [&str; 7] = ["express", "django", "flask", "fastapi", "spring", "rails", "nginx"];
    let (now, mut settings) = (settings(before), settings(fixed));
    settings.allow_too(before.other_origins());
    if before.preflight == fixed.preflight {
        settings.keep_preflight();
    }
    let changes_cors = cors(before) != cors(fixed);
    let all = recipes().iter().filter(|recipe| SHOWN.contains(&recipe.id.as_str()));
    let written = all.map(|recipe| {
        let cors = settings.cors.as_ref().filter(|_| changes_cors);
        let cors = cors.map(|cors| recipe.cors(cors));
        let cookies = settings.cookies.iter().filter(|_| !changes_cors);
        let cookies = cookies.map(|cookie| {
            recipe.cookie(cookie, now.cookies.iter().find(|one| one.name == cookie.name))
        });
        let parts: Vec<String> = cors.into_iter().chain(cookies).filter_map(Result::ok).collect();
        let tried = match &recipe.tried {
            Some(trial) => format!("Tried with {}.", trial.versions.join(", ")),
            None => "Not tried here.".to_owned(),
        };
        (recipe.name.clone(), tried, parts.join("\n"))
    });
    written.filter(|(_, _, text)| !text.is_empty()).collect()
}

fn settings(question: &Question) -> ServerSettings {
    let preflight = question.preflight.as_ref().map(fields);
    ServerSettings::from_fields(fields(&question.response), preflight.as_deref())
}

fn cors(question: &Question) -> Vec<(&str, &str)> {
    let heads = [Some(&question.response), question.preflight.as_ref()];
    let all = heads.into_iter().flatten().flat_map(fields);
    all.filter(|(name, _)| name.to_ascii_lowercase().starts_with("access-control-")).collect()
}

fn fields(head: &ResponseHead) -> Vec<(&str, &str)> {
    head.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
