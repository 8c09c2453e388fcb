//! Questions of a file that have the same answer, which is given once.

use diagnosis::AnswerStatus;

use spec_model::Timestamp;

use crate::explain_input::{ExplainOutcome, judge_input};
use crate::input::{ExplainInput, InputProblem};
use crate::judged_explanation::JudgedExplanation;
use crate::words::answer_key;

/// How many numbers of entries are listed.
const LISTED_ENTRIES: usize = 6;

/// Questions with the same answer.
#[derive(Clone, Debug)]
pub struct AlikeQuestions {
    /// The first of them.
    pub first: JudgedExplanation,
    /// The numbers of the entries of the others, from 1.
    pub others: Vec<usize>,
}

/// The answers to an input as a person reads them: those that are alike are one.
#[derive(Clone, Debug)]
pub struct AlikeAnswers {
    /// The answers that differ, those that fail first.
    pub groups: Vec<AlikeQuestions>,
    /// Where the answer to each question stands, in order.
    pub statuses: Vec<AnswerStatus>,
    /// What [`ExplainOutcome::skipped`] is.
    pub skipped: Vec<String>,
}

/// Explains what somebody gives as a person reads it; `now` is the present time. Recorded cells are
/// cited in the answer to a single question: that to a file has no room for them.
///
/// # Errors
/// What is wrong in what was given.
pub fn explain_alike(input: &ExplainInput, now: Timestamp) -> Result<AlikeAnswers, InputProblem> {
    let outcome = judge_input(input, now)?;
    let profiles = outcome.profiles.clone();
    let mut alike = AlikeAnswers::from(outcome);
    let is_one = alike.only().is_some();
    for AlikeQuestions { first, .. } in &mut alike.groups {
        if is_one {
            first.cite(&profiles);
        }
        first.suggest_fixes(&profiles);
    }
    Ok(alike)
}

impl AlikeAnswers {
    /// Returns the answer to the only question; `None` where there are several.
    pub fn only(&self) -> Option<&JudgedExplanation> {
        let first = self.groups.first().filter(|_| self.statuses.len() == 1);
        first.map(|group| &group.first)
    }
}

impl From<ExplainOutcome> for AlikeAnswers {
    fn from(ExplainOutcome { answers, skipped, .. }: ExplainOutcome) -> Self {
        let statuses = answers.iter().map(JudgedExplanation::status).collect();
        Self { groups: alike_questions(answers), statuses, skipped }
    }
}

/// Returns the questions by their answers, those that fail first.
pub fn alike_questions(questions: Vec<JudgedExplanation>) -> Vec<AlikeQuestions> {
    let mut groups: Vec<(String, AlikeQuestions)> = Vec::new();
    for question in questions {
        let key = answer_key(&question.explanation, &question.gaps);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.others.extend(question.asked.entry),
            None => groups.push((key, AlikeQuestions::alone(question))),
        }
    }
    // The order is that of the file, but for what works.
    groups.sort_by_key(|(_, group)| group.first.status() == AnswerStatus::Works);
    groups.into_iter().map(|(_, group)| group).collect()
}

impl AlikeQuestions {
    /// Returns a question that is like no other.
    pub fn alone(first: JudgedExplanation) -> Self {
        Self { first, others: Vec::new() }
    }

    /// Returns the numbers of all entries, from 1.
    pub fn entries(&self) -> Vec<usize> {
        self.first.asked.entry.into_iter().chain(self.others.iter().copied()).collect()
    }

    /// Returns what entries they are: `entry 3`, or `entries 3, 4 and 9`.
    pub fn entries_named(&self) -> String {
        let entries = self.entries();
        let listed: Vec<String> =
            entries.iter().take(LISTED_ENTRIES).map(ToString::to_string).collect();
        match (listed.as_slice(), entries.len() - listed.len()) {
            ([], _) => "request".to_owned(),
            ([only], _) => format!("entry {only}"),
            ([first @ .., last], 0) => format!("entries {} and {last}", first.join(", ")),
            (some, more) => format!("entries {} and {more} more", some.join(", ")),
        }
    }
}
