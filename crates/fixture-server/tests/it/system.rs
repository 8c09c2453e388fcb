//! The session of a browser that takes its proxy from the system's settings.

use fixture_server::{FixtureServers, FixtureSession, NetworkEntrance};
use hyper::Version;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::Client;
use crate::stage::{PAGE, url};

/// Ports that hardly anybody has.
const NAMED: &str = "http://a.test:38081";
const LOCALHOST: &str = "http://localhost:38082";
const ADDRESS: &str = "http://127.0.0.1:38082";

async fn set_up() -> (FixtureServers, FixtureSession) {
    let origins = [PAGE, NAMED, LOCALHOST, ADDRESS].map(url);
    let servers = FixtureServers::start(&origins).await.unwrap();
    let session = servers.open_system_session().await.unwrap();
    (servers, session)
}

/// Returns the answer of whoever is at a place to a request for a URL.
async fn answer(place: &str, asked: &url::Url) -> String {
    let mut stream = TcpStream::connect(place).await.unwrap();
    let authority = &asked[url::Position::BeforeHost..url::Position::AfterPort];
    let path = &asked[url::Position::BeforePath..];
    let request = format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_settings_of_the_automatic_proxy_lead_to_the_sessions_own() {
    let (_servers, session) = set_up().await;
    let pac = session.pac_url().unwrap().clone();
    let place = &pac[url::Position::BeforeHost..url::Position::AfterPort];
    let text = answer(place, &pac).await;
    assert!(text.contains("content-type: application/x-ns-proxy-autoconfig"), "{text}");
    assert!(text.contains(&format!("SOCKS {}", session.proxy())), "{text}");
    let hosts = session.hosts_lines();
    assert!(hosts.contains(" a.test\n") && !hosts.contains(" localhost\n"), "{hosts}");
}

#[tokio::test]
async fn an_origin_answers_by_proxy_and_at_its_address_and_says_which() {
    let (servers, mut session) = set_up().await;
    let taken: Vec<String> =
        session.open_doors().await.iter().map(|(place, _)| place.to_string()).collect();
    let hosts = session.hosts_lines();
    let own = hosts.lines().find_map(|line| line.strip_suffix(" a.test")).unwrap();
    let places = [
        (NAMED, format!("{own}:38081")),
        (LOCALHOST, "127.0.0.1:38082".to_owned()),
        (ADDRESS, "127.0.0.1:38082".to_owned()),
        (LOCALHOST, "[::1]:38082".to_owned()),
    ];
    for (origin, place) in places {
        if taken.contains(&place) {
            continue;
        }
        let text = answer(&place, &session.arrival_url(&url(origin))).await;
        assert!(text.starts_with("HTTP/1.1 200"), "{origin}: {text}");
        assert_eq!(session.take_arrival(&url(origin)), Some(NetworkEntrance::Address), "{origin}");
        assert_eq!(session.take_arrival(&url(origin)), None, "it was taken out");
    }
    let mut client = Client::connect(&servers, session.proxy(), PAGE, &[]).await;
    assert_eq!(client.get("/1/arrival").await.status.as_u16(), 200);
    assert_eq!(session.take_arrival(&url(PAGE)), Some(NetworkEntrance::Proxy));
}

#[tokio::test]
async fn http2_is_not_spoken_though_it_is_offered() {
    let (servers, mut session) = set_up().await;
    let taken = session.open_doors().await;
    let hosts = session.hosts_lines();
    let own = hosts.lines().find_map(|line| line.strip_suffix(" www.example.com")).unwrap();
    let offered = &["h2", "http/1.1"];
    let mut client = Client::connect(&servers, session.proxy(), PAGE, offered).await;
    assert_eq!(client.get("/favicon.ico").await.version, Version::HTTP_11);
    if !taken.iter().any(|(place, _)| place.port() == 443) {
        let stream = TcpStream::connect((own, 443)).await.unwrap();
        let mut client = Client::over(&servers, stream, PAGE, offered).await;
        assert_eq!(client.get("/favicon.ico").await.version, Version::HTTP_11);
    }
}
