//! Versions that are made up, with models that are known: what the history says of them.

use std::sync::LazyLock;

use matrix::{Matrix, Profile, Selection};
use oracle::JarListing;
use run_model::results::{EngineVersion, Observation};
use spec_model::{EngineModel, HttpPrefixes, Quirk};
use version_history::{
    HistoryError, LineState, LineSubject, PlayedVersion, ProfileHistory, history_file,
    history_page, history_text, read_histories, version_history,
};

static MATRIX: LazyLock<Matrix> = LazyLock::new(|| {
    matrix::read("matrix.toml", include_str!("../../../matrix.toml")).expect("it is the project's")
});

/// Suites whose cells tell quirks and choices apart, and are few.
const SUITES: [&str; 3] = ["attributes-max-age", "prefixes", "prefixes-by-script"];

fn profile() -> &'static Profile {
    let is_meant = |profile: &&Profile| profile.to_string() == "chromium:third-party-allowed";
    MATRIX.profiles.iter().find(is_meant).expect("the profile is there")
}

fn selections() -> Vec<Selection> {
    SUITES.iter().map(|suite| Selection::core(&MATRIX.suites[*suite])).collect()
}

/// What a version shows whose model is this.
type Shown = (&'static str, Vec<Vec<Option<Observation>>>);

fn shown(browser: &'static str, model: &EngineModel) -> Shown {
    let view = JarListing::of(profile().engine);
    let cells = selections().into_iter().map(|selection| {
        let predicted = oracle::predict_seen(&MATRIX, &selection, model, view);
        predicted.into_iter().map(Some).collect()
    });
    (browser, cells.collect())
}

fn history(versions: &[Shown]) -> Result<ProfileHistory, HistoryError> {
    let played = versions.iter().map(|(browser, cells)| PlayedVersion {
        version: EngineVersion { browser: (*browser).to_owned(), ..EngineVersion::default() },
        observations: cells.iter().map(Vec::as_slice).collect(),
    });
    version_history(&MATRIX, profile(), &selections(), played.collect())
}

/// A model without prefixes of HTTP, as engines were before there were any.
fn before_http_prefixes() -> EngineModel {
    let mut model = profile().model;
    model.policy.http_prefixes = HttpPrefixes::Ignored;
    model
}

fn without(quirk: Quirk) -> EngineModel {
    let model = profile().model;
    EngineModel { quirks: model.quirks.without(quirk), ..model }
}

#[track_caller]
fn check_states(history: &ProfileHistory, name: &str, expected: &[LineState]) {
    let line = history.lines.iter().find(|line| line.subject.anchor().as_deref() == Some(name));
    let line = line.unwrap_or_else(|| panic!("no line is about {name}"));
    assert_eq!(line.states, expected, "{name}");
}

#[track_caller]
fn check_has_no_line(history: &ProfileHistory, name: &str) {
    let mut anchors = history.lines.iter().filter_map(|line| line.subject.anchor());
    assert!(!anchors.any(|anchor| anchor == name), "a line is about {name}");
}

#[track_caller]
fn check_refused(versions: &[Shown], expected: &str) {
    let error = history(versions).expect_err("the versions make no history");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_quirk_is_absent_from_a_version_whose_cells_are_explained_without_it() {
    let usual = profile().model;
    // The versions are given in another order than they were made.
    let versions =
        [shown("Chromium 141.0", &usual), shown("Chromium 99.0", &without(Quirk::MaxAgeWithPlus))];
    let history = history(&versions).unwrap();
    check_states(&history, "max-age-with-plus", &[LineState::Absent, LineState::Shown]);
    check_states(&history, "last-max-age-counts", &[LineState::Shown, LineState::Shown]);
    let changes = history.changes();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].before.number.short(), "99");
    assert_eq!(changes[0].now, LineState::Shown);
}

#[test]
fn a_choice_is_found_where_a_quirk_explains_less() {
    let (before, usual) = (before_http_prefixes(), profile().model);
    let history =
        history(&[shown("Chromium 131.0", &before), shown("Chromium 141.0", &usual)]).unwrap();
    check_states(&history, "http-prefixes-ignored", &[LineState::Shown, LineState::Absent]);
    // Without any prefix, `__Secure-` and `__Host-` would mean nothing either.
    check_has_no_line(&history, "no-name-prefixes");
    assert_eq!(history.versions.iter().map(|version| version.by_rules).sum::<usize>(), 0);
}

