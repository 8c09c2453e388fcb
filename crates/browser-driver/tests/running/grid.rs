//! A grid is known by its nodes, asked for a browser by name, and says when a session is lost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use browser_driver::{Browser, SlotCount};

use crate::driver;

/// What a grid with a node says of itself; its one session is `s1`.
const STATUS: &str = r#"{"ready":true,"nodes":[{"uri":"http://node:5555","availability":"UP","slots":[
    {"session":{"sessionId":"s1"},"stereotype":{"browserName":"chrome"}},
    {"session":null,"stereotype":{"browserName":"chrome","se:noVncPort":7900}}]}]}"#;

/// A session as a grid gives one.
const SESSION: &str = r#"{"sessionId":"s1","capabilities":{"browserName":"chrome",
    "browserVersion":"156.0.8078.108","se:cdp":"ws://grid/se/cdp","se:bidiEnabled":false,
    "chrome":{"chromedriverVersion":"156.0.8078.107 (730482a940ce)"}}}"#;

#[tokio::test]
async fn a_session_of_a_grid_names_its_browser_and_says_when_it_is_lost() {
    let (is_gone, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(String::new())));
    let url = driver::start({
        let (is_gone, asked) = (Arc::clone(&is_gone), Arc::clone(&asked));
        move |request| match request.split(' ').nth(1).unwrap() {
            "/wd/hub/status" => (200, STATUS.to_owned()),
            "/wd/hub/session" => {
                request.clone_into(&mut asked.lock().unwrap());
                (200, SESSION.to_owned())
            }
            "/wd/hub/session/s1/timeouts" if is_gone.load(Ordering::SeqCst) => {
                let message = "Connection error (GET http://node:5555)";
                (500, format!(r#"{{"error":"unknown error","message":"{message}\nat x"}}"#))
            }
            _ => (200, "null".to_owned()),
        }
    });
    let (remote, status) = driver::remote(&url).identified().await.unwrap();
    let slots = status.unwrap().slots(Browser::Chromium);
    assert_eq!(slots, SlotCount { free: 1, all: 2 });

    let session = driver::launch(remote).await.unwrap();
    assert!(asked.lock().unwrap().contains(r#""browserName":"chrome""#));
    assert_eq!(session.version(), "156.0.8078.108");
    assert_eq!(session.driver_version(), Some("156.0.8078.107"));
    assert_eq!(session.node().await.as_deref(), Some("http://node:5555"));

    let lost = session.watch().unwrap();
    tokio::pin!(lost);
    // It is there as long as the grid answers for it.
    assert!(tokio::time::timeout(Duration::from_secs(5), &mut lost).await.is_err());
    is_gone.store(true, Ordering::SeqCst);
    let error = tokio::time::timeout(Duration::from_secs(5), lost).await.unwrap();
    let expected = "the grid has lost the session: Connection error (GET http://node:5555)";
    assert_eq!(error.to_string(), expected);
    session.stop().await;
}

#[tokio::test]
async fn a_driver_without_nodes_is_no_grid_and_is_not_watched() {
    let url = driver::start(|request| match request.split(' ').nth(1).unwrap() {
        "/wd/hub/status" => (200, r#"{"ready":true,"message":"ChromeDriver ready"}"#.to_owned()),
        "/wd/hub/session" => (200, SESSION.to_owned()),
        _ => (200, "null".to_owned()),
    });
    let (remote, status) = driver::remote(&url).identified().await.unwrap();
    assert_eq!(status, None);
    let session = driver::launch(remote).await.unwrap();
    assert!(session.watch().is_none());
    assert_eq!(session.node().await, None);
    session.stop().await;
}

#[tokio::test]
async fn a_grid_that_nobody_answers_for_is_an_error() {
    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let error = driver::remote(&url).identified().await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("`{url}status` did not answer: ")), "{error}");
}
