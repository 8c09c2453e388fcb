//! An explanation, judged by what it lacks.

use diagnosis::{AnswerStatus, EvidenceGap, Explanation, Recordings};
use matrix::Profile;

use crate::input::InputQuestion;

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
