use super::*;
use crate::cookie_date::parse_cookie_date;

fn check_pair(line: &[u8], name: &[u8], value: &[u8]) {
    let cookie = parse_set_cookie(line, QuirkSet::NONE).cookie;
    assert_eq!((cookie.name, cookie.value), (name, value), "{}", line.escape_ascii());
}

#[test]
fn a_printable_part_ends_at_a_control_character_but_for_space_where_a_piece_begins() {
    for (line, end) in [
        ("a=b c; Path=/x y", 16),
        ("\t a=1", 5),
        ("a=\t\x0C 1", 6),
        ("a=1; \r\nPath=\t/", 14),
        ("a\t=1", 1),
        ("a=1\t", 3),
        ("a=1=\t2", 4),
        ("a=1; Path=/=\t", 12),
        ("a=\u{1}", 2),
        ("a=\u{7f}b", 4),
        ("a=ü", 2),
        ("", 0),
    ] {
        let part = printable_part(line.as_bytes());
        assert_eq!(part.len(), end, "{}", line.escape_debug());
    }
}

#[test]
fn a_cookie_needs_a_name_by_the_quirk() {
    let quirks = QuirkSet::NONE.with(Quirk::NoNamelessCookies);
    let read = |line: &'static str| {
        let parsed = parse_set_cookie(line.as_bytes(), quirks);
        (parsed.cookie.name, parsed.cookie.value, parsed.reasons.len())
    };
    assert_eq!(read("a"), (&b"a"[..], &b""[..], 0));
    assert_eq!(read("a=b"), (&b"a"[..], &b"b"[..], 0));
    assert_eq!(read("=a"), (&b""[..], &b"a"[..], 1));
}

#[test]
fn name_and_value_have_4096_octets_at_most_but_for_the_quirk() {
    let reasons = |octets: usize, quirks| {
        let line = format!("a={}; Path=/", "v".repeat(octets - 1));
        parse_set_cookie(line.as_bytes(), quirks).reasons
    };
    assert_eq!(reasons(4096, QuirkSet::NONE), []);
    assert_eq!(reasons(4097, QuirkSet::NONE), [Reason::NameValueTooLong]);
    assert_eq!(reasons(4097, QuirkSet::NONE.with(Quirk::NoNameValueLimit)), []);
}

#[test]
fn what_keeps_an_earlier_same_site() {
    let [none, lax, strict, other] =
        [SameSite::None, SameSite::Lax, SameSite::Strict, SameSite::Default];
    for (quirk, kept) in [
        (
            Quirk::LastLaxOrStrictCounts,
            vec![(lax, none), (lax, other), (strict, none), (strict, other)],
        ),
        (
            Quirk::LastNoneOrStrictCounts,
            vec![
                (none, lax),
                (none, other),
                (lax, lax),
                (lax, other),
                (strict, lax),
                (strict, other),
            ],
        ),
        (
            Quirk::LastValidSameSiteCounts,
            vec![(none, other), (lax, other), (strict, other), (other, other)],
        ),
    ] {
        for earlier in [none, lax, strict, other] {
            for given in [none, lax, strict, other] {
                assert_eq!(
                    keeps_earlier(earlier, given, QuirkSet::NONE.with(quirk)),
                    kept.contains(&(earlier, given)),
                    "{quirk}: {earlier:?} {given:?}"
                );
                assert!(!keeps_earlier(earlier, given, QuirkSet::NONE));
            }
        }
    }
}

#[test]
fn an_attribute_without_name_or_value_is_none() {
    let notes = |line: &'static str| parse_set_cookie(line.as_bytes(), QuirkSet::NONE).notes;
    assert!(!notes("a=1; ;=;").contains(&Note::AttributeUnknown));
    for line in ["a=1; x", "a=1; =x", "a=1; x=y"] {
        assert!(notes(line).contains(&Note::AttributeUnknown), "{line}");
    }
}

#[test]
fn name_and_value() {
    for (line, name, value) in [
        ("a=b", "a", "b"),
        ("a=b=c", "a", "b=c"),
        ("=b", "", "b"),
        ("b", "", "b"),
        ("=a=b", "", "a=b"),
        (" \ta b\t = \t c d ; x", "a b", "c d"),
        ("a=\"x", "a", "\"x"),
        ("a=\"x;y\"", "a", "\"x"),
        ("a=1,b=2", "a", "1,b=2"),
        ("", "", ""),
        (";a=b", "", ""),
        ("a\u{a0}=b", "a\u{a0}", "b"),
    ] {
        check_pair(line.as_bytes(), name.as_bytes(), value.as_bytes());
    }
    check_pair(b"a=\xE9", b"a", b"\xE9");
}

#[test]
fn every_control_character_but_tab() {
    for octet in 0..=255_u8 {
        let rejected = parse_set_cookie(&[b'a', b'=', octet, b'b'], QuirkSet::NONE).reasons
            == [Reason::ControlChar];
        assert_eq!(rejected, (octet < 0x20 && octet != 0x09) || octet == 0x7F, "{octet:#x}");
    }
}

