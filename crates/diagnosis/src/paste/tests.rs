use matrix::{FetchCredentials, RequestApi, RequestMechanism};

use super::*;

mod panels;
mod programs;
mod scripts;
mod terminals;

/// Checks what is said of a paste, and the fields of its last response.
#[track_caller]
fn check(text: &str, said: &str, fields: &[(&str, &str)]) {
    let paste = read_paste(text).unwrap();
    assert_eq!(paste.to_string(), said);
    let head = paste.main().unwrap().response.clone().unwrap_or_else(|| ResponseHead {
        status: 0,
        headers: paste.main().unwrap().request.clone().unwrap().headers,
    });
    let read: Vec<_> =
        head.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(read, fields);
}

/// Checks the request of a paste: method, URL, page, and its fields.
#[track_caller]
fn check_request(text: &str, method: &str, url: &str, page: Option<&str>, fields: &[(&str, &str)]) {
    let paste = read_paste(text).unwrap();
    let request = paste.main().unwrap().request.clone().unwrap();
    let page_read = request.page();
    let read: Vec<_> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        (request.method.as_deref(), request.url.as_ref().map(|url| url.as_str())),
        (Some(method), Some(url))
    );
    assert_eq!(page_read.as_ref().map(|url| url.as_str()), page);
    assert_eq!(read, fields);
}

#[track_caller]
fn check_error(text: &str, problem: HttpTextProblem, span: std::ops::Range<usize>) {
    assert_eq!(read_paste(text), Err(HttpTextError { problem, span }));
}

/// Checks that a call is read but for its URL, which somebody may give elsewhere.
#[track_caller]
fn check_unread_url(text: &str, span: std::ops::Range<usize>) {
    let request = read_paste(text).unwrap().first_request().unwrap();
    let problem = HttpTextError { problem: HttpTextProblem::NoUrl, span };
    assert_eq!((request.url, request.url_problem), (None, Some(problem)), "{text}");
}

const COOKIE: (&str, &str) = ("Set-Cookie", "a=1; Path=/");

#[test]
fn header_lines_with_marks_of_other_systems_are_read() {
    let said = "response 200 with 2 fields, from header lines";
    let fields = [COOKIE, ("Vary", "Origin")];
    for text in [
        "Set-Cookie: a=1; Path=/\nVary: Origin",
        "\u{feff}Set-Cookie: a=1; Path=/\r\nVary: Origin\r\n",
        "    Set-Cookie: a=1; Path=/\n    Vary: Origin\n",
        "```\nSet-Cookie: a=1; Path=/\nVary: Origin\n```\n",
        "Set-Cookie = a=1; Path=/\nVary = Origin\n",
        "Set-Cookie: a=1;\n Path=/\nVary:\n\tOrigin\n",
        "Set-Cookie: a=1; Path=/\n\nVary: Origin\n",
    ] {
        check(text, said, &fields);
    }
}

#[test]
fn a_status_line_begins_a_response_and_an_empty_line_its_body() {
    let text =
        "HTTP/2 200 \r\nset-cookie: a=1; Path=/\r\n\r\n{ \"set-cookie\": \"b=2\" }\nVary: x\n";
    let said = "response 200 with 1 field, from curl -i; 2 lines of a body are left out";
    check(text, said, &[("set-cookie", "a=1; Path=/")]);
}

#[test]
fn all_responses_of_a_redirect_chain_are_kept() {
    let text = "HTTP/1.1 302 Found\nLocation: https://login.test/\nSet-Cookie: s=1\n\n\
                HTTP/1.1 200 OK\nSet-Cookie: a=1; Path=/\n\n<html>\n";
    let said = "response 302 with 2 fields, response 200 with 1 field, from curl -i; 1 line of a \
                body is left out";
    check(text, said, &[COOKIE]);
    let statuses = |text: &str| -> Vec<u16> {
        let paste = read_paste(text).unwrap();
        paste.chain().iter().map(|one| one.response.as_ref().unwrap().status).collect()
    };
    assert_eq!(statuses(text), [302, 200]);
    let proxy = "HTTP/1.1 200 Connection established\n\nHTTP/1.1 100 Continue\n\n\
                 HTTP/2 204\nVary: Origin\n";
    assert_eq!(statuses(proxy), [204]);
    assert_eq!(statuses("HTTP/1.1 401 No\nVary: a\n\nHTTP/1.1 200 OK\nVary: b\n"), [200]);
}

