//! What people copy from terminals and reports: prompts, gaps, and maps of Java.

use super::*;

#[test]
fn a_command_may_stand_behind_a_prompt() {
    for prompt in [
        "$ ",
        "user@host:~$ ",
        "➜  ~ ",
        "➜  shop git:(main) ✗ ",
        "C:\\Users\\me>",
        "[root@web1 ~]# ",
        "bash-5.1$ ",
        "macbook:~ me$ ",
        "me$ ",
        "me@mac shop % ",
        "root@1f2e:/app# ",
    ] {
        let text =
            format!("{prompt}curl -i https://api.test/\nHTTP/1.1 200 OK\nVary: a\n{prompt}\n");
        let paste = read_paste(&text).unwrap();
        let exchange = paste.main().unwrap();
        let request = exchange.request.as_ref().unwrap();
        assert_eq!(request.url.as_ref().unwrap().as_str(), "https://api.test/", "{prompt}");
        assert_eq!(exchange.response.as_ref().unwrap().headers.len(), 1, "{prompt}");
    }
    let text = "PS C:\\> curl.exe -i https://api.test/";
    assert_eq!(read_paste(text).unwrap().formats, [PasteFormat::CurlCommand]);
    let text = "PS C:\\Users\\me> Invoke-WebRequest -Uri \"https://api.test/\"";
    assert_eq!(read_paste(text).unwrap().formats, [PasteFormat::PowerShellCommand]);
    // The name of a program stands in other lines, too.
    for line in ["Server: curl test", "X-A: $ curl", "X-A: <b> curl https://a.test/"] {
        let paste = read_paste(&format!("{line}\nVary: a")).unwrap();
        assert_eq!(paste.main().unwrap().request, None, "{line}");
    }
}

#[test]
fn lines_that_stand_for_others_are_left_out() {
    for gap in ["...", "…", "[...]", "<snip>", "[…]"] {
        let text = format!("HTTP/1.1 200 OK\n{gap}\nSet-Cookie: a=1; Path=/\n");
        let said = "response 200 with 1 field, from curl -i; 1 line of a body is left out";
        check(&text, said, &[COOKIE]);
    }
}

#[test]
fn a_space_may_stand_before_the_colon_of_a_known_field() {
    let said = "response 200 with 2 fields, from header lines";
    let fields = [COOKIE, ("Vary", "Origin")];
    check("Set-Cookie : a=1; Path=/\n\nVary : Origin\n", said, &fields);
    // Servers must not send it so: there, it is shown as what it is.
    check_error("HTTP/1.1 200 OK\nVary : a\n", HttpTextProblem::BadName, 16..21);
}

#[test]
fn a_map_of_java_is_read() {
    let said = "response 201 with 2 fields, from headers that a program printed";
    let text = "{null=[HTTP/1.1 201 Created], Vary=[Origin], Set-Cookie=[a=1; Path=/]}";
    check(text, said, &[("Vary", "Origin"), COOKIE]);
    let said = "response 200 with 1 field, from headers that a program printed";
    check("{Set-Cookie=[a=1; Path=/]}", said, &[COOKIE]);
    // Each cookie has a field of its own.
    let mut head = parse_response("{Set-Cookie=[a=1; Path=/, b=2; Path=/]}").unwrap();
    assert_eq!(crate::split_printed_cookies(&mut head).len(), 1);
    assert_eq!(head.values("Set-Cookie").collect::<Vec<_>>(), ["a=1; Path=/", "b=2; Path=/"]);
}

#[test]
fn firefox_shows_a_tree_of_cookies() {
    let text = "Response Cookies\nsid\nhttpOnly\ttrue\npath\t\"/\"\nvalue\t\"1\"\n";
    check_error(text, HttpTextProblem::CookieStore, 21..34);
}

#[test]
fn httpie_prints_request_and_response_below_its_command() {
    let text = "$ http -v POST https://api.test/login u=1\nPOST /login HTTP/1.1\n\
                Accept: */*\nHost: api.test\n\n{\n    \"u\": \"1\"\n}\n\n\n\
                HTTP/1.1 200 OK\nSet-Cookie: a=1; Path=/\n\n{\n    \"ok\": true\n}\n";
    let said = "request POST https://api.test/login with 2 fields, response 200 with 1 field, from \
                curl -i; 7 lines of a body are left out";
    check(text, said, &[COOKIE]);
}

#[test]
fn an_array_of_php_has_a_field_a_line() {
    let text = "Array\n(\n    [0] => HTTP/1.1 200 OK\n    [1] => Set-Cookie: a=1; Path=/\n    \
                [2] => Vary: Origin\n)\n";
    check(text, "response 200 with 2 fields, from curl -i", &[COOKIE, ("Vary", "Origin")]);
}
