//! Which recorded cell shows an answer: the very case, or the nearest that the engine decided for
//! the same reasons.
//!
//! Recordings decide nothing here. They are what an answer is cited from.

use std::sync::Arc;

use matrix::{Profile, Selection};
use oracle::{CookiePrediction, ResponsePrediction, ShapePrediction};
use run_model::results::Observation;

use crate::answer::{AnswerBasis, NearestCell, ProfileAnswer};
use crate::predict::ModelAnswer;
use crate::question::Question;
use crate::question::request_facts::RequestFacts;
use crate::recordings::Recordings;
use crate::recordings::cell_differences::cell_differences;
use crate::recordings::known_cells::KnownCell;
use crate::recordings::match_cells::{MatchedCells, QuestionCells};

/// How many cells of a suite are compared with a question.
const MAX_CANDIDATES: usize = 16;

/// The cells that may show the answers to a question, nearest first.
pub(crate) struct CitableCells<'r> {
    recordings: &'r Recordings,
    of_response: Vec<CandidateCell>,
    of_cookies: Vec<Vec<CandidateCell>>,
}

/// A cell that may show an answer.
struct CandidateCell {
    cell: Arc<KnownCell>,
    /// How it differs from the question; nothing where it is its very case.
    differences: Vec<String>,
}

/// Which of a cell's predictions must be decided as the question's.
#[derive(Clone, Copy)]
enum DecidedAs<'a> {
    Cookie(&'a CookiePrediction),
    Response(&'a ResponsePrediction),
}

impl<'r> CitableCells<'r> {
    /// Returns the cells for a question.
    pub(crate) fn of(
        recordings: &'r Recordings,
        question: &Question,
        facts: &RequestFacts,
    ) -> Self {
        let cells = QuestionCells::of(recordings, question, facts);
        let candidates = |matched: &[MatchedCells], line: Option<&str>| {
            candidates(recordings, question, facts, matched, line)
        };
        Self {
            recordings,
            of_response: candidates(cells.of_response(), None),
            of_cookies: question
                .set_cookie_lines()
                .map(|line| candidates(&cells.of_line(line), Some(line)))
                .collect(),
        }
    }

    /// Cites in a profile's answer what was seen of the profile.
    pub(crate) fn cite(&self, profile: &Profile, model: &ModelAnswer, answer: &mut ProfileAnswer) {
        if !answer.ever_recorded {
            return;
        }
        let of_response = DecidedAs::Response(&model.response);
        answer.response.basis = self.basis(profile, &self.of_response, of_response);
        let all = answer.cookies.iter_mut().zip(&model.cookies).zip(&self.of_cookies);
        for ((cookie, prediction), candidates) in all {
            cookie.basis =
                self.basis(profile, candidates, DecidedAs::Cookie(&prediction.prediction));
        }
    }

    fn basis(
        &self,
        profile: &Profile,
        candidates: &[CandidateCell],
        decided: DecidedAs<'_>,
    ) -> AnswerBasis {
        let shows = |candidate: &&CandidateCell| {
            let KnownCell { suite, positions, .. } = &*candidate.cell;
            let recorded = self.recordings.cell(profile, suite, positions);
            recorded.is_some_and(|recorded| {
                decided.is_shown_by(&recorded)
                    && decided.is_as(&candidate.cell.predict(&profile.model))
            })
        };
        let Some(found) = candidates.iter().find(shows) else { return AnswerBasis::UNCITED };
        let cell = Selection::single(&found.cell.suite, &found.cell.positions).id(0);
        if found.differences.is_empty() {
            AnswerBasis::Recorded { cell }
        } else {
            let nearest = NearestCell { cell, differences: found.differences.clone() };
            AnswerBasis::Predicted { nearest: Some(nearest) }
        }
    }
}

impl DecidedAs<'_> {
    /// Returns whether what was seen is what the question's answer says.
    fn is_shown_by(self, recorded: &Observation) -> bool {
        match self {
            Self::Cookie(prediction) => {
                let (one, other) = (prediction.outcome(), &recorded.cookie);
                // The partition has the name of the question's own site.
                (one.readable_on_page, one.readable_on_target, one.sent)
                    == (other.readable_on_page, other.readable_on_target, other.sent)
                    && std::mem::discriminant(&one.stored) == std::mem::discriminant(&other.stored)
            }
            Self::Response(prediction) => prediction.outcome == recorded.response,
        }
    }

    /// Returns whether a cell was decided for the same reasons.
    fn is_as(self, cell: &ShapePrediction) -> bool {
        match self {
            Self::Cookie(prediction) => {
                cell.cookies.first().is_some_and(|one| same_reasons(one, prediction))
            }
            Self::Response(prediction) => {
                let response = cell.response_with(0..cell.cookies.len());
                response.outcome == prediction.outcome
                    && response.decision.reasons == prediction.decision.reasons
            }
        }
    }
}

fn candidates(
    recordings: &Recordings,
    question: &Question,
    facts: &RequestFacts,
    matched: &[MatchedCells],
    line: Option<&str>,
) -> Vec<CandidateCell> {
    let matrix = recordings.matrix();
    let mut candidates: Vec<CandidateCell> = Vec::new();
    for matched in matched {
        candidates.extend(matched.cells().take(MAX_CANDIDATES).map(|positions| {
            let cell = recordings.known_cells().cell(matrix, &matched.suite, positions);
            let differences = cell_differences(question, facts, line, &cell);
            CandidateCell { cell, differences }
        }));
    }
    candidates.sort_by_key(|one| one.differences.len());
    candidates
}

/// Returns whether the same rules are for and against both.
fn same_reasons(one: &CookiePrediction, other: &CookiePrediction) -> bool {
    let rules = |prediction: &CookiePrediction| {
        let CookiePrediction { stored, readable_on_page, readable_on_target, sent, .. } =
            prediction;
        [stored, readable_on_page, readable_on_target, sent]
            .map(|decision| decision.reasons.clone())
    };
    one.partition.is_some() == other.partition.is_some() && rules(one) == rules(other)
}