fn check_max_age(value: &str, expected: Option<i64>) {
    assert_eq!(
        parse_set_cookie(format!("a=1; Max-Age={value}").as_bytes(), QuirkSet::NONE)
            .cookie
            .max_age_secs,
        expected,
        "{value:?}"
    );
}

#[test]
fn max_age_values() {
    for value in ["", "+60", "60x", "-1x", "1.5", "1e3", "\"60\"", "0x10", "-", "--1", "6 0"] {
        check_max_age(value, None);
    }
    for (value, expected) in [
        ("60", 60),
        (" 60\t", 60),
        ("0", 0),
        ("-0", 0),
        ("-1", -1),
        ("007", 7),
        ("9223372036854775808", i64::MAX),
    ] {
        check_max_age(value, Some(expected));
    }
    check_max_age(&"9".repeat(30), Some(i64::MAX));
    check_max_age("1; Max-Age=x", Some(1));
}

#[test]
fn last_attribute_of_a_kind_counts() {
    let parsed = parse_set_cookie(
        b"a=1; domain=x.test; DOMAIN=.Y.test; Path=/x; path=; SameSite=Strict; \
         samesite=None; Secure=false; HttpOnly=0",
        QuirkSet::NONE,
    );
    let cookie = parsed.cookie;
    assert_eq!(cookie.domain.as_deref(), Some(&b"y.test"[..]));
    assert_eq!(cookie.path, Some(PathAttribute::DefaultPath));
    assert_eq!(cookie.same_site, SameSite::None);
    assert!(cookie.secure && cookie.http_only && !cookie.partitioned);
}

#[test]
fn only_one_leading_dot_is_ignored() {
    assert_eq!(
        parse_set_cookie(b"a=1; Domain=..x", QuirkSet::NONE).cookie.domain.as_deref(),
        Some(&b".x"[..])
    );
}

#[test]
fn white_space_after_the_leading_dot_is_written_again() {
    let parsed = parse_set_cookie(b"a=1; Domain=. x", QuirkSet::NONE);
    assert_eq!(parsed.cookie.domain.as_deref(), Some(&b" x"[..]));
    assert_eq!(
        parse_set_cookie(&serialize_set_cookie(&parsed.cookie), QuirkSet::NONE).cookie,
        parsed.cookie
    );
}

#[test]
fn an_attribute_that_is_too_long_leaves_the_one_before() {
    let line = format!("a=1; Domain=x.test; Domain={}", "y".repeat(1025));
    assert_eq!(
        parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie.domain.as_deref(),
        Some(&b"x.test"[..])
    );
}

fn check_date(text: &str, expected: Option<i64>) {
    assert_eq!(parse_cookie_date(text.as_bytes()), expected.map(Timestamp), "{text:?}");
}

#[test]
fn dates_that_are_none() {
    for text in [
        "",
        "Sun, 06 Nov 1994",
        "Sun, 06 Nov 1994 08:49",
        "06 Nov 1600 08:49:37",
        "31 Feb 2030 00:00:00",
        "29 Feb 2100 00:00:00",
        "00 Nov 1994 08:49:37",
        "32 Nov 1994 08:49:37",
        "06 Nov 1994 24:00:00",
        "06 Nov 1994 08:60:37",
        "06 Nov 1994 08:49:60",
        "06 Nov 19945 08:49:37",
        "06 11 1994 08:49:37",
        "1994-11-06T08:49:37Z",
        "06 Nov 1994 008:49:37",
    ] {
        check_date(text, None);
    }
}

#[test]
fn dates_in_many_forms() {
    const NOVEMBER_1994: i64 = 784_111_777;
    for text in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "06 november 1994 8:49:37 +0200",
        "1994 06 Nov 08:49:37",
        "\"Sun, 06 Nov 1994 08:49:37 GMT\"",
        "08:49:37x 6th Novx 94y",
    ] {
        // A year of four digits never is a day of month, so it may come first.
        check_date(text, Some(NOVEMBER_1994));
    }
    check_date("01 Jan 70 00:00:00", Some(0));
    check_date("01 Jan 69 00:00:00", Some(3_124_224_000));
    check_date("29 Feb 2000 00:00:00", Some(951_782_400));
    check_date("31 Dec 9999 23:59:59", Some(253_402_300_799));
    check_date("01 Jan 1601 00:00:00", Some(-11_644_473_600));
}

#[test]
fn dates_are_written_as_they_are_read() {
    for seconds in [-11_644_473_600, -1, 0, 784_111_777, 951_782_400, 253_402_300_799] {
        assert_eq!(
            parse_cookie_date(serialize_cookie_date(Timestamp(seconds)).as_bytes()),
            Some(Timestamp(seconds))
        );
    }
    assert_eq!(serialize_cookie_date(Timestamp(784_111_777)), "Sun, 06 Nov 1994 08:49:37 GMT");
}
