//! `gingersnap explain`: explains what each browser does with a response's cookies.

use std::io::Write;
use std::process::ExitCode;

use diagnosis::{AnswerStatus, EvidenceGap, Explanation};
use explainer::words::{status_line, summary_line};
use explainer::{JudgedExplanation, explain_input};
use miette::{IntoDiagnostic, Report};

use crate::cli::ExplainArgs;
use crate::input::{self, input_report};
use crate::output::{TextStyle, explanation_text, origin_line, recipe_text, short_text};
use crate::{clock, exit};

pub(crate) fn run(arguments: &ExplainArgs) -> Result<ExitCode, Report> {
    let input = input::explain_input(arguments)?;
    let outcome = explain_input(&input, clock::now()).map_err(|problem| input_report(&problem))?;
    let output = if arguments.answer.json {
        serde_json::to_string_pretty(&outcome.json()).into_diagnostic()? + "\n"
    } else {
        let form = AnswerForm {
            style: TextStyle::for_stdout(),
            text: if arguments.answer.verbose { explanation_text } else { short_text },
        };
        let is_shown = |answer: &&JudgedExplanation| {
            !arguments.har_filter.failing || answer.status() != AnswerStatus::Works
        };
        let texts = outcome.answers.iter().filter(is_shown).map(|answer| {
            let recipe = |recipe| recipe_text(&answer.explanation, recipe, form.style);
            question_text(answer, form) + &arguments.recipe.map(recipe).unwrap_or_default()
        });
        let statuses: Vec<AnswerStatus> =
            outcome.answers.iter().map(JudgedExplanation::status).collect();
        // Last, as that is what a person sees of a long text.
        let skipped = &outcome.skipped;
        let texts = texts.chain((!skipped.is_empty()).then(|| notes(skipped)));
        summary_line(&statuses).into_iter().chain(texts).collect::<Vec<_>>().join("\n")
    };
    // A closed stream is no reason to fail.
    _ = std::io::stdout().write_all(output.as_bytes());
    Ok(ExitCode::from(exit::of_answer(outcome.status())))
}

/// How an answer is written.
#[derive(Clone, Copy)]
struct AnswerForm {
    style: TextStyle,
    text: fn(&Explanation, &[EvidenceGap], TextStyle) -> String,
}

fn question_text(answer: &JudgedExplanation, form: AnswerForm) -> String {
    let JudgedExplanation { asked, explanation, gaps } = answer;
    let AnswerForm { style, text } = form;
    let origin = asked
        .origin
        .as_deref()
        .map(|origin| origin_line(origin, &asked.question, style))
        .unwrap_or_default();
    let status = style.bold(&status_line(explanation, gaps));
    let read = asked.read.as_deref().map(|read| style.dim(&format!("read: {read}")) + "\n");
    format!(
        "{origin}{status}\n{}{}{}",
        read.unwrap_or_default(),
        notes(&asked.notes),
        text(explanation, gaps, style)
    )
}

fn notes(notes: &[String]) -> String {
    notes.iter().map(|note| format!("note: {note}\n")).collect()
}
