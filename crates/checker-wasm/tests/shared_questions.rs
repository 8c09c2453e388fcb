//! A question that is shared holds no secret, and gives the same answer.

use serde_json::{Value, json};

/// Asks, and returns the reply.
fn ask(request: &Value) -> Value {
    serde_json::from_str(&checker_wasm::answer_request(&request.to_string())).expect("it is JSON")
}

/// Checks that the shared form of a request hides these words and gives the same answer.
#[track_caller]
fn check_shared(request: &Value, secrets: &[&str]) {
    let reply = ask(request);
    assert_eq!(reply["problem"], Value::Null);
    let shared = &reply["shared"];
    for secret in secrets {
        assert!(!shared.to_string().contains(secret), "`{secret}` is in {shared}");
    }
    let again = ask(shared);
    assert_eq!(verdicts(&again), verdicts(&reply));
    assert_eq!(again["title"], reply["title"]);
    // The form on the page keeps everything, and gives the same answer too.
    let corrected = ask(&reply["form"]);
    assert_eq!(verdicts(&corrected), verdicts(&reply));
}

/// Returns for each browser what becomes of response and cookies.
fn verdicts(reply: &Value) -> Vec<Value> {
    let answers = reply["answer"]["questions"][0]["answers"].as_array().expect("there are some");
    let one = |answer: &Value| {
        let cookies = answer["cookies"].as_array().expect("there may be some").iter();
        let cookies: Vec<Value> = cookies.map(|one| json!([one["stored"], one["sent"]])).collect();
        json!([answer["response"]["outcome"], cookies])
    };
    answers.iter().map(one).collect()
}

#[test]
fn values_of_cookies_and_tokens_are_blanked_out() {
    let response = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://www.example.com\n\
                    Access-Control-Allow-Credentials: true\nX-Auth-Token: geheim1\n\
                    Set-Cookie: sid=geheim2; Path=/; SameSite=None\nSet-Cookie: __Host-a=geheim3\n";
    let request = json!({
        "now": 1_700_000_000, "page": "https://www.example.com/",
        "request": "https://api.example.net/login", "credentials": "include",
        "method": "PUT", "request-headers": ["Authorization: Bearer geheim4"],
        "response": response, "preflight-response": "HTTP/1.1 204\n",
        "have": ["old=geheim5; Path=/"],
    });
    let secrets = ["geheim1", "geheim2", "geheim3", "geheim4", "geheim5"];
    check_shared(&request, &secrets);
}

#[test]
fn redirects_frames_and_later_requests_are_shared() {
    let response = "HTTP/1.1 303 See Other\nLocation: /session\nSet-Cookie: a=geheim1\n\n\
                    HTTP/1.1 200 OK\nSet-Cookie: b=geheim2; SameSite=Lax\n";
    let request = json!({
        "now": 1_700_000_000, "page": "https://www.example.com/", "mechanism": "form-post",
        "request": "https://api.example.net/login", "response": response,
        "frames": ["https://frame.example.org/"],
        "then": "https://api.example.net/me", "then-page": "https://other.example.org/",
    });
    check_shared(&request, &["geheim1", "geheim2"]);
}

#[test]
fn lengths_and_prefixes_that_rules_look_at_stay() {
    let long = "x1".repeat(2050);
    let overlong = format!("a={long}");
    for line in [overlong.as_str(), "=__Host-geheim1", "a=geheim1; Max-Age=0"] {
        let request = json!({
            "now": 1_700_000_000, "page": "https://www.example.com/",
            "request": "https://www.example.com/login",
            "response-headers": [format!("Set-Cookie: {line}")],
        });
        check_shared(&request, &["geheim1"]);
    }
}
