//! Cookies that come back other than they were written.

use super::*;

/// Observes the second shape as of a suite that asks for changes, whose first cookie has this value
/// behind its marker, after `change`.
fn observed_changes(
    behind_marker: &str,
    change: impl FnOnce(&mut BatchEvidence),
) -> Result<String, HarnessFault> {
    let mut played = played();
    change(&mut played.evidence);
    let line = SetCookieLine(vec![
        LinePart::Text(b"c0=".to_vec()),
        LinePart::Marker,
        LinePart::Text(behind_marker.as_bytes().to_vec()),
    ]);
    for script in &mut played.batch.shapes {
        script.changes = DetailTracking::Observed;
        script.cookies[0].line = line.clone();
    }
    let observed = observe(&played.batch, &played.evidence)?;
    Ok(observed[1][0].cookie.to_string())
}

#[track_caller]
fn check_changes(behind_marker: &str, change: impl FnOnce(&mut BatchEvidence), expected: &str) {
    assert_eq!(observed_changes(behind_marker, change).unwrap(), expected);
}

#[test]
fn a_cookie_that_the_jar_holds_as_written_is_unchanged() {
    let as_written = |evidence: &mut BatchEvidence| {
        evidence.jar = vec![jar_cookie("c0", "a-1.0é", None)];
    };
    check_changes("é; HttpOnly", as_written, "stored");
}

#[test]
fn a_cookie_that_the_jar_holds_cut_off_is_changed() {
    let cut_off = |evidence: &mut BatchEvidence| {
        evidence.jar = vec![jar_cookie("c0", "a-1.0", None)];
    };
    check_changes("é; HttpOnly", cut_off, "stored, changed");
    check_changes("; HttpOnly", cut_off, "stored");
}

#[test]
fn a_cookie_that_a_request_carries_cut_off_is_changed() {
    let cut_off = |evidence: &mut BatchEvidence| {
        evidence.jar = vec![jar_cookie("c0", "a-1.0é", None)];
        evidence.shapes[1].exchanges[1] = exchange(RequestKind::FollowUp, "c0=a-1.0");
    };
    check_changes("é", cut_off, "stored, sent, changed");
}

#[test]
fn a_cookie_of_an_earlier_shape_or_beside_the_tested_one_says_nothing_of_changes() {
    for other in ["c0=a-0.0", "beside=a-1.0o"] {
        let seen_with_other = |evidence: &mut BatchEvidence| {
            evidence.jar = vec![jar_cookie("c0", "a-1.0é", None)];
            evidence.shapes[1].exchanges[1] = exchange(RequestKind::FollowUp, other);
        };
        check_changes("é", seen_with_other, "stored");
    }
}

#[test]
fn a_cookie_that_nobody_sees_is_not_changed() {
    check_changes("é", |_| {}, "nothing");
}
