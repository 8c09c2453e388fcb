//! What programs print, calls of libraries, and texts that are no response.

use matrix::UploadEvents;

use super::*;

const ALLOWED: (&str, &str) = ("Access-Control-Allow-Origin", "https://www.test");

#[test]
fn wget_prints_requests_and_responses() {
    let text = "--2025-09-01 10:00:00--  https://api.test/a\nResolving api.test... 203.0.113.7\n\
                Connecting to api.test|203.0.113.7|:443... connected.\n\
                HTTP request sent, awaiting response... \n  HTTP/1.1 302 Found\n  \
                Location: /b\n  Set-Cookie: s=1\nLocation: /b [following]\n\
                --2025-09-01 10:00:01--  https://api.test/b\n\
                Reusing existing connection to api.test:443.\n\
                HTTP request sent, awaiting response... \n  HTTP/1.1 200 OK\n  \
                Access-Control-Allow-Origin: https://www.test\n  Set-Cookie: a=1; Path=/\n\
                Length: 2 [text/html]\nSaving to: 'b'\n\n     0K   100%  1M=0s\n\n\
                2025-09-01 10:00:01 (1 MB/s) - 'b' saved [2/2]\n";
    let said = "request https://api.test/a with 0 fields, response 302 with 2 fields, request \
                https://api.test/b with 0 fields, response 200 with 2 fields, from wget -S";
    check(text, said, &[ALLOWED, COOKIE]);
    let paste = read_paste(text).unwrap();
    assert_eq!(paste.chain().len(), 2);
    assert!(paste.is_without_origin());
}

#[test]
fn powershell_prints_the_head_among_members() {
    let text = "\nStatusCode        : 401\nStatusDescription : Unauthorized\n\
                Content           : {\"a\":1}\nRawContent        : HTTP/1.1 401 Unauthorized\n\
                                    Access-Control-Allow-Origin: https://www.test\n\
                                    Set-Cookie: a=1; Path=/\n\
                                    \n                    {\"a\":1}\n\
                Forms             : {}\n\
                Headers           : {[Vary, Origin], [Set-Cookie, a=1; Path=/]}\n\
                RawContentLength  : 7\n\nPS C:\\> \n";
    let indented = text.replace("\nAccess", "\n                    Access");
    let indented = indented.replace("\nSet-Cookie", "\n                    Set-Cookie");
    let said = "response 401 with 2 fields, from what PowerShell prints; 1 line of a body is left \
                out";
    check(&indented, said, &[ALLOWED, COOKIE]);
}

#[test]
fn the_progress_of_curl_is_no_head() {
    let meter = "  % Total    % Received % Xferd  Average Speed   Time\n\
                 \u{20}                              Dload  Upload   Total\n\
                 \r  0     0    0     0    0     0      0      0 --:--:-- --:--:--     0\n";
    let head = "HTTP/1.1 200 OK\nSet-Cookie: a=1; Path=/\n";
    let said = "response 200 with 1 field, from curl -i";
    check(&format!("{meter}{head}"), said, &[COOKIE]);
}

#[test]
fn powershell_prints_a_table_of_fields() {
    let said = "response 200 with 2 fields, from what PowerShell prints";
    let heading = "Key                              Value\n\
                   ---                              -----\n";
    let table = |cookie: &str| {
        format!(
            "{heading}Access-Control-Allow-Origin      https://www.test\n\
             Set-Cookie                       {cookie}\n\n"
        )
    };
    check(&table("a=1; Path=/"), said, &[ALLOWED, COOKIE]);
    check(&table("{a=1; Path=/}"), said, &[ALLOWED, COOKIE]);
    assert!(read_paste(&table("a=1")).unwrap().may_join_fields());
}

#[test]
fn what_is_quoted_in_a_mail_is_read() {
    let head = "> HTTP/1.1 200 OK\n> Vary: Origin\n>\n> Set-Cookie: a=1; Path=/\n";
    let said = "response 200 with 1 field, from curl -i; 1 line of a body is left out";
    check(head, said, &[("Vary", "Origin")]);
    let fields = "> Set-Cookie: a=1; Path=/\n> Vary: Origin\n";
    let said = "response 200 with 2 fields, from header lines";
    check(fields, said, &[COOKIE, ("Vary", "Origin")]);
    check(&fields.replace("> ", "> > "), said, &[COOKIE, ("Vary", "Origin")]);
    let verbose = "> > GET /a HTTP/1.1\n> > Host: api.test\n> >\n> < HTTP/1.1 204 No Content\n\
                   > < Set-Cookie: a=1; Path=/\n> <\n";
    let said = "request GET https://api.test/a with 1 field, response 204 with 1 field, from \
                curl -v";
    check(verbose, said, &[COOKIE]);
}

