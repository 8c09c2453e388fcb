//! From a question to its answers: by what was recorded where it was, by the model where it was
//! not.

use std::sync::Arc;

use baselines::ObservationHalf;
use matrix::{Profile, Selection, Suite};
use oracle::{CookiePrediction, ResponsePrediction, ShapePrediction, ShapePredictor};
use run_model::evidence::PartitionKey;
use run_model::plan::write_shape;
use run_model::results::{Observation, ResponseOutcome, Stored};
use spec_model::{BuiltInPublicSuffixes, site};

use crate::answer::{Answer, Basis, CookieAnswer, Divergence, ResponseAnswer, Verdict};
use crate::forecast::forecast;
use crate::locate::{Located, locate};
use crate::question::Question;
use crate::recordings::{Difference, Recordings};
use crate::request_facts::RequestFacts;

/// Answers a question for these profiles.
pub fn answer<'a>(
    recordings: &Recordings,
    question: &Question,
    profiles: impl IntoIterator<Item = &'a Profile>,
) -> Vec<Answer> {
    answer_with(recordings, question, &RequestFacts::of(question), profiles)
}

/// Answers a question for these profiles; the facts are those of its request.
pub(crate) fn answer_with<'a>(
    recordings: &Recordings,
    question: &Question,
    facts: &RequestFacts,
    profiles: impl IntoIterator<Item = &'a Profile>,
) -> Vec<Answer> {
    let of_response = locate(recordings.matrix(), question, facts, None);
    let of_cookies: Vec<_> = question
        .set_cookie_lines()
        .map(|line| locate(recordings.matrix(), question, facts, Some(line)))
        .collect();
    let answer =
        |profile| Answering { recordings, question, profile }.answer(&of_response, &of_cookies);
    profiles.into_iter().map(answer).collect()
}

/// How many cells of a suite are compared with a question that is none of them; more make no likely
/// find, and take time.
const MOST_CANDIDATES: usize = 64;

/// A question to one profile.
struct Answering<'a> {
    recordings: &'a Recordings,
    question: &'a Question,
    profile: &'a Profile,
}

/// The cell that was recorded and corresponds to the question.
struct Found {
    cell: Selection,
    recorded: Observation,
    /// What the model says of the cell itself.
    predicted: ShapePrediction,
    beyond: Vec<String>,
}

