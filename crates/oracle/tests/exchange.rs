//! Textbook cells of preflights, header fields and redirects, each named for the rule that decides
//! it.

#![expect(clippy::unwrap_used, reason = "what the tests share is test code too")]

use matrix::Selection;
use run_model::plan::compile_shape;
use spec_model::EngineModel;

use oracle::ShapePredictor;

/// Checks what is predicted of the one cell of a suite that passes the filter: its response, and
/// where it is given, its cookie.
fn check_cell(suite: &str, filter: &str, response: &str, cookie: Option<&str>) {
    let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml")).unwrap();
    let cell = Selection::full(&matrix.suites[suite])
        .narrow(&filter.parse().unwrap())
        .unwrap()
        .expect("some cell passes");
    assert_eq!(cell.cells(), 1, "{filter}");
    let shape = compile_shape(&matrix, &cell, 0);
    let model = EngineModel::standard();
    let prediction =
        ShapePredictor::new(&model, cell.topologies().next().unwrap().1, &shape.cookies)
            .predict(&shape);
    let outcome = prediction.cookies[0].outcome();
    let predicted = prediction.response_with([0]);
    assert_eq!(predicted.outcome.as_str(), response, "{filter}: {:?}", predicted.decision);
    assert_eq!(
        cookie.unwrap_or(&outcome.to_string()),
        outcome.to_string(),
        "{filter}: {:?}",
        prediction.cookies[0]
    );
}

fn check_trigger(made_by: &str, trigger: &str, response: &str) {
    let filter =
        format!("topology=cross-site,made-by={made_by},trigger={trigger},preflight-answer=none");
    check_cell("preflight-trigger", &filter, response, None);
}

#[test]
fn an_upload_listener_needs_a_preflight_and_a_stream_is_none_to_xmlhttprequest() {
    check_trigger("xhr-with-credentials", "post-text", "exposed");
    check_trigger("xhr-with-upload-listener", "post-text", "preflight refused");
    check_trigger("fetch-include", "post-stream", "preflight refused");
    check_trigger("xhr-with-credentials", "post-stream", "exposed");
}

#[test]
fn what_script_may_not_set_needs_no_preflight() {
    check_trigger("fetch-include", "dropped-cookie", "exposed");
    check_trigger("fetch-include", "dropped-override", "exposed");
    check_trigger("fetch-include", "override", "preflight refused");
}

#[test]
fn a_redirected_preflight_is_refused_and_sets_no_cookies() {
    let filter = |status: &str, on: &str| {
        format!("made-by=xhr-with-credentials,preflight-status={status},status=200,set-on={on}")
    };
    let check = |status, on, response, cookie| {
        check_cell("preflight-status", &filter(status, on), response, Some(cookie))
    };
    check("302-to-target", "response", "preflight refused", "nothing");
    check("204", "response", "exposed", "stored, readable on target, sent");
    check("204", "preflight", "exposed", "nothing");
    check("404", "preflight", "preflight refused", "nothing");
}

fn check_cache(made_by: &str, max_age: &str, then: &str, response: &str) {
    let filter =
        format!("made-by={made_by},first-asks-for=put,max-age={max_age},then-asks-for={then}");
    check_cell("preflight-cache", &filter, response, None);
}

#[test]
fn a_preflight_stands_for_the_next_one_unless_its_max_age_is_zero() {
    let cached = "exposed, again without preflight";
    check_cache("fetch-omit", "600", "same", cached);
    check_cache("fetch-omit", "zero", "same", "exposed");
    // What is no number of seconds is as good as absent: five seconds.
    for max_age in ["absent", "word", "minus-one", "list"] {
        check_cache("fetch-omit", max_age, "same", cached);
    }
}

#[test]
fn a_preflight_with_credentials_stands_for_one_without_and_not_the_other_way_round() {
    check_cache("fetch-include", "600", "without-credentials", "exposed, again without preflight");
    check_cache("fetch-omit", "600", "with-credentials", "exposed");
    check_cache("fetch-omit", "600", "method-not-allowed", "exposed");
}

#[test]
fn a_wildcard_exposes_nothing_to_a_request_with_credentials() {
    let check = |made_by: &str, reads: &str, exposes: &str, response| {
        let filter =
            format!("topology=cross-site,made-by={made_by},reads={reads},expose-headers={exposes}");
        check_cell("expose-headers", &filter, response, None);
    };
    check("fetch-omit", "listed", "wildcard", "exposed with the field");
    check("fetch-include", "listed", "wildcard", "exposed");
    check("fetch-include", "listed", "listed", "exposed with the field");
    check("fetch-omit", "set-cookie", "wildcard", "exposed");
    check("fetch-include", "content-type", "absent", "exposed with the field");
}

