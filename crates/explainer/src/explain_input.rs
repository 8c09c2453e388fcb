//! From an input to its answers, each judged by what it lacks.

use diagnosis::{
    AnswerStatus, BrowserSelection, EvidenceGap, Explanation, QuestionEvidence, Recordings,
    UserGoal,
};
use matrix::Profile;
use spec_model::Timestamp;

use crate::input::{
    ExplainInput, InputProblem, InputQuestion, InputQuestions, profiles, questions,
};
use crate::json::{ExplainJson, QuestionSource};

/// The answers to an input.
#[derive(Clone, Debug)]
pub struct ExplainOutcome {
    /// One for each question, in order.
    pub answers: Vec<JudgedExplanation>,
    /// The entries of a HAR that ask nothing though they should, each with the reason.
    pub skipped: Vec<String>,
    /// The browsers that are answered for.
    pub profiles: Vec<&'static Profile>,
}

/// An explanation with what it lacks to be proved.
#[derive(Clone, Debug)]
pub struct JudgedExplanation {
    /// What was asked.
    pub asked: InputQuestion,
    /// The answer.
    pub explanation: Explanation,
    /// What the answer lacks to be proved.
    pub gaps: Vec<EvidenceGap>,
}

/// Explains what somebody gives, by what is built into the program; `now` is the present time.
///
/// # Errors
/// What is wrong in what was given.
pub fn explain_input(input: &ExplainInput, now: Timestamp) -> Result<ExplainOutcome, InputProblem> {
    let mut outcome = judge_input(input, now)?;
    for answer in &mut outcome.answers {
        answer.cite(&outcome.profiles);
        answer.suggest_fixes(&outcome.profiles);
    }
    Ok(outcome)
}

/// Judges what somebody gives by the models alone: the answers neither cite what was seen nor have
/// fixes yet, which take longer than all else.
///
/// # Errors
/// What is wrong in what was given.
pub fn judge_input(input: &ExplainInput, now: Timestamp) -> Result<ExplainOutcome, InputProblem> {
    let recordings = Recordings::built_in();
    let profiles = profiles(recordings, &input.browsers).map_err(InputProblem::Browser)?;
    let InputQuestions { questions, skipped } = questions(input, now)?;
    let browsers =
        if input.browsers.is_empty() { BrowserSelection::Default } else { BrowserSelection::Named };
    let judge = |asked: InputQuestion| {
        let is_asked = |goal: &UserGoal| *goal != UserGoal::Response || asked.asks_for_response();
        let goals: Vec<UserGoal> = input.goals.iter().copied().filter(is_asked).collect();
        let mut explanation = Explanation::by_model(recordings, &asked.question, &profiles, &goals);
        explanation.wanted_cookies.clone_from(&input.cookies);
        let evidence = QuestionEvidence { response: asked.response, browsers };
        let mut gaps = explanation.evidence_gaps(evidence);
        if let Some(entry) = asked.lacking_entry
            && explanation.status(&gaps) == AnswerStatus::Works
        {
            gaps.push(EvidenceGap::SeenOtherwise { entry });
        }
        JudgedExplanation { asked, explanation, gaps }
    };
    let answers = questions.into_iter().map(judge).collect();
    Ok(ExplainOutcome { answers, skipped, profiles })
}

impl ExplainOutcome {
    /// Returns where the worst answer stands.
    pub fn status(&self) -> AnswerStatus {
        let all = self.answers.iter().map(JudgedExplanation::status);
        all.max().unwrap_or(AnswerStatus::NothingToJudge)
    }

    /// Returns what `explain --json` writes of it.
    pub fn json(&self) -> ExplainJson<'_> {
        let parts = self.answers.iter().map(|answer| {
            let asked = &answer.asked;
            let source = QuestionSource {
                origin: asked.origin.as_deref(),
                read: asked.read.as_deref(),
                notes: &asked.notes,
            };
            (source, &answer.explanation, answer.gaps.as_slice())
        });
        ExplainJson::new(&self.skipped, parts)
    }
}

impl JudgedExplanation {
    /// Returns where the answer stands.
    pub fn status(&self) -> AnswerStatus {
        self.explanation.status(&self.gaps)
    }

    /// Cites what was seen of these browsers, those that the answer is about.
    pub fn cite(&mut self, profiles: &[&Profile]) {
        self.explanation.cite(Recordings::built_in(), profiles);
    }

    /// Looks for what to change, for these browsers.
    pub fn suggest_fixes(&mut self, profiles: &[&Profile]) {
        self.explanation.suggest_fixes(Recordings::built_in(), profiles);
    }
}
