//! Cells of the suite `mechanisms`: elements, navigations, workers and WebSockets.

use matrix::{Matrix, Selection};
use run_model::plan::compile_shape;
use spec_model::EngineModel;

use oracle::ShapePredictor;

const ON_TARGET: &str = "stored, readable on target, sent";
const NOTHING: &str = "nothing";

fn shipped() -> Matrix {
    matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
        .expect("the shipped matrix.toml is good")
}

/// Checks a cell of the suite `mechanisms`, whose `same-site` and topology its name gives, with a
/// Secure cookie that is not partitioned.
fn check_mechanism(
    set_by: &str,
    mechanism: &str,
    topology: &str,
    same_site: &str,
    response: &str,
    cookie: &str,
) {
    let matrix = shipped();
    let full = Selection::full(&matrix.suites["mechanisms"]);
    let id = format!(
        "mechanisms/topology={topology}/set-by={set_by}/mechanism={mechanism}/\
         same-site={same_site}/secure=yes/partitioned=no"
    );
    let cell = full.cell_named(&id).expect("there is such a cell");
    let shape = compile_shape(&matrix, &full, cell / full.cookies());
    let model = EngineModel::standard();
    let mut oracle =
        ShapePredictor::new(&model, full.suite().topology(full.positions(cell)[0]), &shape.cookies);
    let predicted = oracle.predict(&shape);
    let outcome = predicted.cookies[cell % full.cookies()].outcome();
    assert_eq!(
        (predicted.response.outcome.as_str(), outcome.to_string().as_str()),
        (response, cookie),
        "{id}"
    );
}

#[test]
fn a_top_level_navigation_with_a_safe_method_carries_lax_cookies_cross_site() {
    for mechanism in ["link", "link-blank", "location", "window-open", "form-get", "refresh-header"]
    {
        check_mechanism("first-party", mechanism, "cross-site", "lax", "navigated", ON_TARGET);
        check_mechanism(
            "first-party",
            mechanism,
            "cross-site",
            "strict",
            "navigated",
            "stored, readable on target",
        );
    }
    for mechanism in ["form-post", "iframe", "object", "form-get-into-frame"] {
        check_mechanism(
            "first-party",
            mechanism,
            "cross-site",
            "lax",
            "navigated",
            "stored, readable on target",
        );
        check_mechanism("first-party", mechanism, "cross-site", "none", "navigated", ON_TARGET);
    }
}

#[test]
fn a_top_level_navigation_may_set_any_cookie() {
    check_mechanism(
        "client",
        "form-post",
        "cross-site",
        "lax",
        "navigated",
        "stored, readable on target",
    );
    check_mechanism(
        "client",
        "link",
        "cross-site",
        "strict",
        "navigated",
        "stored, readable on target",
    );
    check_mechanism("client", "iframe", "cross-site", "lax", "navigated", NOTHING);
}

#[test]
fn what_is_fetched_in_mode_cors_without_credentials_carries_no_cookies_across_origins() {
    for mechanism in ["font", "module-script", "script-anonymous"] {
        check_mechanism(
            "first-party",
            mechanism,
            "siblings",
            "none",
            "opaque",
            "stored, readable on target",
        );
    }
    check_mechanism(
        "first-party",
        "event-source",
        "siblings",
        "none",
        "exposed",
        "stored, readable on target",
    );
    check_mechanism(
        "first-party",
        "event-source-with-credentials",
        "siblings",
        "none",
        "exposed",
        ON_TARGET,
    );
    check_mechanism("first-party", "script", "siblings", "strict", "opaque", ON_TARGET);
}

#[test]
fn a_service_worker_counts_as_its_own_site() {
    check_mechanism(
        "first-party",
        "service-worker",
        "third-party-frame",
        "strict",
        "exposed",
        ON_TARGET,
    );
    check_mechanism(
        "first-party",
        "shared-worker",
        "third-party-frame",
        "strict",
        "exposed",
        "stored, readable on target",
    );
    check_mechanism(
        "first-party",
        "service-worker",
        "http-siblings",
        "lax",
        "request not made",
        NOTHING,
    );
}

#[test]
fn a_websocket_is_not_asked_for_permission_and_carries_cookies_of_its_site() {
    check_mechanism("first-party", "websocket", "siblings", "strict", "opaque", ON_TARGET);
    check_mechanism("client", "websocket", "cross-site", "none", "opaque", ON_TARGET);
    check_mechanism("client", "websocket", "cross-site", "lax", "opaque", NOTHING);
}