#[test]
fn postmans_console_is_read() {
    let text = "POST https://api.test/login\n201\n124 ms\nNetwork\nRequest Headers\n\
                X-A: 1\nRequest Body\n{\"a\":1}\nResponse Headers\nSet-Cookie: a=1; Path=/\n\
                Response Body\n{\"b\":2}\n";
    let said = "request POST https://api.test/login with 1 field, response 201 with 1 field, from \
                the headers panel; 2 lines of a body are left out";
    check(text, said, &[COOKIE]);
}

#[test]
fn an_error_of_axios_holds_the_response() {
    let printed = "AxiosError: Request failed with status code 401\n    at settle (a.js:1) {\n  \
                   config: {\n    headers: Object [AxiosHeaders] {\n      Accept: 'a/b'\n    }\n  \
                   },\n  response: {\n    status: 401,\n    headers: Object [AxiosHeaders] {\n     \
                   'access-control-allow-origin': 'https://www.test',\n      \
                   'set-cookie': [ 'a=1; Path=/' ]\n    },\n    data: {}\n  }\n}\n";
    let said = "response 401 with 2 fields, from an error of axios";
    let fields =
        [("access-control-allow-origin", "https://www.test"), ("set-cookie", "a=1; Path=/")];
    check(printed, said, &fields);
    let short = "AxiosError: Request failed\nheaders: AxiosHeaders {\n    \
                 'access-control-allow-origin': 'https://www.test',\n    \
                 'set-cookie': [ 'a=1; Path=/' ],\n}\n";
    check(short, &said.replace("401", "200"), &fields);
    let without = "AxiosError: Network Error\n    at a.js:1 {\n  code: 'ERR_NETWORK'\n}\n";
    assert!(matches!(read_paste(without).unwrap_err().problem, HttpTextProblem::NoResponseCame(_)));
}

#[track_caller]
fn check_call(text: &str, method: &str, with_credentials: bool, fields: &[(&str, &str)]) {
    let whole = format!("{text}\n\nHTTP/1.1 200 OK\nSet-Cookie: a=1; Path=/\n");
    check_request(&whole, method, "https://api.test/login", None, fields);
    let paste = read_paste(&whole).unwrap();
    let exchange = paste.main().unwrap();
    let api = RequestApi::Xhr { with_credentials, upload: UploadEvents::Ignored };
    assert_eq!(exchange.request.as_ref().unwrap().known_api(), Some(api));
    assert!(exchange.response.is_some(), "{text}");
}

#[test]
fn calls_of_axios_are_read() {
    let json = [("Content-Type", "application/json")];
    check_call(
        "axios.post('https://api.test/login', { user }, { withCredentials: true })",
        "POST",
        true,
        &json,
    );
    check_call(
        "const { data } = await axios.put(\n  \"https://api.test/login\",\n  body,\n);",
        "PUT",
        false,
        &json,
    );
    check_call(
        "axios.get('https://api.test/login', { withCredentials: true, headers: { 'X-A': '1' } })\n \
         .then(res => {\n    console.log(res.data) // it's in\n  })\n  .catch(e => alert(e));",
        "GET",
        true,
        &[("X-A", "1")],
    );
    check_call(
        "axios({ method: 'post', url: 'https://api.test/login', data: new FormData(form) })",
        "POST",
        false,
        &[],
    );
    check_call("axios('https://api.test/login', { withCredentials: false })", "GET", false, &[]);
}

#[test]
fn calls_of_jquery_are_read() {
    check_call(
        "$.ajax({ url: 'https://api.test/login', type: 'POST', xhrFields: { withCredentials: true \
         } });",
        "POST",
        true,
        &[],
    );
    check_call(
        "jQuery.ajax('https://api.test/login', { method: 'PUT', contentType: 'application/json' })",
        "PUT",
        false,
        &[("Content-Type", "application/json")],
    );
    check_call(
        "$.ajax({\n  url: 'https://api.test/login',\n  success: function (d) { alert('ok') },\n  \
         error(e) { alert(e) }\n});",
        "GET",
        false,
        &[],
    );
    check_call("$.post('https://api.test/login', { a: 1 }, done)", "POST", false, &[]);
}

