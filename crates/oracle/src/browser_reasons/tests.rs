//! What engines say, set beside what the model says.

use matrix::Matrix;

use super::*;
use crate::predict_selection;

const BLOCKED: &str = "cors-credentials/topology=cross-site/credentials=fetch-include/\
    preflight=not-needed/allow-origin=absent\
/allow-credentials=true/domain=absent/same-site=lax/secure=yes/partitioned=no/http-only=no";

fn matrix() -> Matrix {
    matrix::read("matrix.toml", include_str!("../../../../matrix.toml")).unwrap()
}

/// Compares what an engine says of one cell whose outcome is the model's.
#[track_caller]
fn check(profile: &str, given: &[(ReasonSubject, &str)], expected: [ReasonMatch; 3]) {
    let matrix = matrix();
    let full = Selection::full(&matrix.suites["cors-credentials"]);
    let cell = full.narrow(&BLOCKED.parse().unwrap()).unwrap().unwrap();
    let profile = matrix.profiles.iter().find(|one| one.to_string() == profile).unwrap();
    let observed = predict_selection(&matrix, &cell, &profile.model.as_standard())[0].clone();
    let given = given
        .iter()
        .map(|(about, word)| CellReason { about: *about, word: (*word).into() })
        .collect();
    let compared = compare_reasons(&matrix, &cell, profile, &[Some(observed)], &[given]);
    assert_eq!(compared.matches, [expected]);
}

#[test]
fn a_word_agrees_where_it_names_a_violated_rule() {
    let given = [
        (ReasonSubject::Response, "MissingAllowOriginHeader"),
        (ReasonSubject::Stored, "SameSiteLax"),
    ];
    check(
        "chromium:third-party-allowed",
        &given,
        [ReasonMatch::First, ReasonMatch::First, ReasonMatch::NotAsked],
    );
}

#[test]
fn a_word_for_another_violated_rule_than_the_first_agrees_too() {
    let given = [
        (ReasonSubject::Response, "MissingAllowOriginHeader"),
        (ReasonSubject::Stored, "SameSiteLax"),
    ];
    let [_, stored, _] = [ReasonMatch::First, ReasonMatch::Later, ReasonMatch::NotAsked];
    check(
        "chromium:third-party-blocked",
        &given,
        [ReasonMatch::First, stored, ReasonMatch::NotAsked],
    );
}

#[test]
fn another_word_disagrees_and_no_word_is_silence() {
    let said = vec!["InvalidDomain".into()];
    let disagrees = ReasonMatch::Disagrees { said, model: Some("samesite-lax-cross-site-set") };
    let silent = ReasonMatch::Silent { model: "acao-missing" };
    check(
        "chromium:third-party-allowed",
        &[(ReasonSubject::Stored, "InvalidDomain")],
        [silent, disagrees, ReasonMatch::NotAsked],
    );
}

#[test]
fn a_remark_is_no_reason() {
    let silent = |model| ReasonMatch::Silent { model };
    let expected =
        [silent("acao-missing"), silent("samesite-lax-cross-site-set"), ReasonMatch::NotAsked];
    check(
        "firefox:third-party-allowed",
        &[(ReasonSubject::Stored, "CookieForeignNoPartitionedWarning")],
        expected,
    );
}

#[test]
fn nothing_is_asked_of_an_engine_that_gives_no_reasons() {
    check(
        "webkitgtk:third-party-allowed",
        &[],
        [ReasonMatch::NotAsked, ReasonMatch::NotAsked, ReasonMatch::NotAsked],
    );
}

#[test]
fn a_word_that_is_not_known_is_reported() {
    let matrix = matrix();
    let full = Selection::full(&matrix.suites["cors-credentials"]);
    let cell = full.narrow(&BLOCKED.parse().unwrap()).unwrap().unwrap();
    let profile = matrix.profiles.iter().find(|one| one.to_string() == "chromium:default").unwrap();
    let given = vec![CellReason { about: ReasonSubject::Stored, word: "PhaseOfTheMoon".into() }];
    let compared = compare_reasons(&matrix, &cell, profile, &[None], &[given]);
    assert_eq!(
        compared.unknown_words,
        BTreeSet::from([(ReasonSubject::Stored, "PhaseOfTheMoon".into())])
    );
    assert!(matches!(compared.matches[0][1], ReasonMatch::Disagrees { .. }));
}

#[test]
fn every_word_stands_once_and_means_something() {
    for engine in EngineKind::ALL {
        for about in ReasonSubject::ALL {
            let table = words(engine, about);
            for (number, (word, reasons)) in table.iter().enumerate() {
                assert!(!reasons.is_empty(), "{engine}: {word}");
                assert!(
                    table[number + 1..].iter().all(|(other, _)| other != word),
                    "{engine}: {word} stands twice"
                );
                assert!(
                    reasons.iter().all(|reason| Reason::from_code(reason.code()) == Some(*reason)),
                    "{engine}: {word}"
                );
                assert!(
                    !FIREFOX_REMARKS.contains(word),
                    "{engine}: {word} is a remark and a reason"
                );
            }
        }
    }
}
