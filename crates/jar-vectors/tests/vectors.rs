//! The vectors hold all that decides their cells.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use boon::{Compiler, Schemas};
use diagnosis::Recordings;
use jar_vectors::{
    BrowserSight, MarkerSight, RecordedVector, VECTORS_SCHEMA, recorded_vectors, vector_file,
};
use matrix::Selection;
use oracle::JarListing;
use run_model::results::{CookieOutcome, JarPlacement};
use spec_model::EngineModel;

static VECTORS: LazyLock<Vec<RecordedVector>> =
    LazyLock::new(|| recorded_vectors(Recordings::built_in()));

/// Returns what the oracle predicts of a vector's cell, as a vector's answer is seen.
fn predicted(id: &str) -> MarkerSight {
    let matrix = Recordings::built_in().matrix();
    let suite = &matrix.suites[id.split('/').next().expect("a suite comes first")];
    let whole = Selection::full(suite);
    let cell = whole.cell_named(id).expect("it is a cell");
    let cell = Selection::single(suite, &whole.positions(cell));
    let standards = EngineModel::standard();
    let seen = oracle::predict_seen(matrix, &cell, &standards, JarListing::Whole).remove(0);
    let CookieOutcome { stored, readable_on_page, readable_on_target, sent, .. } = seen.cookie;
    MarkerSight {
        kept: Some(stored != JarPlacement::No),
        given: vec![sent, readable_on_page, readable_on_target],
    }
}

#[test]
fn a_jar_with_the_standards_rules_answers_as_is_predicted_of_the_cells() {
    assert!(VECTORS.len() > 3_000, "{}", VECTORS.len());
    for vector in VECTORS.iter() {
        assert_eq!(vector.standard().sight(), predicted(&vector.id), "{}", vector.id);
    }
}

#[test]
fn two_departures_at_most_make_a_browsers_answer_of_the_standards() {
    let mut unexplained: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for vector in VECTORS.iter() {
        for BrowserSight { profile, sight, departures, .. } in &vector.browsers {
            if !sight.fits(&vector.standard().sight()) && departures.is_empty() {
                *unexplained.entry((profile, vector.suite())).or_default() += 1;
            }
        }
    }
    // Outside WebKitGTK's jar lie its documents' copies of cookies, and the party of a Domain in
    // capitals.
    let webkitgtk = "webkitgtk:default";
    let outside_the_jar = BTreeMap::from([
        ((webkitgtk, "attributes-domain"), 11),
        ((webkitgtk, "http-only-twins"), 10),
        ((webkitgtk, "lifetime"), 3),
    ]);
    assert_eq!(unexplained, outside_the_jar);
}

#[test]
fn each_vector_is_recorded_in_the_browsers_with_all_values_and_stands_once() {
    let mut ids: Vec<&str> = VECTORS.iter().map(|vector| vector.id.as_str()).collect();
    for vector in VECTORS.iter() {
        let profiles = vector.browsers.iter().map(|browser| browser.profile.as_str());
        // Of Lightpanda hardly more than the core is recorded.
        let profiles: Vec<&str> = profiles.filter(|one| *one != "lightpanda:default").collect();
        let all = ["chromium:default", "firefox:default", "webkitgtk:default"];
        assert_eq!(profiles, all, "{}", vector.id);
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), VECTORS.len());
}

#[test]
fn the_file_is_as_its_schema_says() {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas/jar-vectors.json");
    let path = path.to_str().expect("the path is text");
    let index = compiler.compile(path, &mut schemas).expect("it is a schema");
    let file = serde_json::from_str(&vector_file(&VECTORS)).expect("it is JSON");
    if let Err(error) = schemas.validate(&file, index) {
        panic!("{error:#}");
    }
    assert!(schemas.validate(&serde_json::json!({ "schema": 1 }), index).is_err());
    assert!(serde_json::from_str::<serde_json::Value>(VECTORS_SCHEMA).is_ok());
}