#[test]
fn code_around_a_call_is_left_out() {
    check_call(
        "useEffect(() => {\n  axios.get('https://api.test/login')\n    .then(r => r.data)\n}, [])",
        "GET",
        false,
        &[],
    );
    check_call(
        "async function login() {\n  setBusy(true);\n  const a = await \
         axios.get('https://api.test/login');\n  return a;\n}",
        "GET",
        false,
        &[],
    );
}

#[test]
fn a_relative_url_is_one_of_the_page() {
    for text in [
        "fetch('/api/login', { method: 'POST' })\n  .then(res => res.json())\n\nVary: a\n",
        "const res = await fetch(`/api/login`, { method: 'POST' });\nconst a = await \
         res.json();\n\nVary: a\n",
        "axios.post('/api/login', form.value)\nVary: a\n",
    ] {
        let paste = read_paste(text).unwrap();
        let mut request = paste.first_request().unwrap();
        assert_eq!(request.url, None);
        request.resolve(&"https://www.test/a/b".parse().unwrap());
        assert_eq!(request.url.unwrap().as_str(), "https://www.test/api/login");
        assert!(paste.main().unwrap().response.is_some(), "{text}");
    }
    check_unread_url("fetch(`${API}/login`)", 6..20);
}

#[test]
fn the_table_of_cookies_is_no_response() {
    let heading =
        "Name\tValue\tDomain\tPath\tExpires / Max-Age\tSize\tHttpOnly\tSecure\tSameSite\n";
    let row = "sid\tabc\tapi.test\t/\tSession\t6\t✓\t✓\tNone\t\t\tMedium\n";
    check_error(&format!("{heading}{row}"), HttpTextProblem::CookieTable, 0..70);
    let until = row.replace("Session", "2027-01-01T00:00:00.000Z");
    for row in [row, &until] {
        assert_eq!(read_paste(row).unwrap_err().problem, HttpTextProblem::CookieTable);
    }
    let said = "response 200 with 1 field, from curl -i; 2 lines of a body are left out";
    check(&format!("HTTP/1.1 200 OK\nSet-Cookie: a=1; Path=/\n{heading}{row}"), said, &[COOKIE]);
}

#[test]
fn what_is_no_response_is_called_what_it_is() {
    for text in [
        "app.use(cors({ origin: 'https://www.test', credentials: true }))",
        "res.cookie('a', '1', { sameSite: 'none' });",
        "api.post('/login', body)",
        "import axios from 'axios';",
        "    response.headers.set('Set-Cookie', 'a=1')",
    ] {
        assert_eq!(read_paste(text).unwrap_err().problem, HttpTextProblem::IsCode, "{text}");
    }
    for text in [
        "Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet \
         das Lesen der externen Ressource auf http://localhost:8000/api/. (Grund: CORS-Kopfzeile \
         'Access-Control-Allow-Origin' fehlt). Statuscode: 200.",
        "[Error] Something that nobody wrote down",
        "This cookie is treated in a way that nobody knows",
    ] {
        let problem = read_paste(text).unwrap_err().problem;
        assert_eq!(problem, HttpTextProblem::UnknownMessage, "{text}");
    }
    check_error("Set-Cookie sid=1; HttpOnly for a cookie", HttpTextProblem::NoColon, 0..39);
    let closed = "[Error] Failed to load resource: Could not connect to the server.";
    assert_eq!(
        read_paste(closed).unwrap_err().problem,
        HttpTextProblem::NoResponseCame(NoResponseCause::ConnectionRefused)
    );
}

