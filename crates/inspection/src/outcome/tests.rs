use std::time::Duration;

use crate::proxy::{HeaderField, ProxyOutcome as Wire, ProxyRequest, ProxyResponse};
use browser_driver::Browser;

use super::*;
use crate::capture::{CookieReading, InspectionStep};

const URL: &str = "https://api.example.com/session";

fn exchange(method: &str, cookie: &str, set_cookie: &[&str]) -> ProxyExchange {
    let field =
        |name: &str, value: &str| HeaderField { name: name.to_owned(), value: value.into() };
    let mut fields = vec![field("cookie", cookie)];
    if method == "OPTIONS" {
        fields.push(field("access-control-request-method", "PUT"));
    }
    let response = ProxyResponse {
        status: 200,
        fields: set_cookie.iter().map(|line| field("set-cookie", line)).collect(),
        body_bytes: 0,
    };
    ProxyExchange {
        started: Duration::ZERO,
        took: Duration::ZERO,
        server: None,
        request: ProxyRequest {
            method: method.to_owned(),
            url: URL.to_owned(),
            fields,
            body_bytes: 0,
        },
        outcome: Wire::Answered(response),
    }
}

fn held(name: &str, value: &str, domain: &str, path: &str) -> JarCookie {
    JarCookie {
        name: name.to_owned(),
        value: value.to_owned(),
        domain: domain.to_owned(),
        path: path.to_owned(),
        secure: true,
        http_only: false,
        expires: None,
        same_site: None,
        partition: None,
    }
}

/// Returns what was concluded of two turns with these exchanges, the first of which the script was
/// told this of.
fn outcome(
    result: FetchResult,
    steps: [Vec<ProxyExchange>; 2],
    before: CookieReading,
    after: CookieReading,
) -> RequestOutcome {
    let middle = steps[0].len();
    let exchanges: Vec<_> = steps.into_iter().flatten().collect();
    let target: Url = URL.parse().unwrap();
    let step = |exchanges| InspectionStep {
        url: Some(target.clone()),
        result: Some(result.clone()),
        exchanges,
    };
    let capture = SiteCapture {
        browser: Browser::Chromium,
        version: String::new(),
        first_page: "https://www.example.com/".parse().unwrap(),
        page: "https://www.example.com/".parse().unwrap(),
        target: target.clone(),
        before,
        after,
        steps: vec![step(0..middle), step(middle..exchanges.len())],
        reasons: Vec::new(),
        exchanges,
        dropped: 0,
        refused: Default::default(),
    };
    capture.outcome(&target)
}

#[test]
fn a_cookie_is_stored_if_the_jar_holds_it_and_sent_if_the_second_request_carries_it() {
    let steps = [
        vec![exchange("GET", "", &["sid=1; Path=/", "gone=2"])],
        vec![exchange("GET", "a=b; sid=1", &[])],
    ];
    let after = CookieReading {
        target_cookie: "sid=1".to_owned(),
        jar: vec![held("sid", "1", "api.example.com", "/")],
        ..CookieReading::default()
    };
    let outcome =
        outcome(FetchResult::Response { status: 200 }, steps, CookieReading::default(), after);
    assert_eq!(outcome.response, Some(ResponseOutcome::Exposed));
    let [kept, gone] = &outcome.cookies[..] else { panic!("{outcome:?}") };
    assert_eq!(kept.held.as_ref().map(|cookie| cookie.name.as_str()), Some("sid"));
    assert_eq!(
        (kept.readable_on_page, kept.readable_on_target, kept.sent),
        (Some(false), Some(true), Some(true))
    );
    assert_eq!(
        (&gone.held, gone.readable_on_page, gone.readable_on_target, gone.sent),
        (&None, Some(false), Some(false), Some(false))
    );
}

#[test]
fn a_request_that_fails_is_told_apart_by_how_far_it_came() {
    let failed = || FetchResult::Failed("TypeError".to_owned());
    let check = |step: Vec<ProxyExchange>, expected| {
        let outcome = outcome(
            failed(),
            [step, Vec::new()],
            CookieReading::default(),
            CookieReading::default(),
        );
        assert_eq!(outcome.response, Some(expected));
    };
    check(vec![], ResponseOutcome::NotMade);
    check(vec![exchange("OPTIONS", "", &[])], ResponseOutcome::PreflightRefused);
    check(vec![exchange("OPTIONS", "", &[]), exchange("PUT", "", &[])], ResponseOutcome::Blocked);
}

#[test]
fn cookies_that_were_there_before_are_told_with_whether_they_went_along() {
    let jar = vec![
        held("old", "1", ".example.com", "/"),
        held("kept-back", "2", "api.example.com", "/session"),
        held("elsewhere", "3", "www.example.com", "/"),
    ];
    let steps = [vec![exchange("GET", "old=1", &[])], vec![]];
    let outcome = outcome(
        FetchResult::Response { status: 200 },
        steps,
        CookieReading { jar, ..CookieReading::default() },
        CookieReading::default(),
    );
    let cookies_before: Vec<_> =
        outcome.cookies_before.iter().map(|(cookie, sent)| (cookie.name.as_str(), *sent)).collect();
    assert_eq!(cookies_before, [("old", true), ("kept-back", false)]);
}
