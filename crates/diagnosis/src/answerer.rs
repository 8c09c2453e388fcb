//! Answers a question: from the recordings where a cell matches, from the model elsewhere.

use std::sync::Arc;

use baselines::ObservationHalf;
use matrix::{Profile, Selection, Suite};
use oracle::{CookiePrediction, ResponsePrediction, ShapePrediction, ShapePredictor};
use run_model::evidence::JarPartitionKey;
use run_model::plan::compile_shape;
use run_model::results::{JarPlacement, Observation, ResponseOutcome};
use spec_model::{BuiltInPublicSuffixes, site};

use crate::answer::{
    AnswerBasis, CitedDivergence, CookieAnswer, ProfileAnswer, ReasonedAnswer, ResponseAnswer,
};
use crate::match_cells::{MatchedCells, match_cells};
use crate::predict::predict;
use crate::question::Question;
use crate::recordings::{ModelDifference, Recordings};
use crate::request_facts::RequestFacts;

/// Answers a question for these profiles.
pub fn answer<'a>(
    recordings: &Recordings,
    question: &Question,
    profiles: impl IntoIterator<Item = &'a Profile>,
) -> Vec<ProfileAnswer> {
    answer_with(recordings, question, &RequestFacts::of(question), profiles)
}

/// Answers a question for these profiles; the facts are those of its request.
pub(crate) fn answer_with<'a>(
    recordings: &Recordings,
    question: &Question,
    facts: &RequestFacts,
    profiles: impl IntoIterator<Item = &'a Profile>,
) -> Vec<ProfileAnswer> {
    let of_response = match_cells(recordings.matrix(), question, facts, None);
    let of_cookies: Vec<_> = question
        .set_cookie_lines()
        .map(|line| match_cells(recordings.matrix(), question, facts, Some(line)))
        .collect();
    let answer = |profile| {
        ProfileAnswerer { recordings, question, profile }.answer(&of_response, &of_cookies)
    };
    profiles.into_iter().map(answer).collect()
}

/// How many cells of a suite are compared with a question that has parts which match none. More
/// take time and hardly ever match.
const MAX_CANDIDATES: usize = 64;

/// A question to one profile.
struct ProfileAnswerer<'a> {
    recordings: &'a Recordings,
    question: &'a Question,
    profile: &'a Profile,
}

/// The cell that was recorded and corresponds to the question.
struct MatchedCell {
    cell: Selection,
    recorded: Observation,
    /// What the model says of the cell itself.
    predicted: ShapePrediction,
    unmatched: Vec<String>,
}