#[test]
fn lists_of_cookies_are_called_so() {
    for text in [
        "# Netscape HTTP Cookie File\n#HttpOnly_api.example.com\tFALSE\t/\tTRUE\t0\tsid\t1\n",
        ".example.com\tTRUE\t/\tFALSE\t1893456000\tlang\ten\n",
        "sid:\"1\"\nCreated:\"Mon, 30 Nov 2026 10:00:00 GMT\"\nDomain:\"api.example.com\"\n\
         Expires / Max-Age:\"Session\"\nHostOnly:true\nHttpOnly:true\nPath:\"/\"\n",
        r#"[{"domain":".example.com","hostOnly":false,"name":"my-sid","path":"/","value":"1"}]"#,
        r#"{"cookies":[{"name":"sid","value":"1","domain":"a.test","path":"/","expires":-1}],
        "origins":[]}"#,
        "[{'domain': 'a.test', 'httpOnly': True, 'name': 'sid', 'path': '/', 'value': '1'}]",
    ] {
        assert_eq!(read_paste(text).unwrap_err().problem, HttpTextProblem::CookieStore, "{text}");
    }
    // Beside a response it is no more than a body.
    let row = "a.test\tFALSE\t/\tTRUE\t0\tsid\t1\n";
    let head = "HTTP/1.1 200\nSet-Cookie: a=1\n";
    assert_eq!(read_paste(&format!("{head}{row}")).unwrap().exchanges.len(), 1);
    let headers = r#"{"headers": {"Set-Cookie": "a=1"}, "cookies": []}"#;
    assert!(read_paste(headers).is_ok());
}

#[test]
fn objects_are_printed_with_their_class() {
    let said = "response 200 with 2 fields, from headers that a program printed";
    let members =
        "'Access-Control-Allow-Origin': 'https://www.test',\n  'Set-Cookie': 'a=1; Path=/'";
    let list = members.replace("'a=1; Path=/'", "[ 'a=1; Path=/' ]");
    let map = format!(
        "Map(2) {{ {} }}",
        [ALLOWED, COOKIE]
            .map(|(name, value)| format!("'{name}' => {{ name: '{name}', value: '{value}' }}"))
            .join(", ")
    );
    for text in [
        format!("Headers {{\n  {members}\n}}"),
        format!("Object [AxiosHeaders] {{\n  {list}\n}}"),
        format!("[Object: null prototype] {{ {list} }}"),
        format!("Headers {{\n  [Symbol(map)]: [Object: null prototype] {{\n  {list}\n  }}\n}}"),
        format!(
            "Headers {{ [Symbol(headers list)]: HeadersList {{ [Symbol(headers map)]: {map}, \
             [Symbol(headers map sorted)]: null }}, [Symbol(guard)]: 'response' }}"
        ),
        format!("CaseInsensitiveDict({{{members}}})\n"),
        "Headers([('Access-Control-Allow-Origin', 'https://www.test'), \
         ('Set-Cookie', 'a=1; Path=/')])"
            .to_owned(),
        "map[Access-Control-Allow-Origin:[https://www.test] Set-Cookie:[a=1; Path=/]]".to_owned(),
    ] {
        check(&text, said, &[ALLOWED, COOKIE]);
    }
    let response = format!(
        "Response {{\n  status: 201,\n  headers: Headers {{\n  {members}\n  }},\n  \
         body: ReadableStream {{ locked: false, state: 'readable' }},\n  \
         url: 'https://api.test/a'\n}}"
    );
    check(&response, &said.replace("200", "201"), &[ALLOWED, COOKIE]);
    let ruby =
        r#"{"Access-Control-Allow-Origin"=>["https://www.test"], "Set-Cookie" => ["a=1; Path=/"]}"#;
    check(ruby, "response 200 with 2 fields, from JSON", &[ALLOWED, COOKIE]);
    let python =
        "[('Access-Control-Allow-Origin', 'https://www.test'), ('Set-Cookie', 'a=1; Path=/')]";
    check(python, "response 200 with 2 fields, from JSON", &[ALLOWED, COOKIE]);
}

#[test]
fn cookies_that_stand_beside_the_header_fields_are_read() {
    let twice = [ALLOWED, COOKIE, ("Set-Cookie", "b=2; Path=/")];
    let said = "response 201 with 3 fields, from JSON";
    check(
        r#"{"statusCode": 201, "headers": {"Access-Control-Allow-Origin": "https://www.test"},
        "multiValueHeaders": {"Set-Cookie": ["a=1; Path=/", "b=2; Path=/"]}, "body": "{}"}"#,
        said,
        &twice,
    );
    check(
        r#"{"statusCode": 201, "headers": {"Access-Control-Allow-Origin": "https://www.test"},
        "cookies": ["a=1; Path=/", "b=2; Path=/"], "body": "{}"}"#,
        said,
        &twice,
    );
    let alone = r#"{"statusCode": 201, "cookies": ["a=1; Path=/"], "body": "{}"}"#;
    check(alone, "response 201 with 1 field, from JSON", &[COOKIE]);
    // Node.js has the values joined as well.
    let printed = "HeadersList {\n  cookies: [ 'a=1; Path=/', 'b=2; Path=/' ],\n  [Symbol(headers \
                   map)]: Map(2) {\n    'Access-Control-Allow-Origin' => { name: \
                   'Access-Control-Allow-Origin', value: 'https://www.test' },\n    'set-cookie' \
                   => { name: 'set-cookie', value: 'a=1; Path=/, b=2; Path=/' }\n  }\n}\n";
    let said = "response 200 with 3 fields, from headers that a program printed";
    check(printed, said, &twice);
    // Those that a request carries are no fields of a response.
    let event = r#"{"version": "2.0", "headers": {"host": "api.test", "accept": "*/*"},
        "cookies": ["a=1", "b=2"]}"#;
    let said = "request with 3 fields, from JSON";
    check(event, said, &[("host", "api.test"), ("accept", "*/*"), ("Cookie", "a=1; b=2")]);
}

