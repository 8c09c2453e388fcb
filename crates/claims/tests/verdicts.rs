//! What follows from what was recorded, for each form of a predicate.

use claims::{CellExample, FailingRule, PredicateResult};
use matrix::{Matrix, Selection};
use run_model::results::{CookieOutcome, Observation, ResponseOutcome, RunRecord};

/// The cells of the small suite are, in order: same-origin or cross-site, in each omit or include,
/// in each absent or none.
fn matrix() -> Matrix {
    matrix::read("small.toml", include_str!("small.toml")).expect("the small matrix is good")
}

/// Returns a record of chromium:default with the cookies of the small suite's cells; `-` where one
/// was not played.
fn record(matrix: &Matrix, cookies: [&str; 8]) -> RunRecord {
    let mut record = RunRecord::new(
        vec![Selection::full(&matrix.suites["small"])],
        vec![matrix.profiles[0].clone()],
    );
    for (cell, words) in cookies.into_iter().enumerate() {
        let observation = |cookie| Observation { response: ResponseOutcome::Exposed, cookie };
        record.lanes[0].observations[0][cell] = CookieOutcome::parse(words).map(observation);
    }
    record
}

/// Checks the verdict on a claim with these predicates, in words: the verdict, then the rules or
/// the cells that show it.
#[track_caller]
fn check_verdict(predicates: &str, cookies: [&str; 8], expected: &str) {
    let matrix = matrix();
    let text = format!(
        "schema = 1\n[[claim]]\nnumber = 1\nid = \"one\"\nstatement = \"It is so.\"\ncorrect \
         = \"It is.\"\n{predicates}"
    );
    let claims = claims::read(&matrix, "claims.toml", &text)
        .map_err(|error| error.problems)
        .expect("the claim is good");
    let judged = claims::check_claims(&claims, &record(&matrix, cookies), 0)
        .expect("the axes are those of a matrix.toml");
    let short = |examples: &[CellExample]| {
        examples
            .iter()
            .map(|example| example.cell.replacen("small/", "", 1))
            .collect::<Vec<_>>()
            .join(" and ")
    };
    let exception = |FailingRule { rule, cells, evidence }: &FailingRule| {
        format!("{rule} ({cells}): {}", short(evidence))
    };
    let words = |PredicateResult { evidence, exceptions, .. }: &PredicateResult| {
        exceptions
            .iter()
            .map(exception)
            .chain((!evidence.is_empty()).then(|| short(evidence)))
            .collect::<Vec<_>>()
    };
    let shown: Vec<String> = judged.claims[0].predicates.iter().flat_map(words).collect();
    assert_eq!(format!("{}; {}", judged.claims[0].verdict.as_str(), shown.join("; ")), expected);
}

const NEEDS_INCLUDE: &str = r#"
    [[claim.needs]]
    cells = "small, topology=cross-site"
    outcome = "stored"
    with = "credentials=include"
"#;

#[test]
fn what_is_needed_shows_in_two_cells_that_differ_in_it() {
    check_verdict(
        NEEDS_INCLUDE,
        ["-", "-", "-", "-", "nothing", "nothing", "nothing", "stored"],
        "holds; topology=cross-site/credentials=include/same-site=none and \
         topology=cross-site/credentials=omit/same-site=none",
    );
}

#[test]
fn what_happens_without_it_does_not_need_it() {
    check_verdict(
        NEEDS_INCLUDE,
        ["-", "-", "-", "-", "stored", "nothing", "stored", "stored"],
        "fails; same-site=absent (1): topology=cross-site/credentials=omit/same-site=absent",
    );
}

#[test]
fn what_never_happens_needs_anything() {
    check_verdict(
        NEEDS_INCLUDE,
        ["-", "-", "-", "-", "nothing", "nothing", "nothing", "nothing"],
        "holds; topology=cross-site/credentials=omit/same-site=absent",
    );
}

#[test]
fn without_both_sides_nothing_shows_that_it_is_needed() {
    check_verdict(
        NEEDS_INCLUDE,
        ["-", "-", "-", "-", "-", "-", "nothing", "stored"],
        "not recorded; ",
    );
    check_verdict(
        NEEDS_INCLUDE,
        ["-", "-", "-", "-", "nothing", "nothing", "-", "-"],
        "not recorded; ",
    );
}

