//! What becomes of cells apart from the harness.

use std::path::Path;
use std::sync::LazyLock;

use baselines::{QuirkEntry, read_divergences};
use cell_export::{ExportRefusal, ExportedFile, export_cell};
use diagnosis::Recordings;
use matrix::{CellFilter, Selection};
use serde_json::Value;

/// A cell that Chromium and WebKitGTK refuse, and the standards and Firefox do not.
const PLUS_ZERO: &str = "attributes-max-age/topology=same-origin/cookie-set-by=client/\
                         request=credentialed/max-age-form=plus-zero";

static ENTRIES: LazyLock<Vec<QuirkEntry>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/divergences.toml");
    let text = std::fs::read_to_string(path).expect("the entries are there");
    let matrix = Recordings::built_in().matrix();
    read_divergences(matrix, "divergences.toml", &text).expect("the entries are good")
});

fn export(id: &str) -> Result<Vec<ExportedFile>, ExportRefusal> {
    let matrix = Recordings::built_in().matrix();
    let filter: CellFilter = id.parse().expect("it is an id");
    let suite = &matrix.suites[id.split('/').next().expect("a suite comes first")];
    let cell = Selection::full(suite).narrow(&filter).expect("the axes are the suite's");
    export_cell(matrix, &cell.expect("there is such a cell"), &ENTRIES)
}

fn file(id: &str, path: &str) -> String {
    let files = export(id).expect("it can be exported");
    let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    let file = files.into_iter().find(|file| file.path == path);
    file.unwrap_or_else(|| panic!("no `{path}` in {paths:?}")).text
}

/// Returns whose sights a page compares with, each with whether the cookie is sent.
fn expected(id: &str) -> Vec<(String, bool)> {
    let cell: Value = serde_json::from_str(&file(id, "stand-alone/cell.json")).expect("JSON");
    let expected = cell["expected"].as_array().expect("a list").iter();
    let sight = |one: &Value| {
        (one["who"].as_str().unwrap_or_default().to_owned(), one["sight"]["sent"] == true)
    };
    expected.map(sight).collect()
}

#[track_caller]
fn check_expected(id: &str, wanted: &[(&str, bool)]) {
    let wanted: Vec<(String, bool)> =
        wanted.iter().map(|(who, sent)| ((*who).to_owned(), *sent)).collect();
    assert_eq!(expected(id), wanted, "{id}");
}

#[test]
fn a_page_compares_with_the_standards_and_with_each_recorded_browser() {
    check_expected(
        PLUS_ZERO,
        &[
            ("the standards", true),
            ("chromium, as recorded", false),
            ("firefox, as recorded", true),
            ("lightpanda, as recorded", false),
            ("webkitgtk, as recorded", false),
        ],
    );
}

#[test]
fn where_names_below_localhost_matter_the_page_says_so() {
    // Over http, WebKitGTK refuses Secure; the others take these names for secure.
    check_expected(
        "attributes-flags/topology=same-origin/cookie-set-by=client/request=credentialed/\
         flag-form=partitioned-secure",
        &[
            ("the standards, with the choices of chromium", true),
            ("chromium, as recorded", true),
            ("the standards, with the choices of firefox", true),
            ("firefox, as recorded", true),
            ("the standards, with the choices of lightpanda", true),
            ("lightpanda, as recorded", true),
            ("the standards, with the choices of webkitgtk", false),
            ("webkitgtk on these names, by its model", false),
        ],
    );
}

