//! Verdicts as people get to see them.

use claims::{Claim, LaneResults};
use matrix::{Matrix, Selection};
use run_model::results::{CookieOutcome, Observation, ResponseOutcome, RunRecord};

const CLAIMS: &str = r#"schema = 1

[[claim]]
number = 1
id = "include-to-store"
statement = "A cookie needs `include`."
correct = "It does, and None."
sources = { "Fetch §4.6" = "https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch" }

[[claim.needs]]
cells = "small"
outcome = "stored"
with = "credentials=include"

[[claim]]
number = 2
id = "same-site-is-nothing"
statement = "SameSite makes no difference."
correct = "Across sites it does, in Chromium."
unplayed = "what `omit` makes of it"

[[claim.same]]
engines = ["chromium"]
cells = "small, credentials=include"
outcome = "stored"
whatever = "same-site"
"#;

/// Returns the claims, and the verdicts on them by three lanes: two were played, of the first only
/// a part, the third was not.
fn judged() -> (Vec<Claim>, Vec<LaneResults>) {
    let matrix =
        matrix::read("small.toml", include_str!("small.toml")).expect("the small matrix is good");
    let claims = claims::read(&matrix, "claims.toml", CLAIMS)
        .map_err(|error| error.problems)
        .expect("the claims are good");
    let lanes = [
        lane(
            &matrix,
            0,
            [
                "nothing",
                "nothing",
                "stored",
                "stored",
                "nothing",
                "nothing",
                "nothing",
                "stored, sent",
            ],
        ),
        lane(&matrix, 1, ["-", "-", "-", "-", "nothing", "nothing", "nothing", "nothing"]),
        lane(&matrix, 2, ["-"; 8]),
    ];
    let check_claims = |record: &RunRecord| {
        claims::check_claims(&claims, record, 0).expect("the axes are those of a matrix.toml")
    };
    let lanes = lanes.iter().map(check_claims).collect();
    (claims, lanes)
}

fn lane(matrix: &Matrix, profile: usize, cookies: [&str; 8]) -> RunRecord {
    let mut record = RunRecord::new(
        vec![Selection::full(&matrix.suites["small"])],
        vec![matrix.profiles[profile].clone()],
    );
    for (cell, words) in cookies.into_iter().enumerate() {
        let observation = |cookie| Observation { response: ResponseOutcome::Exposed, cookie };
        record.lanes[0].observations[0][cell] = CookieOutcome::parse(words).map(observation);
    }
    record
}

#[test]
fn the_page_has_a_table_and_the_evidence() {
    let (claims, lanes) = judged();
    insta::assert_snapshot!(
        "page",
        claims::page("# Claims\n\nPut to the test.\n", &claims, &lanes).unwrap()
    );
}

#[test]
fn the_table_lists_what_fails_below() {
    let (claims, lanes) = judged();
    insta::assert_snapshot!("table", claims::table(&claims, &lanes).unwrap());
}
