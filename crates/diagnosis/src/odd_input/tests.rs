//! What is named in lines and responses.

use matrix::{FetchCredentials, RequestApi};
use spec_model::Timestamp;

use super::*;
use crate::paste::parse_response;

mod lost_values;

#[track_caller]
fn check(response: &str, expected: &[&str]) {
    let [page, api] = ["https://www.shop.test/", "https://api.shop.test/"].map(|url| url.parse());
    let (page, api) = (page.unwrap(), api.unwrap());
    let mut question =
        Question::fetch(page, api, FetchCredentials::Include, Timestamp(1_700_000_000));
    question.response = parse_response(response).unwrap();
    let found: Vec<String> = odd_input(&question).iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
}

#[test]
fn misspelt_fields_are_named() {
    for (given, meant) in [
        ("Access-Control-Allow-Orgin", "Access-Control-Allow-Origin"),
        ("Access-Control-Allow-Origins", "Access-Control-Allow-Origin"),
        ("Acess-Control-Allow-Credential", "Access-Control-Allow-Credentials"),
        ("Set-Cookies", "Set-Cookie"),
        ("SetCookie", "Set-Cookie"),
    ] {
        let said = format!("browsers ignore the field `{given}`; is `{meant}` meant?");
        check(&format!("{given}: 1"), &[&said]);
    }
}

#[test]
fn names_that_are_right_or_others_are_not() {
    check("access-control-allow-origin: *\nset-cookie: a=1; path=/; samesite=lax; secure", &[]);
    check(
        "Vary: b\nCookie: a=1\nSet-Cookie2: a=1\nX-Cookie: 1\nOrigin: a",
        &["browsers ignore the field `Set-Cookie2`; is `Set-Cookie` meant?"],
    );
    check("Set-Cookie: a=1; Priority=High; SameParty; Version=1; foo=bar", &[]);
}

#[test]
fn misspelt_attributes_are_named() {
    check(
        "Set-Cookie: a=1; Same-Site=None; Expire=0; http-only; Secured; MaxAge=1",
        &[
            "browsers ignore the attribute `Same-Site`; is `SameSite` meant?",
            "browsers ignore the attribute `Expire`; is `Expires` meant?",
            "browsers ignore the attribute `http-only`; is `HttpOnly` meant?",
            "browsers ignore the attribute `Secured`; is `Secure` meant?",
            "browsers ignore the attribute `MaxAge`; is `Max-Age` meant?",
        ],
    );
}

#[test]
fn flags_with_values_are_named() {
    check(
        "Set-Cookie: a=1; Secure=false; httponly=0",
        &[
            "`Secure=false` is the same as `Secure`: the flag counts whatever its value; leave \
             it out to turn it off",
            "`HttpOnly=0` is the same as `HttpOnly`: the flag counts whatever its value; leave \
             it out to turn it off",
        ],
    );
}

#[test]
fn cookies_in_one_field_are_named() {
    check(
        "Set-Cookie: a=1; Path=/,b=2; Path=/b, c=3; Secure",
        &["one `Set-Cookie` field holds several cookies, but a comma does not separate them: \
           browsers see the cookie `a` alone, not `b`, `c`; what follows the comma counts as \
           attributes of `a`, and the last `Path` and `SameSite` win; WebKitGTK \
           reads nothing behind it"],
    );
    check("Set-Cookie: a=1,2; Expires=Sun, 13 Oct 2024 00:18:01 GMT", &[]);
}

#[test]
fn a_value_that_is_cut_in_its_quotes_is_named() {
    check(
        "Set-Cookie: a=\"x; Path=y\"; Path=/",
        &["quotes do not protect a `;`: browsers cut the value of `a` to `\"x`; write `%3B` \
           for it"],
    );
    check("Set-Cookie: a=\"x\"; Path=/", &[]);
}

#[test]
fn a_date_that_is_past_is_named_where_a_value_comes_with_it() {
    let note = |time: &str| {
        format!(
            "`Expires` of `a` is past by {time}: browsers take the line for one that deletes \
             the cookie. If it is to delete, `Max-Age=0` and an empty value say so"
        )
    };
    check("Set-Cookie: a=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT", &[&note("2 years")]);
    check("Set-Cookie: a=1; Expires=Tue, 14 Nov 2023 21:13:20 GMT", &[&note("1 hour")]);
    check("Set-Cookie: a=; Expires=Wed, 09 Jun 2021 10:18:14 GMT", &[]);
    check("Set-Cookie: a=1; Max-Age=0", &[]);
}