#[test]
fn a_response_of_axios_has_its_settings_beside_its_fields() {
    let text = r#"{"status": 201, "headers": {"set-cookie": ["a=1; Path=/"]}, "config": {"url":
        "/login", "baseURL": "https://api.test", "method": "post", "withCredentials": true,
        "headers": {"Content-Type": "application/json"}}, "data": {"ok": true}}"#;
    let said = "request POST https://api.test/login with 1 field, response 201 with 1 field, from \
                JSON";
    check(text, said, &[("set-cookie", "a=1; Path=/")]);
    let request = read_paste(text).unwrap().first_request().unwrap();
    let upload = UploadEvents::Ignored;
    assert_eq!(request.api, Some(RequestApi::Xhr { with_credentials: true, upload }));
}

#[test]
fn json_with_a_cookie_that_is_not_read_is_refused() {
    for text in [
        r#"{"headers": {"Vary": "Origin"}, "deep": {"inner": {"Set-Cookie": "a=1"}}}"#,
        r#"{"headers": {"Vary": "Origin"}, "raw": ["Vary", "Origin", "set-cookie", "a=1"]}"#,
        r#"{"headers": {"Vary": "Origin"}, "more": [{"key": "Set-Cookie", "value": "a=1"}]}"#,
    ] {
        check_error(text, HttpTextProblem::UnreadCookie, 0..1);
    }
    for text in [
        r#"{"headers": {"Vary": "Origin", "set-cookie": null}}"#,
        r#"{"headers": {"Access-Control-Expose-Headers": "Set-Cookie"}}"#,
    ] {
        assert!(read_paste(text).is_ok(), "{text}");
    }
}

#[test]
fn cookies_in_a_map_of_go_are_told_apart_behind_an_attribute() {
    let text = "map[Set-Cookie:[a=1; Path=/ b=2 3; Expires=Wed, 21 Oct 2015 07:28:00 GMT c=4; \
                Secure d=5]]";
    let values =
        ["a=1; Path=/", "b=2 3; Expires=Wed, 21 Oct 2015 07:28:00 GMT", "c=4; Secure", "d=5"];
    let fields = values.map(|value| ("Set-Cookie", value));
    let said = "response 200 with 4 fields, from headers that a program printed";
    check(text, said, &fields);
}

#[test]
fn code_is_no_printed_object() {
    for text in ["class Headers {\n  a: 1\n}", "cors({ origin: true })", "map[string]string{}"] {
        assert!(read_paste(text).is_err(), "{text}");
    }
}

#[test]
fn elements_and_cookies_of_scripts_are_called_so() {
    for text in [
        "<img src=\"https://t.other.net/pixel.gif\" crossorigin=\"anonymous\">",
        "<iframe sandbox=\"allow-scripts\"\n  src=\"https://other.net/\"></iframe>",
        "<form action=\"https://api.test/login\" method=\"post\">",
        "<script crossorigin src=\"https://cdn.test/a.js\"></script>",
    ] {
        assert_eq!(read_paste(text).unwrap_err().problem, HttpTextProblem::IsHtml, "{text}");
    }
    for text in [
        "document.cookie = \"a=1; path=/; domain=localhost:3000\";",
        "document.cookie='a=1'",
        "window.document.cookie = `a=${value}; path=/`;",
    ] {
        assert_eq!(read_paste(text).unwrap_err().problem, HttpTextProblem::ScriptCookie, "{text}");
    }
    let compared = read_paste("document.cookie == 'a=1'").unwrap_err();
    assert_ne!(compared.problem, HttpTextProblem::ScriptCookie);
}