/// Which of a cell's predictions must be the question's where the cell is not the question itself.
#[derive(Clone, Copy)]
enum MatchBy<'a> {
    Cookie(&'a CookiePrediction),
    Response(&'a ResponsePrediction),
}

impl ProfileAnswerer<'_> {
    fn answer(
        &self,
        of_response: &[MatchedCells],
        of_cookies: &[Vec<MatchedCells>],
    ) -> ProfileAnswer {
        let prediction = predict(self.question, &self.profile.model.as_standard());
        let cookies =
            self.question.set_cookie_lines().zip(of_cookies).zip(prediction.cookies.iter());
        ProfileAnswer {
            engine: self.profile.engine.name(),
            profile: self.profile.name.clone(),
            ever_recorded: self.recordings.has(self.profile),
            response: self
                .response(&prediction.response_with(0..prediction.cookies.len()), of_response),
            cookies: cookies
                .map(|((line, located), prediction)| self.cookie(line, prediction, located))
                .collect(),
        }
    }

    fn response(
        &self,
        prediction: &ResponsePrediction,
        located: &[MatchedCells],
    ) -> ResponseAnswer {
        let Some(found) = self.find(located, MatchBy::Response(prediction)) else {
            let readable = readable(prediction.outcome, prediction);
            return ResponseAnswer {
                outcome: prediction.outcome,
                readable,
                basis: predicted(located),
            };
        };
        let outcome = found.recorded.response;
        ResponseAnswer {
            outcome,
            readable: readable(outcome, prediction),
            basis: self.recorded(found, ObservationHalf::Response),
        }
    }

    fn cookie(
        &self,
        line: &str,
        prediction: &CookiePrediction,
        located: &[MatchedCells],
    ) -> CookieAnswer {
        let Some(found) = self.find(located, MatchBy::Cookie(prediction)) else {
            return CookieAnswer {
                line: line.to_owned(),
                partition: prediction
                    .partition
                    .as_deref()
                    .cloned()
                    .filter(|_| prediction.stored.is_allowed()),
                stored: ReasonedAnswer::of(&prediction.stored),
                readable_on_page: ReasonedAnswer::of(&prediction.readable_on_page),
                readable_on_target: ReasonedAnswer::of(&prediction.readable_on_target),
                sent: ReasonedAnswer::of(&prediction.sent),
                basis: predicted(located),
            };
        };
        let seen = &found.recorded.cookie;
        CookieAnswer {
            line: line.to_owned(),
            partition: match &seen.stored {
                JarPlacement::No | JarPlacement::Yes => None,
                JarPlacement::Partitioned(key) => Some(self.own_partition(key, &found.cell)),
            },
            stored: ReasonedAnswer::seen(seen.stored != JarPlacement::No, &prediction.stored),
            readable_on_page: ReasonedAnswer::seen(
                seen.readable_on_page,
                &prediction.readable_on_page,
            ),
            readable_on_target: ReasonedAnswer::seen(
                seen.readable_on_target,
                &prediction.readable_on_target,
            ),
            sent: ReasonedAnswer::seen(seen.sent, &prediction.sent),
            basis: self.recorded(found, ObservationHalf::Cookie),
        }
    }

    /// Finds a recorded cell that is the question's case; the one with the fewest unmatched parts.
    fn find(&self, located: &[MatchedCells], likeness: MatchBy<'_>) -> Option<MatchedCell> {
        let mut located: Vec<&MatchedCells> = located.iter().collect();
        located.sort_by_key(|one| one.unmatched.len());
        located.into_iter().find_map(|one| {
            let recorded = |positions: Vec<usize>| {
                Some((self.recordings.cell(self.profile, &one.suite, &positions)?, positions))
            };
            let mut candidates = one.cells().filter_map(recorded).take(MAX_CANDIDATES);
            candidates.find_map(|(recorded, positions)| {
                self.try_cell(one, &positions, recorded, likeness)
            })
        })
    }

    fn try_cell(
        &self,
        located: &MatchedCells,
        positions: &[usize],
        recorded: Observation,
        likeness: MatchBy<'_>,
    ) -> Option<MatchedCell> {
        let cell = Selection::single(&located.suite, positions);
        let predicted = self.predict(&located.suite, &cell, positions);
        let is_alike = located.unmatched.is_empty()
            || match likeness {
                MatchBy::Cookie(prediction) => {
                    predicted.cookies.first().is_some_and(|one| same_fate(one, prediction))
                }
                MatchBy::Response(prediction) => {
                    let response = predicted.response_with(0..predicted.cookies.len());
                    response.outcome == prediction.outcome
                        && response.decision.reasons == prediction.decision.reasons
                }
            };
        is_alike.then(|| MatchedCell {
            cell,
            recorded,
            predicted,
            unmatched: located.unmatched.clone(),
        })
    }

    /// Returns what the model says of a cell, where the fixtures play it.
    fn predict(
        &self,
        suite: &Arc<Suite>,
        cell: &Selection,
        positions: &[usize],
    ) -> ShapePrediction {
        let shape = compile_shape(self.recordings.matrix(), cell, 0);
        let model = self.profile.model.as_standard();
        ShapePredictor::new(&model, suite.topology(positions[0]), &shape.cookies).predict(&shape)
    }

    fn recorded(&self, found: MatchedCell, part: ObservationHalf) -> AnswerBasis {
        let expected = Observation {
            response: found.predicted.response_with(0..found.predicted.cookies.len()).outcome,
            cookie: found
                .predicted
                .cookies
                .first()
                .map_or(run_model::results::CookieOutcome::NOTHING, |cookie| cookie.outcome()),
        };
        let difference = ModelDifference { expected, observed: found.recorded };
        let divergence = (!part.agrees(&difference.expected, &difference.observed)).then(|| {
            let known = self.recordings.divergence(self.profile, &found.cell, part, &difference);
            known.map_or_else(CitedDivergence::unnamed, |one| CitedDivergence {
                id: one.id.clone(),
                reason: one.reason.clone(),
                bug: one.bug.clone(),
            })
        });
        AnswerBasis::Recorded { cell: found.cell.id(0), unmatched: found.unmatched, divergence }
    }

    /// Returns the question's partition in place of the one of the cell that corresponds to it.
    fn own_partition(&self, key: &JarPartitionKey, cell: &Selection) -> JarPartitionKey {
        let page = |page: &url::Url| site(&page.origin(), &BuiltInPublicSuffixes).serialize();
        let of_cell = cell.topologies().next().map(|(_, topology)| page(&topology.page));
        let top_level_site = if of_cell.as_ref() == Some(&key.top_level_site) {
            page(&self.question.page)
        } else {
            key.top_level_site.clone()
        };
        JarPartitionKey { top_level_site, cross_site_ancestor: key.cross_site_ancestor }
    }
}

impl CitedDivergence {
    /// Returns what is said of a difference that has no name.
    fn unnamed() -> Self {
        Self {
            id: String::new(),
            reason: "The recording differs from the standards; no reason is documented.".to_owned(),
            bug: None,
        }
    }
}

fn readable(outcome: ResponseOutcome, prediction: &ResponsePrediction) -> ReasonedAnswer {
    let yes = match outcome {
        ResponseOutcome::Exposed
        | ResponseOutcome::ExposedWithField
        | ResponseOutcome::ExposedAgain => true,
        ResponseOutcome::NotMade
        | ResponseOutcome::PreflightRefused
        | ResponseOutcome::RedirectRefused
        | ResponseOutcome::Blocked
        | ResponseOutcome::Opaque
        | ResponseOutcome::Navigated => false,
    };
    ReasonedAnswer::seen(yes, &prediction.decision)
}

/// Returns that nothing was recorded, and what of the question is in no cell.
fn predicted(located: &[MatchedCells]) -> AnswerBasis {
    let unmatched = located.iter().map(|one| one.unmatched.clone()).min_by_key(Vec::len);
    AnswerBasis::Predicted {
        unmatched: unmatched.unwrap_or_else(|| vec!["the relation of page and target".to_owned()]),
    }
}

/// Returns whether the same rules are for and against both.
fn same_fate(one: &CookiePrediction, other: &CookiePrediction) -> bool {
    let rules = |prediction: &CookiePrediction| {
        let CookiePrediction { stored, readable_on_page, readable_on_target, sent, .. } =
            prediction;
        [stored, readable_on_page, readable_on_target, sent]
            .map(|decision| decision.reasons.clone())
    };
    one.partition.is_some() == other.partition.is_some() && rules(one) == rules(other)
}
