//! Several panels of developer tools in one paste.

use super::*;

const LOGIN: &str = "Request URL: https://api.test/login\nRequest Method: POST\n\
                     Status Code: 200 OK\n";
const ALLOWED: &str = "access-control-allow-origin: https://www.test\n";

/// Returns method, status and the number of fields of the responses in a paste.
fn exchanges(text: &str) -> Vec<(Option<String>, Option<u16>, usize)> {
    let paste = read_paste(text).unwrap();
    let parts = |one: &PastedExchange| {
        let method = one.request.as_ref().and_then(|request| request.method.clone());
        let fields = one.response.as_ref().map_or(0, |head| head.headers.len());
        (method, one.response.as_ref().map(|head| head.status), fields)
    };
    paste.exchanges.iter().map(parts).collect()
}

fn exchange(method: &str, status: u16, fields: usize) -> (Option<String>, Option<u16>, usize) {
    (Some(method.to_owned()), Some(status), fields)
}

#[test]
fn each_request_url_begins_a_panel() {
    let other = "Request URL: https://other.test/me\nRequest Method: GET\nStatus Code: 401\n\
                 access-control-allow-origin: *\n";
    let expected = [exchange("POST", 200, 2), exchange("GET", 401, 1)];
    for between in ["", "\n", "\n\n"] {
        let text = format!("{LOGIN}{ALLOWED}set-cookie: a=1\n{between}{other}");
        assert_eq!(exchanges(&text), expected, "{text}");
    }
    let titled = format!(
        "{LOGIN}\nResponse Headers\n{ALLOWED}set-cookie: a=1\n\nRequest Headers\n\
         origin: https://www.test\n\n{other}"
    );
    assert_eq!(exchanges(&titled), expected);
    // Chrome shows label and value in two lines today.
    let below = "Request URL\nhttps://api.test/login\nRequest Method\nPOST\nStatus Code\n200 OK\n";
    let text = format!("{below}Response Headers\n{ALLOWED}set-cookie: a=1\n{other}");
    assert_eq!(exchanges(&text), expected);
}

#[test]
fn panels_with_and_without_a_heading_are_alike() {
    let preflight = "Request URL: https://api.test/login\nRequest Method: OPTIONS\n\
                     Status Code: 204 No Content\nResponse Headers\n\
                     access-control-allow-methods: POST\nRequest Headers\n\
                     access-control-request-method: POST\norigin: https://www.test\n";
    let login = format!("{LOGIN}Response Headers\n{ALLOWED}set-cookie: a=1\nRequest Headers\n");
    for heading in ["", "General\n", "\nGeneral\n"] {
        let text = format!("{heading}{preflight}{heading}{login}");
        assert_eq!(exchanges(&text), [exchange("OPTIONS", 204, 1), exchange("POST", 200, 2)]);
        let paste = read_paste(&text).unwrap();
        assert_eq!(paste.preflight().unwrap().status, 204);
        assert_eq!(paste.redirects(), Ok(Vec::new()));
    }
}

#[test]
fn a_panel_without_a_response_takes_none_from_the_next() {
    let failed = "Request URL: https://api.test/a\nRequest Method: GET\nRequest Headers\n\
                  accept: */*\n\n";
    let text = format!("{failed}{LOGIN}Response Headers\n{ALLOWED}");
    let expected = [(Some("GET".to_owned()), None, 0), exchange("POST", 200, 1)];
    assert_eq!(exchanges(&text), expected);
}

#[test]
fn of_several_responses_none_is_left_out_without_a_word() {
    let several = |text: &str| read_paste(text).unwrap().redirects();
    let logout = "Request URL: https://api.test/logout\nRequest Method: POST\n\
                  Status Code: 200\nset-cookie: a=; Max-Age=0\n";
    let text = format!("{LOGIN}{ALLOWED}set-cookie: a=1\n\n{logout}");
    assert_eq!(several(&text), Err(HttpTextProblem::SeveralResponses));
    // It sets no cookie, and is of another URL.
    let text = format!("{LOGIN}{ALLOWED}\n{logout}");
    assert_eq!(several(&text), Err(HttpTextProblem::SeveralResponses));
    // Here the first led to the second.
    let redirect = LOGIN.replace("200 OK", "302 Found");
    let text = format!("{redirect}location: /logout\nset-cookie: a=1\n\n{logout}");
    assert_eq!(several(&text).unwrap().len(), 1);
}

#[test]
fn fields_behind_other_text_may_be_of_another_response() {
    let first = "Set-Cookie: a=1; Domain=www.test\n\n";
    let text = format!("{first}this one deletes it:\n\nSet-Cookie: a=; Max-Age=0\n");
    let start = text.rfind("Set-Cookie").unwrap();
    check_error(&text, HttpTextProblem::PartedFields, start..text.len() - 1);
    // Behind a status line, an empty line begins the body.
    let text = format!("HTTP/1.1 200 OK\n{first}this:\n\nSet-Cookie: a=; Max-Age=0\n");
    let said = "response 200 with 1 field, from curl -i; 2 lines of a body are left out";
    check(&text, said, &[("Set-Cookie", "a=1; Domain=www.test")]);
}
