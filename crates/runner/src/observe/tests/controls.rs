//! The control cookies, which prove the apparatus.

use super::*;

#[test]
fn a_control_that_was_not_stored_fails_the_batch() {
    check_fault(
        |evidence| evidence.controls[0].jar.clear(),
        "the control on `https://api.example.com` was not stored",
    );
}

#[test]
fn another_cookie_or_that_of_another_batch_is_no_control() {
    for (name, value) in [("control", "9-2"), ("other", "a-2")] {
        check_fault(
            |evidence| evidence.controls[0].jar = vec![jar_cookie(name, value, None)],
            "the control on `https://api.example.com` was not stored",
        );
    }
    check_observed(
        |evidence| evidence.controls[0].jar.push(jar_cookie("foreign", "9-2", None)),
        ResponseOutcome::Exposed,
        ["nothing", "nothing"],
    );
}

#[test]
fn a_control_that_was_not_readable_fails_the_batch() {
    check_fault(
        |evidence| evidence.controls[0].probe.readable_cookies = Err("SecurityError".to_owned()),
        "the control on `https://api.example.com` was not readable",
    );
}

#[test]
fn a_control_that_was_not_sent_fails_the_batch() {
    check_fault(
        |evidence| evidence.controls[0].probe.request_cookie.clear(),
        "the control on `https://api.example.com` was not sent",
    );
}

#[test]
fn a_cookie_for_another_site_fails_the_batch() {
    check_fault(
        |evidence| evidence.controls[0].jar.push(jar_cookie("foreign", "a-2", None)),
        "`https://api.example.com` could set a cookie for another site's domain",
    );
    check_fault(
        |evidence| evidence.controls[0].probe.request_cookie.push_str("; foreign=a-2"),
        "`https://api.example.com` could set a cookie for another site's domain",
    );
}
