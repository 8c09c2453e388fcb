//! The name router as a proxy that speaks HTTP.

use std::net::SocketAddr;
use std::time::Duration;

use fixture_server::{FixtureServers, ProxyDoor, ProxyLogin};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Client, socks};
use crate::stage::url;

const PLAIN: &str = "http://localhost:3000";
const SECURE: &str = "https://www.example.com";

async fn servers() -> FixtureServers {
    FixtureServers::start(&[url(PLAIN), url(SECURE)]).await.unwrap()
}

/// Sends octets to a proxy; returns the stream and the head of the answer, which is empty where the
/// connection ended without one.
async fn ask(proxy: SocketAddr, request: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(proxy).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let head = read_head(&mut stream).await;
    (stream, head)
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut octet = [0];
        match tokio::time::timeout(Duration::from_secs(20), stream.read(&mut octet)).await.unwrap()
        {
            Ok(1) => head.push(octet[0]),
            _ => break,
        }
    }
    String::from_utf8(head).unwrap()
}

fn connect(place: &str) -> String {
    format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n")
}

#[tokio::test]
async fn requests_in_absolute_form_lead_to_their_servers() {
    let servers = servers().await;
    let session = servers.open_session().await.unwrap();
    let request = format!(
        "GET {PLAIN}/favicon.ico HTTP/1.1\r\nHost: localhost:3000\r\nProxy-Connection: \
         keep-alive\r\n\r\n"
    );
    let (mut stream, head) = ask(session.proxy(), &request).await;
    assert!(head.starts_with("HTTP/1.1 204 "), "{head}");
    // The connection is for further requests.
    stream.write_all(request.as_bytes()).await.unwrap();
    assert!(read_head(&mut stream).await.starts_with("HTTP/1.1 204 "));
    assert!(session.refused().is_empty());
}

#[tokio::test]
async fn a_tunnel_leads_to_the_server_with_and_without_tls() {
    let servers = servers().await;
    let session = servers.open_session().await.unwrap();
    for (origin, place) in [(PLAIN, "LOCALHOST:3000"), (SECURE, "www.example.com:443")] {
        let (stream, head) = ask(session.proxy(), &connect(place)).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        for alpn in ["http/1.1", "h2"] {
            if alpn == "h2" && origin == PLAIN {
                continue;
            }
            let (stream, _) = ask(session.proxy(), &connect(place)).await;
            let mut client = Client::over(&servers, stream, origin, &[alpn]).await;
            assert_eq!(client.get("/favicon.ico").await.status, 204, "{origin} by {alpn}");
        }
        drop(stream);
    }
    assert!(session.refused().is_empty());
}

#[tokio::test]
async fn unknown_hosts_are_refused_and_counted_as_by_socks5() {
    let servers = servers().await;
    let session = servers.open_session().await.unwrap();
    let (_, head) = ask(session.proxy(), &connect("update.example:443")).await;
    assert!(head.starts_with("HTTP/1.1 403 "), "{head}");
    let plain = "GET http://update.example/x HTTP/1.1\r\nHost: update.example\r\n\r\n";
    assert_eq!(ask(session.proxy(), plain).await.1, "");
    // A port that another scheme has is no server's.
    let wrong = "GET http://www.example.com:443/ HTTP/1.1\r\nHost: www.example.com:443\r\n\r\n";
    assert_eq!(ask(session.proxy(), wrong).await.1, "");
    // This is a proxy, and no server.
    let (_, head) = ask(session.proxy(), "GET / HTTP/1.1\r\nHost: localhost:3000\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
    assert_eq!(socks(session.proxy(), &url("https://update.example")).await.unwrap_err(), 2);
    let refused: Vec<_> = session.refused().into_iter().collect();
    let expected = [("update.example:443", 2), ("update.example:80", 1)];
    assert_eq!(refused, expected.map(|(name, count)| (name.to_owned(), count)));
}

#[tokio::test]
async fn with_a_login_nobody_comes_in_without_it() {
    let servers = servers().await;
    let login = ProxyLogin::read("user:pass:word");
    let address = "127.0.0.1:0".parse().unwrap();
    let session = servers.open_tunnel_session(ProxyDoor { address, login }).await.unwrap();
    let with = |field: &str| {
        format!("CONNECT localhost:3000 HTTP/1.1\r\nHost: localhost:3000\r\n{field}\r\n")
    };
    let field = "proxy-authorization: basic dXNlcjpwYXNzOndvcmQ=\r\n";
    assert!(ask(session.proxy(), &with(field)).await.1.starts_with("HTTP/1.1 200 "));
    for field in [
        "",
        "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n",
        "Proxy-Authorization: Bearer dXNlcjpwYXNzOndvcmQ=\r\n",
        "Authorization: Basic dXNlcjpwYXNzOndvcmQ=\r\n",
    ] {
        let (_, head) = ask(session.proxy(), &with(field)).await;
        assert!(head.starts_with("HTTP/1.1 407 "), "{field}: {head}");
        assert!(head.contains("proxy-authenticate: Basic realm="), "{head}");
    }
    // SOCKS5 has no login that browsers give.
    let mut stream = TcpStream::connect(session.proxy()).await.unwrap();
    stream.write_all(&[5, 1, 0]).await.unwrap();
    assert_eq!(stream.read(&mut [0; 2]).await.unwrap_or(0), 0);
    assert!(session.refused().is_empty());
}

#[tokio::test]
async fn a_proxy_for_others_is_not_opened_without_a_login() {
    let servers = servers().await;
    let address = "0.0.0.0:0".parse().unwrap();
    let opened = servers.open_tunnel_session(ProxyDoor { address, login: None }).await;
    assert!(opened.unwrap_err().to_string().contains("needs a login"));
}

#[tokio::test]
async fn tunnels_end_with_their_session() {
    let servers = servers().await;
    let session = servers.open_session().await.unwrap();
    let (mut stream, head) = ask(session.proxy(), &connect("localhost:3000")).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    session.stop().await;
    assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0);
}