const VERBOSE: &str = "* Host api.test:443 was resolved.\n\
    * SSL connection using TLSv1.3\n\
    > POST /login HTTP/2\n> Host: api.test\n> Origin: https://www.test\n> \n\
    } [5 bytes data]\n\
    < HTTP/2 200 \n< set-cookie: a=1; Path=/\n< vary: Origin\n< \n\
    { [12 bytes data]\n{\"ok\": true}\n* Connection #0 to host api.test left intact\n";

#[test]
fn curl_v_has_request_and_response() {
    let said = "request POST https://api.test/login with 2 fields, response 200 with 2 fields, \
                from curl -v; 1 line of a body is left out";
    check(VERBOSE, said, &[("set-cookie", "a=1; Path=/"), ("vary", "Origin")]);
    check_request(
        VERBOSE,
        "POST",
        "https://api.test/login",
        Some("https://www.test/"),
        &[("Host", "api.test"), ("Origin", "https://www.test")],
    );
}

#[test]
fn curl_v_follows_redirects() {
    let text = "> GET /a HTTP/1.1\n> Host: a.test\n>\n< HTTP/1.1 302 Found\n< Location: /b\n<\n\
                > GET /b HTTP/1.1\n> Host: a.test\n>\n< HTTP/1.1 200 OK\n< Vary: *\n<\n";
    let paste = read_paste(text).unwrap();
    let chain: Vec<_> = paste
        .chain()
        .iter()
        .map(|one| one.request.as_ref().unwrap().url.as_ref().unwrap().path().to_owned())
        .collect();
    assert_eq!(chain, ["/a", "/b"]);
    assert_eq!(paste.first_request().unwrap().url.as_ref().unwrap().path(), "/a");
}

#[test]
fn a_preflight_alone_announces_its_request() {
    let text = "OPTIONS /a HTTP/1.1\nHost: api.test\nOrigin: https://www.test\n\
                Access-Control-Request-Method: PUT\n\
                Access-Control-Request-Headers: content-type, x-a\n\n\
                HTTP/1.1 204 No Content\nAccess-Control-Allow-Origin: *\n";
    let paste = read_paste(text).unwrap();
    let request = paste.first_request().unwrap();
    assert_eq!(request.method.as_deref(), Some("PUT"));
    assert_eq!(request.url.as_ref().unwrap().as_str(), "https://api.test/a");
    assert_eq!(request.page().unwrap().as_str(), "https://www.test/");
    let headers: Vec<_> = request.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    let expected = [("Origin", "https://www.test"), ("content-type", "?"), ("x-a", "?")];
    assert_eq!(headers, expected);
    let text = "OPTIONS /a HTTP/1.1\nHost: api.test\n\nHTTP/1.1 204 No Content\nAllow: GET\n";
    let plain = read_paste(text).unwrap().first_request().unwrap();
    assert_eq!(plain.method.as_deref(), Some("OPTIONS"));
}

#[test]
fn a_command_and_what_it_prints_are_one_exchange() {
    let text = "$ curl -v -X POST https://api.test/login -H 'X-A: 1'\n".to_owned() + VERBOSE;
    let said = "request POST https://api.test/login with 3 fields, response 200 with 2 fields, \
                from a curl command and curl -v; 1 line of a body is left out";
    check(&text, said, &[("set-cookie", "a=1; Path=/"), ("vary", "Origin")]);
    let text = "fetch('https://api.test/', { credentials: 'include' })\n\nSet-Cookie: a=1; Path=/";
    let said = "request GET https://api.test/ with 0 fields, response 200 with 1 field, from a \
                fetch call and header lines";
    check(text, said, &[COOKIE]);
}

#[test]
fn a_preflight_in_front_is_one() {
    let text = "> OPTIONS / HTTP/1.1\n> Host: a.test\n> Access-Control-Request-Method: PUT\n>\n\
                < HTTP/1.1 204 No Content\n< Access-Control-Allow-Methods: PUT\n<\n\
                > PUT / HTTP/1.1\n> Host: a.test\n>\n< HTTP/1.1 200 OK\n\
                < Set-Cookie: a=1; Path=/\n<\n";
    let paste = read_paste(text).unwrap();
    assert_eq!(paste.preflight().unwrap().status, 204);
    assert_eq!(paste.chain().len(), 1);
    assert_eq!(paste.main().unwrap().response.as_ref().unwrap().status, 200);
}

