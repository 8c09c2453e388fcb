use matrix::FetchCredentials;
use spec_model::Timestamp;

use super::*;
use crate::Recordings;
use crate::paste::parse_response;

const GIVEN: QuestionEvidence =
    QuestionEvidence { response: ResponseSource::Given, browsers: BrowserSelection::Default };

/// Checks where the answer about a response of the page's own origin stands in Firefox.
#[track_caller]
fn check_status(response: &str, evidence: QuestionEvidence, status: AnswerStatus) {
    check_url("https://www.shop.test/login", response, evidence, status);
}

#[track_caller]
fn check_url(url: &str, response: &str, evidence: QuestionEvidence, status: AnswerStatus) {
    let page = "https://www.shop.test/".parse().unwrap();
    let mut question = Question::fetch(
        page,
        url.parse().unwrap(),
        FetchCredentials::Include,
        Timestamp(1_700_000_000),
    );
    question.response = parse_response(response).unwrap();
    let recordings = Recordings::built_in();
    let profiles = &recordings.matrix().profiles;
    let firefox: Vec<_> =
        profiles.iter().filter(|one| one.to_string() == "firefox:default").collect();
    let explanation = Explanation::without_fixes(recordings, &question, &firefox, &UserGoal::USUAL);
    let gaps = explanation.evidence_gaps(evidence);
    assert_eq!(explanation.status(&gaps), status, "{gaps:?}");
}

#[test]
fn a_cookie_that_is_kept_works() {
    check_status("HTTP/1.1 200\nSet-Cookie: a=1", GIVEN, AnswerStatus::Works);
    check_status("HTTP/1.1 401\nSet-Cookie: a=1", GIVEN, AnswerStatus::Works);
}

#[test]
fn without_response_or_cookie_there_is_nothing_to_judge() {
    check_status("HTTP/1.1 200\nVary: Origin", GIVEN, AnswerStatus::NothingToJudge);
    let assumed = QuestionEvidence { response: ResponseSource::Assumed, ..GIVEN };
    check_status("HTTP/1.1 200\nSet-Cookie: a=1", assumed, AnswerStatus::NothingToJudge);
}

#[test]
fn a_redirect_without_its_target_is_incomplete_and_a_lost_cookie_on_it_is_not() {
    let redirect = "HTTP/1.1 301\nLocation: /login/\nSet-Cookie: a=1";
    check_status(redirect, GIVEN, AnswerStatus::Incomplete);
    let lost = "HTTP/1.1 301\nLocation: /\nSet-Cookie: a=1; Domain=other.test";
    check_status(lost, GIVEN, AnswerStatus::DoesNotWork);
    check_status("HTTP/1.1 304\nLocation: /\nSet-Cookie: a=1", GIVEN, AnswerStatus::Works);
}

#[test]
fn a_server_that_failed_proves_nothing() {
    check_status("HTTP/1.1 500\nSet-Cookie: a=1", GIVEN, AnswerStatus::Incomplete);
    check_status("HTTP/1.1 502\nVary: Origin", GIVEN, AnswerStatus::NothingToJudge);
}

#[test]
fn a_request_that_is_never_made_does_not_work_whatever_the_response() {
    let assumed = QuestionEvidence { response: ResponseSource::Assumed, ..GIVEN };
    for url in ["https://www.shop.test:6666/", "https://user:pw@www.shop.test/"] {
        check_url(url, "Set-Cookie: a=1", GIVEN, AnswerStatus::DoesNotWork);
        check_url(url, "Set-Cookie: a=1", assumed, AnswerStatus::DoesNotWork);
    }
}