#[test]
fn a_lifetime_that_browsers_cut_is_named() {
    let note =
        |time: &str| format!("`a` is to last {time}; Chrome and Firefox end it after 400 days");
    check("Set-Cookie: a=1; Max-Age=63072000", &[&note("2 years")]);
    check("Set-Cookie: a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT", &[&note("7981 years")]);
    check("Set-Cookie: a=1; Max-Age=34560000", &[]);
}

#[test]
fn a_wildcard_that_exposes_nothing_is_named() {
    check(
        "Access-Control-Expose-Headers: *\nfront-token: a\nContent-Type: b",
        &["`Access-Control-Expose-Headers: *` is no wildcard for a request with credentials: \
           the script cannot read `front-token`; list the names, such as `front-token`"],
    );
    check(
        "Access-Control-Expose-Headers: *, Front-Token\nfront-token: a",
        &["`Access-Control-Expose-Headers: *` is no wildcard for a request with credentials: \
           list the names of the fields that the script reads"],
    );
    check("Access-Control-Expose-Headers: front-token\nfront-token: a", &[]);
}

#[test]
fn values_that_browsers_ignore_are_named() {
    check(
        "Set-Cookie: a=1; SameSite=Non; Expires=1700000000000",
        &[
            "`SameSite=Non` is none of Strict, Lax and None: browsers ignore it",
            "`Expires=1700000000000` is no date: browsers ignore it, and the cookie ends with the \
             session",
        ],
    );
    check(
        "Set-Cookie: a=1; Max-Age=1d; Domain=shop.test:8443",
        &[
            "`Max-Age=1d` is no whole number of seconds: browsers ignore it, and the cookie ends \
             with the session",
            "`Domain=shop.test:8443` is no host name: leave out scheme, port and path",
        ],
    );
    check("Set-Cookie: a=1; Max-Age=60; Expires=never; SameSite=strict; Domain=.shop.test", &[]);
}

#[test]
fn signs_that_are_missing_are_named() {
    let semicolon = |part: &str, attribute: &str| {
        format!("`{part}` is one value, and `{attribute}` a part of it; is a `;` meant before it?")
    };
    check(
        "Set-Cookie: a=1 SameSite=None; Secure",
        &[&semicolon("a=1 SameSite=None", "SameSite=None")],
    );
    check(
        "Set-Cookie: a=1, SameSite=None, Secure",
        &[&semicolon("a=1, SameSite=None, Secure", "SameSite=None")],
    );
    check(
        "Set-Cookie: a=1; Path=/ HttpOnly; Secure HttpOnly; SameSite=None Secure",
        &[
            &semicolon("Path=/ HttpOnly", "HttpOnly"),
            &semicolon("Secure HttpOnly", "HttpOnly"),
            &semicolon("SameSite=None Secure", "Secure"),
        ],
    );
    check(
        "Set-Cookie: a=1; Path=/, SameSite=None",
        &[&semicolon("Path=/, SameSite=None", "SameSite=None")],
    );
    let equals = |given: &str, meant: &str| {
        format!("browsers ignore the attribute `{given}`; is `{meant}` meant?")
    };
    check(
        "Set-Cookie: a=1; SameSite:None; SameSiteNone; Path:/b; Max-Age: 60; Secure:",
        &[
            &equals("SameSite:None", "SameSite=None"),
            &equals("SameSiteNone", "SameSite=None"),
            &equals("Path:/b", "Path=/b"),
            &equals("Max-Age: 60", "Max-Age=60"),
        ],
    );
}

#[test]
fn words_that_are_no_attributes_are_part_of_a_value() {
    for line in [
        "a=not secured by path",
        "a= Secure",
        "a=\"x Secure y\"",
        "a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT",
        "Secure=1",
        "a=1; SecureOnly; Pathfinder",
    ] {
        let found = cookie_line::findings(line, Timestamp(1_800_000_000 - 100_000_000));
        let is_of_sign = |one: &InputFinding| matches!(one, InputFinding::MissingSemicolon { .. });
        assert!(!found.iter().any(is_of_sign), "{line}: {found:?}");
    }
}

#[test]
fn a_cookie_behind_a_comma_in_a_value_is_named() {
    check(
        "Set-Cookie: a=1, b=2; Path=/",
        &["a comma does not separate cookies: browsers see the cookie `a` alone, with the value \
           `1, b=2`; is `b` to have a `Set-Cookie` field of its own?"],
    );
    check("Set-Cookie: a=1, 2, 3; Path=/", &[]);
}

