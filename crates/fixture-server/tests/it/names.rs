//! The name router and TLS.

use fixture_server::{FixtureServers, FixtureStartError, HttpVersions};
use hyper::Version;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use crate::client::{Client, socks};
use crate::stage::{PAGE, TARGET, path_of, set_up, url};

async fn servers(origins: &[&str]) -> FixtureServers {
    let origins: Vec<Url> = origins.iter().map(|origin| url(origin)).collect();
    FixtureServers::start(&origins).await.unwrap()
}

#[tokio::test]
async fn names_and_addresses_lead_to_their_servers() {
    let origins = [
        "https://www.example.com",
        "http://localhost:3000",
        "http://127.0.0.1:8080",
        "https://[::1]:8443",
    ];
    let servers = servers(&origins).await;
    let session = servers.open_session().await.unwrap();
    for origin in origins {
        let mut client = Client::connect(&servers, session.proxy(), origin, &["http/1.1"]).await;
        assert_eq!(client.get("/favicon.ico").await.status, 204, "{origin}");
    }
    assert!(session.refused().is_empty());
}

#[tokio::test]
async fn a_name_is_the_same_in_capitals_and_an_address_the_same_as_a_name() {
    let servers = servers(&["http://localhost:3000", "http://127.0.0.1:8080"]).await;
    let session = servers.open_session().await.unwrap();
    for (name, port) in [("LOCALHOST", 3000_u16), ("127.0.0.1", 8080)] {
        let mut stream = TcpStream::connect(session.proxy()).await.unwrap();
        let mut bytes = vec![5, 2, 1, 0, 5, 1, 0, 3, name.len() as u8];
        bytes.extend(name.bytes().chain(port.to_be_bytes()));
        stream.write_all(&bytes).await.unwrap();
        let mut reply = [0; 12];
        stream.read_exact(&mut reply).await.unwrap();
        assert_eq!(reply[..4], [5, 0, 5, 0], "{name}");
    }
}

#[tokio::test]
async fn other_names_and_ports_are_refused_and_counted() {
    let servers = servers(&["https://www.example.com"]).await;
    let session = servers.open_session().await.unwrap();
    for refused in [
        "https://update.example",
        "https://update.example",
        "http://www.example.com",
        "http://[::1]:1",
        "http://10.0.0.1",
    ] {
        assert_eq!(socks(session.proxy(), &url(refused)).await.unwrap_err(), 2, "{refused}");
    }
    let refused: Vec<_> = session.refused().into_iter().collect();
    let expected =
        [("10.0.0.1:80", 1), ("[::1]:1", 1), ("update.example:443", 2), ("www.example.com:80", 1)];
    assert_eq!(refused, expected.map(|(name, count)| (name.to_owned(), count)));
}

#[tokio::test]
async fn the_proxy_takes_connect_without_authentication_alone() {
    let servers = servers(&["http://localhost:3000"]).await;
    let session = servers.open_session().await.unwrap();
    for (sent, expected) in [
        (&[5_u8, 1, 2][..], &[5_u8, 0xff][..]),
        (&[5, 1, 0, 5, 2, 0, 1, 127, 0, 0, 1, 0, 80], &[5, 0, 5, 7]),
        (&[5, 1, 0, 5, 1, 0, 9], &[5, 0, 5, 8]),
        (&[4, 1, 0, 80, 127, 0, 0, 1, 0], &[]),
    ] {
        let mut stream = TcpStream::connect(session.proxy()).await.unwrap();
        stream.write_all(sent).await.unwrap();
        let mut reply = Vec::new();
        // The proxy may hang up before it has read everything, which resets the connection.
        let _ = stream.read_to_end(&mut reply).await;
        assert!(
            reply.starts_with(expected) && reply.is_empty() == expected.is_empty(),
            "{sent:?}: {reply:?}"
        );
    }
}

#[tokio::test]
async fn tls_agrees_on_what_was_chosen_at_the_start() {
    for (protocols, offered, version) in [
        (HttpVersions::Both, &["http/1.1", "h2"][..], Version::HTTP_2),
        (HttpVersions::Both, &["http/1.1"], Version::HTTP_11),
        (HttpVersions::Both, &[], Version::HTTP_11),
        (HttpVersions::Http1, &["h2", "http/1.1"], Version::HTTP_11),
        (HttpVersions::Http2, &["http/1.1", "h2"], Version::HTTP_2),
    ] {
        let servers = FixtureServers::start_with(&[url(PAGE)], protocols).await.unwrap();
        let session = servers.open_session().await.unwrap();
        let mut client = Client::connect(&servers, session.proxy(), PAGE, offered).await;
        assert_eq!(client.get("/favicon.ico").await.version, version, "{protocols:?} {offered:?}");
    }
}

#[tokio::test]
async fn an_idle_connection_holds_up_nobody() {
    let (servers, session) = set_up().await;
    let idle = socks(session.proxy(), &url(PAGE)).await.unwrap();
    let mut client = Client::connect(&servers, session.proxy(), PAGE, &["h2"]).await;
    assert_eq!(client.get("/favicon.ico").await.status, 204);
    drop(idle);
}

#[tokio::test]
async fn a_request_for_another_authority_is_misdirected() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let path = path_of(&session, "probe");
    let answer = client.send("GET", &path, &[("host", "www.example.com")], "").await;
    assert_eq!(answer.status, 421);
    assert_eq!(
        session.stray_requests().keys().collect::<Vec<_>>(),
        [&format!("GET {TARGET}{path}")]
    );
}

#[tokio::test]
async fn what_is_no_origin_is_not_started() {
    for text in ["ftp://www.example.com", "data:,"] {
        let error = FixtureServers::start(&[url(text)]).await.unwrap_err();
        assert!(
            matches!(
                &error,
                FixtureStartError::NotAnOrigin { url } if url.as_str().starts_with(text)
            ),
            "{error}"
        );
    }
    let error = FixtureServers::start(&[
        url("http://www.example.com:8443"),
        url("https://www.example.com:8443"),
    ])
    .await
    .unwrap_err();
    assert!(matches!(error, FixtureStartError::Clash { .. }), "{error}");
}

#[tokio::test]
async fn each_origin_is_served_once_and_directly_too() {
    let servers = servers(&[
        "http://localhost:3000",
        "http://localhost:3000/again?x#y",
        "https://www.example.com",
    ])
    .await;
    let directory = servers.directory();
    assert_eq!(
        directory.iter().map(|(origin, _)| origin.as_str()).collect::<Vec<_>>(),
        ["http://localhost:3000/", "https://www.example.com/"]
    );
    let mut stream = TcpStream::connect(directory[0].1).await.unwrap();
    stream
        .write_all(b"GET /favicon.ico HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
}
