//! Questions of a file that have the same answer, which is given once.

use diagnosis::AnswerStatus;

use crate::judged_explanation::JudgedExplanation;
use crate::words::answer_key;

/// Questions with the same answer.
#[derive(Clone, Debug)]
pub struct AlikeQuestions {
    /// The first of them.
    pub first: JudgedExplanation,
    /// The numbers of the entries of the others, from 1.
    pub others: Vec<usize>,
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
}
