//! How long the jar keeps cookies.

use super::*;

/// Observes the batch as of a suite that asks how long cookies are kept, after `change`.
fn observed_lifetimes(
    change: impl FnOnce(&mut BatchEvidence),
) -> Result<Vec<String>, HarnessFault> {
    let mut played = played();
    change(&mut played.evidence);
    for script in &mut played.batch.shapes {
        script.lifetimes = DetailTracking::Observed;
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
fn a_cookie_that_expired_before_it_was_set_fails_the_batch() {
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
        evidence.shapes[1].exchanges[1] = exchange(RequestKind::FollowUp, "c0=a-1.0");
    });
    assert_eq!(fault.unwrap_err().to_string(), "shape 1: cookie `c0` is sent, but not in the jar");
}
