//! What was asked and served must be what the script has.

use super::*;
use crate::observe::observe;

/// Returns a batch whose log has what its script has.
fn served() -> Played {
    let mut played = played();
    for (number, script) in played.batch.shapes.iter_mut().enumerate() {
        script.response.headers =
            vec![("Access-Control-Allow-Origin".to_owned(), "https://www.example.com".to_owned())];
        for cookie in &mut script.cookies {
            let line = format!("c{}=1; Path=/; SameSite=Lax", cookie.cell);
            cookie.line = SetCookieLine(vec![LinePart::Text(line.into_bytes())]);
        }
        let exchange = &mut played.evidence.shapes[number].exchanges[0];
        let field = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        exchange.response_headers = [
            ("access-control-allow-origin", "https://www.example.com"),
            ("set-cookie", "c0=1; Path=/; SameSite=Lax"),
            ("set-cookie", "c1=1; Path=/; SameSite=Lax"),
            ("cache-control", "no-store"),
        ]
        .map(field)
        .into();
    }
    let mut of_page = played.evidence.controls[0].clone();
    of_page.origin = url("https://www.example.com");
    played.evidence.controls.push(of_page);
    played
}

/// Checks that nothing is concluded after `change`, for this reason.
#[track_caller]
fn check_not_as_scripted(change: impl FnOnce(&mut BatchEvidence), message: &str) {
    let mut played = served();
    change(&mut played.evidence);
    let fault = observe(&played.batch, &played.evidence).expect_err("it was not as scripted");
    assert_eq!(fault.to_string(), message);
}

#[test]
fn what_was_served_as_scripted_is_believed() {
    let played = served();
    observe(&played.batch, &played.evidence).expect("it was as scripted");
}

#[test]
fn a_line_that_was_lost_doubled_or_changed_fails_the_batch() {
    let lines = |count| {
        format!(
            "shape 1: the server sent other lines Set-Cookie than it was to: {count} in place \
                 of 2"
        )
    };
    let fields = |evidence: &mut BatchEvidence| {
        std::mem::take(&mut evidence.shapes[1].exchanges[0].response_headers)
    };
    let with = |change: fn(&mut Vec<(String, String)>)| {
        move |evidence: &mut BatchEvidence| {
            let mut changed = fields(evidence);
            change(&mut changed);
            evidence.shapes[1].exchanges[0].response_headers = changed;
        }
    };
    check_not_as_scripted(with(|fields| drop(fields.remove(1))), &lines(1));
    check_not_as_scripted(with(|fields| fields.insert(2, fields[1].clone())), &lines(3));
    check_not_as_scripted(with(|fields| fields.swap(1, 2)), &lines(2));
    check_not_as_scripted(with(|fields| fields[1].1 = "c0=1; Path=/".to_owned()), &lines(2));
}

#[test]
fn a_permission_that_was_lost_or_added_fails_the_batch() {
    let other = |name| format!("shape 1: the server sent other fields `{name}` than it was to");
    check_not_as_scripted(
        |evidence| drop(evidence.shapes[1].exchanges[0].response_headers.remove(0)),
        &other("Access-Control-Allow-Origin"),
    );
    check_not_as_scripted(
        |evidence| {
            let more = ("access-control-allow-credentials".to_owned(), "true".to_owned());
            evidence.shapes[1].exchanges[0].response_headers.push(more);
        },
        &other("access-control-allow-credentials"),
    );
}

#[test]
fn another_status_fails_the_batch() {
    check_not_as_scripted(
        |evidence| evidence.shapes[1].exchanges[0].status = 500,
        "shape 1: the server answered 500, not 200",
    );
}

#[test]
fn another_method_fails_the_batch() {
    for exchange in [0, 1] {
        check_not_as_scripted(
            |evidence| evidence.shapes[1].exchanges[exchange].method = "POST".to_owned(),
            "shape 1: the request was made with POST, not GET",
        );
    }
}

#[test]
fn a_request_to_another_place_fails_the_batch() {
    check_not_as_scripted(
        |evidence| {
            let exchange = &mut evidence.shapes[1].exchanges[0];
            exchange.url = "https://api.example.com/1-a-1-set".to_owned();
        },
        "shape 1: the request went to `/1-a-1-set`, not to `/1/a/1/set`",
    );
}

#[test]
fn a_control_that_was_not_played_fails_the_batch() {
    check_not_as_scripted(
        |evidence| drop(evidence.controls.pop()),
        "the controls were not played on each origin",
    );
}
