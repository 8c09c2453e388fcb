//! What follows from evidence, and which evidence nothing follows from.

mod changes;
mod controls;
mod lifetimes;
mod probe;
mod responses;
mod served;
mod visits;
mod wave;

use matrix::{
    CookieReader, CookieSetter, FetchCredentials, FieldNameCase, LinePart, RequestApi, RequestPath,
    SecondSetter, SetCookieResponse, Topology,
};
use run_model::evidence::{
    FixtureExchange, JarPartitionKey, JarView, PageReport, ProbeReport, RequestKind, ScriptOutcome,
    ShapeEvidence,
};
use run_model::plan::{
    BatchId, CookieScript, FillerLines, RequestScript, ResponseScript, SetCookieLine, ShapeScript,
};
use run_model::results::ResponseOutcome;
use url::Url;

use super::conclude as observe;
use super::*;

const NOW: UnixTime = UnixTime(1_788_220_800);

/// A batch of two shapes with two cookies each, in which nothing has happened yet but that
/// everything was allowed.
struct Played {
    batch: BatchScript,
    evidence: BatchEvidence,
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn played() -> Played {
    let cookie = |cell| CookieScript {
        cell,
        name: format!("c{cell}"),
        line: SetCookieLine::default(),
        then: None,
        on: None,
    };
    let script = ShapeScript {
        set_by: CookieSetter::Client,
        age_secs: 0,
        then_by: SecondSetter::Response,
        reads_cookies_by: CookieReader::DocumentCookie,
        lifetimes: DetailTracking::Ignored,
        changes: DetailTracking::Ignored,
        request_path: RequestPath::Directory,
        field_names: FieldNameCase::Lower,
        request: RequestScript {
            api: RequestApi::Fetch(FetchCredentials::Include),
            method: "GET".to_owned(),
            headers: Vec::new(),
            body: None,
            reads: None,
            init: matrix::FetchInit::default(),
        },
        again: None,
        url_list: vec![url("https://api.example.com")],
        redirect: ResponseScript { status: 302, headers: Vec::new() },
        response: ResponseScript { status: 200, headers: Vec::new() },
        preflight: ResponseScript { status: 204, headers: Vec::new() },
        preflight_location: None,
        cookies: vec![cookie(0), cookie(1)],
        others: FillerLines::default(),
    };
    let topology = Topology {
        page: url("https://www.example.com"),
        frames: Vec::new(),
        sandbox: None,
        storage_access: None,
        target: url("https://api.example.com"),
        control: None,
    };
    let batch = BatchScript {
        id: BatchId(10),
        now: NOW,
        topology,
        unrelated: url("https://www.example.org"),
        shapes_per_wave: 1,
        shapes: vec![script.clone(), script],
    };
    let shape = |number: u32| ShapeEvidence {
        exchanges: vec![exchange(RequestKind::SetCookies, ""), exchange(RequestKind::FollowUp, "")],
        page: PageReport {
            shape: ShapeNo(number),
            set: Some(ScriptOutcome::Exposed {
                status: 200,
                body: format!("a-{number:x}"),
                field: None,
            }),
            second_set: None,
            follow_up: ScriptOutcome::Exposed {
                status: 200,
                body: format!("a-{number:x}"),
                field: None,
            },
            readable_cookies: Ok(String::new()),
        },
        probe: ProbeReport {
            shape: ShapeNo(number),
            readable_cookies: Ok(String::new()),
            request_cookie: String::new(),
        },
        jar_view: JarView::Whole,
    };
    let control = ControlEvidence {
        origin: url("https://api.example.com"),
        probe: ProbeReport {
            shape: ShapeNo(2),
            readable_cookies: Ok("control=a-2".to_owned()),
            request_cookie: "control=a-2".to_owned(),
        },
        jar: vec![jar_cookie("control", "a-2", None)],
    };
    let evidence = BatchEvidence {
        batch: BatchId(10),
        shapes: vec![shape(0), shape(1)],
        jar: Vec::new(),
        controls: vec![control],
        reasons: Vec::new(),
    };
    Played { batch, evidence }
}

fn exchange(purpose: RequestKind, cookie: &str) -> FixtureExchange {
    FixtureExchange {
        purpose,
        hop: 0,
        version: "HTTP/1.1".to_owned(),
        method: "GET".to_owned(),
        url: "https://api.example.com/".to_owned(),
        request_headers: vec![("cookie".to_owned(), cookie.to_owned())],
        status: 200,
        response_headers: Vec::new(),
    }
}

fn jar_cookie(name: &str, value: &str, partition: Option<JarPartitionKey>) -> JarCookie {
    JarCookie {
        name: name.to_owned(),
        value: value.to_owned(),
        domain: "api.example.com".to_owned(),
        path: "/".to_owned(),
        secure: false,
        http_only: false,
        expires: None,
        same_site: None,
        partition,
    }
}

fn key() -> JarPartitionKey {
    JarPartitionKey { top_level_site: "https://example.com".to_owned(), cross_site_ancestor: false }
}

/// Observes a batch after `change` and describes the two cells of its second shape.
fn check_observed(
    change: impl FnOnce(&mut BatchEvidence),
    response: ResponseOutcome,
    cookies: [&str; 2],
) {
    let mut played = played();
    change(&mut played.evidence);
    let observed = observe(&played.batch, &played.evidence).expect("the evidence is sound");
    assert_eq!(observed[1].iter().map(|cell| cell.response).collect::<Vec<_>>(), [response; 2]);
    assert_eq!(observed[1].iter().map(|cell| cell.cookie.to_string()).collect::<Vec<_>>(), cookies);
}

fn check_fault(change: impl FnOnce(&mut BatchEvidence), message: &str) {
    let mut played = played();
    change(&mut played.evidence);
    let fault = observe(&played.batch, &played.evidence).expect_err("the evidence is not sound");
    assert_eq!(fault.to_string(), message);
}

#[test]
fn a_cookie_without_trace_is_nothing() {
    check_observed(|_| {}, ResponseOutcome::Exposed, ["nothing", "nothing"]);
}

#[test]
fn each_witness_has_its_own_word() {
    check_observed(
        |evidence| {
            evidence.jar = vec![
                jar_cookie("c0", "a-1.0", None),
                jar_cookie("c1", "a-1.1", Some(key())),
                jar_cookie("c1", "a-1.1", Some(key())),
            ];
            evidence.shapes[1].page.readable_cookies = Ok("c0=a-1.0".to_owned());
            evidence.shapes[1].probe.readable_cookies = Ok("c0=a-1.0".to_owned());
            evidence.shapes[1].exchanges[1] = exchange(RequestKind::FollowUp, "c0=a-1.0; c1=a-1.1");
        },
        ResponseOutcome::Exposed,
        ["stored, readable on page and target, sent", "partitioned by https://example.com, sent"],
    );
}

#[test]
fn a_cookie_of_an_earlier_shape_is_passed_over() {
    check_observed(
        |evidence| {
            evidence.jar = vec![jar_cookie("c0", "a-0.0", None)];
            evidence.shapes[1].exchanges[1] = exchange(RequestKind::FollowUp, "c0=a-0.0");
            evidence.shapes[1].page.readable_cookies = Ok("c0=a-0.0".to_owned());
        },
        ResponseOutcome::Exposed,
        ["nothing", "nothing"],
    );
}

#[test]
fn the_bare_name_that_is_left_of_a_line_is_no_cookie_of_its_cell() {
    check_observed(
        |evidence| evidence.shapes[1].probe.request_cookie = "c0".to_owned(),
        ResponseOutcome::Exposed,
        ["nothing", "nothing"],
    );
    check_fault(
        |evidence| evidence.shapes[1].probe.request_cookie = "c7".to_owned(),
        "shape 1: a cookie `c7` of another batch was seen",
    );
}

#[test]
fn a_cookie_of_another_batch_fails_the_batch() {
    check_fault(
        |evidence| evidence.shapes[1].exchanges[1] = exchange(RequestKind::FollowUp, "c0=9-1.0"),
        "shape 1: a cookie `c0=9-1.0` of another batch was seen",
    );
}

#[test]
fn a_cookie_of_a_later_shape_fails_the_batch() {
    check_fault(
        |evidence| evidence.shapes[0].probe.request_cookie = "c0=a-1.0".to_owned(),
        "shape 0: a cookie `c0=a-1.0` of another batch was seen",
    );
}

#[test]
fn a_cookie_that_is_sent_must_lie_in_the_jar() {
    check_fault(
        |evidence| evidence.shapes[1].probe.request_cookie = "c0=a-1.0".to_owned(),
        "shape 1: cookie `c0` is sent by a first-party request, but not in the jar",
    );
}

#[test]
fn a_cookie_that_a_document_reads_must_lie_in_the_jar() {
    check_fault(
        |evidence| evidence.shapes[1].page.readable_cookies = Ok("c0=a-1.0".to_owned()),
        "shape 1: cookie `c0` is readable on the page, but not in the jar",
    );
}

#[test]
fn a_jar_of_which_not_all_is_seen_need_not_show_what_others_saw() {
    for jar_view in [JarView::OfDocument, JarView::Nothing] {
        check_observed(
            |evidence| {
                evidence.shapes[1].jar_view = jar_view;
                evidence.shapes[1].probe.readable_cookies = Ok("c0=a-1.0".to_owned());
                evidence.shapes[1].exchanges[1] = exchange(RequestKind::FollowUp, "c1=a-1.1");
            },
            ResponseOutcome::Exposed,
            ["stored, readable on target", "stored, sent"],
        );
    }
}

#[test]
fn a_cookie_in_two_partitions_fails_the_batch() {
    check_fault(
        |evidence| {
            evidence.jar =
                vec![jar_cookie("c0", "a-0.0", None), jar_cookie("c0", "a-0.0", Some(key()))]
        },
        "shape 0: cookie `c0` lies in the jar twice, in different partitions",
    );
}

/// Observes a batch whose second shape sets other cookies beside its own, none of which is in the
/// jar.
fn observe_among_others(
    change: impl FnOnce(&mut ShapeEvidence),
) -> Result<[String; 2], HarnessFault> {
    let mut played = played();
    played.batch.shapes[1].others.after = vec![SetCookieLine::default()];
    change(&mut played.evidence.shapes[1]);
    let observed = observe(&played.batch, &played.evidence)?;
    Ok([0, 1].map(|cell: usize| observed[1][cell].cookie.to_string()))
}

#[test]
fn what_was_evicted_may_be_read_on_but_not_sent() {
    let read = observe_among_others(|shape| {
        shape.page.readable_cookies = Ok("c0=a-1.0; c1=a-1.1".to_owned())
    });
    assert_eq!(read.expect("documents may lag behind"), ["readable on page", "readable on page"]);
    let sent = observe_among_others(|shape| {
        shape.exchanges[1] = exchange(RequestKind::FollowUp, "c0=a-1.0")
    });
    assert_eq!(
        sent.expect_err("the jar lacks what is sent").to_string(),
        "shape 1: cookie `c0` is sent, but not in the jar"
    );
}
