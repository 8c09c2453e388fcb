//! Responses that say something else than their authors meant.

use crate::{Case, words};

#[track_caller]
fn check(arguments: &str, input: &str, code: i32, present: &[&str], absent: &[&str]) {
    let arguments = [words(arguments), vec!["--response", "-"]].concat();
    Case { arguments: &arguments, input }.check(code, "", present, absent);
}

const SIBLING: &str = "--page https://www.example.com/ \
                       --request https://api.example.com/prod/login --method POST --credentials include";
const ALLOWING: &str = "HTTP/2 200\naccess-control-allow-origin: https://www.example.com\n\
                        access-control-allow-credentials: true\n";

#[test]
fn two_cookies_in_one_field_are_one_cookie() {
    let folded = "set-cookie: session=abc; Path=/; Secure; HttpOnly,refresh=def; Path=/auth; \
                  Secure; HttpOnly; SameSite=Strict\n";
    check(
        SIBLING,
        &format!("{ALLOWING}{folded}"),
        1,
        &[
            "does not work in any measured browser",
            "note: one `Set-Cookie` field holds several cookies",
            "browsers see the cookie `session` alone, not `refresh`",
            "the last `Path` and `SameSite` win",
            "✗ loses `refresh`: a comma does not separate cookies  Chrome and Edge",
            "Send each cookie in its own `Set-Cookie` field.",
            "    + set-cookie: session=abc; Path=/; Secure; HttpOnly\n",
            "    + set-cookie: refresh=def; Path=/auth; Secure; HttpOnly; SameSite=Strict\n",
        ],
        &["Set-Cookie: refresh=def\n  ✓"],
    );
}

#[test]
fn a_cookie_behind_another_one_is_lost_even_where_the_first_one_works() {
    let folded = "set-cookie: a=1; Path=/; Secure, b=2; Path=/; Secure\n";
    let response = format!("{ALLOWING}{folded}");
    let lost = "  ✗ loses `b`: a comma does not separate cookies  Chrome and Edge · Firefox · ";
    let split =
        ["    + set-cookie: a=1; Path=/; Secure\n", "    + set-cookie: b=2; Path=/; Secure\n"];
    let expected = [lost, split[0].trim_start(), split[1].trim_start(), "works in every measured"];
    let asked = [words(SIBLING), vec!["--response", "-"]].concat();
    for named in [&[][..], &["--cookie", "b"]] {
        let arguments = [asked.clone(), named.to_vec()].concat();
        Case { arguments: &arguments, input: &response }.check(1, "", &expected, &[]);
    }
    let deletes = "set-cookie: a=; Path=/; Max-Age=0, b=2; Path=/\n";
    let lost = "  ✗ loses `b`: a comma does not separate cookies  Chrome and Edge";
    let arguments = [words(SIBLING), vec!["--response", "-"]].concat();
    let input = format!("{ALLOWING}{deletes}");
    Case { arguments: &arguments, input: &input }.check(1, "", &[lost], &[]);
}

const LAN: &str = "--page http://192.168.1.20:3001/login \
                   --request http://192.168.1.20:3001/authentication/login --method POST \
                   --credentials same-origin";

#[test]
fn secure_counts_whatever_its_value() {
    let line = "set-cookie: dwctl_session=eyJ; Path=/; HttpOnly; Secure=false; SameSite=strict; \
                Max-Age=86400\n";
    check(
        LAN,
        line,
        1,
        &[
            "does not work in any measured browser",
            "note: `Secure=false` is the same as `Secure`: the flag counts whatever its value",
            "A Secure cookie cannot be set from an insecure URL.",
            "Remove `Secure` while you develop over http. In production, serve the API over https.",
            "    + set-cookie: dwctl_session=eyJ; Path=/; HttpOnly; SameSite=strict; \
             Max-Age=86400\n",
        ],
        &[],
    );
    let of_https = LAN.replace("http:", "https:");
    check(&of_https, line, 0, &["note: `Secure=false` is the same as `Secure`"], &[]);
}

const TOKENS: &str = "Access-Control-Expose-Headers: *\nfront-token: abc\n\
                      Set-Cookie: sAccessToken=abc; Path=/; HttpOnly; Secure; SameSite=None\n";

