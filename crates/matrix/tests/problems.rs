//! Each kind of problem that a `matrix.toml` can have, with the message that a person gets.

use matrix::{EngineKind, FileError, ProblemKind};
use miette::{GraphicalReportHandler, GraphicalTheme};

/// A file without a problem; each case breaks one thing in it.
const GOOD: &str = r#"schema = 1
unrelated = "https://www.example.org"

[topologies.cross-site]
page = "https://www.example.com"
target = "https://api.example.net"

[axes.credentials.values]
omit = { fetch = "omit" }
include = { fetch = "include" }

[axes.allow-origin.values]
exact = { response = "Access-Control-Allow-Origin: {client.origin}" }
absent = {}

[axes.same-site.values]
absent = {}
none = { cookie = "SameSite=None" }

[suites.small]
summary = "A suite for tests."
axes = ["topology", "credentials", "allow-origin", "same-site"]

[suites.small.core]
same-site = ["none"]

[engines.firefox.default]
"#;

/// Reads the good file with `from` replaced by `to`, and records the message.
fn check_problem(kind: ProblemKind, name: &str, edits: &[(&str, &str)]) {
    let text = edits.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the good file has no `{from}`");
        text.replacen(from, to, 1)
    });
    let error = matrix::read("matrix.toml", &text).expect_err("the file is broken");
    assert!(
        error.problems.iter().any(|problem| problem.kind == kind),
        "{name}: {:?}",
        error.problems
    );
    insta::assert_snapshot!(name, rendered(&error));
}

fn rendered(error: &FileError) -> String {
    let mut text = String::new();
    GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(120)
        .render_report(&mut text, error)
        .expect("a string takes any text");
    text
}

#[test]
fn the_good_file_is_good() {
    let matrix = matrix::read("matrix.toml", GOOD).unwrap();
    assert_eq!(matrix::Selection::full(&matrix.suites["small"]).cells(), 8);
    assert_eq!(matrix::Selection::core(&matrix.suites["small"]).cells(), 4);
}

/// A problem's kind, the name of its snapshot, and the edits that cause it.
type Case = (ProblemKind, &'static str, &'static [(&'static str, &'static str)]);