#[test]
fn fields_are_written_in_the_case_of_the_recordings() {
    let names = |case: &str| {
        let cell = format!(
            "field-names/topology=http-siblings/made-by=fetch-include/preflight=not-needed/\
             field-names={case}/allow-origin=exact/allow-credentials=absent"
        );
        let cell: Value =
            serde_json::from_str(&file(&cell, "stand-alone/cell.json")).expect("JSON");
        [&cell["set_cookie"], &cell["response"]["headers"][0][0]].map(ToString::to_string)
    };
    assert_eq!(names("lower"), [r#""set-cookie""#, r#""access-control-allow-origin""#]);
    assert_eq!(names("title"), [r#""Set-Cookie""#, r#""Access-Control-Allow-Origin""#]);
}

#[test]
fn a_report_has_versions_wire_sections_and_width() {
    insta::assert_snapshot!("report", file(PLUS_ZERO, "report-chromium.md"));
}

#[test]
fn a_report_goes_where_what_differs_belongs() {
    let response = "field-names/topology=http-siblings/made-by=fetch-include/\
                    preflight=not-needed/field-names=lower/allow-origin=twice-with-empty/\
                    allow-credentials=true";
    let report = file(response, "report-firefox.md");
    assert!(report.contains("component Core, DOM: Networking."), "{report}");
    assert!(
        report.starts_with("# Of two lines of one field, an empty one is skipped\n"),
        "{report}"
    );
}

#[test]
fn only_browsers_that_depart_from_the_standards_have_a_report() {
    let files = export(PLUS_ZERO).expect("it can be exported");
    let reports: Vec<&str> = files
        .iter()
        .filter_map(|file| file.path.strip_prefix("report-")?.strip_suffix(".md"))
        .collect();
    assert_eq!(reports, ["chromium", "lightpanda", "webkitgtk"]);
}

#[test]
fn a_test_names_hosts_as_its_server_does() {
    let path = "wpt/attributes-max-age-plus-zero.www.sub.https.html";
    insta::assert_snapshot!("wpt", file(PLUS_ZERO, path));
}

#[test]
fn a_cell_without_a_web_platform_test_says_why() {
    let nested = "attributes-domain/topology=siblings/cookie-set-by=script/request=credentialed/\
                  domain-form=no-break-space";
    assert_eq!(
        file(nested, "wpt/README.md"),
        "This cell has no web-platform test: wptserve does not write its line as it is. The page \
         in `stand-alone` has it.\n"
    );
}

#[test]
fn a_cookie_without_a_name_has_no_web_platform_test() {
    let nameless = "attributes-names/topology=same-origin/cookie-set-by=client/\
                    request=credentialed/name-form=empty";
    let why = file(nameless, "wpt/README.md");
    assert!(why.contains("`list.py` reads its name or value by rules of its own"), "{why}");
}

#[track_caller]
fn check_refused(id: &str, what: &str) {
    let refusal = export(id).expect_err("it needs the harness").to_string();
    let expected = format!("a cell with {what} cannot be exported; `cargo xtask show` plays it");
    assert_eq!(refusal, expected, "{id}");
}

#[test]
fn what_needs_the_harness_is_refused_by_name() {
    check_refused(
        "mechanisms/topology=cross-site/set-by=client/mechanism=img/same-site=none/secure=yes/\
         partitioned=no",
        "the request mechanism `img`",
    );
    check_refused(
        "partitions/topology=a-b-to-b/set-by=client/mechanism=fetch/same-site=none/secure=yes/\
         partitioned=no",
        "frames",
    );
    check_refused(
        "lifetime-cap/topology=same-origin/cookie-set-by=client/request=credentialed/\
         lasting=session",
        "a question for the jar's own dates",
    );
    check_refused(
        "overlay/topology=scheme-upgrade/second-by=client/overlay=over-secure",
        "http beside https",
    );
}

#[test]
fn a_difference_that_needs_other_names_is_refused() {
    // The line names www.example.com, which is no name of the page.
    let upper_case = "attributes-domain/topology=same-origin/cookie-set-by=client/\
                      request=credentialed/domain-form=upper-case";
    let refusal = export(upper_case).expect_err("the difference is gone");
    assert_eq!(
        refusal.to_string(),
        "what was recorded does not show on http and names below `localhost`: there, chromium, \
         firefox and lightpanda would answer otherwise; `cargo xtask show` plays the cell"
    );
}