#[test]
fn a_wildcard_exposes_no_field_to_a_request_with_credentials() {
    let input = format!("{ALLOWING}{TOKENS}");
    let note = "note: `Access-Control-Expose-Headers: *` is no wildcard for a request with \
                credentials: the script cannot read `front-token`";
    check(SIBLING, &input, 0, &["works in every measured browser", note], &[]);
    let asked = format!("{SIBLING} --read-field front-token");
    check(
        &asked,
        &input,
        1,
        &[
            "✗ yes, but not its field front-token",
            "Access-Control-Expose-Headers: `*` is no wildcard for a request with credentials.",
        ],
        &["✓ yes"],
    );
}

#[test]
fn a_field_that_is_listed_is_read() {
    let input = format!("{ALLOWING}{}", TOKENS.replace('*', "Front-Token"));
    let asked = format!("{SIBLING} --read-field front-token");
    check(&asked, &input, 0, &["works in every measured browser", "✓ yes"], &["note:"]);
    let input = format!("{ALLOWING}{}", TOKENS.replace("Access-Control-Expose-Headers: *\n", ""));
    let reason = "Access-Control-Expose-Headers does not list the header.";
    check(&asked, &input, 1, &["✗ yes, but not its field front-token", reason], &[]);
}

#[test]
fn a_misspelt_field_is_named_beside_the_rule_that_misses_it() {
    check(
        &format!("{SIBLING} --browser firefox"),
        "Access-Control-Allow-Orgin: https://www.example.com\nSet-Cookies: a=1\n",
        1,
        &[
            "note: browsers ignore the field `Access-Control-Allow-Orgin`; is \
             `Access-Control-Allow-Origin` meant?",
            "note: browsers ignore the field `Set-Cookies`; is `Set-Cookie` meant?",
            "The response sets no cookie.",
        ],
        &[],
    );
}

#[test]
fn a_value_with_a_semicolon_in_quotes_is_cut() {
    check(
        &format!("{SIBLING} --browser chrome"),
        &format!("{ALLOWING}Set-Cookie: a=\"x; y\"; Path=/\n"),
        0,
        &["note: quotes do not protect a `;`: browsers cut the value of `a` to `\"x`"],
        &[],
    );
}

#[test]
fn a_line_with_nul_spoils_its_response() {
    check(
        &format!("{SIBLING} --browser chrome"),
        &format!("{ALLOWING}Set-Cookie: a=\0; Path=/\n"),
        1,
        &["The header value holds NUL"],
        &["✓"],
    );
}

#[test]
fn a_version_that_answers_otherwise_is_named() {
    check(
        "--page https://www.example.com/ --request https://api.example.com/login --method POST \
         --credentials include",
        &format!("{ALLOWING}set-cookie: __Host-sid=1; Secure\n"),
        1,
        &[
            "does not work in Chrome and Edge, Firefox 159, Incognito;",
            "✗ does not work  Chrome and Edge · Firefox 159 · Incognito",
            "✓ works  Firefox · Firefox blocking third-party cookies",
            "✓ works  WebKitGTK",
            "    + set-cookie: __Host-sid=1; Secure; Path=/\n",
        ],
        &[],
    );
}

/// Checks the note on a line, and that the fix sends `sid=1; SameSite=None; Secure` alone.
#[track_caller]
fn check_mended(line: &str, note: &str, fixed: &str) {
    check(
        "--page https://www.example.com/ --request https://api.example.net/login \
         --credentials include --browser chrome",
        &format!("{ALLOWING}set-cookie: {line}\n"),
        1,
        &[note, &format!("    + set-cookie: {fixed}\n")],
        &[&format!("+ set-cookie: {line};")],
    );
}

#[test]
fn a_fix_keeps_no_sign_missing() {
    check_mended(
        "sid=1 SameSite=None; Secure",
        "note: `sid=1 SameSite=None` is one value, and `SameSite=None` a part of it; is a `;` \
         meant before it?",
        "sid=1; SameSite=None; Secure",
    );
    check_mended(
        "sid=1, SameSite=None, Secure",
        "note: `sid=1, SameSite=None, Secure` is one value, and `SameSite=None` a part of it",
        "sid=1; SameSite=None; Secure",
    );
    check_mended(
        "sid=1; SameSite:None; Secure",
        "note: browsers ignore the attribute `SameSite:None`; is `SameSite=None` meant?",
        "sid=1; SameSite=None; Secure",
    );
    check_mended(
        "sid=1; SameSiteNone",
        "note: browsers ignore the attribute `SameSiteNone`; is `SameSite=None` meant?",
        "sid=1; SameSite=None; Secure",
    );
}

