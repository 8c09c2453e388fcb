//! What follows without the jar, which no visit sees.

use super::*;

/// Returns what is seen of the first cell once the evidence has been changed.
fn seen(change: impl FnOnce(&mut BatchEvidence)) -> Result<VisitObservation, HarnessFault> {
    let Played { batch, mut evidence } = played();
    evidence.jar.clear();
    for control in &mut evidence.controls {
        control.jar.clear();
    }
    for shape in &mut evidence.shapes {
        shape.jar_view = JarView::Nothing;
    }
    change(&mut evidence);
    Ok(observe_visit(&batch, &evidence)?[0][0])
}

#[test]
fn a_cookie_that_nobody_saw_may_be_stored() {
    let seen = seen(|_| {}).unwrap();
    assert_eq!(seen.response, ResponseOutcome::Exposed);
    assert!(!seen.shows_cookie());
}

#[test]
fn a_first_party_request_shows_a_cookie_that_the_page_does_not() {
    let seen = seen(|evidence| {
        evidence.shapes[0].probe.request_cookie = "c0=a-0.0".to_owned();
    })
    .unwrap();
    assert!(seen.shows_cookie() && seen.sent_by_target && !seen.sent);
}

#[test]
fn a_control_that_was_not_sent_fails_the_batch_of_a_visit() {
    let fault = seen(|evidence| evidence.controls[0].probe.request_cookie.clear()).unwrap_err();
    assert_eq!(fault.to_string(), "the control on `https://api.example.com` was not sent");
}

#[test]
fn a_cookie_that_an_earlier_batch_left_fails_the_batch_of_a_visit() {
    let fault = seen(|evidence| {
        evidence.shapes[0].exchanges[1].request_headers[0].1 = "c0=9-0.0".to_owned();
    })
    .unwrap_err();
    assert!(matches!(fault, HarnessFault::StrayCookie { .. }), "{fault}");
}
