use super::*;
use crate::policy::Policy;

/// Plays lines on `https://www.example.com/a/b` and reads at `then`.
fn play(set_cookie: &[&str], script: &[&str], then: Option<&str>) -> VectorResult {
    let policy = Policy::standard();
    let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    let url = Url::parse("https://www.example.com/a/b").unwrap();
    let then = then.map(|then| Url::parse(then).unwrap());
    let vector = Vector { url, set_cookie: owned(set_cookie), script: owned(script), then, now: Timestamp(1_700_000_000) };
    model_vector(&vector, UserAgent::new(&policy))
}

#[test]
fn headers_and_script_share_a_jar() {
    let result = play(&["a=1; HttpOnly; Path=/", "b=2"], &["a=3; Path=/", "c=4"], None);
    assert_eq!((result.cookie.as_str(), result.document_cookie.as_str()), ("b=2; c=4; a=1", "b=2; c=4"));
    assert_eq!(result.stored, ["a", "b", "c"]);
    let reasons = vec![Reason::OverwriteHttpOnlyFromScript];
    assert_eq!(result.rejected, [RejectedLine { line: "a=3; Path=/".to_owned(), reasons }]);
}

#[test]
fn another_url_gets_what_is_its_own() {
    let result = play(
        &["a=1; Domain=example.com; Path=/", "b=2; Path=/", "c=3; Secure; Domain=example.com; Path=/"],
        &[],
        Some("http://example.com/"),
    );
    assert_eq!((result.cookie.as_str(), result.stored.len()), ("a=1", 3));
}

#[test]
fn a_deletion_is_told() {
    let result = play(&["a=1", "a=; Max-Age=0"], &[], None);
    assert_eq!(result.rejected[0].reasons, [Reason::ExpiredOnArrival, Reason::Deleted]);
    assert!(result.cookie.is_empty() && result.stored.is_empty());
}

#[test]
fn nul_is_told_twice_and_stores_nothing() {
    let result = play(&["a=1\0", "b=2"], &["c=\0"], None);
    assert_eq!(result.rejected[0].reasons, [Reason::ResponseHeaderInvalid, Reason::ControlChar]);
    assert_eq!(result.rejected[1].reasons, [Reason::ControlChar]);
    assert_eq!(result.stored, ["b"]);
}