#[test]
fn cookies_that_a_program_may_have_joined_are_taken_apart() {
    let joined = "`a` and `b` are taken for fields of their own that were joined by the program \
                  that printed them; where the server joins them, browsers see `a` alone: `curl \
                  -i` shows it";
    for (line, apart) in
        [("a=1; Path=/, b=2; Path=/", ["a=1; Path=/", "b=2; Path=/"]), ("a=1, b=2", ["a=1", "b=2"])]
    {
        let mut head = parse_response(&format!("Set-Cookie: {line}")).unwrap();
        let found: Vec<String> =
            split_printed_cookies(&mut head).iter().map(ToString::to_string).collect();
        assert_eq!(found, [joined]);
        assert_eq!(head.values("Set-Cookie").collect::<Vec<_>>(), apart);
    }
}

#[test]
fn values_without_a_meaning_are_named() {
    let unset = |attribute: &str| {
        format!(
            "`{attribute}` is probably a variable without a value: give it one, or leave the \
             attribute out"
        )
    };
    check(
        "Set-Cookie: a=1; Domain=undefined; Path=null; SameSite=undefined",
        &[&unset("Domain=undefined"), &unset("Path=null"), &unset("SameSite=undefined")],
    );
    let path = |path: &str| {
        format!(
            "`Path={path}` does not begin with `/`: browsers ignore it and take the directory of \
             the request's URL"
        )
    };
    check("Set-Cookie: a=1; Path=\"/\"", &[&path("\"/\"")]);
    check("Set-Cookie: a=1; Path=api", &[&path("api")]);
    check("Set-Cookie: a=1; Path=; SameSite=None; Domain=.shop.test", &[]);
    let domain =
        |domain: &str, advice: &str| format!("`Domain={domain}` is no host name: {advice}");
    check(
        "Set-Cookie: a=1; Domain=\"shop.test\"",
        &[&domain("\"shop.test\"", "leave out the quotes")],
    );
    check(
        "Set-Cookie: a=1; Domain=*.shop.test",
        &[&domain("*.shop.test", "leave out `*.`, as a Domain covers all hosts below it")],
    );
    check("Set-Cookie: a=1; Domain=[2001:db8::1]", &[]);
}

#[test]
fn a_lifetime_that_one_browser_reads_is_not_ignored_by_all() {
    let otherwise = |attribute: &str, expected: &str| {
        format!(
            "`{attribute}` is no {expected}: by the standard the cookie ends with the session, but \
             some browsers read it otherwise"
        )
    };
    // Firefox reads the date, WebKitGTK an empty number as 0.
    check(
        "Set-Cookie: a=1; Expires=21/10/2017 07:28:00",
        &[&otherwise("Expires=21/10/2017 07:28:00", "date")],
    );
    check("Set-Cookie: a=1; Max-Age=", &[&otherwise("Max-Age=", "whole number of seconds")]);
}

#[test]
fn cookies_behind_a_semicolon_are_named() {
    check(
        "Set-Cookie: sid=1; csrf=2; Path=/; HttpOnly",
        &["a line sets one cookie, and a semicolon separates its attributes: browsers see the \
           cookie `sid` alone and ignore `csrf`; each needs a line of its own"],
    );
    check(
        "Set-Cookie: Set-Cookie: sid=1; Path=/",
        &["`Set-Cookie:` stands twice: browsers take the second one for a part of the name, and \
           see no cookie `sid`"],
    );
}

#[test]
fn an_attribute_in_place_of_the_cookie_is_named() {
    for (line, attribute) in [("Path=/; HttpOnly", "Path=/"), ("HttpOnly; Path=/", "HttpOnly")] {
        check(
            &format!("Set-Cookie: {line}"),
            &[&format!(
                "the line begins with `{attribute}`, which browsers take for the cookie itself: \
                 write `NAME=VALUE` before the attributes"
            )],
        );
    }
    check("Set-Cookie: path=1", &[]);
}

#[test]
fn values_that_nobody_filled_are_named() {
    for value in ["[object Object]", "undefined", "${TOKEN}", "{{ token }}"] {
        let says = format!(
            "the value `{value}` is probably a variable without a value, or an object that was not \
             written as text"
        );
        check(&format!("Set-Cookie: sid={value}; Path=/"), &[&says]);
    }
    check(
        "Set-Cookie: sid=1; Domain=${COOKIE_DOMAIN}; Path=/",
        &["`Domain=${COOKIE_DOMAIN}` is probably a variable without a value: give it one, or \
             leave the attribute out"],
    );
    check(
        "Set-Cookie: a=1; Partition; Path=/",
        &["browsers ignore the attribute `Partition`; is `Partitioned` meant?"],
    );
}

#[test]
fn a_line_that_empties_in_place_of_deleting_is_named() {
    let emptied = "the line sets `sid` to an empty value and deletes nothing: send `Max-Age=0`, \
                   with the `Path` and `Domain` that it was set with";
    let ended = "`Expires=0` is no date: browsers ignore it, and the cookie ends with the session";
    check("Set-Cookie: sid=; Path=/; Expires=0", &[ended, emptied]);
    check("Set-Cookie: sid=; Path=/", &[]);
    check("Set-Cookie: sid=; Path=/; Max-Age=0", &[]);
}

