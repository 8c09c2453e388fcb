//! `gingersnap explain`: explains what each browser does with a response's cookies.

use std::process::ExitCode;

use diagnosis::{AnswerStatus, EvidenceGap};
use explainer::words::{status_line, summary_line};
use explainer::{
    AlikeQuestions, ExplainOutcome, JudgedExplanation, alike_questions, explain_input, judge_input,
};
use matrix::Profile;
use miette::{IntoDiagnostic, Report};

use crate::cli::ExplainArgs;
use crate::clock;
use crate::exit::ProgramExit;
use crate::input::{self, input_report};
use crate::output::{
    TextStyle, explanation_text, origin_line, overview_text, recipe_text, short_text, wrapped,
};
use crate::terminal::print;

/// How many answers are printed in full where nobody narrows them.
const SHOWN_ANSWERS: usize = 5;

/// How many answers an overview lists then.
const LISTED_ANSWERS: usize = 20;

const HOW_TO_GIVE_A_RESPONSE: &str = "give the response by `--response FILE`, or by `--response -` \
                                      on standard input";

pub(crate) fn run(arguments: &ExplainArgs) -> Result<ExitCode, Report> {
    let input = input::explain_input(arguments)?;
    let answer = if arguments.answer.json { explain_input } else { judge_input };
    let mut outcome = answer(&input, clock::now()).map_err(|problem| input_report(&problem))?;
    // What was read is large.
    drop(input);
    let statuses: Vec<AnswerStatus> =
        outcome.answers.iter().map(JudgedExplanation::status).collect();
    let status = outcome.status();
    if arguments.har_filter.failing {
        outcome.answers.retain(|answer| answer.status() != AnswerStatus::Works);
    }
    let output = if arguments.answer.json {
        serde_json::to_string_pretty(&outcome.json(status)).into_diagnostic()? + "\n"
    } else {
        text(arguments, outcome, &statuses)
    };
    print(&output);
    Ok(ProgramExit::from(status).into())
}

/// Returns the answers as text, those that are to be shown of all with these statuses. Of many,
/// those that are alike are answered once, and those that fail come before the others.
fn text(arguments: &ExplainArgs, outcome: ExplainOutcome, statuses: &[AnswerStatus]) -> String {
    let style = TextStyle::for_stdout();
    let ExplainOutcome { answers, skipped, profiles } = outcome;
    if answers.is_empty() && !statuses.is_empty() {
        return "no entry fails\n".to_owned();
    }
    if answers.is_empty() {
        let why = match skipped.as_slice() {
            [] => "no entry is asked about".to_owned(),
            some => some.join("\n"),
        };
        let lines = format!("nothing to judge: {why}");
        return lines.lines().flat_map(|line| wrapped(0, line)).map(|line| line + "\n").collect();
    }
    let is_verbose = arguments.answer.verbose;
    let alike: Vec<AlikeQuestions> = if is_verbose {
        answers.into_iter().map(AlikeQuestions::alone).collect()
    } else {
        alike_questions(answers)
    };
    let all = alike.len();
    let is_narrowed = is_verbose || arguments.har_filter.narrows(&arguments.answer);
    let most = |count: usize| if is_narrowed { all } else { all.min(count) };
    let shown = most(SHOWN_ANSWERS);
    let mut texts: Vec<String> = Vec::new();
    if all > 1 {
        texts.push(overview_text(&alike[..most(LISTED_ANSWERS)], all, shown, style));
    }
    for AlikeQuestions { mut first, .. } in alike.into_iter().take(shown) {
        texts.push(answer_text(arguments, &mut first, &profiles, style));
    }
    // Last, as that is what a person sees of a long text.
    texts.extend((!skipped.is_empty()).then(|| notes(&skipped)));
    summary_line(statuses).unwrap_or_default() + &texts.join("\n")
}

fn answer_text(
    arguments: &ExplainArgs,
    answer: &mut JudgedExplanation,
    profiles: &[&Profile],
    style: TextStyle,
) -> String {
    answer.suggest_fixes(profiles);
    let form = if arguments.answer.verbose {
        answer.cite(profiles);
        explanation_text
    } else {
        short_text
    };
    let JudgedExplanation { asked, explanation, gaps } = answer;
    let origin = asked.origin.as_deref().map(|origin| origin_line(origin, style));
    let status = wrapped(0, &status_line(explanation, gaps));
    let status = status.iter().map(|line| style.bold(line) + "\n");
    let read = asked.read.as_deref().map(|read| wrapped(0, &format!("read: {read}")));
    let read = read.into_iter().flatten().map(|line| style.dim(&line) + "\n");
    let recipe = arguments.recipe.map(|recipe| recipe_text(explanation, recipe, style));
    let head: String = origin.into_iter().chain(status).chain(read).collect();
    let answer = form(explanation, gaps, style);
    let files = [&arguments.response, &arguments.preflight_response, &arguments.har];
    if gaps.contains(&EvidenceGap::NoResponse) && files.iter().all(|file| file.is_none()) {
        asked.notes.push(HOW_TO_GIVE_A_RESPONSE.to_owned());
    }
    head + &notes(&asked.notes) + &answer + &recipe.unwrap_or_default()
}

fn notes(notes: &[String]) -> String {
    let lines = notes.iter().flat_map(|note| wrapped(0, &format!("note: {note}")));
    lines.map(|line| line + "\n").collect()
}