const CASES: &[Case] = &[
    (
        ProblemKind::BadCount,
        "bad_count_of_others",
        &[("absent = {}", "absent = { others = { before = 200, after = 200 } }")],
    ),
    (
        ProblemKind::BadCount,
        "bad_octets_of_others",
        &[("absent = {}", "absent = { others = { after = 1, octets = 70000 } }")],
    ),
    (
        ProblemKind::BadCount,
        "bad_count_of_kept",
        &[(
            "[engines.firefox.default]",
            "[engines.firefox.default]\npolicy = { cookies-per-domain = { most = 150, kept \
             = 180 } }",
        )],
    ),
    (
        ProblemKind::BadHeader,
        "bad_header",
        &[("Access-Control-Allow-Origin: {client.origin}", "Access-Control-Allow-Origin")],
    ),
    (
        ProblemKind::BadHeader,
        "bad_field_name",
        &[("absent = {}", "absent = { reads = \"Date:\" }")],
    ),
    (
        ProblemKind::BadMarker,
        "bad_marker",
        &[("cookie = \"SameSite=None\"", "line = \"{name}=a; SameSite=None\"")],
    ),
    (
        ProblemKind::BadMarker,
        "bad_marker_end",
        &[("cookie = \"SameSite=None\"", "line = \"{name}=a{value}; SameSite=None\"")],
    ),
    (
        ProblemKind::BadMarker,
        "bad_marker_of_others",
        &[("absent = {}", "absent = { others-cookie = \"Path={value}\" }")],
    ),
    (ProblemKind::BadMethod, "bad_method", &[("absent = {}", "absent = { method = \"P UT\" }")]),
    (
        ProblemKind::BadName,
        "bad_name",
        &[("none = {", "\"None of it\" = {"), ("[\"none\"]", "[\"absent\"]")],
    ),
    (ProblemKind::BadPlaceholder, "bad_placeholder", &[("{client.origin}", "{page.origin}")]),
    (ProblemKind::BadPlaceholder, "bad_date", &[("SameSite=None\"", "Expires={date.401d}\"")]),
    (ProblemKind::BadSchema, "bad_schema", &[("schema = 1", "schema = 2")]),
    (ProblemKind::BadStatus, "bad_status", &[("absent = {}", "absent = { status = 101 }")]),
    (
        ProblemKind::BadStatus,
        "bad_redirect_status",
        &[("absent = {}", "absent = { redirect.status = 304 }")],
    ),
    (ProblemKind::BadUrl, "bad_url", &[("https://api.example.net", "api.example.net")]),
    (
        ProblemKind::BadUrl,
        "bad_url_scheme",
        &[("https://api.example.net", "ftp://api.example.net")],
    ),
    (
        ProblemKind::BadUrl,
        "bad_url_path",
        &[("https://api.example.net", "https://api.example.net/v1")],
    ),
    (
        ProblemKind::ConflictingEffect,
        "conflicting_means",
        &[("{ fetch = \"omit\" }", "{ fetch = \"omit\", xhr = \"with-credentials\" }")],
    ),
    (
        ProblemKind::BadCount,
        "bad_age",
        &[("absent = {}", "absent = { set-by = \"first-party\", age-secs = 601 }")],
    ),
    (
        ProblemKind::ConflictingEffect,
        "conflicting_age",
        &[("absent = {}", "absent = { set-by = \"client\", age-secs = 60 }")],
    ),
    (
        ProblemKind::ConflictingEffect,
        "conflicting_upload",
        &[("{ fetch = \"omit\" }", "{ fetch = \"omit\", upload = \"observed\" }")],
    ),
    (
        ProblemKind::ConflictingEffect,
        "conflicting_effect",
        &[(
            "{ cookie = \"SameSite=None\" }",
            "{ cookie = \"SameSite=None\", response = \"Vary: Origin\" }",
        )],
    ),
    (
        ProblemKind::Duplicate,
        "duplicate_key",
        &[("include = { fetch = \"include\" }", "omit = { fetch = \"include\" }")],
    ),
    (
        ProblemKind::Duplicate,
        "duplicate_axis",
        &[("\"credentials\", \"allow-origin\"", "\"credentials\", \"credentials\"")],
    ),
    (ProblemKind::Duplicate, "duplicate_value", &[("[\"none\"]", "[\"none\", \"none\"]")]),
    (
        ProblemKind::EmptySelection,
        "empty_url_list",
        &[("absent = {}", "absent = { url-list = [] }")],
    ),
    (ProblemKind::EmptySelection, "empty_selection", &[("[\"none\"]", "[]")]),
    (
        ProblemKind::MisplacedAxis,
        "misplaced_cookie_axis",
        &[("\"allow-origin\", \"same-site\"", "\"same-site\", \"allow-origin\"")],
    ),
    (
        ProblemKind::MisplacedAxis,
        "misplaced_topology",
        &[("\"topology\", \"credentials\"", "\"credentials\", \"topology\"")],
    ),
    (ProblemKind::MissingKey, "missing_key", &[("target = \"https://api.example.net\"\n", "")]),
    (
        ProblemKind::NoCells,
        "no_cells",
        &[("[\"topology\", \"credentials\", \"allow-origin\", \"same-site\"]", "[]")],
    ),
    (
        ProblemKind::NoCells,
        "no_topologies",
        &[(
            "[topologies.cross-site]\npage = \"https://www.example.com\"\ntarget \
             = \"https://api.example.net\"\n",
            "[topologies]\n",
        )],
    ),
    (ProblemKind::NoFrame, "no_frame", &[("target = ", "sandbox = \"allow-scripts\"\ntarget = ")]),
    (ProblemKind::NoRequest, "no_request", &[("\"topology\", \"credentials\"", "\"topology\"")]),
    (ProblemKind::NoRequest, "no_request_for_a_value", &[("{ fetch = \"include\" }", "{}")]),
    (ProblemKind::NoResponse, "no_response", &[("cookie = \"SameSite=None\"", "on = \"second\"")]),
    (
        ProblemKind::NotAlone,
        "not_alone",
        &[("SameSite=None", "SameSite={byte.0d}None"), ("https://api.", "http://api.")],
    ),
    (
        ProblemKind::NotComparable,
        "not_comparable",
        &[
            ("{ cookie = \"SameSite=None\" }", "{ line = \"{name}=x{value}\" }"),
            ("[suites.small.core]", "changes = \"observed\"\n\n[suites.small.core]"),
        ],
    ),
    (
        ProblemKind::NotComparable,
        "not_comparable_octet",
        &[
            ("{ cookie = \"SameSite=None\" }", "{ line = \"{name}={value}{byte.e9}\" }"),
            ("[suites.small.core]", "changes = \"observed\"\n\n[suites.small.core]"),
        ],
    ),
    (ProblemKind::NotOverHttp, "not_over_http", &[("SameSite=None", "SameSite={byte.0a}None")]),
    (ProblemKind::NotOverHttp2, "not_over_http2", &[("SameSite=None", "SameSite={byte.01}None")]),
    (
        ProblemKind::SharedUnrelated,
        "shared_unrelated",
        &[("https://www.example.org", "https://www.example.com")],
    ),
    (ProblemKind::Syntax, "syntax", &[("unrelated = ", "unrelated ")]),
    (
        ProblemKind::UnknownAxis,
        "unknown_axis",
        &[("\"allow-origin\", \"same-site\"", "\"alow-origin\", \"same-site\"")],
    ),
    (ProblemKind::UnknownAxis, "unknown_core_axis", &[("same-site = [", "samesite = [")]),
    (
        ProblemKind::UnknownEngine,
        "unknown_engine",
        &[("[engines.firefox.default]", "[engines.fireflox.default]")],
    ),
    (ProblemKind::UnknownKey, "unknown_key", &[("page = ", "pages = ")]),
    (
        ProblemKind::UnknownQuirk,
        "unknown_quirk",
        &[(
            "[engines.firefox.default]\n",
            "[engines.firefox.default]\n[engines.firefox.quirks]\n\
             none-without-securing = {}\nnone-without-secure = { since = 3 }\n",
        )],
    ),
    (
        ProblemKind::Duplicate,
        "duplicate_quirk_of_profile",
        &[(
            "[engines.firefox.default]\n",
            "[engines.firefox.default]\n[engines.firefox.quirks]\nnone-without-secure = {}\n\
             [engines.firefox.next]\nsince = \"999\"\n[engines.firefox.next.quirks]\n\
             none-without-secure = {}\nno-name-prefixes = false\n",
        )],
    ),
    (
        ProblemKind::WrongType,
        "wrong_version_of_profile",
        &[(
            "[engines.firefox.default]",
            "[engines.firefox.next]\nsince = \"2.x\"\n[engines.firefox.default]",
        )],
    ),
    (
        ProblemKind::UnknownValue,
        "unknown_unplayed_suite",
        &[(
            "[engines.firefox.default]\n",
            "[engines.firefox.default]\n[engines.firefox.unplayed]\nsmal = \"it cannot\"\n",
        )],
    ),
    (ProblemKind::UnknownValue, "unknown_value", &[("[\"none\"]", "[\"nome\"]")]),
    (
        ProblemKind::UnknownValue,
        "unknown_sandbox",
        &[(
            "target = ",
            "frames = [\"https://www.example.com\"]\nsandbox = \"allow-script\"\ntarget = ",
        )],
    ),
    (
        ProblemKind::UnknownValue,
        "unknown_storage_access",
        &[(
            "target = ",
            "frames = [\"https://www.example.com\"]\nstorage-access = \"grant\"\ntarget = ",
        )],
    ),
    (
        ProblemKind::UnknownValue,
        "unknown_party",
        &[("absent = {}", "absent = { url-list = [\"page\"] }")],
    ),
    (
        ProblemKind::UnknownValue,
        "unknown_then_by",
        &[("absent = {}", "absent = { then-by = \"scripts\" }")],
    ),
    (
        ProblemKind::UnknownValue,
        "unknown_reader",
        &[("absent = {}", "absent = { reads-cookies-by = \"cookiestore\" }")],
    ),
    (
        ProblemKind::UnknownValue,
        "unknown_lifetimes",
        &[("[suites.small.core]", "lifetimes = \"asked\"\n\n[suites.small.core]")],
    ),
    (
        ProblemKind::UnknownValue,
        "unknown_changes",
        &[("[suites.small.core]", "changes = \"asked\"\n\n[suites.small.core]")],
    ),
    (
        ProblemKind::UnknownValue,
        "unknown_carrier",
        &[("cookie = \"SameSite=None\"", "on = \"fourth\"")],
    ),
    (
        ProblemKind::UnknownValue,
        "unknown_credentials",
        &[("fetch = \"include\"", "fetch = \"always\"")],
    ),
    (
        ProblemKind::UnknownKey,
        "unknown_policy",
        &[(
            "[engines.firefox.default]",
            "[engines.firefox.default]\npolicy = { third-party-cookie = \"allow\" }",
        )],
    ),
    (
        ProblemKind::UnknownValue,
        "unknown_policy_choice",
        &[(
            "[engines.firefox.default]",
            "[engines.firefox.default]\npolicy = { third-party-cookies = \"allowed\" }",
        )],
    ),
    (ProblemKind::WrongType, "wrong_type", &[("[\"none\"]", "\"none\"")]),
    (
        ProblemKind::UnknownKey,
        "several_at_once",
        &[
            ("page = ", "pages = "),
            ("{client.origin}", "{client.port}"),
            ("[\"none\"]", "[\"lax\"]"),
            ("firefox", "opera"),
        ],
    ),
];