#[test]
fn panels_show_names_and_values_in_turn() {
    let fields = [
        ("access-control-allow-origin", "http://localhost:3000"),
        ("date", "Sun, 13 May 2018 23:18:01 GMT"),
        ("set-cookie", "a=1; Path=/"),
    ];
    let said = "response 200 with 3 fields, from the headers panel";
    let alternating = "access-control-allow-origin:\nhttp://localhost:3000\ndate:\n\
                       Sun, 13 May 2018 23:18:01 GMT\nset-cookie:\na=1; Path=/\n";
    check(alternating, said, &fields);
    check(&alternating.replace(":\n", "\n"), said, &fields);
    check(&alternating.replace(":\n", "\t"), said, &fields);
    check(&alternating.replace(":\n", ":\t"), said, &fields);
    check(&alternating.replace(":\n", "\n\t"), said, &fields);
}

#[test]
fn a_panel_with_all_sections_is_an_exchange() {
    let text = "General\nRequest URL:\nhttps://api.test/login\nRequest Method:\nPOST\n\
                Status Code:\n201 Created\nRemote Address:\n1.2.3.4:443\nReferrer Policy:\n\
                no-referrer\n\nResponse Headers\nset-cookie:\na=1; Path=/\n\n\
                Request Headers\nProvisional headers are shown\n:authority:\napi.test\n\
                origin:\nhttps://www.test\nx-a:\n1\n";
    let said = "request POST https://api.test/login with 2 fields, response 201 with 1 field, \
                from the headers panel";
    check(text, said, &[("set-cookie", "a=1; Path=/")]);
    let untitled: String = text
        .lines()
        .filter(|line| !matches!(*line, "General" | "Response Headers" | "Request Headers" | ""))
        .flat_map(|line| [line, "\n"])
        .collect();
    check(&untitled, said, &[("set-cookie", "a=1; Path=/")]);
}

#[test]
fn fields_of_http_2_stand_for_the_first_line() {
    check(
        ":status: 204\nset-cookie: a=1; Path=/\n",
        "response 204 with 1 field, from the headers panel",
        &[("set-cookie", "a=1; Path=/")],
    );
    check_request(
        ":method: GET\n:scheme: https\n:authority: api.test\n:path: /a?b\ncookie: a=1\n",
        "GET",
        "https://api.test/a?b",
        None,
        &[("cookie", "a=1")],
    );
}

#[test]
fn safaris_sections_are_read() {
    let text = "Summary\nURL: https://api.test/a\nStatus: 200\nSource: Network\n\
                Address: 1.2.3.4\n\n\
                Request\nPOST /a HTTP/1.1\nOrigin: https://www.test\n\n\
                Response\nHTTP/1.1 200\nSet-Cookie: a=1; Path=/\n";
    let said = "request POST https://api.test/a with 1 field, response 200 with 1 field, from the \
                headers panel";
    check(text, said, &[COOKIE]);
}

#[test]
fn json_of_headers_is_read_in_every_form() {
    let fields = [COOKIE, ("Set-Cookie", "b=2"), ("Vary", "Origin")];
    let said = "response 200 with 3 fields, from JSON";
    for text in [
        r#"{ "Set-Cookie": ["a=1; Path=/", "b=2"], "Vary": "Origin" }"#,
        r#"{ "Set-Cookie": "a=1; Path=/", "Set-Cookie": "b=2", "Vary": "Origin", }"#,
        r#"[["Set-Cookie", "a=1; Path=/"], ["Set-Cookie", "b=2"], ["Vary", "Origin"]]"#,
        r#"["Set-Cookie", "a=1; Path=/", "Set-Cookie", "b=2", "Vary", "Origin"]"#,
        r#"[{ "name": "Set-Cookie", "value": "a=1; Path=/" },
            { "name": "Set-Cookie", "value": "b=2" }, { "name": "Vary", "value": "Origin" }]"#,
        r#"{ "status": 200,
            "headers": { "Set-Cookie": ["a=1; Path=/", "b=2"], "Vary": "Origin" } }"#,
        r#"{ "Response Headers (2 kB)": { "headers": [
            { "name": "Set-Cookie", "value": "a=1; Path=/" },
            { "name": "Set-Cookie", "value": "b=2" }, { "name": "Vary", "value": "Origin" }] } }"#,
    ] {
        check(text, said, &fields);
    }
    let both = r#"{ "request": { "method": "post", "url": "https://api.test/", "headers": {
            "Origin": "https://www.test" } },
        "response": { "status": 401, "headers": { "Set-Cookie": "a=1; Path=/" } } }"#;
    let said = "request POST https://api.test/ with 1 field, response 401 with 1 field, from JSON";
    check(both, said, &[COOKIE]);
}