#[test]
fn always_is_of_each_cell() {
    let always =
        "[[claim.always]]\ncells = \"small, credentials=include\"\noutcome = \"stored, sent\"";
    check_verdict(
        always,
        ["-", "-", "stored, sent", "stored, sent", "-", "-", "-", "stored, sent"],
        "holds; topology=same-origin/credentials=include/same-site=absent",
    );
    check_verdict(
        always,
        ["-", "-", "stored, sent", "stored, sent", "-", "-", "stored", "nothing"],
        "fails; topology=cross-site (2): topology=cross-site/credentials=include/same-site=absent",
    );
    check_verdict(always, ["stored"; 8].map(|_| "-"), "not recorded; ");
}

#[test]
fn never_is_of_no_cell_that_counts() {
    let never =
        "[[claim.never]]\ncells = \"small\"\ngiven = \"stored\"\noutcome = \"readable on page\"";
    check_verdict(
        never,
        ["nothing", "nothing", "nothing", "nothing", "nothing", "stored", "nothing", "nothing"],
        "holds; topology=cross-site/credentials=omit/same-site=none",
    );
    check_verdict(never, ["nothing"; 8], "not recorded; ");
    check_verdict(
        never,
        [
            "stored, readable on page",
            "nothing",
            "nothing",
            "nothing",
            "nothing",
            "stored",
            "nothing",
            "nothing",
        ],
        "fails; topology=same-origin (1): topology=same-origin/credentials=omit/same-site=absent",
    );
}

const SAME: &str = r#"
    [[claim.same]]
    cells = "small, credentials=include"
    outcome = ["stored", "sent"]
    whatever = "same-site"
"#;

#[test]
fn cells_that_are_to_be_the_same_are_compared() {
    check_verdict(
        SAME,
        ["-", "-", "nothing", "nothing", "-", "-", "stored", "stored, readable on page"],
        "holds; topology=cross-site/credentials=include/same-site=absent and \
         topology=cross-site/credentials=include/same-site=none",
    );
    check_verdict(
        SAME,
        ["-", "-", "nothing", "nothing", "-", "-", "stored", "stored, sent"],
        "fails; topology=cross-site (2): topology=cross-site/credentials=include/same-site=absent \
         and topology=cross-site/credentials=include/same-site=none",
    );
    check_verdict(SAME, ["-", "-", "stored", "-", "-", "-", "-", "stored"], "not recorded; ");
}

#[test]
fn what_is_not_played_keeps_a_claim_from_holding() {
    let claim = |outcome: &str| {
        format!(
            "unplayed = \"the rest\"\n[[claim.never]]\ncells = \"small\"\noutcome = \"{outcome}\"\n"
        )
    };
    let shown = "topology=same-origin/credentials=omit/same-site=absent";
    check_verdict(&claim("sent"), ["stored"; 8], &format!("not recorded; {shown}"));
    check_verdict(&claim("stored"), ["stored"; 8], &format!("fails; everywhere (8): {shown}"));
}

#[test]
fn all_predicates_must_hold_but_those_of_other_engines() {
    let of = |engine: &str, outcome: &str| {
        format!(
            "[[claim.never]]\nengines = [\"{engine}\"]\ncells = \"small\"\noutcome \
             = \"{outcome}\"\n"
        )
    };
    let played = ["stored"; 8];
    let (holds, fails) = (of("chromium", "sent"), of("chromium", "stored"));
    check_verdict(
        &(of("firefox", "stored") + &holds),
        played,
        "holds; topology=same-origin/credentials=omit/same-site=absent",
    );
    check_verdict(
        &(holds.clone() + &fails),
        played,
        "fails; topology=same-origin/credentials=omit/same-site=absent; \
         everywhere (8): topology=same-origin/credentials=omit/same-site=absent",
    );
    check_verdict(&of("firefox", "stored"), played, "does not apply; ");
    let open = "[[claim.always]]\ncells = \"small\"\noutcome = \"sent\"\ngiven = \"partitioned\"\n";
    check_verdict(
        &(holds + open),
        played,
        "not recorded; topology=same-origin/credentials=omit/same-site=absent",
    );
}
