//! What a page is answered.

use serde_json::{Value, json};

/// Returns a HAR file whose entries set these cookies.
fn archive(lines: &[&str]) -> String {
    let entry = |line: &&str| {
        json!({
            "startedDateTime": "2026-11-29T10:00:00.000Z",
            "_resourceType": "image",
            "request": {
                "method": "GET",
                "url": "https://api.example.net/pixel",
                "headers": [{ "name": "Referer", "value": "https://www.example.com/" }],
            },
            "response": {
                "status": 200,
                "headers": [{ "name": "Set-Cookie", "value": line }],
                "content": {},
            },
        })
    };
    let entries: Vec<Value> = lines.iter().map(entry).collect();
    json!({ "log": { "version": "1.2", "entries": entries } }).to_string()
}

/// Asks as a page does, and returns the reply.
fn ask(request: &Value) -> Value {
    let reply = checker_wasm::answer_request(&request.to_string());
    let reply: Value = serde_json::from_str(&reply).expect("it is JSON");
    assert_eq!(reply["problem"], Value::Null);
    reply
}

#[test]
fn of_a_file_alike_answers_stand_once_each_with_its_fix() {
    let lost = ["sid=1; SameSite=None", "sid=2; SameSite=None", "id=1; Domain=example.org"];
    let reply = ask(&json!({ "har": archive(&lost), "as-page": true }));
    let html = reply["html"].as_str().expect("it is text");
    assert_eq!(html.matches("<details class=\"fold\">").count(), 2, "{html}");
    assert!(html.contains("<small>entries 1 and 2: /pixel</small>"), "{html}");
    assert!(html.contains("3 of 3 answers"), "{html}");
    assert!(html.contains("Fix: add <code>Secure</code>"), "{html}");
    assert_eq!(reply.get("answer"), None, "a page shows no JSON");
    assert_eq!(reply["form"], Value::Null);
}

#[test]
fn a_page_shows_a_question_as_it_is_answered_otherwise() {
    let mut request = json!({
        "page": "https://www.example.com/",
        "request": "https://api.example.net/login",
        "response": "HTTP/1.1 200 OK\nSet-Cookie: sid=1; SameSite=None\n",
    });
    let whole = ask(&request);
    request["as-page"] = json!(true);
    let shown = ask(&request);
    assert_eq!(shown["html"], whole["html"]);
    assert_eq!(shown["markdown"], whole["markdown"]);
    assert_eq!(shown["form"], whole["form"]);
    assert_eq!(shown["wire"], "GET https://api.example.net/login");
}

/// Returns what the page says where a request has no answer.
fn problem(request: &Value) -> (Value, String) {
    let reply = checker_wasm::answer_request(&request.to_string());
    let reply: Value = serde_json::from_str(&reply).expect("it is JSON");
    let text = |name: &str| reply["problem"][name].as_str().unwrap_or_default().to_owned();
    (reply["problem"]["field"].clone(), text("message") + ". " + &text("help"))
}

#[test]
fn what_is_wrong_names_the_fields_of_the_page() {
    let (page, request) = ("https://www.example.com/", "https://api.example.net/login");
    let paste = "POST /login HTTP/1.1\n\nHTTP/1.1 200 OK\nSet-Cookie: sid=1\n";
    let asked = json!({ "page": page, "request": request, "method": "PUT", "response": paste });
    let (field, said) = problem(&asked);
    assert_eq!(field, "method");
    assert!(said.starts_with("“Method” says `PUT`"), "{said}");
    assert!(said.ends_with(". Change “Method”, or paste the request that is meant"), "{said}");
    let lines = json!({ "page": page, "request": request, "request-headers": ["Cookie: a=1"] });
    let (field, said) = problem(&lines);
    assert_eq!(field, "request-headers");
    assert!(said.starts_with("“Request headers that the script adds” has no effect"), "{said}");
    let har = r#"{ "log": { "entries": [] } }"#;
    let (field, said) = problem(&json!({ "page": page, "request": request, "response": har }));
    assert_eq!(field, "response");
    assert!(said.ends_with(". Give the file with “Open a HAR file”"), "{said}");
}

#[test]
fn an_assumption_names_the_field_that_sets_another() {
    let paste = "curl 'https://api.example.net/login' -H 'Origin: https://www.example.com'\n\n\
                 HTTP/1.1 200 OK\nSet-Cookie: sid=1\n";
    let notes = ask(&json!({ "response": paste }))["answer"]["questions"][0]["notes"].to_string();
    assert!(notes.contains("(“Made by” sets another)"), "{notes}");
}
