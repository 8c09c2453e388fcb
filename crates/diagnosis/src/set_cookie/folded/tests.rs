//! Which cookies of a line are lost, and how they are meant.

use super::*;

#[track_caller]
fn check(line: &str, loss: Option<CookieLoss>, lost: &[&str], meant: &[&str]) {
    assert_eq!(CookieLoss::of(line), loss, "{line}");
    assert_eq!(lost_cookies(line), lost, "{line}");
    assert_eq!(separate_cookies(line), meant, "{line}");
}

#[test]
fn a_semicolon_separates_attributes_and_not_cookies() {
    let semicolon = Some(CookieLoss::Semicolon);
    check(
        "sid=1; csrf=2; Path=/; HttpOnly",
        semicolon,
        &["csrf"],
        &["sid=1; Path=/; HttpOnly", "csrf=2; Path=/; HttpOnly"],
    );
    check("a=1; b=2; c=3", semicolon, &["b", "c"], &["a=1", "b=2", "c=3"]);
    check(
        "a=1; Path=/; Secure; b=2; Path=/x",
        semicolon,
        &["b"],
        &["a=1; Path=/; Secure", "b=2; Path=/x"],
    );
}

#[test]
fn what_can_be_an_attribute_is_no_cookie() {
    for line in [
        "a=1; Path=/; HttpOnly",
        "a=1; Expire=0; Path=/",
        "a=1; Max_Age=5",
        "a=1; Priority=High; Version=1",
        "a=1; HostOnly=true; Path=/",
        "a=1; Path=/; foo=bar",
        "a=1; flag; Path=/",
        "a=\"x; b=2\"; Path=/",
    ] {
        check(line, None, &[], &[line]);
    }
}

#[test]
fn the_name_of_the_field_hides_the_cookie() {
    check("Set-Cookie: sid=1; Path=/", Some(CookieLoss::FieldName), &["sid"], &["sid=1; Path=/"]);
}

#[test]
fn a_comma_separates_no_cookies() {
    check(
        "a=1; Path=/, b=2; Path=/x",
        Some(CookieLoss::Comma),
        &["b"],
        &["a=1; Path=/", "b=2; Path=/x"],
    );
}
