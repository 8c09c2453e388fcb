//! What scripts read, set and replace: cells of the suites `reading` and `overwriting`.

use matrix::{Matrix, Selection};
use spec_model::EngineModel;

const EVERYWHERE: &str = "stored, readable on page and target, sent";
const NOTHING: &str = "nothing";

fn shipped() -> Matrix {
    matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
        .expect("the shipped matrix.toml is good")
}

/// Checks the cookie of a cell by its id.
fn check_cookie(id: &str, cookie: &str) {
    let matrix = shipped();
    let full =
        Selection::full(&matrix.suites[id.split('/').next().expect("an id begins with its suite")]);
    let cell = full.cell_named(id).expect("there is such a cell");
    let model = EngineModel::standard();
    let all = oracle::predict_selection(
        &matrix,
        &Selection::single(full.suite(), &full.positions(cell)),
        &model,
    );
    assert_eq!(all[0].cookie.to_string(), cookie, "{id}");
}

/// Checks a cell of the suite `reading` with a Secure cookie that is neither partitioned nor of a
/// whole site.
fn check_reading(
    topology: &str,
    set_by: &str,
    reader: &str,
    same_site: &str,
    http_only: &str,
    cookie: &str,
) {
    let exchange = format!(
        "reading/topology={topology}/cookie-set-by={set_by}/request=credentialed/\
         reads-cookies-by={reader}"
    );
    check_cookie(
        &format!(
            "{exchange}/domain=absent/same-site={same_site}/secure=yes/partitioned=no/\
             http-only={http_only}"
        ),
        cookie,
    );
}

#[test]
fn scripts_neither_read_nor_set_http_only_cookies() {
    for reader in ["document-cookie", "cookie-store"] {
        check_reading("same-origin", "first-party", reader, "none", "no", EVERYWHERE);
        check_reading("same-origin", "first-party", reader, "none", "yes", "stored, sent");
        check_reading("same-origin", "script", reader, "none", "no", EVERYWHERE);
        check_reading("same-origin", "script", reader, "none", "yes", NOTHING);
    }
}

#[test]
fn a_script_sets_cookies_of_its_own_host() {
    check_reading(
        "cross-site",
        "script",
        "document-cookie",
        "none",
        "no",
        "stored, readable on page",
    );
    check_reading("third-party-frame", "script", "document-cookie", "lax", "no", NOTHING);
}

#[test]
fn there_is_a_cookie_store_in_secure_contexts_alone() {
    let id = |reader: &str| {
        let exchange = format!(
            "reading/topology=http-siblings/cookie-set-by=first-party/request=credentialed/\
         reads-cookies-by={reader}"
        );
        format!("{exchange}/domain=registrable/same-site=lax/secure=no/partitioned=no/http-only=no")
    };
    check_cookie(&id("document-cookie"), "stored, readable on page and target, sent");
    check_cookie(&id("cookie-store"), "stored, sent");
}

#[test]
fn a_script_replaces_what_it_could_have_set_and_no_http_only_cookie() {
    let id = |replacement| {
        format!(
            "overwriting/topology=same-origin/request=credentialed/then-by=script/\
             replacement={replacement}"
        )
    };
    check_cookie(&id("same-value"), NOTHING);
    check_cookie(&id("plain-over-http-only"), "stored, sent");
    check_cookie(&id("delete-http-only-without"), "stored, sent");
    check_cookie(&id("secure-and-http-only"), "stored, readable on page and target, sent");
}
