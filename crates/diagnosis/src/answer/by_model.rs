//! Answers a question by the model of each engine.

use matrix::Profile;
use oracle::{CookiePrediction, ResponsePrediction};
use run_model::evidence::cookie_pair;
use spec_model::{Decision, Quirk, QuirkSet, Reason, Timestamp, parse_set_cookie};
use url::Url;

use crate::answer::citation::CitableCells;
use crate::answer::{
    AnswerBasis, CitedRule, CookieAnswer, DeletionOutcome, LackingHop, ProfileAnswer,
    ReasonedAnswer, ResponseAnswer,
};
use crate::predict::{ModelAnswer, PredictedCookie, predict};
use crate::question::Question;
use crate::question::relation::is_of_app;
use crate::question::request_facts::RequestFacts;
use crate::recordings::Recordings;
use crate::set_cookie::attributes::LineLifetime;
use crate::set_cookie::folded::lost_cookies;
use crate::story::Story;

/// Answers a question for these profiles, and cites what was seen.
pub fn answer<'a>(
    recordings: &Recordings,
    question: &Question,
    profiles: impl IntoIterator<Item = &'a Profile>,
) -> Vec<ProfileAnswer> {
    let cells = CitableCells::of(recordings, question, &RequestFacts::of(question));
    let story = question.story();
    let answer = |profile: &Profile| {
        let (model, mut answer) = answer_by_model(recordings, question, &story, profile);
        cells.cite(profile, &model, &mut answer);
        answer
    };
    profiles.into_iter().map(answer).collect()
}

/// Answers a question, whose story this is, for a profile by its model alone, and returns what the
/// model says.
pub(crate) fn answer_by_model(
    recordings: &Recordings,
    question: &Question,
    story: &Story,
    profile: &Profile,
) -> (ModelAnswer, ProfileAnswer) {
    let model = predict(question, story, &profile.model);
    let answer = by_model(recordings, question, profile, &model);
    (model, answer)
}

fn by_model(
    recordings: &Recordings,
    question: &Question,
    profile: &Profile,
    model: &ModelAnswer,
) -> ProfileAnswer {
    let lines = question.set_cookie_lines();
    let mut prior: Vec<CookieAnswer> = Vec::with_capacity(question.prior.len());
    for (one, prediction) in question.prior.iter().zip(&model.prior) {
        let deletion = match of_line(one.line(), question.now, &prediction.prediction, &prior) {
            DeletionOutcome::NotMeant => of_prior(&prediction.prediction),
            meant => meant,
        };
        prior.push(cookie_answer(one.line(), prediction, deletion, profile));
    }
    let of_line = |(line, prediction): (&str, &PredictedCookie)| {
        let deletion = match of_line(line, question.now, &prediction.prediction, &prior) {
            DeletionOutcome::NotMeant if prediction.deleted_later => DeletionOutcome::DeletedLater,
            deletion => deletion,
        };
        cookie_answer(line, prediction, deletion, profile)
    };
    let cookies = lines.zip(&model.cookies).map(of_line).collect();
    ProfileAnswer {
        engine: profile.engine.name(),
        profile: profile.name.clone(),
        ever_recorded: recordings.has(profile) && !is_of_app(&question.page),
        response: response_answer(&model.response, model.usable),
        prior,
        cookies,
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

/// Returns whether a cookie that was there before is deleted, by a line of the responses.
fn of_prior(prediction: &CookiePrediction) -> DeletionOutcome {
    let reasons = &prediction.stored.reasons;
    if !reasons.is_empty() && reasons.iter().all(|reason| *reason == Reason::Deleted) {
        DeletionOutcome::Deleted
    } else {
        DeletionOutcome::NotMeant
    }
}

/// Returns what a line deletes of the cookies that were there before, if it is to delete.
fn of_line(
    line: &str,
    now: Timestamp,
    prediction: &CookiePrediction,
    prior: &[CookieAnswer],
) -> DeletionOutcome {
    match LineLifetime::of(line, now) {
        LineLifetime::Deletes => {}
        LineLifetime::Lasts | LineLifetime::Past { .. } => return DeletionOutcome::NotMeant,
    }
    if prediction.stored.is_allowed() {
        return DeletionOutcome::Kept;
    }
    let reasons = &prediction.stored.reasons;
    let ends = |reason: &Reason| matches!(reason, Reason::ExpiredOnArrival | Reason::Deleted);
    if reasons.contains(&Reason::ExpiredOnArrival) && reasons.iter().all(ends) {
        let name = cookie_pair(line).0;
        let of_name = || prior.iter().filter(|cookie| cookie.name() == name);
        let is_missed =
            of_name().any(|cookie| cookie.stored.yes) && !of_name().any(CookieAnswer::deletes);
        if is_missed { DeletionOutcome::Missed } else { DeletionOutcome::Deleted }
    } else {
        DeletionOutcome::Refused
    }
}

/// Returns what a profile reads in a line, where that is another cookie than the line says.
fn misreading(line: &str, profile: &Profile) -> Option<String> {
    let read = parse_set_cookie(line.as_bytes(), profile.model.quirks).cookie;
    let said = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
    let lost: Vec<&str> =
        [("HttpOnly", said.http_only && !read.http_only), ("Secure", said.secure && !read.secure)]
            .into_iter()
            .filter_map(|(name, is_lost)| is_lost.then_some(name))
            .collect();
    if (read.name, read.value) == (said.name, said.value) && lost.is_empty() {
        return None;
    }
    let [name, value] = [read.name, read.value].map(String::from_utf8_lossy);
    let pair = if name.is_empty() { value.into_owned() } else { format!("{name}={value}") };
    let without = if lost.is_empty() { "" } else { ", without " };
    Some(format!("`{pair}`{without}{}", lost.join(" and ")))
}

fn cookie_answer(
    line: &str,
    predicted: &PredictedCookie,
    deletion: DeletionOutcome,
    profile: &Profile,
) -> CookieAnswer {
    let PredictedCookie { prediction, reach, assumed_path, .. } = predicted;
    let hop = |(url, decision): &(Url, Decision)| {
        let sent = ReasonedAnswer::of(decision);
        LackingHop { url: url.clone(), sent }
    };
    let partition = prediction.partition.as_deref().cloned();
    let quirk = |quirk: Quirk| CitedRule::new(quirk.name(), quirk.summary(), quirk.section());
    CookieAnswer {
        line: line.to_owned(),
        deletion,
        kept_as: misreading(line, profile).filter(|_| prediction.stored.is_allowed()),
        lost: lost_cookies(line),
        partition: partition.filter(|_| prediction.stored.is_allowed()),
        stored: ReasonedAnswer::of(&prediction.stored),
        readable_on_page: ReasonedAnswer::of(&prediction.readable_on_page),
        readable_on_target: ReasonedAnswer::of(&prediction.readable_on_target),
        sent: ReasonedAnswer::of(&prediction.sent),
        lacking_hop: reach.lacking.as_ref().map(hop),
        unreached: reach.unreached.as_ref().map(hop),
        assumed_path: assumed_path.clone(),
        departures: ModelAnswer::quirks(prediction).iter().map(quirk).collect(),
        basis: AnswerBasis::UNCITED,
    }
}
