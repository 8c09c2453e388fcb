//! `gingersnap explain`: explains what each browser does with a response's cookies.

use std::io::Write;
use std::process::ExitCode;

use diagnosis::{Explanation, Recordings, UserGoal};
use miette::{IntoDiagnostic, Report};

use crate::cli::ExplainArgs;
use crate::input::{InputQuestion, InputQuestions, profiles, questions};
use crate::json::ExplainJson;
use crate::output::{TextStyle, explanation_text, origin_line};
use crate::{clock, exit};

pub(crate) fn run(arguments: &ExplainArgs) -> Result<ExitCode, Report> {
    let recordings = Recordings::built_in();
    let profiles = profiles(recordings, &arguments.answer.browsers)?;
    let InputQuestions { questions, skipped } = questions(arguments, clock::now())?;
    let explain = |one: &InputQuestion| {
        // A navigation or an image reads no response.
        let goals: Vec<UserGoal> = arguments
            .answer
            .goals
            .iter()
            .copied()
            .filter(|goal| one.by_script || *goal != UserGoal::Response)
            .collect();
        diagnosis::explain(recordings, &one.question, &profiles, &goals)
    };
    let explanations: Vec<Explanation> = questions.iter().map(explain).collect();
    let output = if arguments.answer.json {
        let parts = questions
            .iter()
            .zip(&explanations)
            .map(|(one, explanation)| (one.origin.as_deref(), one.notes.as_slice(), explanation));
        serde_json::to_string_pretty(&ExplainJson::new(&skipped, parts)).into_diagnostic()? + "\n"
    } else {
        let style = TextStyle::for_stdout();
        let texts = questions
            .iter()
            .zip(&explanations)
            .map(|(one, explanation)| question_text(one, explanation, style));
        // Last, as that is what a person sees of a long text.
        texts.chain((!skipped.is_empty()).then(|| notes(&skipped))).collect::<Vec<_>>().join("\n")
    };
    // A closed stream is no reason to fail.
    _ = std::io::stdout().write_all(output.as_bytes());
    let works = explanations.iter().all(Explanation::works);
    Ok(if works { ExitCode::SUCCESS } else { ExitCode::from(exit::DOES_NOT_WORK) })
}

fn question_text(question: &InputQuestion, explanation: &Explanation, style: TextStyle) -> String {
    let origin = question
        .origin
        .as_deref()
        .map(|origin| origin_line(origin, &question.question, style))
        .unwrap_or_default();
    origin + &notes(&question.notes) + &explanation_text(explanation, style)
}

fn notes(notes: &[String]) -> String {
    notes.iter().map(|note| format!("note: {note}\n")).collect()
}
