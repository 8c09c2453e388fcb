//! The checker's module gives every case the answer of the command line.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

/// The options with one value, each with the field of the module's request.
const SINGLE: [(&str, &str); 16] = [
    ("--credentials", "credentials"),
    ("--har", "har"),
    ("--have-from", "have-from"),
    ("--mechanism", "mechanism"),
    ("--method", "method"),
    ("--now", "at"),
    ("--page", "page"),
    ("--preflight-response", "preflight-response"),
    ("--read-field", "read-field"),
    ("--request", "request"),
    ("--response", "response"),
    ("--paste", "response"),
    ("--then", "then"),
    ("--then-credentials", "then-credentials"),
    ("--then-mechanism", "then-mechanism"),
    ("--then-page", "then-page"),
];

/// The options that may be repeated.
const REPEATED: [(&str, &str); 9] = [
    ("--browser", "browsers"),
    ("--cookie", "cookies"),
    ("--frame", "frames"),
    ("--have", "have"),
    ("--request-header", "request-headers"),
    ("--response-header", "response-headers"),
    ("--script-sets", "script-sets"),
    ("--then-frame", "then-frames"),
    ("--want", "want"),
];

/// The fields that name a file, or `-` for standard input.
const FILES: [&str; 3] = ["har", "preflight-response", "response"];

/// Returns what the module replies to a request.
pub(crate) fn ask(request: &Value) -> Value {
    let reply = checker_wasm::answer_request(&request.to_string());
    serde_json::from_str(&reply).expect("it is JSON")
}

/// Returns an answer without the name of the file that a question is from.
pub(crate) fn without_origin(mut answer: Value) -> Value {
    for question in answer["questions"].as_array_mut().into_iter().flatten() {
        question.as_object_mut().map(|question| question.remove("origin"));
    }
    answer
}

/// What the command line says of its options, and the page of its fields instead.
const WORDS: [(&str, &str); 6] = [
    (" (--now sets another)", ""),
    ("--credentials sets another", "“Made by” sets another"),
    (
        "give the line that set the cookie with --have 'LINE', and the request that lacks it",
        "paste the response that set the cookie",
    ),
    ("--page URL", "“Page”"),
    ("--request URL", "“Request that sets the cookie”"),
    ("--then URL", "“Then sent to”"),
];

/// Returns an answer of the command line as the page words it.
pub(crate) fn in_words_of_the_page(answer: &Value) -> Value {
    let mut text = answer.to_string();
    for (option, field) in WORDS {
        text = text.replace(option, field);
    }
    let options = SINGLE.iter().chain(&REPEATED).map(|(option, _)| *option);
    let named: Vec<&str> = options.filter(|option| text.contains(option)).collect();
    assert!(named.is_empty(), "a page has no {named:?}: {text}");
    serde_json::from_str(&text).expect("it is JSON still")
}

/// Returns the request that a command line makes.
#[expect(clippy::disallowed_methods, reason = "the command line asks for the time too")]
pub(crate) fn request(arguments: &[&str], input: &str) -> Value {
    let mut request = Map::new();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    request.insert("now".to_owned(), json!(now.as_secs()));
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value)),
            Some(_) | None => (*argument, None),
        };
        let single = SINGLE.iter().find(|(option, _)| *option == name);
        let repeated = REPEATED.iter().find(|(option, _)| *option == name);
        if single.is_none() && repeated.is_none() {
            assert!(matches!(name, "--verbose" | "--json" | "--failing"), "{argument} is unknown");
            continue;
        }
        let value = value.unwrap_or_else(|| rest.next().copied().unwrap_or_default());
        if let Some((_, field)) = single {
            let is_file = FILES.contains(field);
            let text = match value {
                "-" if is_file => input.to_owned(),
                path if is_file => {
                    let octets = std::fs::read(path).unwrap_or_default();
                    String::from_utf8_lossy(&octets).into_owned()
                }
                text => text.to_owned(),
            };
            request.insert((*field).to_owned(), json!(text));
        }
        if let Some((_, field)) = repeated {
            let list = request.entry(*field).or_insert_with(|| json!([]));
            let members = list.as_array_mut().expect("it is a list");
            if *field == "want" {
                members.extend(value.split(',').map(Value::from));
            } else {
                members.push(json!(value));
            }
        }
    }
    Value::Object(request)
}
