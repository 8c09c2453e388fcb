//! Answers a question by the model of each engine.

use matrix::Profile;
use oracle::{CookiePrediction, ResponsePrediction};
use spec_model::{Quirk, Timestamp};

use crate::answer::{
    AnswerBasis, CitedRule, CookieAnswer, ProfileAnswer, ReasonedAnswer, ResponseAnswer,
};
use crate::attributes::deletes;
use crate::citation::CitableCells;
use crate::predict::{ModelAnswer, predict};
use crate::question::Question;
use crate::recordings::Recordings;
use crate::request_facts::RequestFacts;

/// Answers a question for these profiles, and cites what was seen.
pub fn answer<'a>(
    recordings: &Recordings,
    question: &Question,
    profiles: impl IntoIterator<Item = &'a Profile>,
) -> Vec<ProfileAnswer> {
    answer_with(recordings, question, &RequestFacts::of(question), profiles)
}

/// Answers a question for these profiles, and cites what was seen; the facts are those of its
/// request.
pub(crate) fn answer_with<'a>(
    recordings: &Recordings,
    question: &Question,
    facts: &RequestFacts,
    profiles: impl IntoIterator<Item = &'a Profile>,
) -> Vec<ProfileAnswer> {
    let cells = CitableCells::of(recordings, question, facts);
    let answer = |profile: &Profile| {
        let model = predict(question, &profile.model);
        let mut answer = by_model(recordings, question, profile, &model);
        cells.cite(profile, &model, &mut answer);
        answer
    };
    profiles.into_iter().map(answer).collect()
}

/// Answers a question for a profile by its model alone.
pub(crate) fn answer_by_model(
    recordings: &Recordings,
    question: &Question,
    profile: &Profile,
) -> ProfileAnswer {
    by_model(recordings, question, profile, &predict(question, &profile.model))
}

fn by_model(
    recordings: &Recordings,
    question: &Question,
    profile: &Profile,
    model: &ModelAnswer,
) -> ProfileAnswer {
    let lines = question.set_cookie_lines();
    let prior = question.prior.iter().zip(&model.prior);
    ProfileAnswer {
        engine: profile.engine.name(),
        profile: profile.name.clone(),
        ever_recorded: recordings.has(profile),
        response: response_answer(&model.response, model.usable),
        prior: prior
            .map(|(one, prediction)| cookie_answer(one.line(), question.now, prediction))
            .collect(),
        cookies: lines
            .zip(&model.cookies)
            .map(|(line, prediction)| cookie_answer(line, question.now, prediction))
            .collect(),
    }
}

fn response_answer(prediction: &ResponsePrediction, usable: bool) -> ResponseAnswer {
    let is_read = prediction.outcome.is_exposed();
    ResponseAnswer {
        outcome: prediction.outcome,
        readable: ReasonedAnswer { yes: is_read, ..ReasonedAnswer::of(&prediction.decision) },
        usable,
        basis: AnswerBasis::UNCITED,
    }
}

fn cookie_answer(line: &str, now: Timestamp, prediction: &CookiePrediction) -> CookieAnswer {
    let partition = prediction.partition.as_deref().cloned();
    let quirk = |quirk: Quirk| CitedRule::new(quirk.name(), quirk.summary(), quirk.section());
    CookieAnswer {
        line: line.to_owned(),
        is_deletion: deletes(line, now),
        partition: partition.filter(|_| prediction.stored.is_allowed()),
        stored: ReasonedAnswer::of(&prediction.stored),
        readable_on_page: ReasonedAnswer::of(&prediction.readable_on_page),
        readable_on_target: ReasonedAnswer::of(&prediction.readable_on_target),
        sent: ReasonedAnswer::of(&prediction.sent),
        departures: ModelAnswer::quirks(prediction).iter().map(quirk).collect(),
        basis: AnswerBasis::UNCITED,
    }
}
