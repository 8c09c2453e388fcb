//! What became of requests and their responses.

use super::*;

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
            evidence.shapes[1].exchanges[0].purpose = RequestKind::Preflight;
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
            evidence.shapes[1].page.follow_up = failed();
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
    played.evidence.shapes[1].page.follow_up = failed();
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
        shape.exchanges.retain(|exchange| exchange.purpose == RequestKind::FollowUp);
    }
    let observed = observe(&played.batch, &played.evidence).expect("no request has set them");
    assert!(observed.iter().all(|cells| cells[0].response == ResponseOutcome::Exposed));
}

#[test]
fn cookies_that_nobody_set_fail_the_batch() {
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
    script.cookies[0].on = Some(SetCookieResponse::Response(0));
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
        shape.exchanges.push(FixtureExchange { hop: 1, ..exchange(RequestKind::SetCookies, "") });
        shape.exchanges[1] = exchange(RequestKind::FollowUp, cookies[0]);
        shape
            .exchanges
            .push(FixtureExchange { hop: 1, ..exchange(RequestKind::FollowUp, cookies[1]) });
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
    let responses = |exchanges: &[RequestKind]| {
        let mut played = played();
        played.batch.shapes[1].again = Some(played.batch.shapes[1].request.clone());
        played.evidence.shapes[1].exchanges =
            exchanges.iter().map(|purpose| exchange(*purpose, "")).collect();
        let observed = observe(&played.batch, &played.evidence);
        observed.map(|cells| cells[1][0].response).map_err(|fault| fault.to_string())
    };
    let (preflight, set, follow_up) =
        (RequestKind::Preflight, RequestKind::SetCookies, RequestKind::FollowUp);
    assert_eq!(responses(&[preflight, set, set, follow_up]), Ok(ResponseOutcome::ExposedAgain));
    assert_eq!(
        responses(&[preflight, set, preflight, set, follow_up]),
        Ok(ResponseOutcome::Exposed)
    );
    assert_eq!(responses(&[preflight, set, preflight, follow_up]), Ok(ResponseOutcome::Exposed));
    assert_eq!(responses(&[set, preflight, set, follow_up]), Ok(ResponseOutcome::Exposed));
    assert_eq!(
        responses(&[preflight, set, follow_up]),
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
fn an_empty_body_is_an_answer_to_head_or_by_its_status_alone() {
    let with = |method: &'static str, status: u16, body: &'static str| {
        move |evidence: &mut BatchEvidence| {
            let shape = &mut evidence.shapes[1];
            (shape.exchanges[0].method, shape.exchanges[0].status) = (method.to_owned(), status);
            shape.page.set =
                Some(ScriptOutcome::Exposed { status, body: body.to_owned(), field: None });
        }
    };
    check_observed(with("HEAD", 200, ""), ResponseOutcome::Exposed, ["nothing", "nothing"]);
    check_fault(with("GET", 200, ""), "shape 1: the script read another response: 200 ``");
    check_fault(with("GET", 204, "x"), "shape 1: the script read another response: 204 `x`");
}

/// Gives the second shape so many second requests, of whose answer the script was told this.
fn second_set(told: Option<ScriptOutcome>, times: usize) -> impl FnOnce(&mut BatchEvidence) {
    move |evidence| {
        let shape = &mut evidence.shapes[1];
        shape.page.second_set = told;
        shape.exchanges.extend(vec![exchange(RequestKind::SecondSet, ""); times]);
    }
}

#[test]
fn a_second_request_may_come_once_or_fail_before_it_comes() {
    for (told, times) in [(Some(ScriptOutcome::Opaque), 1), (None, 1), (Some(failed()), 0)] {
        check_observed(second_set(told, times), ResponseOutcome::Exposed, ["nothing", "nothing"]);
    }
}

#[test]
fn a_second_request_that_fails_after_it_came_fails_the_batch() {
    check_fault(
        second_set(Some(failed()), 1),
        "the follow-up of shape 1 was answered, but its script got an error: TypeError: Failed \
         to fetch",
    );
}

#[test]
fn a_second_request_that_came_twice_fails_the_batch() {
    for told in [Some(ScriptOutcome::Opaque), None] {
        check_fault(second_set(told, 2), "shape 1: the second request reached the server 2 times");
    }
}

#[test]
fn a_follow_up_with_a_preflight_fails_the_batch() {
    check_fault(
        |evidence| {
            evidence.shapes[1].exchanges.push(exchange(RequestKind::FollowUpPreflight, ""));
        },
        "shape 1: the follow-up caused a preflight",
    );
}

#[test]
fn a_page_that_reports_of_another_shape_fails_the_batch() {
    check_fault(
        |evidence| evidence.shapes[1].page.shape = ShapeNo(0),
        "shape 1: a report speaks of another shape",
    );
}

#[test]
fn an_allowed_follow_up_that_is_blocked_fails_the_batch() {
    check_fault(
        |evidence| evidence.shapes[0].page.follow_up = failed(),
        "the follow-up of shape 0 was answered, but its script got an error: TypeError: Failed \
         to fetch",
    );
}

#[test]
fn a_follow_up_that_never_came_fails_the_batch() {
    check_fault(
        |evidence| {
            evidence.shapes[0]
                .exchanges
                .retain(|exchange| exchange.purpose == RequestKind::SetCookies)
        },
        "shape 0: the request reached the server, and its follow-up by the same means did not",
    );
}

#[test]
fn a_request_that_came_twice_fails_the_batch() {
    check_fault(
        |evidence| evidence.shapes[0].exchanges.push(exchange(RequestKind::SetCookies, "")),
        "shape 0: the request reached the server 2 times",
    );
    check_fault(
        |evidence| evidence.shapes[0].exchanges.push(exchange(RequestKind::FollowUp, "")),
        "shape 0: the follow-up reached the server 2 times",
    );
}

#[test]
fn a_response_to_no_request_fails_the_batch() {
    check_fault(
        |evidence| {
            evidence.shapes[0]
                .exchanges
                .retain(|exchange| exchange.purpose == RequestKind::FollowUp)
        },
        "shape 0: the script was given a response to a request that never reached the server",
    );
}

#[test]
fn the_response_of_another_shape_fails_the_batch() {
    check_fault(
        |evidence| {
            evidence.shapes[0].page.set =
                Some(ScriptOutcome::Exposed { status: 200, body: "a-1".to_owned(), field: None })
        },
        "shape 0: the script read another response: 200 `a-1`",
    );
}
