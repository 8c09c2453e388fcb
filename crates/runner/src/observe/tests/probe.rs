//! What the probe reads, and whether it does not show yet what it must.

use run_model::protocol::NO_COOKIE_STORE;

use super::*;
use crate::stale_reads::document_cookie_is_stale;

#[test]
fn a_probe_that_cannot_read_fails_the_batch() {
    check_fault(
        |evidence| evidence.shapes[1].probe.readable_cookies = Err("TypeError".to_owned()),
        "shape 1: a first-party document of the target could not read its cookies: TypeError",
    );
}

#[test]
fn a_probe_without_a_cookie_store_reads_nothing_by_it() {
    let mut played = played();
    played.batch.shapes[1].reads_cookies_by = CookieReader::CookieStore;
    played.evidence.shapes[1].probe.readable_cookies = Err(NO_COOKIE_STORE.to_owned());
    let observed = observe(&played.batch, &played.evidence).expect("the evidence is sound");
    assert!(observed[1].iter().all(|cell| !cell.cookie.readable_on_target));
    played.evidence.shapes[1].probe.readable_cookies = Err("TypeError".to_owned());
    let fault = observe(&played.batch, &played.evidence).expect_err("there is one, and it failed");
    assert!(matches!(fault, HarnessFault::ProbeUnreadable { .. }), "{fault}");
}

#[test]
fn a_document_is_behind_that_lacks_what_its_request_carried() {
    let Played { mut batch, mut evidence } = played();
    let tag = ShapeTag { batch: BatchId(10), shape: ShapeNo(1) };
    let probe = &mut evidence.shapes[1].probe;
    (probe.request_cookie, probe.readable_cookies) =
        ("c0=a-1.0; c1=a-0.1".to_owned(), Ok("c0=a-0.0; c1=a-0.1".to_owned()));
    assert!(
        document_cookie_is_stale(tag, &batch.shapes[1], probe),
        "it shows the cookie of the shape before"
    );
    batch.shapes[1].cookies[0].line = SetCookieLine(vec![
        LinePart::Text(b"c0=".into()),
        LinePart::Marker,
        LinePart::Text(b"; HTTPonly".into()),
    ]);
    assert!(!document_cookie_is_stale(tag, &batch.shapes[1], probe), "it never shows that one");
    probe.readable_cookies = Ok("c0=a-1.0".to_owned());
    assert!(!document_cookie_is_stale(tag, &batch.shapes[0], probe));
}