#[test]
fn every_message_names_its_place_and_a_way_out() {
    for (kind, name, edits) in CASES {
        check_problem(*kind, name, edits);
    }
}

#[test]
fn a_suite_is_played_on_all_engines_but_those_that_say_no() {
    let text = format!(
        "{GOOD}[engines.firefox.unplayed]\nsmall = \"it cannot\"\n[engines.chromium.default]\n"
    );
    let matrix = matrix::read("matrix.toml", &text).unwrap();
    assert!(!matrix.plays(EngineKind::Firefox, "small"));
    assert!(matrix.plays(EngineKind::Chromium, "small"));
    assert_eq!(matrix.unplayed[0].reason, "it cannot");
    assert_eq!(matrix.profiles.len(), 2);
}

#[test]
fn a_suite_that_is_too_large_is_refused() {
    let values: String =
        (0..200).map(|number| format!("v{number} = {{ cookie = \"Foo={number}\" }}\n")).collect();
    let text = GOOD
        .replace("none = { cookie = \"SameSite=None\" }", &values)
        .replace("[\"none\"]", "[\"v1\"]");
    let error = matrix::read("matrix.toml", &text).expect_err("200 cookies are too many");
    assert_eq!(
        error.problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(),
        [ProblemKind::TooManyCells]
    );
    insta::assert_snapshot!("too_many_cells", rendered(&error));
}

#[test]
fn every_kind_of_problem_has_a_case() {
    let without: Vec<_> = ProblemKind::ALL
        .into_iter()
        .filter(|kind| {
            *kind != ProblemKind::TooManyCells && !CASES.iter().any(|(shown, _, _)| shown == kind)
        })
        .map(ProblemKind::name)
        .collect();
    assert!(without.is_empty(), "no case for {without:?}");
}

#[track_caller]
fn check_refusal(text: &str, name: &str) {
    let error = matrix::read("matrix.toml", text).expect_err("the file is not one of ours");
    insta::assert_snapshot!(name, rendered(&error));
}

#[test]
fn a_file_whose_problems_cannot_be_shown_is_refused_by_one() {
    check_refusal(&"x".repeat(20_000), "long_line");
    check_refusal(&"nothing of ours\n".repeat(100_000), "large_file");
}

#[test]
fn twenty_problems_of_many_are_shown() {
    let error = matrix::read("matrix.toml", &"no toml\n".repeat(500)).expect_err("it is broken");
    assert!(error.problems.len() >= 500);
    let text = rendered(&error);
    assert!(text.contains(", the first 20 of which are shown"), "{text}");
    assert_eq!(text.matches("this is not TOML").count(), 20);
}
