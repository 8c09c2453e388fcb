//! What a quiz asks.

use std::collections::BTreeSet;

use diagnosis::Recordings;
use fastrand::Rng;
use quiz::{QuizFacts, explained_facts, random_question, simplifications};
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
        let QuizFacts { readable, sent, readable_on_page, readable_on_target } =
            explained_facts(&question, profile);
        answers.insert(("readable", readable));
        answers.extend(sent.iter().map(|yes| ("sent", *yes)));
        answers.extend(readable_on_page.iter().map(|yes| ("on the page", *yes)));
        answers.extend(readable_on_target.iter().map(|yes| ("at the target", *yes)));
    }
    assert_eq!(answers.len(), 8, "{answers:?}");
}

#[test]
fn each_simplification_lacks_something() {
    let mut random = Rng::with_seed(2);
    for _ in 0..100 {
        let question = random_question(&mut random);
        let length = |question: &quiz::QuizQuestion| question.command(1, "firefox").len();
        for simpler in simplifications(&question) {
            assert!(simpler != question && length(&simpler) <= length(&question), "{simpler:?}");
        }
    }
}

#[test]
fn a_disagreement_is_shown_as_a_command() {
    let question = random_question(&mut Rng::with_seed(9));
    insta::assert_snapshot!(question.command(17, "chromium:default"));
}