#[test]
fn a_note_says_nothing_of_all_browsers_that_one_denies() {
    let own = "--page https://www.example.com/ --request https://www.example.com/login";
    check(
        own,
        "Set-Cookie: sid=1; Expires=21/10/2017 07:28:00\n",
        1,
        &["by the standard the cookie ends with the session, but some browsers read it otherwise"],
        &["browsers ignore it"],
    );
    check(
        "--page http://[2001:db8::1]:3000/ --request http://[2001:db8::1]:3000/a --browser chrome",
        "Set-Cookie: sid=1; Domain=[2001:db8::1]\n",
        0,
        &["works in Chrome"],
        &["no host name"],
    );
}

#[test]
fn a_cookie_behind_a_semicolon_is_lost_too() {
    let chained = "set-cookie: sid=1; csrf=2; Path=/; Secure; HttpOnly\n";
    let present = [
        "does not work in any measured browser",
        "browsers see the cookie `sid` alone and ignore `csrf`",
        "✗ loses `csrf`: a line sets one cookie, and a semicolon separates its attributes  Chrome",
        "    + set-cookie: sid=1; Path=/; Secure; HttpOnly\n",
        "    + set-cookie: csrf=2; Path=/; Secure; HttpOnly\n",
    ];
    check(SIBLING, &format!("{ALLOWING}{chained}"), 1, &present, &[]);
    let doubled = "set-cookie: Set-Cookie: sid=1; Path=/\n";
    let present = [
        "does not work in any measured browser",
        "✗ loses `sid`: the name of the field stands twice",
        "    + set-cookie: sid=1; Path=/\n",
    ];
    check(SIBLING, &format!("{ALLOWING}{doubled}"), 1, &present, &[]);
}

#[test]
fn a_script_sets_one_cookie_at_a_time() {
    let arguments = words(
        "--page https://www.example.com/ --request https://www.example.com/api/me --script-sets",
    );
    let arguments = [arguments, vec!["a=1; b=2; path=/"]].concat();
    let present = ["✗ loses `b`: a line sets one cookie", "does not work in any measured browser"];
    Case { arguments: &arguments, input: "" }.check(1, "", &present, &[]);
}

#[test]
fn a_value_of_json_is_cut_at_its_first_semicolon() {
    let response = format!("{ALLOWING}Set-Cookie: a={{\"b\":\"x;y\"}}; Path=/\n");
    let note = "note: no quotes or brackets protect a `;`: browsers cut the value of `a` to \
                `{\"b\":\"x`";
    check(&format!("{SIBLING} --browser chrome"), &response, 0, &[note], &[]);
}

// Fetch, 4.10: the value is compared octet by octet.
#[test]
fn an_origin_that_is_written_as_in_a_configuration_is_called_so() {
    let ask = "--page https://www.acme.com/ --request https://api.acme.com/x --credentials include \
               --browser chrome --response -";
    for (value, words_of_reason) in [
        ("\"https://www.acme.com\"", "has quotes or brackets, which are a part of its value"),
        ("['https://www.acme.com']", "has quotes or brackets"),
        ("https://www.acme.com;", "ends with a sign that is no part of an origin"),
        ("https://*", "has a `*` in an origin: there are no patterns"),
        ("https://*.acme.com", "there are no patterns"),
        ("$http_origin", "is a variable that nothing filled"),
        ("undefined", "is a variable that nothing filled"),
        ("http://www.acme.com", "has another scheme"),
        ("https://app.acme.com", "has another host"),
    ] {
        let input = format!(
            "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: {value}\n\
             Access-Control-Allow-Credentials: true\nSet-Cookie: sid=1; Path=/; Secure\n"
        );
        Case { arguments: &words(ask), input: &input }.check(1, "", &[words_of_reason], &[]);
    }
}