#[test]
fn curl_commands_are_read_as_bash_quotes() {
    let text = "curl 'https://api.test/login' \\\n  -H 'accept: */*' \\\n  \
                -H 'origin: https://www.test' \\\n  -b 'x=1; y=\\' \\\n  \
                -H 'referer: https://www.test/cart' \\\n  --data-raw $'{\"a\":\"it\\'s\"}' \\\n  \
                --compressed";
    check_request(
        text,
        "POST",
        "https://api.test/login",
        Some("https://www.test/cart"),
        &[
            ("accept", "*/*"),
            ("origin", "https://www.test"),
            ("Cookie", "x=1; y=\\"),
            ("referer", "https://www.test/cart"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ],
    );
}

#[test]
fn curl_commands_are_read_as_cmd_quotes() {
    let text = "curl ^\"https://api.test/login?a=1^&b=2^\" ^\r\n  -X ^\"PUT^\" ^\r\n  \
                -H ^\"x-a: ^\\^\"q^\\^\"^\" ^\r\n  --data-raw ^\"^{^}^\"";
    let fields = [("x-a", "\"q\""), ("Content-Type", "application/x-www-form-urlencoded")];
    check_request(text, "PUT", "https://api.test/login?a=1&b=2", None, &fields);
    let old =
        "curl \"https://api.test/\" ^\r\n  -H \"origin: https://www.test\" ^\r\n  --compressed";
    let fields = [("origin", "https://www.test")];
    check_request(old, "GET", "https://api.test/", Some("https://www.test/"), &fields);
}

#[test]
fn curl_options_may_stand_together_with_their_value() {
    let text = "curl -sS -XDELETE --header='X-A: 1' -o /dev/null -u me:pw api.test/x";
    let fields = [("X-A", "1"), ("Authorization", "…")];
    check_request(text, "DELETE", "http://api.test/x", None, &fields);
    check_request("curl -I localhost:3000", "HEAD", "http://localhost:3000/", None, &[]);
}

#[test]
fn fetch_calls_are_read() {
    let text = "await fetch(\"https://api.test/login\", {\n    \"credentials\": \"include\",\n    \
                \"headers\": {\n        \"content-type\": \"application/json\"\n    },\n    \
                \"referrer\": \"https://www.test/cart\",\n    \"body\": \"{\\\"a\\\":1}\",\n    \
                \"method\": \"POST\",\n    \"mode\": \"cors\"\n});";
    let fields = [("content-type", "application/json")];
    let page = Some("https://www.test/cart");
    check_request(text, "POST", "https://api.test/login", page, &fields);
    let by_hand = "const answer = await fetch('https://api.test/login', {\n  \
                   method: 'POST', // in\n  \
                   credentials: 'include',\n  headers: new Headers({ 'content-type': \
                   'application/json' }),\n  body: JSON.stringify({ a: [1, 2] }),\n}).then(r => r)";
    check_request(by_hand, "POST", "https://api.test/login", None, &fields);
    let api = |text| read_paste(text).unwrap().main().unwrap().request.clone().unwrap().known_api();
    assert_eq!(api(by_hand), Some(RequestApi::Fetch(FetchCredentials::Include)));
    let plain = "fetch('https://api.test/login')";
    assert_eq!(api(plain), Some(RequestApi::Fetch(FetchCredentials::SameOrigin)));
    let no_cors = "fetch('https://api.test/', { mode: 'no-cors', credentials: 'include' })";
    assert_eq!(api(no_cors), Some(RequestApi::FetchNoCors(FetchCredentials::Include)));
    let of_node = "fetch('https://api.test/', { headers: { 'sec-fetch-mode': 'cors', cookie: \
                   'a=1' } })";
    assert_eq!(api(of_node), None);
    let dropped = "fetch('https://api.test/', { headers: { cookie: 'a=1' } })";
    assert_eq!(api(dropped), Some(RequestApi::Fetch(FetchCredentials::SameOrigin)));
}

#[test]
fn powershell_commands_are_read() {
    let text = "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n\
                $session.UserAgent = \"Mozilla/5.0\"\n\
                $session.Cookies.Add((New-Object System.Net.Cookie(\"a\", \"1\", \"/\", \
                \"api.test\")))\n\
                Invoke-WebRequest -UseBasicParsing -Uri \"https://api.test/login\" `\n\
                -Method \"POST\" `\n-WebSession $session `\n-Headers @{\n\
                \"authority\"=\"api.test\"\n  \
                \"method\"=\"POST\"\n  \"path\"=\"/login\"\n  \"scheme\"=\"https\"\n  \
                \"origin\"=\"https://www.test\"\n  \"x-a\"=\"`\"q`\"\"\n} `\n\
                -ContentType \"application/json\" `\n-Body \"{`\"a`\":1}\"\n\n\
                Set-Cookie: a=1; Path=/\n";
    check_request(
        text,
        "POST",
        "https://api.test/login",
        Some("https://www.test/"),
        &[("origin", "https://www.test"), ("x-a", "\"q\""), ("Content-Type", "application/json")],
    );
    let said = "request POST https://api.test/login with 3 fields, response 200 with 1 field, from \
                a PowerShell command and header lines";
    check(text, said, &[COOKIE]);
}

#[test]
fn fields_of_the_browser_say_what_makes_a_request() {
    let api = |mode: &str, target: &str, method: &str| {
        let text = format!(
            "{method} / HTTP/1.1\nHost: a.test\nSec-Fetch-Mode: {mode}\nSec-Fetch-Dest: {target}"
        );
        read_paste(&text).unwrap().main().unwrap().request.clone().unwrap().known_api()
    };
    let mechanism = |mechanism| Some(RequestApi::Mechanism(mechanism));
    assert_eq!(api("navigate", "document", "GET"), mechanism(RequestMechanism::Link));
    assert_eq!(api("navigate", "document", "POST"), mechanism(RequestMechanism::FormPost));
    assert_eq!(api("navigate", "iframe", "GET"), mechanism(RequestMechanism::Iframe));
    assert_eq!(api("no-cors", "image", "GET"), mechanism(RequestMechanism::Img));
    assert_eq!(api("websocket", "empty", "GET"), mechanism(RequestMechanism::WebSocket));
    assert_eq!(api("cors", "empty", "GET"), None);
}

#[test]
fn a_scheme_that_nobody_wrote_down_contradicts_none() {
    let paste = read_paste("GET /a HTTP/1.1\nHost: api.test\n").unwrap();
    let request = paste.first_request().unwrap();
    assert!(request.is_for(&"http://api.test/a#b".parse().unwrap()));
    assert!(!request.is_for(&"http://api.test/b".parse().unwrap()));
    let command = read_paste("curl https://api.test/a").unwrap();
    assert!(!command.first_request().unwrap().is_for(&"http://api.test/a".parse().unwrap()));
}

#[test]
fn errors_show_the_place() {
    check_error("A: 1\nno field\n", HttpTextProblem::NoColon, 5..13);
    check_error("Vary: a\nsid=1; Path=/; Secure\n", HttpTextProblem::BareCookie, 8..29);
    check_error("curl 'https://a.test", HttpTextProblem::Unclosed, 5..6);
    check_error("curl --silent", HttpTextProblem::NoUrl, 0..4);
    check_error("fetch('https://a.test/', {\n", HttpTextProblem::Unclosed, 25..26);
    check_unread_url("fetch(url)", 6..9);
    check_error("{ \"log\": { \"entries\": [] } }", HttpTextProblem::IsHar, 0..1);
    check_error("{ \"a\": {} }", HttpTextProblem::JsonWithoutFields, 0..1);
    check_error(&"[".repeat(1000), HttpTextProblem::TooDeep, 65..66);
    check_error("iwr -Method POST", HttpTextProblem::NoUrl, 0..1);
    check_error(" \n\n", HttpTextProblem::Empty, 0..3);
}

#[test]
fn a_response_needs_one() {
    assert_eq!(
        crate::paste::parse_response("curl https://a.test/").unwrap_err().problem,
        HttpTextProblem::NoResponse
    );
}
