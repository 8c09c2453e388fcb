//! A driver that answers wrongly is an error that says where its output is, and never a reading.

use browser_driver::{Browser, BrowserSession, LaunchError, RemoteDriver};
use matrix::{EngineKind, Profile};
use run_model::error_chain;

use crate::driver;

/// A session as chromedriver gives one.
const SESSION: &str = r#"{"value":{"sessionId":"s1","capabilities":{"browserVersion":"1.0"}}}"#;

/// Returns a response of a driver.
fn answer(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json; charset=utf-8\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

async fn launch(answers: Vec<String>) -> Result<BrowserSession, String> {
    launch_of(Browser::Chromium, answers).await
}

async fn launch_of(browser: Browser, answers: Vec<String>) -> Result<BrowserSession, String> {
    let remote = RemoteDriver::at(browser, driver::start_with_responses(answers)).unwrap();
    let launched = driver::launch(remote).await;
    launched.map_err(|error| error_chain(&error).to_string())
}

/// Checks that no session comes of an answer to the command that asks for one.
async fn check_session(answer: String, message: &str) {
    let error = launch(vec![answer]).await.err().unwrap();
    assert!(error.starts_with("the driver of `chromium` gave no session; its output is in "));
    assert!(error.contains(message), "{error}");
}

/// Checks that no reading of a jar comes of an answer to the command that asks for it.
async fn check_jar(answer: String, message: &str) {
    let mut session = launch(vec![self::answer("200 OK", SESSION), answer]).await.unwrap();
    let error = error_chain(&session.read_jar().await.unwrap_err()).to_string();
    assert!(error.contains(message), "{error}");
    // A jar that may not be empty is never taken for an empty one.
    assert!(session.clear_cookies().await.is_err());
}

#[tokio::test]
async fn a_driver_that_answers_nonsense_gives_no_session() {
    check_session(answer("200 OK", "<!doctype html>hello"), "incoherent response").await;
    check_session(answer("200 OK", "{}"), "non-conforming response").await;
    check_session(answer("200 OK", r#"{"value":{"sessionId":5}}"#), "not of the expected form")
        .await;
    let cut_off = "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"value\":";
    check_session(cut_off.to_owned(), "error reading a body").await;
    check_session("220 smtp ready\r\n".to_owned(), "could not be reached").await;
    check_session(String::new(), "could not be reached").await;
}

#[tokio::test]
async fn what_the_driver_says_is_in_the_error() {
    let refusal = r#"{"value":{"error":"session not created",
        "message":"This version of ChromeDriver only supports 155","stacktrace":""}}"#;
    check_session(answer("500 Internal Server Error", refusal), "only supports 155").await;
}

#[tokio::test]
async fn a_jar_that_is_answered_wrongly_is_no_reading() {
    let cookies = |text: &str| answer("200 OK", &format!(r#"{{"value":{{"cookies":{text}}}}}"#));
    let not_cookies = "not of the expected form";
    check_jar(answer("200 OK", r#"{"value":null}"#), not_cookies).await;
    check_jar(answer("200 OK", r#"{"value":{}}"#), not_cookies).await;
    check_jar(cookies("null"), not_cookies).await;
    check_jar(cookies(r#""none""#), not_cookies).await;
    check_jar(cookies(r#"[{"name":"a"}]"#), "lacks a readable").await;
    check_jar(cookies("[7]"), "lacks a readable").await;
    check_jar(answer("200 OK", "<p>proxy error</p>"), "incoherent response").await;
    check_jar(answer("404 Not Found", "{}"), "goog/cdp/execute").await;
    let gone = r#"{"value":{"error":"invalid session id","message":"it is gone",
        "stacktrace":""}}"#;
    check_jar(answer("404 Not Found", gone), "it is gone").await;
    let cut_off = "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"value\":";
    check_jar(cut_off.to_owned(), "error reading a body").await;
    check_jar(String::new(), "goog/cdp/execute").await;
}

/// Returns how safaridriver says that it gives no session.
fn refusal(message: &str) -> String {
    let value = format!(
        r#"{{"value":{{"error":"session not created","message":"{message}","stacktrace":""}}}}"#
    );
    answer("500 Internal Server Error", &value)
}

#[tokio::test]
async fn safaridriver_is_asked_again_where_it_refuses_for_now() {
    let given = r#"{"value":{"sessionId":"s1","capabilities":{"browserVersion":"26.5",
        "platformName":"macOS"}}}"#;
    let answers = vec![
        refusal("Could not create a session: The Safari instance is already paired with another"),
        refusal("The request timed out."),
        answer("200 OK", given),
        answer("200 OK", r#"{"value":null}"#),
    ];
    let session = launch_of(Browser::Safari, answers).await.unwrap();
    assert_eq!((session.version(), session.is_stand_in()), ("26.5", false));
}

#[tokio::test]
async fn safaridriver_is_not_asked_again_where_it_refuses_for_good() {
    let answers = vec![refusal("You must enable 'Allow remote automation'")];
    let error = launch_of(Browser::Safari, answers).await.err().unwrap();
    assert!(error.contains("Allow remote automation"), "{error}");
}

#[tokio::test]
async fn what_runs_elsewhere_than_on_macos_stands_in_for_safari() {
    let given = r#"{"value":{"sessionId":"s1","capabilities":{"browserName":"Safari",
        "platformName":"linux"}}}"#;
    let answers = vec![answer("200 OK", given), answer("200 OK", r#"{"value":null}"#)];
    assert!(launch_of(Browser::Safari, answers).await.unwrap().is_stand_in());
}

#[tokio::test]
async fn a_browser_before_the_versions_of_its_profile_plays_nothing() {
    let launch = async |since: &str| {
        let answers = vec![answer("200 OK", SESSION), answer("200 OK", r#"{"value":null}"#)];
        let url = driver::start_with_responses(answers);
        let profile = Profile {
            since: Some(since.to_owned()),
            ..Profile::plain(EngineKind::Chromium, "test")
        };
        driver::launch_profile(driver::remote(&url), profile).await
    };
    assert_eq!(launch("1").await.unwrap().version(), "1.0");
    let error = launch("1.1").await.err().unwrap();
    assert!(matches!(error, LaunchError::OtherVersion { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "chromium:test is of version 1.1 and later, and this is 1.0; name the programs of such a \
         version: `--browser chromium:test=PROGRAM,DRIVER`"
    );
}