#[test]
fn what_no_model_explains_is_a_rule_with_a_cell() {
    let usual = profile().model;
    let mut odd = shown("Chromium 131.0", &usual);
    let other = odd.1[0].iter().flatten().find(|cell| Some(*cell) != odd.1[0][0].as_ref());
    odd.1[0][0] = other.cloned();
    let history = history(&[odd, shown("Chromium 141.0", &usual)]).unwrap();
    let rules = history.lines.iter().filter(|line| matches!(line.subject, LineSubject::Rule(_)));
    let rules: Vec<_> = rules.collect();
    assert_eq!(rules.len(), 1);
    assert_eq!(rules[0].states, [LineState::Shown, LineState::Absent]);
    assert_eq!(rules[0].example, selections()[0].id(0));
    assert_eq!(history.versions[0].by_rules, 1);
    assert_eq!(history.versions[1].changed, Some(1));
}

#[test]
fn a_version_whose_telling_cells_are_errors_cannot_tell() {
    let usual = profile().model;
    let mut spoiled = shown("Chromium 135.0", &usual);
    let other = shown("", &without(Quirk::MaxAgeWithPlus));
    for (suite, cells) in spoiled.1.iter_mut().enumerate() {
        for (cell, observed) in cells.iter_mut().enumerate() {
            observed.take_if(|observed| Some(&*observed) != other.1[suite][cell].as_ref());
        }
    }
    let versions = [shown("Chromium 131.0", &usual), spoiled, shown("Chromium 141.0", &usual)];
    let history = history(&versions).unwrap();
    let expected = [LineState::Shown, LineState::Unknown, LineState::Shown];
    check_states(&history, "max-age-with-plus", &expected);
    assert!(history.versions[1].errors > 0);
    assert_eq!(history.changes().len(), 0);
}

#[test]
fn versions_that_make_no_history_are_refused() {
    let usual = profile().model;
    check_refused(
        &[shown("Chromium 131.0", &usual)],
        "a history needs two versions, and chromium:third-party-allowed was played in 1",
    );
    check_refused(
        &[shown("Chromium 131.0", &usual), shown("Chromium 131.0", &usual)],
        "two runs played 131.0; leave out one",
    );
    check_refused(
        &[shown("Chromium", &usual), shown("Chromium 131.0", &usual)],
        "expected a version behind the name of the browser, found `Chromium`",
    );
}

#[test]
fn people_and_files_are_told_the_same() {
    let (before, usual) = (before_http_prefixes(), profile().model);
    let histories = [history(&[
        shown("Chromium 131.0", &before),
        shown("Chromium 141.0", &without(Quirk::MaxAgeWithPlus)),
        shown("Chromium 156.0", &usual),
    ])
    .unwrap()];
    let file = history_file(&histories).unwrap();
    assert_eq!(read_histories(&file).unwrap(), histories);
    insta::assert_snapshot!("file", file);
    insta::assert_snapshot!("page", history_page(&histories));
    insta::assert_snapshot!("text", history_text(&histories));
}

#[test]
fn a_file_that_does_not_hold_together_is_refused() {
    let error = read_histories(r#"{ "schema": 2, "histories": 7 }"#).unwrap_err();
    assert_eq!(error.to_string(), "expected histories of schema 1, found 2");
    let line = r#"{ "subject": { "quirk": "max-age-with-plus" }, "states": "shown", "cells": 1,
                    "example": "" }"#;
    let history = format!(r#"{{ "profile": "a:b", "versions": [], "lines": [{line}] }}"#);
    let error =
        read_histories(&format!(r#"{{ "schema": 1, "histories": [{history}] }}"#)).unwrap_err();
    assert_eq!(error.to_string(), "a line of a:b has 1 states for 0 versions");
}

#[test]
fn the_committed_page_is_made_of_the_committed_data_and_each_change_has_a_cell() {
    let histories = read_histories(include_str!("../../../fixtures/history.json")).unwrap();
    let page = include_str!("../../../docs/history.md");
    assert!(
        history_page(&histories) == page,
        "`cargo xtask history --write` writes docs/history.md"
    );
    for change in histories.iter().flat_map(ProfileHistory::changes) {
        let example = &change.line.example;
        let suite = example.split('/').next().expect("an id begins with a suite");
        let core = Selection::core(&MATRIX.suites[suite]);
        assert!(core.cell_named(example).is_some(), "{example} is no cell of the core");
    }
}
