//! What a quiz asks.

use std::collections::BTreeSet;

use diagnosis::Recordings;
use fastrand::Rng;
use matrix::RequestApi;
use quiz::{QuizFacts, QuizQuestion, explained_facts, random_question, simplifications};
use spec_model::Timestamp;

/// A time in 2026.
const NOW: Timestamp = Timestamp(1_780_000_000);

#[test]
fn a_seed_draws_the_same_questions() {
    let draw = |seed| {
        let mut random = Rng::with_seed(seed);
        (0..50).map(|_| random_question(&mut random)).collect::<Vec<_>>()
    };
    assert_eq!(draw(3), draw(3));
    assert_ne!(draw(3), draw(4));
}

#[test]
fn questions_have_every_answer() {
    let matrix = Recordings::built_in().matrix();
    let of_firefox = |profile: &&matrix::Profile| profile.to_string() == "firefox:default";
    let profile = matrix.profiles.iter().find(of_firefox).expect("it has a profile");
    let mut random = Rng::with_seed(1);
    let mut answers = BTreeSet::new();
    for number in 0..400 {
        let question = random_question(&mut random).numbered(number, NOW).expect("it has URLs");
        let QuizFacts { usable, sent, readable_on_page, readable_on_target } =
            explained_facts(&question, profile);
        answers.extend(usable.map(|yes| ("usable", yes)));
        answers.extend(sent.iter().map(|yes| ("sent", *yes)));
        answers.extend(readable_on_page.iter().map(|yes| ("on the page", *yes)));
        answers.extend(readable_on_target.iter().map(|yes| ("at the target", *yes)));
    }
    assert_eq!(answers.len(), 8, "{answers:?}");
}

#[test]
fn questions_tell_every_kind_of_story() {
    let mut random = Rng::with_seed(4);
    let mut told = BTreeSet::new();
    for _ in 0..600 {
        let question = random_question(&mut random);
        let QuizQuestion { document, redirects, have, script_sets, then, .. } = &question;
        told.extend((!document.frames.is_empty()).then_some("frames"));
        told.extend((!redirects.is_empty()).then_some("redirects"));
        told.extend(have.is_some().then_some("cookies that are there"));
        told.extend((!script_sets.is_empty()).then_some("cookies of scripts"));
        told.extend(then.is_some().then_some("a later request"));
        told.extend(question.url.contains("localhost").then_some("localhost"));
        told.extend(question.url.contains("{ip}").then_some("IPv4"));
        told.extend(question.url.contains("{ip6}").then_some("IPv6"));
        if let RequestApi::Mechanism(mechanism) = question.api {
            told.insert(mechanism.as_str());
        }
    }
    assert_eq!(told.len(), 8 + 16, "{told:?}");
}

#[test]
fn each_simplification_lacks_something() {
    let mut random = Rng::with_seed(2);
    for _ in 0..100 {
        let question = random_question(&mut random);
        let length = |question: &quiz::QuizQuestion| question.command(1, "firefox").len();
        for simpler in simplifications(&question) {
            assert!(simpler != question && length(&simpler) <= length(&question), "{simpler:?}");
            assert_eq!(simpler.numbered(1, NOW).err(), None, "{simpler:?}");
        }
    }
}

/// Shows the first question that is so as a command.
fn check_command(name: &str, is_so: impl Fn(&QuizQuestion) -> bool) {
    let mut random = Rng::with_seed(9);
    let mut questions = std::iter::repeat_with(|| random_question(&mut random));
    let question = questions.find(is_so).expect("some question is so");
    insta::assert_snapshot!(name, question.command(17, "chromium:default"));
}

#[test]
fn a_disagreement_is_shown_as_a_command() {
    check_command("of_a_script", |question| question.redirects.is_empty());
    check_command("of_a_story", |question| {
        !question.redirects.is_empty() && question.have.is_some() && question.then.is_some()
    });
}
