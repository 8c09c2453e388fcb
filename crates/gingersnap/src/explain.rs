//! `gingersnap explain`: explains what each browser does with a response's cookies.

use std::io::Write;
use std::process::ExitCode;

use diagnosis::{
    AnswerStatus, BrowserSelection, EvidenceGap, Explanation, QuestionEvidence, Recordings,
    UserGoal,
};
use miette::{IntoDiagnostic, Report};

use crate::cli::ExplainArgs;
use crate::input::{InputQuestion, InputQuestions, profiles, questions};
use crate::json::{ExplainJson, QuestionSource};
use crate::output::{
    TextStyle, explanation_text, origin_line, recipe_text, short_text, status_line, summary_line,
};
use crate::{clock, exit};

pub(crate) fn run(arguments: &ExplainArgs) -> Result<ExitCode, Report> {
    let recordings = Recordings::built_in();
    let profiles = profiles(recordings, &arguments.answer.browsers)?;
    let InputQuestions { questions, skipped } = questions(arguments, clock::now())?;
    let explain = |one: &InputQuestion| {
        let goals: Vec<UserGoal> = arguments
            .answer
            .goals
            .iter()
            .copied()
            .filter(|goal| *goal != UserGoal::Response || one.asks_for_response())
            .collect();
        let names = &arguments.answer.cookies;
        diagnosis::explain_cookies(recordings, &one.question, &profiles, &goals, names)
    };
    let browsers = if arguments.answer.browsers.is_empty() {
        BrowserSelection::Default
    } else {
        BrowserSelection::Named
    };
    let judge = |one: &InputQuestion| {
        let explanation = explain(one);
        let mut gaps =
            explanation.evidence_gaps(QuestionEvidence { response: one.response, browsers });
        if let Some(entry) = one.lacking_entry
            && explanation.status(&gaps) == AnswerStatus::Works
        {
            gaps.push(EvidenceGap::SeenOtherwise { entry });
        }
        (explanation, gaps)
    };
    let answers: Vec<JudgedAnswer> = questions.iter().map(judge).collect();
    let statuses: Vec<AnswerStatus> =
        answers.iter().map(|(explanation, gaps)| explanation.status(gaps)).collect();
    let output = if arguments.answer.json {
        let parts = questions.iter().zip(&answers).map(|(one, (explanation, gaps))| {
            let source = QuestionSource {
                origin: one.origin.as_deref(),
                read: one.read.as_deref(),
                notes: &one.notes,
            };
            (source, explanation, gaps.as_slice())
        });
        serde_json::to_string_pretty(&ExplainJson::new(&skipped, parts)).into_diagnostic()? + "\n"
    } else {
        let form = AnswerForm {
            style: TextStyle::for_stdout(),
            text: if arguments.answer.verbose { explanation_text } else { short_text },
        };
        let is_shown = |(_, (explanation, gaps)): &(&InputQuestion, &JudgedAnswer)| {
            !arguments.har_filter.failing || explanation.status(gaps) != AnswerStatus::Works
        };
        let texts = questions.iter().zip(&answers).filter(is_shown).map(|(one, answer)| {
            let recipe = |recipe| recipe_text(&answer.0, recipe, form.style);
            question_text(one, answer, form) + &arguments.recipe.map(recipe).unwrap_or_default()
        });
        // Last, as that is what a person sees of a long text.
        let texts = texts.chain((!skipped.is_empty()).then(|| notes(&skipped)));
        summary_line(&statuses).into_iter().chain(texts).collect::<Vec<_>>().join("\n")
    };
    // A closed stream is no reason to fail.
    _ = std::io::stdout().write_all(output.as_bytes());
    let worst = statuses.into_iter().max().unwrap_or(AnswerStatus::NothingToJudge);
    Ok(ExitCode::from(exit::of_answer(worst)))
}

/// How an answer is written.
#[derive(Clone, Copy)]
struct AnswerForm {
    style: TextStyle,
    text: fn(&Explanation, &[EvidenceGap], TextStyle) -> String,
}

/// An explanation with what it lacks to be proved.
type JudgedAnswer = (Explanation, Vec<EvidenceGap>);

fn question_text(
    question: &InputQuestion,
    (explanation, gaps): &JudgedAnswer,
    form: AnswerForm,
) -> String {
    let AnswerForm { style, text } = form;
    let origin = question
        .origin
        .as_deref()
        .map(|origin| origin_line(origin, &question.question, style))
        .unwrap_or_default();
    let status = style.bold(&status_line(explanation, gaps));
    let read = question.read.as_deref().map(|read| style.dim(&format!("read: {read}")) + "\n");
    format!(
        "{origin}{status}\n{}{}{}",
        read.unwrap_or_default(),
        notes(&question.notes),
        text(explanation, gaps, style)
    )
}

fn notes(notes: &[String]) -> String {
    notes.iter().map(|note| format!("note: {note}\n")).collect()
}