/// Which of a cell's predictions must be the question's where the cell is not the question itself.
#[derive(Clone, Copy)]
enum Likeness<'a> {
    Cookie(&'a CookiePrediction),
    Response(&'a ResponsePrediction),
}

impl Answering<'_> {
    fn answer(&self, of_response: &[Located], of_cookies: &[Vec<Located>]) -> Answer {
        let prediction = forecast(self.question, &self.profile.model.as_standard());
        let cookies =
            self.question.set_cookie_lines().zip(of_cookies).zip(prediction.cookies.iter());
        Answer {
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

    fn response(&self, prediction: &ResponsePrediction, located: &[Located]) -> ResponseAnswer {
        let Some(found) = self.find(located, Likeness::Response(prediction)) else {
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
        located: &[Located],
    ) -> CookieAnswer {
        let Some(found) = self.find(located, Likeness::Cookie(prediction)) else {
            return CookieAnswer {
                line: line.to_owned(),
                partition: prediction
                    .partition
                    .as_deref()
                    .cloned()
                    .filter(|_| prediction.stored.is_allowed()),
                stored: Verdict::of(&prediction.stored),
                readable_on_page: Verdict::of(&prediction.readable_on_page),
                readable_on_target: Verdict::of(&prediction.readable_on_target),
                sent: Verdict::of(&prediction.sent),
                basis: predicted(located),
            };
        };
        let seen = &found.recorded.cookie;
        CookieAnswer {
            line: line.to_owned(),
            partition: match &seen.stored {
                Stored::No | Stored::Yes => None,
                Stored::Partitioned(key) => Some(self.own_partition(key, &found.cell)),
            },
            stored: Verdict::seen(seen.stored != Stored::No, &prediction.stored),
            readable_on_page: Verdict::seen(seen.readable_on_page, &prediction.readable_on_page),
            readable_on_target: Verdict::seen(
                seen.readable_on_target,
                &prediction.readable_on_target,
            ),
            sent: Verdict::seen(seen.sent, &prediction.sent),
            basis: self.recorded(found, ObservationHalf::Cookie),
        }
    }

    /// Finds a recorded cell that is the question's case; the one with the least beyond it.
    fn find(&self, located: &[Located], likeness: Likeness<'_>) -> Option<Found> {
        let mut located: Vec<&Located> = located.iter().collect();
        located.sort_by_key(|one| one.beyond.len());
        located.into_iter().find_map(|one| {
            let recorded = |positions: Vec<usize>| {
                Some((self.recordings.cell(self.profile, &one.suite, &positions)?, positions))
            };
            let mut candidates = one.cells().filter_map(recorded).take(MOST_CANDIDATES);
            candidates.find_map(|(recorded, positions)| {
                self.try_cell(one, &positions, recorded, likeness)
            })
        })
    }

    fn try_cell(
        &self,
        located: &Located,
        positions: &[usize],
        recorded: Observation,
        likeness: Likeness<'_>,
    ) -> Option<Found> {
        let cell = Selection::single(&located.suite, positions);
        let predicted = self.predict(&located.suite, &cell, positions);
        let is_alike = located.beyond.is_empty()
            || match likeness {
                Likeness::Cookie(prediction) => {
                    predicted.cookies.first().is_some_and(|one| same_fate(one, prediction))
                }
                Likeness::Response(prediction) => {
                    let response = predicted.response_with(0..predicted.cookies.len());
                    response.outcome == prediction.outcome
                        && response.decision.reasons == prediction.decision.reasons
                }
            };
        is_alike.then(|| Found { cell, recorded, predicted, beyond: located.beyond.clone() })
    }

    /// Returns what the model says of a cell, where the fixtures play it.
    fn predict(
        &self,
        suite: &Arc<Suite>,
        cell: &Selection,
        positions: &[usize],
    ) -> ShapePrediction {
        let shape = write_shape(self.recordings.matrix(), cell, 0);
        let model = self.profile.model.as_standard();
        ShapePredictor::new(&model, suite.topology(positions[0]), &shape.cookies).predict(&shape)
    }

    fn recorded(&self, found: Found, part: ObservationHalf) -> Basis {
        let expected = Observation {
            response: found.predicted.response_with(0..found.predicted.cookies.len()).outcome,
            cookie: found
                .predicted
                .cookies
                .first()
                .map_or(run_model::results::CookieOutcome::NOTHING, |cookie| cookie.outcome()),
        };
        let difference = Difference { expected, observed: found.recorded };
        let divergence = (!part.agrees(&difference.expected, &difference.observed)).then(|| {
            let known = self.recordings.divergence(self.profile, &found.cell, part, &difference);
            known.map_or_else(Divergence::unnamed, |one| Divergence {
                id: one.id.clone(),
                reason: one.reason.clone(),
                bug: one.bug.clone(),
            })
        });
        Basis::Recorded { cell: found.cell.id(0), beyond: found.beyond, divergence }
    }

    /// Returns the question's partition in place of the one of the cell that corresponds to it.
    fn own_partition(&self, key: &PartitionKey, cell: &Selection) -> PartitionKey {
        let page = |page: &url::Url| site(&page.origin(), &BuiltInPublicSuffixes).serialize();
        let of_cell = cell.topologies().next().map(|(_, topology)| page(&topology.page));
        let top_level_site = if of_cell.as_ref() == Some(&key.top_level_site) {
            page(&self.question.page)
        } else {
            key.top_level_site.clone()
        };
        PartitionKey { top_level_site, cross_site_ancestor: key.cross_site_ancestor }
    }
}

impl Divergence {
    /// Returns what is to say where nobody has named a difference.
    fn unnamed() -> Self {
        Self {
            id: String::new(),
            reason: "The recording differs from the standards; no reason is documented.".to_owned(),
            bug: None,
        }
    }
}

fn readable(outcome: ResponseOutcome, prediction: &ResponsePrediction) -> Verdict {
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
    Verdict::seen(yes, &prediction.decision)
}

/// Returns that nothing was recorded, and what of the question is in no cell.
fn predicted(located: &[Located]) -> Basis {
    let beyond = located.iter().map(|one| one.beyond.clone()).min_by_key(Vec::len);
    Basis::Predicted {
        beyond: beyond.unwrap_or_else(|| vec!["the relation of page and target".to_owned()]),
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
