use super::*;
use crate::user_agent::EngineModel;

/// Plays lines on `https://www.example.com/a/b` and reads at `then`.
fn play(set_cookie: &[&str], script: &[&str], then: Option<&str>) -> VectorResult {
    let model = EngineModel::standard();
    let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    let url = Url::parse("https://www.example.com/a/b").unwrap();
    let then = then.map(|then| Url::parse(then).unwrap());
    let vector = TestVector {
        url,
        set_cookie: owned(set_cookie),
        script: owned(script),
        cookie_store: Vec::new(),
        then,
        now: Timestamp(1_700_000_000),
    };
    model_vector(&vector, UserAgent::new(&model))
}

#[test]
fn headers_and_script_share_a_jar() {
    let result = play(&["a=1; HttpOnly; Path=/", "b=2"], &["a=3; Path=/", "c=4"], None);
    assert_eq!(
        (result.cookie.as_str(), result.document_cookie.as_str()),
        ("b=2; c=4; a=1", "b=2; c=4")
    );
    assert_eq!(result.stored, ["a", "b", "c"]);
    let reasons = vec!["overwrite-httponly-from-script"];
    assert_eq!(result.rejected, [RejectedLine { line: "a=3; Path=/".to_owned(), reasons }]);
}

#[test]
fn another_url_gets_what_is_its_own() {
    let result = play(
        &[
            "a=1; Domain=example.com; Path=/",
            "b=2; Path=/",
            "c=3; Secure; Domain=example.com; Path=/",
        ],
        &[],
        Some("http://example.com/"),
    );
    assert_eq!((result.cookie.as_str(), result.stored.len()), ("a=1", 3));
}

#[test]
fn a_deletion_is_told() {
    let result = play(&["a=1", "a=; Max-Age=0"], &[], None);
    assert_eq!(result.rejected[0].reasons, ["expired-on-arrival", "deleted"]);
    assert!(result.cookie.is_empty() && result.stored.is_empty());
}

#[test]
fn nul_is_told_twice_and_stores_nothing() {
    let result = play(&["a=1\0", "b=2"], &["c=\0"], None);
    assert_eq!(result.rejected[0].reasons, ["response-header-invalid", "control-char"]);
    assert_eq!(result.rejected[1].reasons, ["control-char"]);
    assert_eq!(result.stored, ["b"]);
}

/// Has a script of a document call `cookieStore` after one response.
fn call(url: &str, set_cookie: &str, calls: &[CookieInit]) -> VectorResult {
    let model = EngineModel::standard();
    let vector = TestVector {
        url: Url::parse(url).unwrap(),
        set_cookie: vec![set_cookie.to_owned()],
        script: Vec::new(),
        cookie_store: calls.to_vec(),
        then: None,
        now: Timestamp(1_700_000_000),
    };
    model_vector(&vector, UserAgent::new(&model))
}

#[test]
fn calls_of_the_cookie_store_come_last() {
    let calls = [
        CookieInit::new("a", "2"),
        CookieInit::new("b", "1"),
        CookieInit::new("c=", "1"),
        CookieInit::deletion("b"),
    ];
    let result = call("https://www.example.com/", "a=1; HttpOnly", &calls);
    assert_eq!((result.cookie.as_str(), result.stored.as_slice()), ("a=1", &["a".to_owned()][..]));
    let rejected: Vec<_> = result
        .rejected
        .iter()
        .map(|rejected| (rejected.line.as_str(), rejected.reasons.as_slice()))
        .collect();
    let expected: [(&str, &[&str]); 3] = [
        ("a=2", &["overwrite-httponly-from-script"]),
        ("c==1", &["cookie-store-name-with-equals"]),
        ("b=", &["expired-on-arrival", "deleted"]),
    ];
    assert_eq!(rejected, expected);
}

#[test]
fn an_insecure_document_has_no_cookie_store() {
    let result = call(
        "http://www.example.com/",
        "a=1",
        &[CookieInit::new("b", "1"), CookieInit::new("", "")],
    );
    assert_eq!(result.stored, ["a"]);
    assert_eq!(result.rejected[0].reasons, ["insecure-context", "secure-from-insecure"]);
    assert_eq!(result.rejected[1].reasons, ["insecure-context", "cookie-store-empty"]);
}
