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
    check_fault_of(served(), change, message);
}

/// Checks that nothing is concluded of what was played after `change`, for this reason.
#[track_caller]
fn check_fault_of(mut played: Played, change: impl FnOnce(&mut BatchEvidence), message: &str) {
    change(&mut played.evidence);
    let fault = observe(&played.batch, &played.evidence).expect_err("it was not as scripted");
    assert_eq!(fault.to_string(), message);
}

#[track_caller]
fn check_believed(played: &Played) {
    observe(&played.batch, &played.evidence).expect("it was as scripted");
}

#[test]
fn what_was_served_as_scripted_is_believed() {
    check_believed(&served());
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

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Returns a batch whose second shape has a POST with a preflight, and is redirected to a GET; the
/// preflight before that is redirected too, and what it leads to is nobody's.
fn served_behind_redirect() -> Played {
    let mut played = served();
    let script = &mut played.batch.shapes[1];
    script.request.method = "POST".to_owned();
    script.url_list.push(url("https://www.example.com"));
    script.redirect.headers = vec![field("Access-Control-Allow-Origin", "*")];
    script.preflight.headers = vec![field("Access-Control-Allow-Methods", "POST")];
    let exchanges = &mut played.evidence.shapes[1].exchanges;
    let preflight = |hop, status| FixtureExchange {
        hop,
        status,
        method: "OPTIONS".to_owned(),
        response_headers: vec![field("access-control-allow-methods", "POST")],
        ..exchange(RequestKind::Preflight, "")
    };
    let first = FixtureExchange {
        method: "POST".to_owned(),
        status: 302,
        response_headers: vec![field("access-control-allow-origin", "*")],
        ..exchange(RequestKind::SetCookies, "")
    };
    exchanges[0].hop = 1;
    exchanges[0].url = "https://www.example.com/1-a-1-set".to_owned();
    exchanges.splice(0..0, [preflight(0, 204), first, preflight(1, 204), preflight(2, 500)]);
    played
}

#[test]
fn each_response_of_a_redirected_request_has_a_script_of_its_own() {
    check_believed(&served_behind_redirect());
    for (exchange, message) in [
        (0, "shape 1: the server answered 500, not 204"),
        (1, "shape 1: the server answered 500, not 302"),
        (2, "shape 1: the server answered 500, not 204"),
        (4, "shape 1: the server answered 500, not 200"),
    ] {
        check_fault_of(
            served_behind_redirect(),
            |evidence| evidence.shapes[1].exchanges[exchange].status = 500,
            message,
        );
    }
}

/// Returns a batch whose second shape is asked for again, with PUT.
fn served_again() -> Played {
    let mut played = served();
    let script = &mut played.batch.shapes[1];
    script.again = Some(RequestScript { method: "PUT".to_owned(), ..script.request.clone() });
    let exchanges = &mut played.evidence.shapes[1].exchanges;
    let mut again = FixtureExchange { method: "PUT".to_owned(), ..exchanges[0].clone() };
    again.response_headers.retain(|(name, _)| name != "set-cookie");
    exchanges.insert(1, again);
    played
}

#[test]
fn a_request_that_is_made_again_has_its_own_method_and_sets_nothing() {
    check_believed(&served_again());
    check_fault_of(
        served_again(),
        |evidence| evidence.shapes[1].exchanges[1].method = "GET".to_owned(),
        "shape 1: the request was made with GET, not PUT",
    );
    check_fault_of(
        served_again(),
        |evidence| evidence.shapes[1].exchanges[0].method = "PUT".to_owned(),
        "shape 1: the request was made with PUT, not GET",
    );
    check_fault_of(
        served_again(),
        |evidence| {
            let line = field("set-cookie", "c0=1; Path=/; SameSite=Lax");
            evidence.shapes[1].exchanges[1].response_headers.push(line);
        },
        "shape 1: the server sent other lines Set-Cookie than it was to: 1 in place of 0",
    );
}

#[test]
fn a_first_party_document_is_asked_for_with_get() {
    let mut played = served();
    played.batch.shapes[1].set_by = CookieSetter::FirstParty;
    played.batch.shapes[1].request.method = "POST".to_owned();
    played.evidence.shapes[1].page.set = None;
    check_believed(&played);
    check_fault_of(
        played,
        |evidence| evidence.shapes[1].exchanges[0].method = "POST".to_owned(),
        "shape 1: the request was made with POST, not GET",
    );
}

#[test]
fn a_second_response_has_the_second_lines() {
    let mut played = served();
    let line = SetCookieLine(vec![LinePart::Text(b"c1=2".to_vec())]);
    played.batch.shapes[1].cookies[1].then = Some(line);
    let second = FixtureExchange {
        response_headers: vec![field("set-cookie", "c1=2")],
        ..exchange(RequestKind::SecondSet, "")
    };
    played.evidence.shapes[1].exchanges.insert(1, second);
    check_believed(&played);
    check_fault_of(
        played,
        |evidence| evidence.shapes[1].exchanges[1].response_headers.clear(),
        "shape 1: the server sent other lines Set-Cookie than it was to: 0 in place of 1",
    );
}

#[test]
fn a_line_may_name_the_directory_of_its_shape() {
    for (request_path, address) in [
        (RequestPath::Directory, "https://api.example.com/1/a/1/set"),
        (RequestPath::OneSegment, "https://api.example.com/1-a-1-set"),
    ] {
        let mut played = served();
        let script = &mut played.batch.shapes[1];
        script.request_path = request_path;
        script.cookies[0].line =
            SetCookieLine(vec![LinePart::Text(b"c0=1; Path=".to_vec()), LinePart::Directory]);
        let exchange = &mut played.evidence.shapes[1].exchanges[0];
        exchange.url = address.to_owned();
        exchange.response_headers[1].1 = "c0=1; Path=/1/a/1".to_owned();
        check_believed(&played);
    }
}
