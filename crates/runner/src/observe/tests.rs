//! What follows from evidence, and which evidence nothing follows from.

mod probe;
mod take;

use matrix::{CookieSetter, FetchCredentials, RequestApi, SecondSetter, Topology};
use run_model::evidence::{PageReport, PartitionKey};
use run_model::plan::{
    BatchId, CookieScript, Line, LinePiece, OtherLines, RequestScript, ResponseScript, ShapeScript,
};
use url::Url;

use super::*;

const NOW: UnixTime = UnixTime(1_788_220_800);

/// A batch of two shapes with two cookies each, in which nothing has happened yet but that
/// everything was allowed.
struct Played {
    batch: Batch,
    evidence: BatchEvidence,
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn played() -> Played {
    let cookie = |cell| CookieScript {
        cell,
        name: format!("c{cell}"),
        line: Line::default(),
        then: None,
        on: None,
    };
    let script = ShapeScript {
        set_by: CookieSetter::Client,
        age_secs: 0,
        then_by: SecondSetter::Response,
        reads_cookies_by: CookieReader::DocumentCookie,
        lifetimes: LifetimeTracking::Ignored,
        request: RequestScript {
            api: RequestApi::Fetch(FetchCredentials::Include),
            method: "GET".to_owned(),
            headers: Vec::new(),
            body: None,
            reads: None,
        },
        again: None,
        url_list: vec![url("https://api.example.com")],
        redirect: ResponseScript { status: 302, headers: Vec::new() },
        response: ResponseScript { status: 200, headers: Vec::new() },
        preflight: ResponseScript { status: 204, headers: Vec::new() },
        preflight_location: None,
        cookies: vec![cookie(0), cookie(1)],
        others: OtherLines::default(),
    };
    let topology = Topology {
        page: url("https://www.example.com"),
        frames: Vec::new(),
        sandbox: None,
        storage_access: None,
        target: url("https://api.example.com"),
    };
    let batch = Batch {
        id: BatchId(10),
        now: NOW,
        topology,
        unrelated: url("https://www.example.org"),
        at_once: 1,
        shapes: vec![script.clone(), script],
    };
    let shape = |number: u32| ShapeEvidence {
        exchanges: vec![exchange(Purpose::Set, ""), exchange(Purpose::Echo, "")],
        page: PageReport {
            shape: ShapeNo(number),
            set: Some(ScriptOutcome::Exposed {
                status: 200,
                body: format!("a-{number:x}"),
                field: None,
            }),
            then: None,
            echo: ScriptOutcome::Exposed {
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

fn exchange(purpose: Purpose, cookie: &str) -> Exchange {
    Exchange {
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

fn jar_cookie(name: &str, value: &str, partition: Option<PartitionKey>) -> JarCookie {
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

fn key() -> PartitionKey {
    PartitionKey { top_level_site: "https://example.com".to_owned(), cross_site_ancestor: false }
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
            evidence.shapes[1].exchanges[1] = exchange(Purpose::Echo, "c0=a-1.0; c1=a-1.1");
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
            evidence.shapes[1].exchanges[1] = exchange(Purpose::Echo, "c0=a-0.0");
            evidence.shapes[1].page.readable_cookies = Ok("c0=a-0.0".to_owned());
        },
        ResponseOutcome::Exposed,
        ["nothing", "nothing"],
    );
}

fn failed() -> ScriptOutcome {
    ScriptOutcome::Failed { message: "TypeError: Failed to fetch".to_owned() }
}

#[test]
fn a_response_kept_from_the_script_is_blocked() {
    check_observed(
        |evidence| evidence.shapes[1].page.set = Some(failed()),
        ResponseOutcome::Blocked,
        ["nothing", "nothing"],
    );
}

#[test]
fn a_preflight_alone_is_a_refused_one() {
    check_observed(
        |evidence| {
            evidence.shapes[1].page.set = Some(failed());
            evidence.shapes[1].exchanges[0].purpose = Purpose::Preflight;
        },
        ResponseOutcome::PreflightRefused,
        ["nothing", "nothing"],
    );
}

#[test]
fn no_request_at_all_is_one_not_made() {
    check_observed(
        |evidence| {
            evidence.shapes[1].page.set = Some(failed());
            evidence.shapes[1].page.echo = failed();
            evidence.shapes[1].exchanges.clear();
        },
        ResponseOutcome::NotMade,
        ["nothing", "nothing"],
    );
}

/// Makes the cookies of all shapes first-party ones, so that the page makes the follow-up alone.
fn set_first_party(played: &mut Played) {
    for script in &mut played.batch.shapes {
        script.set_by = CookieSetter::FirstParty;
    }
    for shape in &mut played.evidence.shapes {
        shape.page.set = None;
    }
}

#[test]
fn where_cookies_were_set_first_party_the_response_is_that_of_the_follow_up() {
    let mut played = played();
    set_first_party(&mut played);
    played.evidence.shapes[1].page.echo = failed();
    let responses = |played: &Played| {
        let observed = observe(&played.batch, &played.evidence).expect("the evidence is sound");
        observed.iter().map(|cells| cells[0].response).collect::<Vec<_>>()
    };
    assert_eq!(responses(&played), [ResponseOutcome::Exposed, ResponseOutcome::Blocked]);
    played.evidence.shapes[1].exchanges.truncate(1);
    assert_eq!(responses(&played), [ResponseOutcome::Exposed, ResponseOutcome::NotMade]);
}

#[test]
fn what_a_script_sets_comes_with_no_request() {
    let mut played = played();
    set_first_party(&mut played);
    played.batch.shapes.iter_mut().for_each(|script| script.set_by = CookieSetter::Script);
    let fault = observe(&played.batch, &played.evidence).expect_err("a request has set them");
    assert_eq!(
        fault.to_string(),
        "shape 0: the cookies were not set once, by the document that was to do it"
    );
    for shape in &mut played.evidence.shapes {
        shape.exchanges.retain(|exchange| exchange.purpose == Purpose::Echo);
    }
    let observed = observe(&played.batch, &played.evidence).expect("no request has set them");
    assert!(observed.iter().all(|cells| cells[0].response == ResponseOutcome::Exposed));
}

#[test]
fn cookies_that_nobody_set_spoil_the_batch() {
    let mut played = played();
    set_first_party(&mut played);
    played.evidence.shapes[1].exchanges.remove(0);
    let fault = observe(&played.batch, &played.evidence).expect_err("no request could set them");
    assert_eq!(
        fault.to_string(),
        "shape 1: the cookies were not set once, by the document that was to do it"
    );
}

/// Observes a batch whose second shape is redirected once and has its second cookie on the last
/// response.
fn check_redirected(
    change: impl FnOnce(&mut ShapeEvidence),
    response: ResponseOutcome,
    cookies: [&str; 2],
) {
    let mut played = played();
    let script = &mut played.batch.shapes[1];
    script.url_list.push(url("https://www.example.com"));
    script.cookies[1].on = Some(SetCookieResponse::Response(1));
    change(&mut played.evidence.shapes[1]);
    played.evidence.jar = vec![jar_cookie("c0", "a-1.0", None), jar_cookie("c1", "a-1.1", None)];
    let observed = &observe(&played.batch, &played.evidence).expect("the evidence is sound")[1];
    assert_eq!(observed.iter().map(|cell| cell.response).collect::<Vec<_>>(), [response; 2]);
    assert_eq!(observed.iter().map(|cell| cell.cookie.to_string()).collect::<Vec<_>>(), cookies);
}

#[test]
fn a_request_that_stays_at_its_first_url_was_not_redirected() {
    check_redirected(
        |shape| shape.page.set = Some(failed()),
        ResponseOutcome::RedirectRefused,
        ["stored", "stored"],
    );
}

#[test]
fn a_cookie_is_sent_where_the_follow_up_carries_it_to_its_own_url() {
    let follow = |shape: &mut ShapeEvidence, cookies: [&str; 2]| {
        shape.exchanges.push(Exchange { hop: 1, ..exchange(Purpose::Set, "") });
        shape.exchanges[1] = exchange(Purpose::Echo, cookies[0]);
        shape.exchanges.push(Exchange { hop: 1, ..exchange(Purpose::Echo, cookies[1]) });
    };
    check_redirected(
        |shape| follow(shape, ["c0=a-1.0", "c1=a-1.1"]),
        ResponseOutcome::Exposed,
        ["stored, sent", "stored, sent"],
    );
    check_redirected(
        |shape| follow(shape, ["c1=a-1.1", "c0=a-1.0"]),
        ResponseOutcome::Exposed,
        ["stored", "stored"],
    );
}

#[test]
fn a_header_field_that_the_script_read_has_its_own_word() {
    check_observed(
        |evidence| {
            let field = Some("1".to_owned());
            evidence.shapes[1].page.set =
                Some(ScriptOutcome::Exposed { status: 200, body: "a-1".to_owned(), field });
        },
        ResponseOutcome::ExposedWithField,
        ["nothing", "nothing"],
    );
}

#[test]
fn a_request_that_is_made_again_without_a_preflight_has_its_own_word() {
    let responses = |exchanges: &[Purpose]| {
        let mut played = played();
        played.batch.shapes[1].again = Some(played.batch.shapes[1].request.clone());
        played.evidence.shapes[1].exchanges =
            exchanges.iter().map(|purpose| exchange(*purpose, "")).collect();
        let observed = observe(&played.batch, &played.evidence);
        observed.map(|cells| cells[1][0].response).map_err(|fault| fault.to_string())
    };
    let (preflight, set, echo) = (Purpose::Preflight, Purpose::Set, Purpose::Echo);
    assert_eq!(responses(&[preflight, set, set, echo]), Ok(ResponseOutcome::ExposedAgain));
    assert_eq!(responses(&[preflight, set, preflight, set, echo]), Ok(ResponseOutcome::Exposed));
    assert_eq!(responses(&[preflight, set, preflight, echo]), Ok(ResponseOutcome::Exposed));
    assert_eq!(
        responses(&[preflight, set, echo]),
        Err("shape 1: the request was made again without a trace".to_owned())
    );
}

#[test]
fn a_response_without_a_body_is_known_by_its_status() {
    check_observed(
        |evidence| {
            evidence.shapes[1].exchanges[0].status = 204;
            evidence.shapes[1].page.set =
                Some(ScriptOutcome::Exposed { status: 204, body: String::new(), field: None });
        },
        ResponseOutcome::Exposed,
        ["nothing", "nothing"],
    );
}

#[test]
fn a_control_that_was_not_stored_spoils_the_batch() {
    check_fault(
        |evidence| evidence.controls[0].jar.clear(),
        "the control on `https://api.example.com` was not stored",
    );
}

#[test]
fn a_control_that_was_not_readable_spoils_the_batch() {
    check_fault(
        |evidence| evidence.controls[0].probe.readable_cookies = Err("SecurityError".to_owned()),
        "the control on `https://api.example.com` was not readable",
    );
}

#[test]
fn a_control_that_was_not_sent_spoils_the_batch() {
    check_fault(
        |evidence| evidence.controls[0].probe.request_cookie.clear(),
        "the control on `https://api.example.com` was not sent",
    );
}

#[test]
fn a_cookie_for_another_site_spoils_the_batch() {
    check_fault(
        |evidence| evidence.controls[0].jar.push(jar_cookie("foreign", "a-2", None)),
        "`https://api.example.com` could set a cookie for another site's domain",
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
fn a_cookie_of_another_batch_spoils_the_batch() {
    check_fault(
        |evidence| evidence.shapes[1].exchanges[1] = exchange(Purpose::Echo, "c0=9-1.0"),
        "shape 1: a cookie `c0=9-1.0` of another batch was seen",
    );
}

#[test]
fn a_cookie_of_a_later_shape_spoils_the_batch() {
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
fn a_cookie_in_two_partitions_spoils_the_batch() {
    check_fault(
        |evidence| {
            evidence.jar =
                vec![jar_cookie("c0", "a-0.0", None), jar_cookie("c0", "a-0.0", Some(key()))]
        },
        "shape 0: cookie `c0` lies in the jar twice, in different partitions",
    );
}

#[test]
fn an_allowed_follow_up_that_is_blocked_spoils_the_batch() {
    check_fault(
        |evidence| evidence.shapes[0].page.echo = failed(),
        "the follow-up of shape 0 was answered, but its script was told: TypeError: Failed \
         to fetch",
    );
}

#[test]
fn a_follow_up_that_never_came_spoils_the_batch() {
    check_fault(
        |evidence| evidence.shapes[0].exchanges.retain(|exchange| exchange.purpose == Purpose::Set),
        "shape 0: the request reached the server, and its follow-up by the same means did not",
    );
}

#[test]
fn a_request_that_came_twice_spoils_the_batch() {
    check_fault(
        |evidence| evidence.shapes[0].exchanges.push(exchange(Purpose::Set, "")),
        "shape 0: the request reached the server 2 times",
    );
}

#[test]
fn a_response_to_no_request_spoils_the_batch() {
    check_fault(
        |evidence| {
            evidence.shapes[0].exchanges.retain(|exchange| exchange.purpose == Purpose::Echo)
        },
        "shape 0: the script was given a response to a request that never reached the server",
    );
}

#[test]
fn the_response_of_another_shape_spoils_the_batch() {
    check_fault(
        |evidence| {
            evidence.shapes[0].page.set =
                Some(ScriptOutcome::Exposed { status: 200, body: "a-1".to_owned(), field: None })
        },
        "shape 0: the script read another response: 200 `a-1`",
    );
}

/// Observes a batch whose second shape sets other cookies beside its own, none of which is in the
/// jar.
fn observe_among_others(change: impl FnOnce(&mut ShapeEvidence)) -> Result<[String; 2], Fault> {
    let mut played = played();
    played.batch.shapes[1].others.after = vec![Line::default()];
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
    let sent =
        observe_among_others(|shape| shape.exchanges[1] = exchange(Purpose::Echo, "c0=a-1.0"));
    assert_eq!(
        sent.expect_err("the jar lacks what is sent").to_string(),
        "shape 1: cookie `c0` is sent, but not in the jar"
    );
}

/// Observes the batch as of a suite that asks how long cookies are kept, after `change`.
fn observed_lifetimes(change: impl FnOnce(&mut BatchEvidence)) -> Result<Vec<String>, Fault> {
    let mut played = played();
    change(&mut played.evidence);
    for script in &mut played.batch.shapes {
        script.lifetimes = LifetimeTracking::Observed;
    }
    let observed = observe(&played.batch, &played.evidence)?;
    Ok(observed[1].iter().map(|cell| cell.cookie.to_string()).collect())
}

#[test]
fn where_it_is_asked_the_jar_says_how_long_a_cookie_is_kept() {
    let observed = observed_lifetimes(|evidence| {
        let forty_days = JarCookie {
            expires: Some(NOW.plus_days(40)),
            ..jar_cookie("c1", "a-1.1", Some(key()))
        };
        evidence.jar = vec![jar_cookie("c0", "a-1.0", None), forty_days];
    });
    assert_eq!(
        observed.unwrap(),
        ["stored for the session", "partitioned by https://example.com for 40 days"]
    );
}

#[test]
fn a_cookie_that_expired_before_it_was_set_spoils_the_batch() {
    let fault = observed_lifetimes(|evidence| {
        evidence.jar =
            vec![JarCookie { expires: Some(NOW.plus_days(-2)), ..jar_cookie("c0", "a-1.0", None) }];
    });
    assert_eq!(
        fault.unwrap_err().to_string(),
        "shape 1: cookie `c0` lies in the jar and expired at 1788048000, before it was set"
    );
}

#[test]
fn a_jar_that_does_not_show_a_cookie_that_was_sent_cannot_say_how_long_it_is_kept() {
    let fault = observed_lifetimes(|evidence| {
        evidence.shapes[1].jar_view = JarView::OfDocument;
        evidence.shapes[1].exchanges[1] = exchange(Purpose::Echo, "c0=a-1.0");
    });
    assert_eq!(fault.unwrap_err().to_string(), "shape 1: cookie `c0` is sent, but not in the jar");
}
