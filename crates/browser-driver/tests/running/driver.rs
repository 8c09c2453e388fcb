//! A driver that answers as a test says.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;

use browser_driver::{
    Browser, BrowserSession, DriverSource, LaunchError, LaunchOptions, RemoteDriver,
};
use matrix::Profile;
use url::Url;

/// Starts a driver; `answer` makes a status and a value of each request, its head and body.
pub(crate) fn start(answer: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> Url {
    let answer = Arc::new(answer);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/wd/hub", listener.local_addr().unwrap()).parse().unwrap();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let (answer, mut connection) = (Arc::clone(&answer), connection.unwrap());
            std::thread::spawn(move || {
                while let Some(request) = read_request(&mut connection) {
                    let (status, value) = answer(&request);
                    let body = format!(r#"{{"value":{value}}}"#);
                    let length = body.len();
                    // The client may have gone.
                    _ = write!(
                        connection,
                        "HTTP/1.1 {status} Said\r\nContent-Type: application/json; \
                         charset=utf-8\r\nContent-Length: {length}\r\n\r\n{body}"
                    );
                }
            });
        }
    });
    url
}

/// Starts a driver that sends these responses, one a connection and each as it is. It sends the
/// last one again and again.
pub(crate) fn start_with_responses(responses: Vec<String>) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    std::thread::spawn(move || {
        for (number, connection) in listener.incoming().enumerate() {
            let mut connection = connection.unwrap();
            read_request(&mut connection);
            let response = &responses[number.min(responses.len() - 1)];
            // The client may have gone.
            _ = connection.write_all(response.as_bytes());
        }
    });
    url
}

/// Reads a request: the head of a POST request has a body behind it, which ends with a brace.
fn read_request(connection: &mut TcpStream) -> Option<String> {
    let mut request = String::new();
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = connection.read(&mut piece) {
        request.push_str(std::str::from_utf8(&piece[..length]).unwrap());
        let end = if request.starts_with("POST ") { "}" } else { "\r\n\r\n" };
        if request.ends_with(end) {
            return Some(request);
        }
    }
    None
}

/// Returns a running driver of Chromium.
pub(crate) fn remote(url: &Url) -> RemoteDriver {
    RemoteDriver::at(Browser::Chromium, url.clone()).unwrap()
}

/// Asks it for a session.
pub(crate) async fn launch(remote: RemoteDriver) -> Result<BrowserSession, LaunchError> {
    let profile = Profile::plain(remote.browser.kind(), "test");
    launch_profile(remote, profile).await
}

/// Asks it for a session with a profile.
pub(crate) async fn launch_profile(
    remote: RemoteDriver,
    profile: Profile,
) -> Result<BrowserSession, LaunchError> {
    let proxy = "127.0.0.1:9".parse().unwrap();
    let options = LaunchOptions::new(profile, proxy, PathBuf::from("unused"));
    BrowserSession::launch(DriverSource::Running(Box::new(remote)), options).await
}