#[test]
fn spaces_that_are_none_are_named() {
    check(
        "Set-Cookie: sid=1; Path=/;\u{a0}Secure;\u{a0}HttpOnly",
        &["`Set-Cookie` holds a non-breaking space, as it comes with text from web pages: \
             browsers do not take it for a space, and ignore an attribute beside it. Write a plain \
             space in its place, in the code too if it is there"],
    );
    check(
        "Access-Control-Allow-Origin: https://www.shop.test\u{200b}",
        &["`Access-Control-Allow-Origin` holds a space U+200B, as it comes with text from web \
           pages: browsers do not take it for a space. Write a plain space in its place, in the \
           code too if it is there"],
    );
    // Before a line and behind a colon it is of the page that the text was copied from.
    check("\u{a0}Set-Cookie:\u{a0}sid=1; Path=/", &[]);
    check("Set-Cookie: sid=日本; Path=/\nX-Note: a\u{a0}b", &[]);
}

#[test]
fn a_domain_of_one_word_is_another_host() {
    let says = "`Domain=localhost` is another host than api.shop.test, which can set no cookie for \
                it: leave it out";
    check("Set-Cookie: sid=1; Domain=localhost; Path=/", &[says]);
    // A suffix of the host is a public one.
    check("Set-Cookie: sid=1; Domain=test", &[]);
}

#[test]
fn who_answers_in_place_of_the_app_is_named() {
    check(
        "HTTP/2 403\ncf-mitigated: challenge\n",
        &["Cloudflare gave this answer, a challenge that only a page can solve: the app behind \
             it never saw the request, and adds no fields to it"],
    );
    check(
        "HTTP/2 403\nx-amzn-errortype: MissingAuthenticationTokenException\n",
        &["AWS API Gateway gave this answer, as it has no route for this method and path: the \
             app behind it never saw the request, and adds no fields to it"],
    );
}

#[test]
fn what_a_request_without_cors_leaves_out_is_named() {
    let url = |text: &str| text.parse().unwrap();
    let mut question = Question::fetch(
        url("https://www.shop.test/"),
        url("https://api.shop.test/"),
        FetchCredentials::Include,
        Timestamp(1_700_000_000),
    );
    question.request.api = RequestApi::FetchNoCors(FetchCredentials::Include);
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    question.request.headers = vec![field("Accept", "a/b"), field("Authorization", "Bearer 1")];
    let says = |question: &Question| odd_input(question).iter().map(ToString::to_string).collect();
    let found: Vec<String> = says(&question);
    assert_eq!(
        found,
        ["with `mode: \"no-cors\"` browsers leave out `Authorization` without a word"]
    );
    question.request.headers = vec![field("Content-Type", "application/json")];
    let found: Vec<String> = says(&question);
    assert!(found[0].ends_with("`Content-Type` without a word: the body arrives as `text/plain`"));
    question.request.headers = vec![field("Content-Type", "text/plain")];
    assert_eq!(odd_input(&question), []);
}

// Clear Site Data, "parsing": a type is a quoted string.
#[test]
fn data_to_clear_is_named_in_quotes() {
    for value in ["cookies", "'cookies'", "\"cache\", cookies"] {
        let says = format!(
            "browsers ignore `Clear-Site-Data: {value}`, whose names must stand in quotes: write \
             `Clear-Site-Data: \"cookies\"`"
        );
        check(&format!("Clear-Site-Data: {value}"), &[&says]);
    }
    check("Clear-Site-Data: \"cookies\"", &[]);
}

#[test]
fn samesite_without_a_value_is_no_flag() {
    let says = "`SameSite=` is none of Strict, Lax and None: browsers ignore it";
    check("Set-Cookie: a=1; SameSite; Path=/", &[says]);
    check("Set-Cookie: a=1; SameSite=; Path=/", &[says]);
}

// Fetch, 4.8: the credentials mode of a preflight is `same-origin`, and it goes to another origin.
#[test]
fn a_preflight_sets_no_cookie() {
    let [page, api] = ["https://www.shop.test/", "https://api.shop.test/"].map(str::parse);
    let (page, api) = (page.unwrap(), api.unwrap());
    let mut question =
        Question::fetch(page, api, FetchCredentials::Include, Timestamp(1_700_000_000));
    question.preflight = parse_response("Set-Cookie: lb=1; Path=/").ok();
    let found: Vec<String> = odd_input(&question).iter().map(ToString::to_string).collect();
    let says = "browsers take no cookie from the response to a preflight: `lb` is not stored";
    assert_eq!(found, [says]);
}
