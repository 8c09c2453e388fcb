//! Shapes of one suite whose requests go to URL lists of different lengths.

use matrix::Selection;
use spec_model::EngineModel;

const MATRIX: &str = r#"
schema = 1
unrelated = "https://www.example.org"

[topologies.siblings]
page = "https://www.example.com"
target = "https://api.example.com"

[topologies.cross-site]
page = "https://www.example.com"
target = "https://api.example.net"

[axes.made-by.values.include]
fetch = "include"
response = [
  "Access-Control-Allow-Origin: {client.origin}",
  "Access-Control-Allow-Credentials: true",
]

[axes.made-by.values.include.redirect]
response = [
  "Access-Control-Allow-Origin: {client.origin}",
  "Access-Control-Allow-Credentials: true",
]

[axes.made-by.values.form-post]
mechanism = "form-post"

[axes.url-list.values]
direct = {}
through-client = { url-list = ["target", "client", "target"] }
to-client = { url-list = ["target", "client"] }
twice = { url-list = ["target", "target"] }

[axes.same-site.values]
lax = { cookie = "SameSite=Lax" }
none = { cookie = "SameSite=None; Secure" }

[suites.mixed]
summary = "A suite for tests."
cookie = "Path=/"
axes = ["topology", "made-by", "url-list", "same-site"]

[engines.chromium.default]
"#;

#[test]
fn a_cell_is_predicted_alike_beside_shapes_with_other_url_lists() {
    let matrix = matrix::read("matrix.toml", MATRIX).expect("the small matrix is good");
    let all = Selection::full(&matrix.suites["mixed"]);
    let model = EngineModel::standard();
    let together = oracle::predict_selection(&matrix, &all, &model);
    for (cell, predicted) in together.iter().enumerate() {
        let alone = Selection::single(all.suite(), &all.positions(cell));
        let alone = oracle::predict_selection(&matrix, &alone, &model);
        assert_eq!(alone[0].to_string(), predicted.to_string(), "{}", all.id(cell));
    }
}

#[test]
fn a_cookie_that_no_value_places_is_on_the_last_response() {
    check_cell("direct", "exposed; stored, readable on target, sent");
    check_cell("to-client", "blocked; stored, readable on page, sent");
}

/// Checks a `SameSite=None` cookie of a cross-site request, predicted beside all other cells.
#[track_caller]
fn check_cell(url_list: &str, expected: &str) {
    let matrix = matrix::read("matrix.toml", MATRIX).expect("the small matrix is good");
    let all = Selection::full(&matrix.suites["mixed"]);
    let id =
        format!("mixed/topology=cross-site/made-by=include/url-list={url_list}/same-site=none");
    let cell = all.cell_named(&id).expect("there is such a cell");
    let predicted = oracle::predict_selection(&matrix, &all, &EngineModel::standard());
    assert_eq!(predicted[cell].to_string(), expected);
}
