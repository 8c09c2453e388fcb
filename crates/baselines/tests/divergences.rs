//! What known divergences excuse.

use baselines::{SuiteBaseline, SuiteComparison, UnstableCells};
use matrix::{Matrix, Selection};
use run_model::results::{CookieOutcome, Observation, ResponseOutcome, RunRecord};

const MATRIX: &str = include_str!("small.toml");

/// A divergence of Chromium with two places in a suite whose cells are same-origin or cross-site,
/// in each absent or none.
const TWO_PLACES: &str = r#"
schema = 1

[[divergence]]
id = "one"
engine = "chromium"
versions = "156"
reason = "It is so."

[[divergence.place]]
suite = "small"
part = "cookie"
rules = ["topology=same-origin"]
expected = "nothing"

[[divergence.place]]
suite = "small"
part = "cookie"
rules = ["topology=cross-site"]
observed = "sent"
"#;

fn matrix() -> Matrix {
    matrix::read("matrix.toml", MATRIX).expect("the small matrix is good")
}

/// Judges what Chromium did with the cookies of the four cells, `-` where one was not played,
/// beside what the model has for them.
fn judge(divergences: &str, expected: [&str; 4], observed: [&str; 4]) -> SuiteComparison {
    let matrix = matrix();
    let known = baselines::read_divergences(&matrix, "divergences.toml", divergences)
        .expect("the divergences are good");
    let mut record = RunRecord::new(
        vec![Selection::full(&matrix.suites["small"])],
        vec![matrix.profiles[0].clone()],
    );
    let observation = |cookie| Observation { response: ResponseOutcome::Exposed, cookie };
    let predicted = expected.map(|words| {
        observation(CookieOutcome::parse(words).expect("these are words for an outcome"))
    });
    for (cell, words) in observed.into_iter().enumerate() {
        record.lanes[0].observations[0][cell] = CookieOutcome::parse(words).map(observation);
    }
    let expected = SuiteBaseline {
        recorded: &[const { None }; 4],
        unstable: &UnstableCells::new(),
        predicted: &predicted,
        of_model: &predicted,
        known: &known,
    };
    baselines::compare_with_baseline(&record, 0, 0, expected)
        .expect("the axes are those of a matrix.toml")
}

#[test]
fn what_a_place_covers_is_known_and_the_rest_is_not() {
    let verdict = judge(
        TWO_PLACES,
        ["nothing", "stored", "stored", "stored"],
        ["stored", "nothing", "sent", "stored"],
    );
    assert_eq!(
        (verdict.divergences.agreeing, verdict.divergences.known, verdict.divergences.unknown),
        (1, 2, 1)
    );
    let seen: Vec<_> = verdict
        .matched
        .iter()
        .map(|seen| (seen.at.divergence, seen.at.place, seen.cells, seen.example))
        .collect();
    assert_eq!(seen, [(0, 0, 1, 0), (0, 1, 1, 2)]);
    assert_eq!(verdict.stale, []);
}

#[test]
fn a_place_that_shows_nothing_is_unseen_although_another_shows_it() {
    let verdict = judge(
        TWO_PLACES,
        ["nothing", "nothing", "stored", "stored"],
        ["stored", "nothing", "stored", "stored"],
    );
    assert_eq!(
        verdict.stale.iter().map(|at| (at.divergence, at.place)).collect::<Vec<_>>(),
        [(0, 1)]
    );
    assert!(!baselines::LaneComparison { suites: vec![verdict] }.is_as_recorded());
}

#[test]
fn a_place_whose_cells_were_not_played_is_not_missed() {
    let verdict = judge(
        TWO_PLACES,
        ["nothing", "nothing", "stored", "stored"],
        ["stored", "nothing", "-", "-"],
    );
    assert_eq!(verdict.stale, []);
}

#[test]
fn another_engine_has_no_part_in_it() {
    let of_firefox = TWO_PLACES.replace("chromium", "firefox");
    let verdict = judge(
        &of_firefox,
        ["nothing", "stored", "stored", "stored"],
        ["stored", "nothing", "sent", "stored"],
    );
    assert_eq!((verdict.divergences.known, verdict.divergences.unknown), (0, 3));
}
