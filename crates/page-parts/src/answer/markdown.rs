//! An answer as Markdown, to be pasted into an issue.

use diagnosis::{DiffLine, SuggestedFixes};
use explainer::JudgedExplanation;
use explainer::words::{cookie_strip, distinct_fixes, headline, phrases, status_line};

/// Returns an answer as Markdown. The values of cookies are left out.
pub(super) fn markdown(judged: &JudgedExplanation) -> String {
    let explanation = &judged.explanation;
    let verdict = headline(judged);
    let mut lines = vec![format!("**{}**", verdict.sentence), String::new()];
    lines.extend(verdict.details.iter().map(|detail| format!("- {detail}")));
    let question = &explanation.question;
    lines.push(String::new());
    lines.push(format!(
        "`{} {}` from `{}`, {}; {}",
        question.request.method,
        question.url,
        question.client_origin(),
        question.request.api,
        status_line(explanation, &judged.gaps)
    ));
    if let Some(way) = cookie_strip(judged) {
        lines.push(String::new());
        let step = |step: &explainer::words::StripStep| {
            format!("1. {}: `{}` – {}", step.step.name(), step.wire, step.says)
        };
        lines.extend(way.steps.iter().map(step));
    }
    for (cookies, fixes) in &distinct_fixes(explanation) {
        lines.push(format!("\nFix{cookies}:\n"));
        lines.extend(fix_lines(fixes));
    }
    lines.join("\n") + "\n"
}

fn fix_lines(fixes: &SuggestedFixes) -> Vec<String> {
    let mut lines = Vec::new();
    for fix in &fixes.fixes {
        let diff = [&fix.diff.response, &fix.diff.preflight, &fix.diff.prior];
        let diff: Vec<&DiffLine> = diff.into_iter().flatten().collect();
        if diff.is_empty() {
            lines.extend(phrases::edits(fix, fixes).into_iter().map(|edit| format!("- {edit}")));
        } else {
            lines.push("```diff".to_owned());
            lines.extend(diff.iter().map(|line| without_value(&line.to_string())));
            lines.push("```".to_owned());
        }
    }
    lines
}

/// Returns a line of a diff without the value of the cookie in it.
fn without_value(line: &str) -> String {
    const FIELD: &str = "set-cookie:";
    let is_cookie = line.to_ascii_lowercase().contains(FIELD);
    match line.split_once('=').filter(|_| is_cookie) {
        Some((name, rest)) => match rest.split_once(';') {
            Some((_, attributes)) => format!("{name}=…;{attributes}"),
            None => format!("{name}=…"),
        },
        None => line.to_owned(),
    }
}