fn check_redirect(
    made_by: &str,
    urls: &str,
    allows: [&str; 2],
    on: &str,
    response: &str,
    cookie: &str,
) {
    let [redirect, end] = allows;
    let filter = format!(
        "topology=cross-site,made-by={made_by},url-list={urls},redirect-allows={redirect},\
         response-allows={end},on={on},same-site=none,secure=yes"
    );
    check_cell("redirects", &filter, response, Some(cookie));
}

#[test]
fn a_redirect_must_pass_the_cors_check_to_be_followed_and_sets_its_cookies_first() {
    let (none, exact) = ("nothing", "exact");
    check_redirect(
        "fetch-include",
        "target-target",
        [none, exact],
        "first",
        "redirect refused",
        "stored, readable on target, sent",
    );
    check_redirect(
        "fetch-include",
        "target-target",
        [none, exact],
        "second",
        "redirect refused",
        "nothing",
    );
    check_redirect(
        "fetch-include",
        "target-target",
        [exact, exact],
        "second",
        "exposed",
        "stored, readable on target, sent",
    );
    check_redirect(
        "no-cors",
        "target-target",
        [none, none],
        "second",
        "opaque",
        "stored, readable on target, sent",
    );
}

#[test]
fn after_a_redirect_from_another_origin_the_origin_is_null() {
    let on_page = "stored, readable on page, sent";
    check_redirect(
        "fetch-include",
        "target-client",
        ["exact", "exact"],
        "second",
        "blocked",
        on_page,
    );
    check_redirect(
        "fetch-include",
        "target-client",
        ["exact", "null"],
        "second",
        "exposed",
        on_page,
    );
    check_redirect(
        "fetch-include",
        "client-target",
        ["nothing", "exact"],
        "second",
        "exposed",
        "stored, readable on target, sent",
    );
}

#[test]
fn a_request_that_was_cross_origin_once_has_no_same_origin_credentials_any_more() {
    check_redirect(
        "fetch-same-origin",
        "client-client",
        ["exact", "exact"],
        "second",
        "exposed",
        "stored, readable on page, sent",
    );
    check_redirect(
        "fetch-same-origin",
        "target-client",
        ["exact", "null"],
        "second",
        "exposed",
        "nothing",
    );
}

#[test]
fn a_stream_is_not_sent_again_but_for_303() {
    for (status, response) in
        [("302", "redirect refused"), ("303", "exposed"), ("307", "redirect refused")]
    {
        let filter = format!(
            "topology=cross-site,made-by=fetch-include,redirected-method=post-stream,\
             redirect-status={status},url-list=target-target,\
             response-allows=exact,on=first"
        );
        check_cell("redirect-status", &filter, response, None);
    }
}

#[test]
fn an_insecure_origin_leaves_secure_cookies_alone() {
    let check = |overlay, cookie| {
        check_cell(
            "overlay",
            &format!("topology=scheme-upgrade,overlay={overlay}"),
            "exposed",
            Some(cookie),
        )
    };
    check("over-secure", "nothing");
    check("below-secure", "nothing");
    check("over-insecure", "stored, readable on page and target, sent");
    check("above-secure", "stored, readable on page and target, sent");
    check("delete-secure", "stored, readable on target");
}

#[test]
fn a_response_is_a_network_error_with_a_line_that_is_no_headers_value() {
    for form in ["00-in-name", "00-after-value", "0d-alone-in-attribute"] {
        check_cell(
            "line-ends",
            &format!("topology=http-siblings,line-end-form={form}"),
            "blocked",
            Some("nothing"),
        );
    }
    check_cell(
        "line-ends",
        "topology=http-siblings,line-end-form=plain",
        "exposed",
        Some("stored, readable on target, sent"),
    );
}

#[test]
fn what_no_header_can_hold_is_refused_of_a_script_and_leaves_its_request_alone() {
    for form in ["00-in-value", "0a-in-value"] {
        check_cell(
            "line-ends-by-script",
            &format!("topology=same-origin,line-end-form={form}"),
            "exposed",
            Some("nothing"),
        );
    }
}
